-- The same people as V08, followed to the first later incident of theft, fraud or damage.
SELECT eenheid, persoon, jaar, leeftijdsgroep, van, opnieuw_vermogen AS tot, gevolgd_tot
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
