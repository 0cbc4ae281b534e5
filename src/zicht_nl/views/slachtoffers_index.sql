-- Presumed victims of trafficking and child victims of sexual violence at the police: one row per person and field,
-- described by the first incident of that field, with the day after which he or she can no longer be seen.
SELECT e.persoon_id, e.veld, e.leeftijdsgroep, e.registratie_datum AS van, min(v.datum) AS gevolgd_tot
FROM (
    SELECT
        persoon_id, registratie_datum, veld, leeftijdsgroep,
        row_number() OVER (PARTITION BY persoon_id, veld ORDER BY registratie_datum, registratie) AS volgorde
    FROM slachtofferincidenten
) AS e
LEFT JOIN vertrokken_of_overleden AS v ON v.persoon_id = e.persoon_id AND v.datum >= e.registratie_datum
WHERE e.volgorde = 1
GROUP BY e.persoon_id, e.veld, e.leeftijdsgroep, e.registratie_datum
