-- Presumed victims per year. A person with two forms has two rows; the count is of different people.
SELECT
    v.eenheid, v.jaar,
    f.vorm, v.geslacht, v.leeftijdsgroep, v.nationaliteit, m.melder, s.sector, v.route, v.gemeente
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.eenheid = v.eenheid
JOIN slachtofferjaren_melders AS m ON m.eenheid = v.eenheid
JOIN slachtofferjaren_sectoren AS s ON s.eenheid = v.eenheid
