-- Counts of the hotline by month, added up to years. Illegal images: another basis than the other figures of the hotline.
SELECT
    'eokm-' || jaar || '-' || maand || '-' || kanaal || '-' || leeftijdsgroep_kind AS unit,
    jaar AS year,
    kanaal,
    leeftijdsgroep_kind,
    beelden_strafbaar
FROM eokm
