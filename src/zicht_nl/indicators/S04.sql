-- Suspects of sexual violence against children per year. The share divides minors by those whose age is known.
SELECT unit, year, delict, leeftijdsgroep
FROM sgtk_verdachtenjaren
