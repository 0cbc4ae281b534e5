-- Cases by the year in which they were registered. The share divides those convicted since by all of that year.
SELECT zaak AS eenheid, extract(year FROM instroom_datum) AS jaar, veld, uitkomst
FROM zaken
