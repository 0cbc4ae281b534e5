-- Applications that were decided, by the year in which they were made. The share divides one decision by all.
SELECT
    source_record_id AS unit, extract(year FROM aanvraag_datum) AS year,
    beslissing AS verblijfsbeslissing, grondslag AS verblijfsgrond,
    CASE
        WHEN dublin_claim = 'ja' THEN 'dublin'
        WHEN asiel_aanvraag = 'ja' THEN 'asiel'
        WHEN asiel_aanvraag = 'nee' THEN 'geen'
        ELSE 'onbekend'
    END AS asielprocedure
FROM ind_verblijf
WHERE beslissing IS NOT NULL
