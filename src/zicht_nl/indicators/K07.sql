-- Cases with a judgment, by its year. The days are those of the unconditional part of a custodial sentence.
SELECT
    zaak AS unit, person_id AS person, extract(year FROM uitspraak_datum) AS year, veld, straf,
    dagen_onvoorwaardelijk AS days
FROM zaken
WHERE uitspraak IS NOT NULL
