-- Workers by sector, as delivered: the people among whom labour exploitation is found.
SELECT 'werkenden-' || jaar || '-' || sector AS unit, jaar AS year, sector, n
FROM werkenden
