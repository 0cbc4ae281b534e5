-- People convicted, by the first case that ended so, until the first later case of the same field.
SELECT unit, person, year, veld, leeftijdsgroep, start_date, end_date
FROM veroordeelden_index
