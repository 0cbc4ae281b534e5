-- Offenders, followed: the first new case of any offence, of a serious and of a very serious one.
SELECT
    i.persoon_id AS eenheid,
    i.persoon_id AS persoon,
    extract(year FROM i.registratie_datum) AS jaar,
    i.veld,
    i.leeftijdsgroep,
    i.van,
    i.gevolgd_tot,
    min(n.datum) AS opnieuw,
    min(CASE WHEN n.ernst IN ('ernstig', 'zeer_ernstig') THEN n.datum END) AS opnieuw_ernstig,
    min(CASE WHEN n.ernst = 'zeer_ernstig' THEN n.datum END) AS opnieuw_zeer_ernstig
FROM daders_index AS i
LEFT JOIN nieuwe_zaken AS n ON n.persoon_id = i.persoon_id AND n.datum > i.van
GROUP BY i.persoon_id, i.registratie_datum, i.veld, i.leeftijdsgroep, i.van, i.gevolgd_tot
