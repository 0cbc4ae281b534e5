-- Presumed victims per year, by form and age. The share divides those younger than 23 by those whose age is known.
SELECT v.unit, v.year, f.vorm, v.leeftijdsgroep
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
