-- Reports that state when the exploitation began and ended.
SELECT
    m.source_record_id AS unit, k.person_id AS person, extract(year FROM m.meld_datum) AS year,
    m.pleegperiode_van AS start_date, m.pleegperiode_tot AS end_date
FROM comensha_meldingen AS m
JOIN links AS k ON k.pseud_id = m.pseud_id
WHERE m.pleegperiode_van IS NOT NULL AND m.pleegperiode_tot IS NOT NULL
