-- Suspects of sexual violence against children per year, with the child of their first incident of that year.
-- The share divides those known to a child of their incident by those of whom the relation is stated.
SELECT v.unit, v.year, v.delict, v.leeftijdsgroep, k.bekende
FROM sgtk_verdachtenjaren AS v
JOIN sgtk_verdachten_kind AS k ON k.registratie = v.registratie
