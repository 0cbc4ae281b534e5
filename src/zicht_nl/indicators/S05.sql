-- Incidents of images of sexual abuse of children: another basis than the reports and addresses of the hotline.
SELECT unit, year, online
FROM sgtk_incidenten
WHERE delict = 'beeldmateriaal'
