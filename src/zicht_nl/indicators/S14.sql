-- Incidents of sexual violence against children with a beginning and an end; each person of an incident has the same.
SELECT
    incident_id AS unit, incident_id AS person, extract(year FROM min(registratie_datum)) AS year,
    min(pleeg_van) AS start_date, max(pleeg_tot) AS end_date
FROM politie_incidenten
WHERE maatschappelijke_klasse = 'sgtk' AND pleeg_van IS NOT NULL AND pleeg_tot IS NOT NULL
GROUP BY incident_id
