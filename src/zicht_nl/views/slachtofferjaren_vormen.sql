-- Forms of exploitation of a presumed victim in a year: all that any notification of that year names.
-- Codes stand in one text with semicolons between them; each gets a row of its own.
SELECT DISTINCT m.eenheid, trim(split_part(m.uitbuitingsvorm, ';', n.nummer)) AS vorm
FROM meldingen AS m
JOIN volgnummers AS n ON n.nummer <= 1 + length(m.uitbuitingsvorm) - length(replace(m.uitbuitingsvorm, ';', ''))
