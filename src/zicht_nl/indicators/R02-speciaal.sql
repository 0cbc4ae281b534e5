-- People convicted, by the first case that ended so, until the first later case of the same field.
SELECT eenheid, persoon, jaar, veld, leeftijdsgroep, van, tot
FROM veroordeelden_index
