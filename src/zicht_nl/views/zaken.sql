-- Cases at the prosecution service: one row per case, which concerns one suspect.
SELECT
    k.person_id,
    z.source_record_id AS zaak,
    z.instroom_datum,
    z.beslis_datum,
    z.uitspraak_datum,
    z.veld,
    CASE
        WHEN z.leeftijd_bij_instroom IS NULL THEN 'onbekend'
        WHEN z.leeftijd_bij_instroom < 18 THEN 'minderjarig'
        WHEN z.leeftijd_bij_instroom < 23 THEN 'adolescent'
        ELSE 'volwassen'
    END AS leeftijdsgroep,
    z.arrondissement,
    z.om_beslissing,
    z.rechter_uitspraak AS uitspraak,
    z.straf_dagen_onvoorwaardelijk AS dagen_onvoorwaardelijk,
    -- Only a conviction carries a penalty.
    CASE WHEN z.rechter_uitspraak = 'veroordeling' THEN coalesce(z.straf_type, 'geen') ELSE 'nvt' END AS straf,
    -- How the case ended: it is pending while nobody decided, or while a summons waits for a judgment.
    CASE
        WHEN z.rechter_uitspraak = 'veroordeling' THEN 'veroordeling'
        WHEN z.rechter_uitspraak IS NOT NULL THEN 'geen_veroordeling'
        WHEN z.om_beslissing IS NULL OR z.om_beslissing = 'dagvaarding' THEN 'lopend'
        ELSE 'geen_veroordeling'
    END AS uitkomst
FROM om_zaken AS z
JOIN links AS k ON k.pseud_id = z.pseud_id
