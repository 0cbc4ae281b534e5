-- Presumed victims per year, by form and age. The share divides the people of one form by all people.
SELECT v.unit, v.year, f.vorm, v.leeftijdsgroep
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
