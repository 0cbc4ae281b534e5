-- Cases with a decision, by its year: from registration to decision.
SELECT
    zaak AS unit, person_id AS person, extract(year FROM beslis_datum) AS year, veld,
    instroom_datum AS start_date, beslis_datum AS end_date
FROM zaken
WHERE om_beslissing IS NOT NULL
