-- Presumed victims of trafficking whose five years are complete. The share divides those who were a victim of a serious
-- offence again by all who were a victim again.
SELECT unit, year, leeftijdsgroep, terugkeer
FROM slachtoffers_vijf_jaar
