-- Cases with a judgment, by its year: from the decision to summon to the judgment.
SELECT
    zaak AS eenheid, persoon_id AS persoon, extract(year FROM uitspraak_datum) AS jaar, veld,
    beslis_datum AS van, uitspraak_datum AS tot
FROM zaken
WHERE uitspraak IS NOT NULL
