-- Cases by the year in which they were registered. The share divides those convicted since by all of that year.
SELECT zaak AS unit, extract(year FROM instroom_datum) AS year, veld, uitkomst
FROM zaken
