-- The same people, followed: the first later incident of any class, of each class, and of a serious offence.
SELECT
    i.persoon_id AS eenheid,
    i.persoon_id AS persoon,
    extract(year FROM i.van) AS jaar,
    i.veld,
    i.leeftijdsgroep,
    i.van,
    i.gevolgd_tot,
    min(s.datum) AS opnieuw,
    min(CASE WHEN s.ernst IN ('ernstig', 'zeer_ernstig') THEN s.datum END) AS opnieuw_ernstig,
    min(CASE WHEN s.klasse = 'mh' THEN s.datum END) AS opnieuw_mh,
    min(CASE WHEN s.klasse IN ('sgtk', 'seksueel') THEN s.datum END) AS opnieuw_seksueel,
    min(CASE WHEN s.klasse = 'geweld' THEN s.datum END) AS opnieuw_geweld,
    min(CASE WHEN s.klasse = 'vermogen' THEN s.datum END) AS opnieuw_vermogen
FROM slachtoffers_index AS i
LEFT JOIN vervolgincidenten AS s ON s.persoon_id = i.persoon_id AND s.datum > i.van
GROUP BY i.persoon_id, i.veld, i.leeftijdsgroep, i.van, i.gevolgd_tot
