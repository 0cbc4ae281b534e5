-- Offenders whose two years are complete. The share divides those whose first new case is of a sexual offence by all who
-- have a new case.
SELECT unit, year, veld, leeftijdsgroep, nieuw_delict
FROM daders_twee_jaar
