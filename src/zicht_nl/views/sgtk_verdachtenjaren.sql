-- Suspects of sexual violence against children: one row per person and year, described by the first incident of that year.
SELECT person_id || '-' || year AS unit, year, registratie, leeftijdsgroep, delict
FROM (
    SELECT
        person_id, year, registratie, leeftijdsgroep, delict,
        row_number() OVER (PARTITION BY person_id, year ORDER BY registratie_datum, registratie) AS volgorde
    FROM (
        SELECT
            k.person_id,
            extract(year FROM p.registratie_datum) AS year,
            p.registratie_datum,
            p.source_record_id AS registratie,
            p.delict,
            CASE
                WHEN p.leeftijd IS NULL THEN 'onbekend'
                WHEN p.leeftijd < 18 THEN 'minderjarig'
                WHEN p.leeftijd < 23 THEN 'adolescent'
                ELSE 'volwassen'
            END AS leeftijdsgroep
        FROM politie_incidenten AS p
        JOIN links AS k ON k.pseud_id = p.pseud_id
        WHERE p.rol = 'verdachte' AND p.maatschappelijke_klasse = 'sgtk'
    ) AS registraties
) AS op_volgorde
WHERE volgorde = 1
