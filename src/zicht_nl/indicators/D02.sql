-- Suspects of trafficking per year. The share divides those younger than 23 by those whose age is known.
SELECT v.unit, v.year, f.vorm, v.leeftijdsgroep
FROM verdachtenjaren AS v
JOIN verdachtenjaren_vormen AS f ON f.unit = v.unit
