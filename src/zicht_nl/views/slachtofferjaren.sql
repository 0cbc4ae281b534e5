-- Presumed victims: one row per person and year, described by the first notification of that year.
SELECT eenheid, persoon_id, jaar, geslacht, leeftijdsgroep, nationaliteit, route, gemeente
FROM (
    SELECT
        eenheid, persoon_id, jaar, geslacht, leeftijdsgroep, nationaliteit, route, gemeente,
        row_number() OVER (PARTITION BY persoon_id, jaar ORDER BY meld_datum, melding) AS volgorde
    FROM meldingen
) AS op_volgorde
WHERE volgorde = 1
