-- Presumed victims by the first incident of the police in which they stand, until the first later one.
SELECT eenheid, persoon, jaar, veld, leeftijdsgroep, van, tot
FROM slachtoffers_index
