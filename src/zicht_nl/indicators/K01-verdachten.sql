-- People with a case, one row per person and year, described by the first case of that year.
SELECT unit, year, geslacht, leeftijdsgroep
FROM (
    SELECT
        c.person_id || '-' || extract(year FROM c.instroom_datum) AS unit,
        extract(year FROM c.instroom_datum) AS year,
        z.geslacht, c.leeftijdsgroep,
        row_number() OVER (
            PARTITION BY c.person_id, extract(year FROM c.instroom_datum) ORDER BY c.instroom_datum, c.zaak
        ) AS volgorde
    FROM zaken AS c
    JOIN om_zaken AS z ON z.source_record_id = c.zaak
) AS op_volgorde
WHERE volgorde = 1
