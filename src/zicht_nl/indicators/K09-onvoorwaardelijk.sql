-- Incidents of sexual violence against children by year of registration. The share divides those that led to a (partly) unconditional custodial sentence
-- by all.
SELECT unit, year, aangifte, onvoorwaardelijk
FROM sgtk_trechter
