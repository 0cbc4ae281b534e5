-- Presumed victims per year, by form and route. The share divides domestic by those whose route is known.
SELECT v.unit, v.year, f.vorm, v.route
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
