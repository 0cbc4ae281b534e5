-- Cases by the quarter in which they were registered.
SELECT
    zaak AS unit,
    extract(year FROM instroom_datum) AS year,
    CASE
        WHEN extract(month FROM instroom_datum) <= 3 THEN 'K1'
        WHEN extract(month FROM instroom_datum) <= 6 THEN 'K2'
        WHEN extract(month FROM instroom_datum) <= 9 THEN 'K3'
        ELSE 'K4'
    END AS kwartaal,
    veld
FROM zaken
