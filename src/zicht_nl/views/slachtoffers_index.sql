-- Presumed victims at the police: one row per person, described by the first incident in which he or she stands, with the
-- date of the first later one.
SELECT
    e.persoon_id AS eenheid,
    e.persoon_id AS persoon,
    extract(year FROM e.registratie_datum) AS jaar,
    e.veld,
    e.leeftijdsgroep,
    e.registratie_datum AS van,
    min(s.registratie_datum) AS tot
FROM (
    SELECT
        persoon_id, registratie_datum, veld, leeftijdsgroep,
        row_number() OVER (PARTITION BY persoon_id ORDER BY registratie_datum, registratie) AS volgorde
    FROM slachtofferincidenten
) AS e
LEFT JOIN slachtofferincidenten AS s ON s.persoon_id = e.persoon_id AND s.registratie_datum > e.registratie_datum
WHERE e.volgorde = 1
GROUP BY e.persoon_id, e.registratie_datum, e.veld, e.leeftijdsgroep
