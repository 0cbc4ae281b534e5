-- Counts of the hotline by month, added up to years. Addresses with images that were reported: another basis than the other figures of the hotline.
SELECT
    'eokm-' || jaar || '-' || maand || '-' || kanaal || '-' || leeftijdsgroep_kind AS unit,
    jaar AS year,
    kanaal,
    leeftijdsgroep_kind,
    urls_gemeld
FROM eokm
