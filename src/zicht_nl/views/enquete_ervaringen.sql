-- Answers of respondents: one row per respondent and kind of violence, as text. A respondent is the row of the delivery.
SELECT
    source_record_id AS unit, year, geslacht, leeftijdsgroep, 'fysiek' AS ervaring, item_fysiek AS antwoord,
    verteld, gewicht, stratum, cluster, clusters_in_stratum
FROM enquete_respondenten
UNION ALL
SELECT
    source_record_id AS unit, year, geslacht, leeftijdsgroep, 'online' AS ervaring, item_online AS antwoord,
    verteld, gewicht, stratum, cluster, clusters_in_stratum
FROM enquete_respondenten
