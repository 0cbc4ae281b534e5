-- Children at their first incident of sexual violence who could be followed for a whole year, and when youth help began:
-- help that ran on that day, or the first that began within the year.
SELECT
    i.person_id AS unit,
    extract(year FROM i.start_date) AS year,
    CASE h.begin
        WHEN 1 THEN 'liep_al' WHEN 2 THEN 'm03' WHEN 3 THEN 'm06' WHEN 4 THEN 'm12' ELSE 'geen'
    END AS hulp
FROM slachtoffers_index AS i
JOIN observation AS w ON i.start_date <= w.last_day - 365
-- Help is found by an inner join first: in a left join this condition compares every child with every course.
LEFT JOIN (
    SELECT
        b.person_id,
        min(
            CASE
                WHEN j.start <= b.start_date THEN 1
                WHEN j.start - b.start_date <= 91 THEN 2
                WHEN j.start - b.start_date <= 183 THEN 3
                ELSE 4
            END
        ) AS begin
    FROM slachtoffers_index AS b
    JOIN links AS k ON k.person_id = b.person_id
    JOIN jeugdhulp AS j ON j.pseud_id = k.pseud_id
    WHERE b.veld = 'sgtk' AND j.start - b.start_date <= 365 AND (j.eind IS NULL OR j.eind >= b.start_date)
    GROUP BY b.person_id
) AS h ON h.person_id = i.person_id
WHERE
    i.veld = 'sgtk' AND i.leeftijdsgroep = 'minderjarig'
    AND (i.followed_until IS NULL OR i.followed_until - i.start_date >= 365)
