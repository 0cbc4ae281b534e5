-- Forms of exploitation of a presumed victim in a year: all that any notification of that year names.
-- Codes stand in one text with semicolons between them; each gets a row of its own.
SELECT DISTINCT m.unit, trim(split_part(m.uitbuitingsvorm, ';', n.number)) AS vorm
FROM meldingen AS m
JOIN numbers AS n ON n.number <= 1 + length(m.uitbuitingsvorm) - length(replace(m.uitbuitingsvorm, ';', ''))
