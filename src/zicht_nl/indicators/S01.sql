-- Incidents of sexual violence against children, by the year in which the police registered them.
SELECT eenheid, jaar, delict, online, gemeente
FROM sgtk_incidenten
