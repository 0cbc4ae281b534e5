-- Cases by the year in which they were registered.
SELECT zaak AS eenheid, extract(year FROM instroom_datum) AS jaar, veld, arrondissement
FROM zaken
