-- Cases in judicial records: one row per case, with the person it concerns.
SELECT
    k.person_id,
    z.source_record_id AS zaak,
    z.registratie_datum,
    z.klasse,
    z.ernst,
    z.afdoening,
    -- Time in detention is no time at risk: whoever was detained is followed from the release, and not before it.
    CASE WHEN z.detentie = 'ja' THEN z.vrij_datum ELSE z.registratie_datum END AS vrij,
    CASE
        WHEN z.leeftijd IS NULL THEN 'onbekend'
        WHEN z.leeftijd < 18 THEN 'minderjarig'
        WHEN z.leeftijd < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep
FROM objd AS z
JOIN links AS k ON k.pseud_id = z.pseud_id
