-- Offenders, followed from their first case of the field to the first new case of any offence.
SELECT unit, person, year, veld, leeftijdsgroep, start_date, opnieuw AS end_date, followed_until
FROM daders_gevolgd
