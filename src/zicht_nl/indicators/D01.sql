-- Suspects of trafficking per year. A person with two forms has two rows; the count is of different people.
SELECT v.unit, v.year, f.vorm, v.geslacht, v.leeftijdsgroep
FROM verdachtenjaren AS v
JOIN verdachtenjaren_vormen AS f ON f.unit = v.unit
