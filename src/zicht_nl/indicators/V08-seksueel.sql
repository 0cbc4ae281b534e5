-- The same people as V08, followed to the first later incident of a sexual offence.
SELECT unit, person, year, leeftijdsgroep, start_date, opnieuw_seksueel AS end_date, followed_until
FROM slachtoffers_gevolgd
WHERE veld = 'mh'
