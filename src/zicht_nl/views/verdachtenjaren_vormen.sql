-- Forms of exploitation of which a person was suspected in a year: all that any incident of that year names.
SELECT DISTINCT r.unit, trim(split_part(r.vormen, ';', n.number)) AS vorm
FROM verdachtenregistraties AS r
JOIN numbers AS n ON n.number <= 1 + length(r.vormen) - length(replace(r.vormen, ';', ''))
