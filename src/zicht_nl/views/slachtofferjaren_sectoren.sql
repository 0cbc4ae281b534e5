-- Sectors in which a presumed victim was put to work in a year: all that any notification of that year names.
SELECT DISTINCT m.unit, trim(split_part(m.sector, ';', n.number)) AS sector
FROM meldingen AS m
JOIN numbers AS n ON n.number <= 1 + length(m.sector) - length(replace(m.sector, ';', ''))
