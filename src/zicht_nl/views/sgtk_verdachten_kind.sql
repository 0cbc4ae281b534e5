-- Suspects and the children of their incident: one row per registration of a suspect. Known to one child is known; the age of
-- the child nearest in age counts.
SELECT
    v.source_record_id AS registratie,
    CASE
        WHEN sum(CASE WHEN r.above = 'bekend_met_kind' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN r.above = 'niet_bekend_met_kind' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS bekende,
    CASE
        WHEN min(abs(v.leeftijd - s.leeftijd)) IS NULL THEN 'onbekend'
        WHEN min(abs(v.leeftijd - s.leeftijd)) <= 4 THEN 'ja'
        ELSE 'nee'
    END AS leeftijdsgenoot
FROM politie_incidenten AS v
LEFT JOIN politie_incidenten AS s ON s.incident_id = v.incident_id AND s.rol = 'slachtoffer'
LEFT JOIN levels AS r ON r.dimension = 'relatie_dader' AND r.level = 'bekendheid' AND r.code = s.relatie_dader
WHERE v.rol = 'verdachte' AND v.maatschappelijke_klasse = 'sgtk'
GROUP BY v.source_record_id
