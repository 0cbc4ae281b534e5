-- Of those who ever experienced it and say whom they told: who told nobody. All others stay in the design.
SELECT
    source_record_id AS eenheid, jaar, geslacht, leeftijdsgroep,
    CASE
        WHEN item_fysiek NOT IN ('ooit', 'afgelopen_jaar') AND item_online NOT IN ('ooit', 'afgelopen_jaar') THEN NULL
        WHEN verteld = 'niemand' THEN 1
        WHEN verteld NOT IN ('nvt', 'onbekend') THEN 0
    END AS uitkomst,
    gewicht, stratum, cluster, clusters_in_stratum
FROM enquete_respondenten
