-- Cases by the year in which they were registered, and by the article of the primary charge.
SELECT z.source_record_id AS unit, extract(year FROM z.instroom_datum) AS year, z.feit_artikel AS wetsartikel
FROM om_zaken AS z
