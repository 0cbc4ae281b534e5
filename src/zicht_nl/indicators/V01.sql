-- Presumed victims per year. A person with two forms has two rows; the count is of different people.
SELECT
    v.unit, v.year,
    f.vorm, v.geslacht, v.leeftijdsgroep, v.nationaliteit, m.melder, s.sector, v.route, v.gemeente
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
JOIN slachtofferjaren_melders AS m ON m.unit = v.unit
JOIN slachtofferjaren_sectoren AS s ON s.unit = v.unit
