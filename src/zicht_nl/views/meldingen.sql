-- Notifications of presumed victims: one row per notification, with the person it is about.
SELECT
    k.person_id,
    extract(year FROM m.meld_datum) AS year,
    k.person_id || '-' || extract(year FROM m.meld_datum) AS unit,
    m.meld_datum,
    m.source_record_id AS melding,
    m.melder_type AS melder,
    m.geslacht,
    CASE
        WHEN m.leeftijd_bij_melding IS NULL THEN 'onbekend'
        WHEN m.leeftijd_bij_melding < 18 THEN 'minderjarig'
        WHEN m.leeftijd_bij_melding < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep,
    -- Countries are grouped by the code list of countries. One that has no group there stays empty, and is refused.
    CASE WHEN m.nationaliteit = 'onbekend' THEN 'onbekend' ELSE g.above END AS nationaliteit,
    m.uitbuitingsvorm,
    m.sector,
    m.binnenlands_grensoverschrijdend AS route,
    m.gemeente_verblijf AS gemeente,
    m.dublin,
    m.bedenktijd,
    m.aangifte
FROM comensha_meldingen AS m
JOIN links AS k ON k.pseud_id = m.pseud_id
LEFT JOIN levels AS g ON g.dimension = 'land' AND g.level = 'nationaliteit' AND g.code = m.nationaliteit
