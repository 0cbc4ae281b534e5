-- The same people as V08, followed to the first later incident of trafficking.
SELECT eenheid, persoon, jaar, leeftijdsgroep, van, opnieuw_mh AS tot, gevolgd_tot
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
