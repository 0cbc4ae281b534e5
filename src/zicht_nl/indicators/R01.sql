-- Offenders, followed from their first case of the field to the first new case of any offence.
SELECT eenheid, persoon, jaar, veld, leeftijdsgroep, van, opnieuw AS tot, gevolgd_tot
FROM daders_gevolgd
