-- Child victims of sexual violence at the police: one row per person and year, described by the first incident of that year.
SELECT
    person_id || '-' || year AS unit, year, geslacht, leeftijd_kind, relatie_dader, online, delict,
    CASE WHEN days > 1 THEN 'ja' ELSE 'nee' END AS meer_dagen
FROM (
    SELECT
        k.person_id,
        extract(year FROM p.registratie_datum) AS year,
        p.geslacht,
        p.relatie_dader,
        p.online,
        p.delict,
        CASE
            WHEN p.leeftijd IS NULL THEN 'onbekend'
            WHEN p.leeftijd < 12 THEN 'tot_12'
            WHEN p.leeftijd < 16 THEN 'van_12_tot_16'
            WHEN p.leeftijd < 18 THEN 'van_16_tot_18'
            ELSE 'vanaf_18'
        END AS leeftijd_kind,
        row_number() OVER (
            PARTITION BY k.person_id, extract(year FROM p.registratie_datum)
            ORDER BY p.registratie_datum, p.source_record_id
        ) AS volgorde,
        1 + max(p.registratie_datum) OVER (PARTITION BY k.person_id, extract(year FROM p.registratie_datum))
        - min(p.registratie_datum) OVER (PARTITION BY k.person_id, extract(year FROM p.registratie_datum)) AS days
    FROM politie_incidenten AS p
    JOIN links AS k ON k.pseud_id = p.pseud_id
    WHERE p.rol = 'slachtoffer' AND p.maatschappelijke_klasse = 'sgtk'
) AS op_volgorde
WHERE volgorde = 1
