-- Incidents of sexual violence against children, by whether the police unit that registered it is that of the place.
SELECT
    unit, year,
    CASE
        WHEN eenheid = 'onbekend' OR eenheid_plaats IS NULL THEN 'onbekend'
        WHEN eenheid = eenheid_plaats THEN 'ja'
        ELSE 'nee'
    END AS eigen_eenheid
FROM (
    SELECT
        p.incident_id AS unit, extract(year FROM p.registratie_datum) AS year,
        p.eenheid, g.above AS eenheid_plaats,
        row_number() OVER (PARTITION BY p.incident_id ORDER BY p.persoon_volgnr) AS volgorde
    FROM politie_incidenten AS p
    LEFT JOIN levels AS g
        ON g.dimension = 'gemeente' AND g.level = 'politie_eenheid' AND g.code = p.gemeente_pleegplaats
    WHERE p.maatschappelijke_klasse = 'sgtk'
) AS op_volgorde
WHERE volgorde = 1
