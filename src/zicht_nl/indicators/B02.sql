-- Presumed victims of trafficking at the police. The share divides those who are known as a child victim of sexual violence as well by all.
SELECT unit, year, ook_kind
FROM slachtoffers_rollen
