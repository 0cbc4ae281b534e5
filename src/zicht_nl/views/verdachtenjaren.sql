-- Suspects of trafficking: one row per person and year, described by the first incident of that year.
SELECT eenheid, jaar, geslacht, leeftijdsgroep
FROM (
    SELECT
        eenheid, jaar, geslacht, leeftijdsgroep,
        row_number() OVER (PARTITION BY persoon_id, jaar ORDER BY registratie_datum, registratie) AS volgorde
    FROM verdachtenregistraties
) AS op_volgorde
WHERE volgorde = 1
