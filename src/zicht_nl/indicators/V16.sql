-- Presumed victims per year by form and sector. The rate divides those of labour exploitation by the workers of the sector.
SELECT v.unit, v.year, f.vorm, s.sector
FROM slachtofferjaren AS v
JOIN slachtofferjaren_vormen AS f ON f.unit = v.unit
JOIN slachtofferjaren_sectoren AS s ON s.unit = v.unit
