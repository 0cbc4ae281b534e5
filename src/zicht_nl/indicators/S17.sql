-- Incidents of sexual violence against children, by the quarter in which the police registered them.
SELECT
    unit,
    year,
    'K' || extract(quarter FROM registratie_datum) AS kwartaal,
    online
FROM sgtk_incidenten
