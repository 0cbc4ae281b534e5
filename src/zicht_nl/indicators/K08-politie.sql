-- Cases by the year of their registration: from the last earlier incident of the field in which the person was a suspect.
SELECT
    c.zaak AS unit, c.person_id AS person, extract(year FROM c.instroom_datum) AS year, c.veld,
    max(p.registratie_datum) AS start_date, c.instroom_datum AS end_date
FROM zaken AS c
JOIN links AS k ON k.person_id = c.person_id
JOIN politie_incidenten AS p
    ON p.pseud_id = k.pseud_id AND p.rol = 'verdachte' AND p.maatschappelijke_klasse = c.veld
    AND p.registratie_datum <= c.instroom_datum
GROUP BY c.zaak, c.person_id, c.instroom_datum, c.veld
