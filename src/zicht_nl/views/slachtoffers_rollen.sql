-- Presumed victims of trafficking at the police, by the year of their first incident: whether they also stand as a suspect in
-- an incident of any class, and as a child victim of sexual violence, at whatever time in the years delivered.
SELECT
    i.person_id AS unit,
    extract(year FROM i.start_date) AS year,
    CASE WHEN EXISTS (SELECT 1 FROM verdachtenrollen AS v WHERE v.person_id = i.person_id) THEN 'ja' ELSE 'nee' END
        AS ook_verdachte,
    CASE
        WHEN EXISTS (SELECT 1 FROM slachtoffers_index AS k WHERE k.person_id = i.person_id AND k.veld = 'sgtk') THEN 'ja'
        ELSE 'nee'
    END AS ook_kind
FROM slachtoffers_index AS i
WHERE i.veld = 'mh'
