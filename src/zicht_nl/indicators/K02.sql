-- Cases with a decision, by the year of that decision. The share divides dismissals by all decisions.
SELECT zaak AS unit, extract(year FROM beslis_datum) AS year, veld, om_beslissing
FROM zaken
WHERE om_beslissing IS NOT NULL
