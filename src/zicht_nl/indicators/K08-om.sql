-- Cases with a decision, by its year: from registration to decision.
SELECT
    zaak AS eenheid, persoon_id AS persoon, extract(year FROM beslis_datum) AS jaar, veld,
    instroom_datum AS van, beslis_datum AS tot
FROM zaken
WHERE om_beslissing IS NOT NULL
