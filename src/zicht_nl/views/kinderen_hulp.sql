-- Children at their first incident of sexual violence who could be followed for a whole year, and when youth help began:
-- help that ran on that day, or the first that began within the year.
SELECT
    i.person_id AS unit,
    extract(year FROM i.start_date) AS year,
    CASE min(
        CASE
            WHEN h.start IS NULL THEN 5
            WHEN h.start <= i.start_date THEN 1
            WHEN h.start - i.start_date <= 91 THEN 2
            WHEN h.start - i.start_date <= 183 THEN 3
            ELSE 4
        END
    )
        WHEN 1 THEN 'liep_al' WHEN 2 THEN 'm03' WHEN 3 THEN 'm06' WHEN 4 THEN 'm12' ELSE 'geen'
    END AS hulp
FROM slachtoffers_index AS i
JOIN observation AS w ON w.last_day - i.start_date >= 365
LEFT JOIN (
    SELECT k.person_id, j.start, j.eind
    FROM jeugdhulp AS j
    JOIN links AS k ON k.pseud_id = j.pseud_id
) AS h ON h.person_id = i.person_id AND h.start - i.start_date <= 365 AND (h.eind IS NULL OR h.eind >= i.start_date)
WHERE
    i.veld = 'sgtk' AND i.leeftijdsgroep = 'minderjarig'
    AND (i.followed_until IS NULL OR i.followed_until - i.start_date >= 365)
GROUP BY i.person_id, i.start_date
