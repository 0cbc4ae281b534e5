-- Reflection periods that ended, by the year in which they did.
SELECT
    i.source_record_id AS unit, k.person_id AS person, extract(year FROM i.bedenktijd_eind) AS year,
    i.bedenktijd_start AS start_date, i.bedenktijd_eind AS end_date
FROM ind_verblijf AS i
JOIN links AS k ON k.pseud_id = i.pseud_id
WHERE i.bedenktijd_eind IS NOT NULL
