-- Everybody who stands as a suspect in an incident of the police, of any class.
SELECT k.person_id
FROM politie_incidenten AS p
JOIN links AS k ON k.pseud_id = p.pseud_id
WHERE p.rol = 'verdachte'
UNION
SELECT k.person_id
FROM politie_overige_incidenten AS o
JOIN links AS k ON k.pseud_id = o.pseud_id
WHERE o.rol = 'verdachte'
