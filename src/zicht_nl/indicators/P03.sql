-- Who ever experienced it, per kind of violence; of all kinds together, who experienced one of them.
SELECT
    unit, year, geslacht, leeftijdsgroep, ervaring,
    CASE WHEN antwoord = 'onbekend' THEN NULL WHEN antwoord IN ('ooit', 'afgelopen_jaar') THEN 1 ELSE 0 END AS uitkomst,
    gewicht, stratum, cluster, clusters_in_stratum
FROM enquete_ervaringen
