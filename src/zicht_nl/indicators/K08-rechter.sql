-- Cases with a judgment, by its year: from the decision to summon to the judgment.
SELECT
    zaak AS unit, person_id AS person, extract(year FROM uitspraak_datum) AS year, veld,
    beslis_datum AS start_date, uitspraak_datum AS end_date
FROM zaken
WHERE uitspraak IS NOT NULL
