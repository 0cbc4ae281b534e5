-- Incidents of sexual violence against children: one row per incident.
-- The register has a row per person; offence, place and online are those of the first, and a complaint of any counts.
-- An informative interview is one with a victim.
SELECT
    incident_id AS unit,
    extract(year FROM min(registratie_datum)) AS year,
    min(registratie_datum) AS registratie_datum,
    min(CASE WHEN volgorde = 1 THEN delict END) AS delict,
    min(CASE WHEN volgorde = 1 THEN online END) AS online,
    min(CASE WHEN volgorde = 1 THEN gemeente_pleegplaats END) AS gemeente,
    CASE
        WHEN sum(CASE WHEN aangifte = 'ja' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN aangifte = 'nee' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS aangifte,
    CASE
        WHEN sum(CASE WHEN gesprek = 'ja' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN gesprek = 'nee' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS informatief_gesprek
FROM (
    SELECT
        incident_id, registratie_datum, delict, online, gemeente_pleegplaats, aangifte,
        CASE WHEN rol = 'slachtoffer' THEN informatief_gesprek END AS gesprek,
        row_number() OVER (PARTITION BY incident_id ORDER BY persoon_volgnr) AS volgorde
    FROM politie_incidenten
    WHERE maatschappelijke_klasse = 'sgtk'
) AS op_volgorde
GROUP BY incident_id
