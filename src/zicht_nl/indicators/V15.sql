-- Presumed victims per year, in the quarter of their first notification of that year.
SELECT
    v.unit,
    v.year,
    CASE
        WHEN extract(month FROM v.meld_datum) <= 3 THEN 'K1'
        WHEN extract(month FROM v.meld_datum) <= 6 THEN 'K2'
        WHEN extract(month FROM v.meld_datum) <= 9 THEN 'K3'
        ELSE 'K4'
    END AS kwartaal,
    f.vorm
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
