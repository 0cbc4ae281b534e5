-- Presumed victims of trafficking at the police, followed from their first incident to the next one of any class.
SELECT eenheid, persoon, jaar, leeftijdsgroep, van, opnieuw AS tot, gevolgd_tot
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
