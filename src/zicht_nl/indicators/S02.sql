-- Incidents of sexual violence against children. The share divides those with a complaint by all.
SELECT unit, year, delict, online, aangifte
FROM sgtk_incidenten
