-- Offenders: one row per person, described by the first case of the field that did not end in an acquittal or in a dismissal
-- on technical grounds, with the day from which and until which he or she can be followed. Who left or died before that
-- first day, as in detention, is not followed at all: counted as never offending again, they would lower every share.
SELECT e.person_id, e.klasse, e.veld, e.leeftijdsgroep, e.registratie_datum, e.vrij AS start_date, min(v.datum) AS followed_until
FROM (
    SELECT
        person_id, klasse, leeftijdsgroep, registratie_datum, vrij,
        CASE klasse WHEN 'mensenhandel' THEN 'mh' ELSE 'sgtk' END AS veld,
        row_number() OVER (PARTITION BY person_id ORDER BY registratie_datum, zaak) AS volgorde
    FROM justitiezaken
    WHERE
        klasse IN ('mensenhandel', 'sgtk')
        AND afdoening IN ('veroordeling', 'strafbeschikking', 'transactie', 'sepot_beleid')
) AS e
LEFT JOIN vertrokken_of_overleden AS v ON v.person_id = e.person_id AND v.datum >= e.registratie_datum
WHERE e.volgorde = 1
GROUP BY e.person_id, e.klasse, e.veld, e.leeftijdsgroep, e.registratie_datum, e.vrij
HAVING min(v.datum) IS NULL OR min(v.datum) >= e.vrij
