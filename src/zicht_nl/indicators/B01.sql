-- Presumed victims of trafficking at the police. The share divides those who are suspects as well by all.
SELECT unit, year, ook_verdachte
FROM slachtoffers_rollen
