-- Incidents of sexual violence against children by year of registration. The share divides those that led to a (partly) unconditional custodial sentence
-- by all.
SELECT eenheid, jaar, aangifte, onvoorwaardelijk
FROM sgtk_trechter
