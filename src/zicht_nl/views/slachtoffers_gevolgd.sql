-- The same people, followed: the first later incident of any class, of each class, and of a serious offence.
SELECT
    i.person_id AS unit,
    i.person_id AS person,
    extract(year FROM i.start_date) AS year,
    i.veld,
    i.leeftijdsgroep,
    i.start_date,
    i.followed_until,
    min(s.datum) AS opnieuw,
    min(CASE WHEN s.ernst IN ('ernstig', 'zeer_ernstig') THEN s.datum END) AS opnieuw_ernstig,
    min(CASE WHEN s.klasse = 'mh' THEN s.datum END) AS opnieuw_mh,
    min(CASE WHEN s.klasse IN ('sgtk', 'seksueel') THEN s.datum END) AS opnieuw_seksueel,
    min(CASE WHEN s.klasse = 'geweld' THEN s.datum END) AS opnieuw_geweld,
    min(CASE WHEN s.klasse = 'vermogen' THEN s.datum END) AS opnieuw_vermogen
FROM slachtoffers_index AS i
LEFT JOIN vervolgincidenten AS s ON s.person_id = i.person_id AND s.datum > i.start_date
GROUP BY i.person_id, i.veld, i.leeftijdsgroep, i.start_date, i.followed_until
