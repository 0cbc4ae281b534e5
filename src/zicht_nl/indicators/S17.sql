-- Incidents of sexual violence against children, by the quarter in which the police registered them.
SELECT
    unit,
    year,
    CASE
        WHEN extract(month FROM registratie_datum) <= 3 THEN 'K1'
        WHEN extract(month FROM registratie_datum) <= 6 THEN 'K2'
        WHEN extract(month FROM registratie_datum) <= 9 THEN 'K3'
        ELSE 'K4'
    END AS kwartaal,
    online
FROM sgtk_incidenten
