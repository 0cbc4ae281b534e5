-- Suspects by the year in which they were registered. The share divides those summoned since by all of that year.
SELECT unit, year, veld, voor_de_rechter
FROM verdachtencohort
