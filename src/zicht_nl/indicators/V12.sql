-- Reports by whether the exploitation was in the Netherlands. The share divides yes by yes and no.
SELECT
    m.source_record_id AS unit, extract(year FROM m.meld_datum) AS year,
    CASE
        WHEN m.uitbuiting_in_nl <> 'onbekend' THEN m.uitbuiting_in_nl
        WHEN m.land_uitbuiting = 'NLD' THEN 'ja'
        WHEN m.land_uitbuiting <> 'onbekend' THEN 'nee'
        WHEN m.gemeente_uitbuiting <> 'onbekend' THEN 'ja'
        ELSE 'onbekend'
    END AS in_nederland
FROM comensha_meldingen AS m
