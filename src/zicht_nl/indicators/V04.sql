-- Presumed victims per year, by form and route. The share divides domestic by those whose route is known.
SELECT v.eenheid, v.jaar, f.vorm, v.route
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.eenheid = v.eenheid
