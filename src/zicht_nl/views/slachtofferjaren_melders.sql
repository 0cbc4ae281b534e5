-- Who notified a presumed victim in a year.
SELECT DISTINCT eenheid, melder
FROM meldingen
