-- Cases with a judgment, by its year. The days are those of the unconditional part of a custodial sentence.
SELECT
    zaak AS eenheid, persoon_id AS persoon, extract(year FROM uitspraak_datum) AS jaar, veld, straf,
    dagen_onvoorwaardelijk AS dagen
FROM zaken
WHERE uitspraak IS NOT NULL
