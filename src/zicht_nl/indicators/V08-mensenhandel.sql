-- The same people as V08, followed to the first later incident of trafficking.
SELECT unit, person, year, leeftijdsgroep, start_date, opnieuw_mh AS end_date, followed_until
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
