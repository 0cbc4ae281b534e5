-- Presumed victims per year, in the quarter of their first notification of that year.
SELECT
    v.unit,
    v.year,
    'K' || extract(quarter FROM v.meld_datum) AS kwartaal,
    f.vorm
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
