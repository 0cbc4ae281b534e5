-- Contacts with the organisations for domestic violence and child abuse, by quarter, added up to years.
SELECT
    'veilig_thuis-' || jaar || '-' || kwartaal || '-' || contact_type || '-' || aard || '-' || gemeente || '-' || leeftijdsgroep
    AS unit,
    jaar AS year,
    kwartaal,
    contact_type,
    aard AS aard_geweld,
    leeftijdsgroep,
    n
FROM veilig_thuis
