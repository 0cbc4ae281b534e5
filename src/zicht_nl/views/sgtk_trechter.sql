-- The way of incidents of sexual violence against children through the chain: one row per incident, by the year in which the
-- police registered it. A case belongs to an incident if it is of one of its suspects and was registered on that day or later.
SELECT
    i.unit,
    i.year,
    i.aangifte,
    CASE WHEN count(z.zaak) > 0 THEN 'ja' ELSE 'nee' END AS zaak,
    CASE WHEN sum(CASE WHEN z.uitspraak = 'veroordeling' THEN 1 ELSE 0 END) > 0 THEN 'ja' ELSE 'nee' END AS veroordeeld,
    CASE
        WHEN sum(
            CASE WHEN z.straf IN (
                'gevangenisstraf_onvw', 'gevangenisstraf_deels_vw', 'jeugddetentie_onvw', 'jeugddetentie_deels_vw'
            ) THEN 1 ELSE 0 END
        ) > 0 THEN 'ja'
        ELSE 'nee'
    END AS onvoorwaardelijk
FROM sgtk_incidenten AS i
LEFT JOIN (
    SELECT p.incident_id, p.registratie_datum, k.person_id
    FROM politie_incidenten AS p
    JOIN links AS k ON k.pseud_id = p.pseud_id
    WHERE p.rol = 'verdachte' AND p.maatschappelijke_klasse = 'sgtk'
) AS v ON v.incident_id = i.unit
LEFT JOIN zaken AS z ON z.person_id = v.person_id AND z.veld = 'sgtk' AND z.instroom_datum >= v.registratie_datum
GROUP BY i.unit, i.year, i.aangifte
