-- Reports by the kind of shelter that they state. The share divides one kind by all.
SELECT m.source_record_id AS unit, extract(year FROM m.meld_datum) AS year, m.opvang_type
FROM comensha_meldingen AS m
