-- Cases with a judgment, by its year. The share divides convictions by cases registered in that year.
SELECT zaak AS eenheid, extract(year FROM uitspraak_datum) AS jaar, veld, uitspraak
FROM zaken
WHERE uitspraak IS NOT NULL
