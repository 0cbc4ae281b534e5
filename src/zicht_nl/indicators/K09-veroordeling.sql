-- Incidents of sexual violence against children by year of registration. The share divides those that led to a conviction
-- by all.
SELECT unit, year, aangifte, veroordeeld
FROM sgtk_trechter
