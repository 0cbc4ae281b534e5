-- Suspects of sexual violence against children per year, with the child of their first incident of that year.
-- The share divides peers of a child of their incident by those of whom both ages are known.
SELECT v.unit, v.year, v.delict, v.leeftijdsgroep, k.leeftijdsgenoot
FROM sgtk_verdachtenjaren AS v
JOIN sgtk_verdachten_kind AS k ON k.registratie = v.registratie
