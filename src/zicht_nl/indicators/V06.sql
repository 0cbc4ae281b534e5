-- Presumed victims per year. The share divides people of foreign nationality with a reflection period by all of them.
SELECT v.unit, v.year, f.vorm, v.nationaliteit, s.dublin, s.bedenktijd
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
JOIN slachtofferjaren_stappen AS s ON s.unit = v.unit
