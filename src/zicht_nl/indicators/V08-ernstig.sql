-- The same people as V08, followed to the first later incident of a serious offence.
SELECT eenheid, persoon, jaar, leeftijdsgroep, van, opnieuw_ernstig AS tot, gevolgd_tot
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
