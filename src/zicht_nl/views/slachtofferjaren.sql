-- Presumed victims: one row per person and year, described by the first notification of that year.
SELECT unit, person_id, year, meld_datum, geslacht, leeftijdsgroep, nationaliteit, route, gemeente
FROM (
    SELECT
        unit, person_id, year, meld_datum, geslacht, leeftijdsgroep, nationaliteit, route, gemeente,
        row_number() OVER (PARTITION BY person_id, year ORDER BY meld_datum, melding) AS volgorde
    FROM meldingen
) AS op_volgorde
WHERE volgorde = 1
