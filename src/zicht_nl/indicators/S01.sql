-- Incidents of sexual violence against children, by the year in which the police registered them.
SELECT unit, year, delict, online, gemeente
FROM sgtk_incidenten
