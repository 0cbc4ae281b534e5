-- The same people as V08, followed to the first later incident of theft, fraud or damage.
SELECT unit, person, year, leeftijdsgroep, start_date, opnieuw_vermogen AS end_date, followed_until
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
