-- Incidents of sexual violence against children per municipality. Years are added up to blocks of three afterwards.
SELECT unit, year, gemeente
FROM sgtk_incidenten
