-- Counts of the hotline by month, added up to years. Illegal addresses hosted in this country that were gone within 24 hours: another basis than the other figures of the hotline.
SELECT
    'eokm-' || jaar || '-' || maand || '-' || kanaal || '-' || leeftijdsgroep_kind AS unit,
    jaar AS year,
    kanaal,
    leeftijdsgroep_kind,
    verwijderd_24u
FROM eokm
