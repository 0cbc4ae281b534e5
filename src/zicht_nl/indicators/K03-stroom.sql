-- Suspects by the year in which they were summoned. The share divides them by suspects registered in that year.
SELECT unit, year, veld
FROM gedagvaarden
