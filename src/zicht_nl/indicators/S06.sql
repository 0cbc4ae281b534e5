-- Counts of the hotline by month, added up to years. Reports of images to the hotline: another basis than the other figures of the hotline.
SELECT
    'eokm-' || jaar || '-' || maand || '-' || kanaal || '-' || leeftijdsgroep_kind AS unit,
    jaar AS year,
    maand,
    kanaal,
    leeftijdsgroep_kind,
    n
FROM eokm
