-- Offenders who could be followed for two whole years, and what their first new case in those years was about.
SELECT
    i.persoon_id AS eenheid,
    extract(year FROM i.registratie_datum) AS jaar,
    i.veld,
    i.leeftijdsgroep,
    CASE
        WHEN n.klasse IS NULL THEN 'geen'
        WHEN n.klasse IN ('sgtk', 'seksueel') THEN 'seksueel'
        ELSE n.klasse
    END AS nieuw_delict
FROM daders_index AS i
JOIN waarneming AS w ON w.laatste_dag - i.van >= 731
LEFT JOIN (
    SELECT
        d.persoon_id, z.klasse,
        row_number() OVER (PARTITION BY d.persoon_id ORDER BY z.datum, z.zaak) AS volgorde
    FROM daders_index AS d
    JOIN nieuwe_zaken AS z ON z.persoon_id = d.persoon_id AND z.datum > d.van AND z.datum - d.van <= 731
) AS n ON n.persoon_id = i.persoon_id AND n.volgorde = 1
WHERE i.gevolgd_tot IS NULL OR i.gevolgd_tot - i.van >= 731
