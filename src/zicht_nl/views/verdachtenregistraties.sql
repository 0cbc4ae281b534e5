-- Suspects of trafficking: one row per person and incident.
SELECT
    k.person_id,
    extract(year FROM p.registratie_datum) AS year,
    k.person_id || '-' || extract(year FROM p.registratie_datum) AS unit,
    p.registratie_datum,
    p.source_record_id AS registratie,
    p.geslacht,
    CASE
        WHEN p.leeftijd IS NULL THEN 'onbekend'
        WHEN p.leeftijd < 18 THEN 'minderjarig'
        WHEN p.leeftijd < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep,
    p.vorm AS vormen
FROM politie_incidenten AS p
JOIN links AS k ON k.pseud_id = p.pseud_id
WHERE p.rol = 'verdachte' AND p.maatschappelijke_klasse = 'mh'
