-- Every incident of the police in which somebody stands as a presumed victim, of any class of offence.
-- The law sets twelve years or more on trafficking and on physical sexual violence against a child, and at least four on
-- most other sexual violence against children.
SELECT
    k.person_id,
    p.registratie_datum AS datum,
    p.maatschappelijke_klasse AS klasse,
    CASE
        WHEN p.maatschappelijke_klasse = 'mh' OR p.delict = 'hands_on' THEN 'zeer_ernstig' ELSE 'ernstig'
    END AS ernst
FROM politie_incidenten AS p
JOIN links AS k ON k.pseud_id = p.pseud_id
WHERE p.rol = 'slachtoffer'
UNION ALL
SELECT k.person_id, o.registratie_datum AS datum, o.klasse, o.ernst
FROM politie_overige_incidenten AS o
JOIN links AS k ON k.pseud_id = o.pseud_id
WHERE o.rol = 'slachtoffer'
