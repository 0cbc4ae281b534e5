-- Incidents of sexual violence against children by year of registration. The share divides those that led to a case at the prosecution service
-- by all.
SELECT unit, year, aangifte, zaak
FROM sgtk_trechter
