-- Of those who ever experienced it and say whom they told: who told nobody. All others stay in the design.
SELECT
    source_record_id AS unit, year, geslacht, leeftijdsgroep,
    CASE
        WHEN item_fysiek IN ('ooit', 'afgelopen_jaar') OR item_online IN ('ooit', 'afgelopen_jaar') THEN 1 ELSE 0
    END AS gevraagd,
    CASE WHEN verteld = 'niemand' THEN 1 WHEN verteld NOT IN ('nvt', 'onbekend') THEN 0 END AS uitkomst,
    gewicht, stratum, cluster, clusters_in_stratum
FROM enquete_respondenten
