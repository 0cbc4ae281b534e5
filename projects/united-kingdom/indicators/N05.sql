-- Referrals by police forces, one file per quarter.
SELECT
    p.delivery_id || p."First responder" AS unit,
    extract(year FROM p.valid_from) AS year,
    p."First responder" AS force,
    p."People" AS n
FROM nrm_police AS p
