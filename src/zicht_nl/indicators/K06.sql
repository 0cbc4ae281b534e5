-- Cases with a judgment, by its year. The share divides (partly) unconditional custodial sentences by convictions.
SELECT zaak AS unit, extract(year FROM uitspraak_datum) AS year, veld, uitspraak, straf
FROM zaken
WHERE uitspraak IS NOT NULL
