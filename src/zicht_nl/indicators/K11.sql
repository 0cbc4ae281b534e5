-- Cases by the quarter in which they were registered.
SELECT
    zaak AS unit,
    extract(year FROM instroom_datum) AS year,
    'K' || extract(quarter FROM instroom_datum) AS kwartaal,
    veld
FROM zaken
