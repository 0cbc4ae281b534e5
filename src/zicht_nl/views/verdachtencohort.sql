-- Suspects registered at the prosecution service: one row per person and year of registration.
-- The field is that of the first case of the year; one summoned case of that year brings the person to court.
SELECT
    person_id || '-' || year AS unit,
    year,
    min(CASE WHEN volgorde = 1 THEN veld END) AS veld,
    CASE
        WHEN sum(CASE WHEN om_beslissing = 'dagvaarding' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN om_beslissing IS NULL THEN 1 ELSE 0 END) > 0 THEN 'lopend'
        ELSE 'nee'
    END AS voor_de_rechter
FROM (
    SELECT
        person_id, extract(year FROM instroom_datum) AS year, veld, om_beslissing,
        row_number() OVER (
            PARTITION BY person_id, extract(year FROM instroom_datum) ORDER BY instroom_datum, zaak
        ) AS volgorde
    FROM zaken
) AS op_volgorde
GROUP BY person_id, year
