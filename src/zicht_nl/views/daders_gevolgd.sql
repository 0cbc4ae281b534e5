-- Offenders, followed: the first new case of any offence, of a serious and of a very serious one.
SELECT
    i.person_id AS unit,
    i.person_id AS person,
    extract(year FROM i.registratie_datum) AS year,
    i.veld,
    i.leeftijdsgroep,
    i.start_date,
    i.followed_until,
    min(n.datum) AS opnieuw,
    min(CASE WHEN n.ernst IN ('ernstig', 'zeer_ernstig') THEN n.datum END) AS opnieuw_ernstig,
    min(CASE WHEN n.ernst = 'zeer_ernstig' THEN n.datum END) AS opnieuw_zeer_ernstig
FROM daders_index AS i
LEFT JOIN nieuwe_zaken AS n ON n.person_id = i.person_id AND n.datum > i.start_date
GROUP BY i.person_id, i.registratie_datum, i.veld, i.leeftijdsgroep, i.start_date, i.followed_until
