-- Children known to the police for a whole year, by the year of their first incident.
-- The share divides those without help within a year by all.
SELECT unit, year, hulp
FROM kinderen_hulp
