-- Incidents of sexual violence against children; the article is that of the first row of an incident.
SELECT unit, year, wetsartikel
FROM (
    SELECT
        incident_id AS unit, extract(year FROM registratie_datum) AS year, wetsartikel,
        row_number() OVER (PARTITION BY incident_id ORDER BY persoon_volgnr) AS volgorde
    FROM politie_incidenten
    WHERE maatschappelijke_klasse = 'sgtk'
) AS op_volgorde
WHERE volgorde = 1
