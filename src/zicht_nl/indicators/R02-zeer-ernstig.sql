-- The same people as R01, followed to the first new case of a very serious offence.
SELECT unit, person, year, veld, leeftijdsgroep, start_date, opnieuw_zeer_ernstig AS end_date, followed_until
FROM daders_gevolgd
