-- Reasonable grounds decisions as published, by the quarter of the decision.
SELECT
    'nrm_reasonable_grounds' || d."Year" || d."Quarter" || d.age || d.outcome AS unit,
    d."Year" AS year,
    d."Quarter" AS quarter,
    d.age,
    d.outcome,
    d.n
FROM nrm_reasonable_grounds AS d
