-- Who notified a presumed victim in a year.
SELECT DISTINCT unit, melder
FROM meldingen
