-- Referrals as published. The form declares which rows are totals; they are passed over at reception.
SELECT
    r."Year" || r."Quarter" || r."Age at exploitation" || r."Location of exploitation" AS unit,
    r."Year" AS year,
    r."Quarter" AS quarter,
    r."Age at exploitation" AS age,
    r."Location of exploitation" AS location,
    r."NRM referrals" AS n
FROM nrm_referrals AS r
