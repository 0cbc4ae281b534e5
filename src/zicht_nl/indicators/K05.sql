-- Cases with a judgment, by its year. The share divides convictions by all judgments.
SELECT zaak AS unit, extract(year FROM uitspraak_datum) AS year, veld, uitspraak
FROM zaken
WHERE uitspraak IS NOT NULL
