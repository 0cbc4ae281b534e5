-- Cases with a judgment, by its year and by age. The share divides (partly) unconditional sentences by convictions.
SELECT zaak AS unit, extract(year FROM uitspraak_datum) AS year, leeftijdsgroep, uitspraak, straf
FROM zaken
WHERE uitspraak IS NOT NULL
