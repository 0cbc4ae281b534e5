-- Presumed victims per municipality of stay. Years are added up to blocks of three afterwards.
SELECT unit, year, gemeente
FROM slachtofferjaren
