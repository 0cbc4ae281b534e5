-- Respondents of the survey: one row each, with the design of the sample.
SELECT
    source_record_id, jaar AS year, geslacht,
    CASE
        WHEN leeftijd < 18 THEN 'minderjarig'
        WHEN leeftijd < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep,
    item_fysiek, item_online, verteld, gewicht, stratum, cluster, clusters_in_stratum
FROM enquete
