-- Presumed victims of trafficking who could be seen for five whole years after their first incident, and what happened to
-- them in those years: the most serious offence of which they were a victim again.
SELECT
    i.persoon_id AS eenheid,
    extract(year FROM i.van) AS jaar,
    i.leeftijdsgroep,
    CASE max(CASE s.ernst WHEN 'zeer_ernstig' THEN 3 WHEN 'ernstig' THEN 3 WHEN 'onbekend' THEN 2 WHEN 'minder_ernstig' THEN 1 ELSE 0 END)
        WHEN 3 THEN 'ernstig' WHEN 2 THEN 'onbekend' WHEN 1 THEN 'minder_ernstig' ELSE 'niet'
    END AS terugkeer
FROM slachtoffers_index AS i
JOIN waarneming AS w ON w.laatste_dag - i.van >= 1826
LEFT JOIN vervolgincidenten AS s ON s.persoon_id = i.persoon_id AND s.datum > i.van AND s.datum - i.van <= 1826
WHERE i.veld = 'mh' AND (i.gevolgd_tot IS NULL OR i.gevolgd_tot - i.van >= 1826)
GROUP BY i.persoon_id, i.van, i.leeftijdsgroep
