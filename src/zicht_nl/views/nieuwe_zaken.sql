-- Cases that count against somebody: not ended in an acquittal or a dismissal on technical grounds; a pending one counts.
SELECT person_id, zaak, registratie_datum AS datum, klasse, ernst
FROM justitiezaken
WHERE afdoening NOT IN ('vrijspraak', 'sepot_technisch')
