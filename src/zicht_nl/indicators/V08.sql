-- Presumed victims of trafficking at the police, followed from their first incident to the next one of any class.
SELECT unit, person, year, leeftijdsgroep, start_date, opnieuw AS end_date, followed_until
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
