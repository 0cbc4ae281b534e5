-- People convicted: one row per person, described by the first case that ended in a conviction, with the registration of the
-- first later case of the same field. Acquittals and technical dismissals are no such case; a pending one is.
SELECT
    e.person_id AS unit,
    e.person_id AS person,
    extract(year FROM e.instroom_datum) AS year,
    e.veld,
    e.leeftijdsgroep,
    e.instroom_datum AS start_date,
    min(n.instroom_datum) AS end_date
FROM (
    SELECT
        person_id, instroom_datum, veld, leeftijdsgroep,
        row_number() OVER (PARTITION BY person_id ORDER BY instroom_datum, zaak) AS volgorde
    FROM zaken
    WHERE uitspraak = 'veroordeling'
) AS e
LEFT JOIN zaken AS n
    ON n.person_id = e.person_id AND n.veld = e.veld AND n.instroom_datum > e.instroom_datum
    AND coalesce(n.uitspraak, '') NOT IN ('vrijspraak', 'ovar') AND coalesce(n.om_beslissing, '') <> 'sepot_technisch'
WHERE e.volgorde = 1
GROUP BY e.person_id, e.instroom_datum, e.veld, e.leeftijdsgroep
