-- Presumed victims of trafficking and child victims of sexual violence at the police: one row per person and field,
-- described by the first incident of that field, with the day after which he or she can no longer be seen.
SELECT e.person_id, e.veld, e.leeftijdsgroep, e.registratie_datum AS start_date, min(v.datum) AS followed_until
FROM (
    SELECT
        person_id, registratie_datum, veld, leeftijdsgroep,
        row_number() OVER (PARTITION BY person_id, veld ORDER BY registratie_datum, registratie) AS volgorde
    FROM slachtofferincidenten
) AS e
LEFT JOIN vertrokken_of_overleden AS v ON v.person_id = e.person_id AND v.datum >= e.registratie_datum
WHERE e.volgorde = 1
GROUP BY e.person_id, e.veld, e.leeftijdsgroep, e.registratie_datum
