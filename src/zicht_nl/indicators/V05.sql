-- Presumed victims per year. The rate divides them by inhabitants; those are public and need no query here.
SELECT v.unit, v.year, f.vorm, v.geslacht, v.leeftijdsgroep
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
