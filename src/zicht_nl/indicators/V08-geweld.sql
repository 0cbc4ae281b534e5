-- The same people as V08, followed to the first later incident of violence.
SELECT eenheid, persoon, jaar, leeftijdsgroep, van, opnieuw_geweld AS tot, gevolgd_tot
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
