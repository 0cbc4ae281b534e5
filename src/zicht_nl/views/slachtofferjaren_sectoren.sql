-- Sectors in which a presumed victim was put to work in a year: all that any notification of that year names.
SELECT DISTINCT m.eenheid, trim(split_part(m.sector, ';', n.nummer)) AS sector
FROM meldingen AS m
JOIN volgnummers AS n ON n.nummer <= 1 + length(m.sector) - length(replace(m.sector, ';', ''))
