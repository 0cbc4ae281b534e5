-- Custodial sentences, suspended or not, by the year of the judgment.
SELECT
    c.zaak AS unit, c.person_id AS person, extract(year FROM c.uitspraak_datum) AS year, c.veld,
    z.straf_dagen_totaal AS days
FROM zaken AS c
JOIN om_zaken AS z ON z.source_record_id = c.zaak
WHERE c.uitspraak = 'veroordeling' AND (c.straf LIKE 'gevangenisstraf%' OR c.straf LIKE 'jeugddetentie%')
