-- Offenders who could be followed for two whole years, and what their first new case in those years was about.
SELECT
    i.person_id AS unit,
    extract(year FROM i.registratie_datum) AS year,
    i.veld,
    i.leeftijdsgroep,
    CASE
        WHEN n.klasse IS NULL THEN 'geen'
        WHEN n.klasse IN ('sgtk', 'seksueel') THEN 'seksueel'
        ELSE n.klasse
    END AS nieuw_delict
FROM daders_index AS i
JOIN observation AS w ON i.start_date <= w.last_day - 731
LEFT JOIN (
    SELECT
        d.person_id, z.klasse,
        row_number() OVER (PARTITION BY d.person_id ORDER BY z.datum, z.zaak) AS volgorde
    FROM daders_index AS d
    JOIN nieuwe_zaken AS z ON z.person_id = d.person_id AND z.datum > d.start_date AND z.datum - d.start_date <= 731
) AS n ON n.person_id = i.person_id AND n.volgorde = 1
WHERE i.followed_until IS NULL OR i.followed_until - i.start_date >= 731
