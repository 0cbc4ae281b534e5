-- When somebody left the country or died: from that day on no register here can see what happens to that person.
SELECT k.person_id, b.gebeurtenis_datum AS datum
FROM bevolkingsgebeurtenissen AS b
JOIN links AS k ON k.pseud_id = b.pseud_id
WHERE b.gebeurtenis IN ('vertrek', 'overlijden')
