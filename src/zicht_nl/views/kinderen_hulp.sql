-- Children at their first incident of sexual violence who could be followed for a whole year, and when youth help began:
-- help that ran on that day, or the first that began within the year.
SELECT
    i.persoon_id AS eenheid,
    extract(year FROM i.van) AS jaar,
    CASE min(
        CASE
            WHEN h.start IS NULL THEN 5
            WHEN h.start <= i.van THEN 1
            WHEN h.start - i.van <= 91 THEN 2
            WHEN h.start - i.van <= 183 THEN 3
            ELSE 4
        END
    )
        WHEN 1 THEN 'liep_al' WHEN 2 THEN 'm03' WHEN 3 THEN 'm06' WHEN 4 THEN 'm12' ELSE 'geen'
    END AS hulp
FROM slachtoffers_index AS i
JOIN waarneming AS w ON w.laatste_dag - i.van >= 365
LEFT JOIN (
    SELECT k.persoon_id, j.start, j.eind
    FROM jeugdhulp AS j
    JOIN koppelingen AS k ON k.pseud_id = j.pseud_id
) AS h ON h.persoon_id = i.persoon_id AND h.start - i.van <= 365 AND (h.eind IS NULL OR h.eind >= i.van)
WHERE
    i.veld = 'sgtk' AND i.leeftijdsgroep = 'minderjarig'
    AND (i.gevolgd_tot IS NULL OR i.gevolgd_tot - i.van >= 365)
GROUP BY i.persoon_id, i.van
