-- Forms of exploitation of which a person was suspected in a year: all that any incident of that year names.
SELECT DISTINCT r.eenheid, trim(split_part(r.vormen, ';', n.nummer)) AS vorm
FROM verdachtenregistraties AS r
JOIN volgnummers AS n ON n.nummer <= 1 + length(r.vormen) - length(replace(r.vormen, ';', ''))
