-- Suspects summoned: one row per person and year of the summons. The field is that of the first case summoned that year.
SELECT person_id || '-' || year AS unit, year, veld
FROM (
    SELECT
        person_id, extract(year FROM beslis_datum) AS year, veld,
        row_number() OVER (
            PARTITION BY person_id, extract(year FROM beslis_datum) ORDER BY beslis_datum, zaak
        ) AS volgorde
    FROM zaken
    WHERE om_beslissing = 'dagvaarding'
) AS op_volgorde
WHERE volgorde = 1
