-- Cases that were dismissed, by the year of the dismissal. The share divides one ground by all.
SELECT
    z.source_record_id AS unit, extract(year FROM z.beslis_datum) AS year,
    CASE WHEN z.sepotgrond IS NULL OR z.sepotgrond = 'nvt' THEN 'overig' ELSE z.sepotgrond END AS sepotgrond
FROM om_zaken AS z
WHERE z.om_beslissing IN ('sepot_technisch', 'sepot_beleid')
