-- Presumed victims per year. The share divides those with a complaint by all.
SELECT v.unit, v.year, f.vorm, m.melder, s.aangifte
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
JOIN slachtofferjaren_stappen AS s ON s.unit = v.unit
JOIN slachtofferjaren_melders AS m ON m.unit = v.unit
