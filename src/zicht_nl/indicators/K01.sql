-- Cases by the year in which they were registered.
SELECT zaak AS unit, extract(year FROM instroom_datum) AS year, veld, arrondissement
FROM zaken
