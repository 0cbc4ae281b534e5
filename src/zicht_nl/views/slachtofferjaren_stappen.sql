-- What was offered to a presumed victim in a year, and what he or she did: one notification that says yes is enough, and
-- unknown remains where none says yes or no.
SELECT
    unit,
    CASE
        WHEN sum(CASE WHEN dublin = 'ja' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN dublin = 'nee' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS dublin,
    CASE
        WHEN sum(CASE WHEN bedenktijd = 'ja' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN bedenktijd = 'nee' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS bedenktijd,
    CASE
        WHEN sum(CASE WHEN aangifte = 'ja' THEN 1 ELSE 0 END) > 0 THEN 'ja'
        WHEN sum(CASE WHEN aangifte = 'nee' THEN 1 ELSE 0 END) > 0 THEN 'nee'
        ELSE 'onbekend'
    END AS aangifte
FROM meldingen
GROUP BY unit
