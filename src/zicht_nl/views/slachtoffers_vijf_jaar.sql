-- Presumed victims of trafficking who could be seen for five whole years after their first incident, and what happened to
-- them in those years: the most serious offence of which they were a victim again.
SELECT
    i.person_id AS unit,
    extract(year FROM i.start_date) AS year,
    i.leeftijdsgroep,
    CASE max(CASE s.ernst WHEN 'zeer_ernstig' THEN 3 WHEN 'ernstig' THEN 3 WHEN 'onbekend' THEN 2 WHEN 'minder_ernstig' THEN 1 ELSE 0 END)
        WHEN 3 THEN 'ernstig' WHEN 2 THEN 'onbekend' WHEN 1 THEN 'minder_ernstig' ELSE 'niet'
    END AS terugkeer
FROM slachtoffers_index AS i
JOIN observation AS w ON i.start_date <= w.last_day - 1826
LEFT JOIN vervolgincidenten AS s ON s.person_id = i.person_id AND s.datum > i.start_date AND s.datum <= i.start_date + 1826
WHERE i.veld = 'mh' AND (i.followed_until IS NULL OR i.followed_until - i.start_date >= 1826)
GROUP BY i.person_id, i.start_date, i.leeftijdsgroep
