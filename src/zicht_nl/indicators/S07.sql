-- Child victims of sexual violence at the police, by the year of registration.
SELECT unit, year, geslacht, leeftijd_kind, relatie_dader, online, delict, meer_dagen
FROM kinderen_jaren
