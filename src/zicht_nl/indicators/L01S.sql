-- Incidents of sexual violence against children per municipality. Years are added up to blocks of three afterwards.
SELECT eenheid, jaar, gemeente
FROM sgtk_incidenten
