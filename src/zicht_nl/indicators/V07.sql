-- Presumed victims per year. The share divides those with a complaint by all.
SELECT v.eenheid, v.jaar, f.vorm, m.melder, s.aangifte
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.eenheid = v.eenheid
JOIN slachtofferjaren_stappen AS s ON s.eenheid = v.eenheid
JOIN slachtofferjaren_melders AS m ON m.eenheid = v.eenheid
