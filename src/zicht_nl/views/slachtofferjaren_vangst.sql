-- Presumed victims per year, as estimation needs them: each person in one stratum. Who has several forms is put under the
-- first of this order; strata of forms may be compared with each other, not with counts by form.
SELECT
    v.unit,
    v.year,
    v.geslacht,
    v.nationaliteit,
    v.route,
    CASE v.leeftijdsgroep WHEN 'minderjarig' THEN 'ja' WHEN 'onbekend' THEN 'onbekend' ELSE 'nee' END AS minderjarig,
    CASE min(
        CASE f.vorm WHEN 'BSU' THEN 1 WHEN 'GSU' THEN 2 WHEN 'AU' THEN 3 WHEN 'CU' THEN 4 WHEN 'overig' THEN 5 ELSE 6 END
    )
        WHEN 1 THEN 'BSU' WHEN 2 THEN 'GSU' WHEN 3 THEN 'AU' WHEN 4 THEN 'CU' WHEN 5 THEN 'overig' ELSE 'onbekend'
    END AS vorm
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
GROUP BY v.unit, v.year, v.geslacht, v.nationaliteit, v.route, v.leeftijdsgroep
