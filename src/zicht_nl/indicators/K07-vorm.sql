-- Unconditional sentences of trafficking, with the forms of earlier incidents in which the person stood as a suspect.
-- Codes stand in one text with semicolons between them; each gets a row of its own.
SELECT DISTINCT
    c.zaak AS unit, c.person_id AS person, extract(year FROM c.uitspraak_datum) AS year,
    trim(split_part(v.vormen, ';', n.number)) AS vorm, c.dagen_onvoorwaardelijk AS days
FROM zaken AS c
JOIN verdachtenregistraties AS v ON v.person_id = c.person_id AND v.registratie_datum <= c.instroom_datum
JOIN numbers AS n ON n.number <= 1 + length(v.vormen) - length(replace(v.vormen, ';', ''))
WHERE c.veld = 'mh' AND c.uitspraak = 'veroordeling' AND c.straf IN (
    'gevangenisstraf_onvw', 'gevangenisstraf_deels_vw', 'jeugddetentie_onvw', 'jeugddetentie_deels_vw'
)
