-- Cases whose judgment is one on appeal, by its year: from the decision to summon.
SELECT
    c.zaak AS unit, c.person_id AS person, extract(year FROM c.uitspraak_datum) AS year, c.veld,
    c.beslis_datum AS start_date, c.uitspraak_datum AS end_date
FROM zaken AS c
JOIN om_zaken AS z ON z.source_record_id = c.zaak
WHERE z.instantie = 'hoger_beroep' AND c.uitspraak IS NOT NULL
