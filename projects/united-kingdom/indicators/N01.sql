-- Referrals as published. Rows of totals stand among the rows of the table and are left out.
SELECT
    r."Year" || r."Quarter" || r."Age at exploitation" || r."Location of exploitation" AS unit,
    r."Year" AS year,
    r."Quarter" AS quarter,
    r."Age at exploitation" AS age,
    r."Location of exploitation" AS location,
    r."NRM referrals" AS n
FROM nrm_referrals AS r
WHERE r."Location of exploitation" <> 'Total'
