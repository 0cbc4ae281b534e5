-- Presumed victims in incidents of the police: one row per person and incident.
SELECT
    k.person_id,
    p.registratie_datum,
    p.source_record_id AS registratie,
    p.maatschappelijke_klasse AS veld,
    CASE
        WHEN p.leeftijd IS NULL THEN 'onbekend'
        WHEN p.leeftijd < 18 THEN 'minderjarig'
        WHEN p.leeftijd < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep
FROM politie_incidenten AS p
JOIN links AS k ON k.pseud_id = p.pseud_id
WHERE p.rol = 'slachtoffer'
