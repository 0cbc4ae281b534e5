-- Suspects of trafficking: one row per person and year, described by the first incident of that year.
SELECT unit, year, geslacht, leeftijdsgroep
FROM (
    SELECT
        unit, year, geslacht, leeftijdsgroep,
        row_number() OVER (PARTITION BY person_id, year ORDER BY registratie_datum, registratie) AS volgorde
    FROM verdachtenregistraties
) AS op_volgorde
WHERE volgorde = 1
