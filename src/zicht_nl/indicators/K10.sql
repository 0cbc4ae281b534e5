-- Convictions by the year of the judgment. The share divides one measure by all convictions.
SELECT
    z.source_record_id AS unit, extract(year FROM z.uitspraak_datum) AS year,
    CASE WHEN z.maatregel IS NULL OR z.maatregel = 'nvt' THEN 'geen' ELSE z.maatregel END AS maatregel
FROM om_zaken AS z
WHERE z.rechter_uitspraak = 'veroordeling'
