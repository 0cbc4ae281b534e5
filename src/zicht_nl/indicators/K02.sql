-- Cases with a decision, by the year of that decision. The share divides dismissals by all decisions.
SELECT zaak AS eenheid, extract(year FROM beslis_datum) AS jaar, veld, om_beslissing
FROM zaken
WHERE om_beslissing IS NOT NULL
