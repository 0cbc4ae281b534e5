-- Incidents of sexual violence against children. The share divides those with an informative interview by all.
SELECT unit, year, delict, online, informatief_gesprek
FROM sgtk_incidenten
