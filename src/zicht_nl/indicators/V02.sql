-- Presumed victims per year, by form and age. The share divides the people of one form by all people.
SELECT v.eenheid, v.jaar, f.vorm, v.leeftijdsgroep
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.eenheid = v.eenheid
