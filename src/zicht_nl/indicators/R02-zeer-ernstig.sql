-- The same people as R01, followed to the first new case of a very serious offence.
SELECT eenheid, persoon, jaar, veld, leeftijdsgroep, van, opnieuw_zeer_ernstig AS tot, gevolgd_tot
FROM daders_gevolgd
