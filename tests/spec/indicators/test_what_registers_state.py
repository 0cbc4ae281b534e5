"""What registers state besides: periods, shelter, residence, grounds, measures, articles, and times between stages."""
# ruff: noqa: E501 - small tables are wide

from zicht.vocabulary.dimensions import TOTAL

REPORTS = {
    "comensha_meldingen": """
    person  | record | pleegperiode_van | pleegperiode_tot | uitbuiting_in_nl | land_uitbuiting | gemeente_uitbuiting | opvang_type
    p1      | m1     | 2019-01-01       | 2019-01-31       | ja               | NLD             | VB0001              | jeugd
    p1      | m2     | 2019-06-01       | 2019-06-11       | nee              | NLD             | onbekend            | geen
    p2      | m3     | 2019-01-01       | -                | onbekend         | NLD             | onbekend            | jeugd
    p3      | m4     | -                | -                | onbekend         | DEU             | onbekend            | onbekend
    p4      | m5     | -                | 2019-01-01       | onbekend         | onbekend        | VB0002              | geen
    p5      | m6     | -                | -                | onbekend         | onbekend        | onbekend            | geen
    """
}
RESIDENCE = {
    "ind_verblijf": """
    person  | record | aanvraag_datum | beslissing | grondslag    | asiel_aanvraag | dublin_claim | bedenktijd_start | bedenktijd_eind
    p1      | v1     | 2020-02-01     | verleend   | mensenhandel | nee            | nee          | 2020-01-01       | 2020-03-31
    p2      | v2     | 2020-02-01     | afgewezen  | humanitair   | ja             | ja           | 2020-02-01       | 2020-02-15
    p3      | v3     | 2020-02-01     | verleend   | mensenhandel | ja             | nee          | 2020-12-01       | -
    p4      | v4     | 2020-02-01     | -          | mensenhandel | onbekend       | onbekend     | -                | -
    p5      | v5     | 2020-02-01     | verleend   | mensenhandel | onbekend       | onbekend     | -                | -
    """
}
CASES = {
    "om_zaken": """
    person  | zaak_id | record | instroom_datum | veld | feit_artikel | geslacht | leeftijd_bij_instroom | om_beslissing   | beslis_datum | sepotgrond | rechter_uitspraak | uitspraak_datum | straf_type               | straf_dagen_totaal | straf_dagen_onvoorwaardelijk | maatregel    | instantie
    p1      | z1      | z1     | 2020-02-01     | mh   | sr_273f      | m        | 30                    | dagvaarding     | 2020-03-01   | nvt        | veroordeling      | 2020-06-01      | gevangenisstraf_deels_vw | 400                | 300                          | contactverbod | eerste_aanleg
    p1      | z2      | z2     | 2020-05-01     | mh   | sr_273f      | m        | 30                    | dagvaarding     | 2020-06-01   | nvt        | veroordeling      | 2020-12-28      | taakstraf                | 60                 | -                            | -            | hoger_beroep
    p2      | z3      | z3     | 2020-02-01     | sgtk | onbekend     | v        | 17                    | sepot_technisch | 2020-03-01   | 02         | -                 | -               | -                        | -                  | -                            | -            | -
    p3      | z4      | z4     | 2020-02-01     | sgtk | onbekend     | m        | 17                    | sepot_beleid    | 2020-03-01   | -          | -                 | -               | -                        | -                  | -                            | -            | -
    p4      | z5      | z5     | 2020-02-01     | sgtk | onbekend     | m        | 17                    | dagvaarding     | 2020-03-01   | nvt        | veroordeling      | 2020-06-01      | jeugddetentie_onvw       | 30                 | 30                           | geen         | eerste_aanleg
    """,
    "politie_incidenten": """
    person  | incident_id | persoon_volgnr | registratie_datum | rol         | maatschappelijke_klasse | vorm     | delict   | wetsartikel | pleeg_van  | pleeg_tot
    p1      | i1          | 1              | 2019-12-02        | verdachte   | mh                      | AU;BSU   | nvt      | sr_273f     | -          | -
    p1      | i2          | 1              | 2020-01-12        | verdachte   | mh                      | CU       | nvt      | sr_273f     | -          | -
    p1      | i3          | 1              | 2020-09-01        | verdachte   | mh                      | GSU      | nvt      | sr_273f     | -          | -
    p4      | i4          | 1              | 2020-01-31        | verdachte   | sgtk                    | -        | hands_on | sr_244_oud  | 2019-12-01 | 2019-12-31
    p6      | i4          | 2              | 2020-01-31        | slachtoffer | sgtk                    | -        | hands_on | sr_245_oud  | 2019-12-01 | 2019-12-31
    p7      | i5          | 1              | 2020-01-31        | slachtoffer | sgtk                    | -        | grooming | onbekend    | 2019-12-01 | -
    """,
}


def days(made, indicator: str, *codes: str) -> list[int]:
    """Days of every span of 2020 in a cell."""
    (table,) = (one for one in made.draft.spans if one.indicator == indicator)
    where = ("2020", *codes, *[TOTAL] * (len(table.names) - 1 - len(codes)))
    (cell,) = (cell for cell in table.cells if cell.codes == where)
    return sorted(span[0] for person in cell.people for span in person)


def test_the_length_of_exploitation_is_of_reports_with_a_beginning_and_an_end(counted):
    assert days(counted(REPORTS, ["V10"]), "V10") == [10, 30]


def test_shelter_is_counted_per_report_and_none_is_a_group(counted):
    made = counted(REPORTS, ["V11"])
    groups = {
        code: made.cell("meldingen_opvang", 2020, opvang_type=code)
        for code in ("jeugd", "geen", "onbekend", "ambulant")
    }
    assert groups == {"jeugd": 2, "geen": 3, "onbekend": 1, "ambulant": 0}


def test_what_a_report_says_of_the_place_goes_before_country_and_municipality(counted):
    """m2 says no; m3 has the country alone, m5 the municipality alone; m6 says nothing."""
    made = counted(REPORTS, ["V12"])
    places = {
        code: made.cell("meldingen_plaats", 2020, in_nederland=code)
        for code in ("ja", "nee", "onbekend", "bekend")
    }
    assert places == {"ja": 3, "nee": 2, "onbekend": 1, "bekend": 5}


def test_applications_count_once_decided_by_ground_and_procedure(counted):
    made = counted(RESIDENCE, ["V13"])

    def n(**where: str) -> int:
        return made.cell("verblijfsbeslissingen", 2020, **where)

    assert n() == 4
    assert n(verblijfsbeslissing="verleend", verblijfsgrond="mensenhandel") == 3
    assert n(verblijfsbeslissing="afgewezen", asielprocedure="dublin") == 1
    assert n(verblijfsbeslissing="verleend", asielprocedure="onbekend") == 1


def test_a_reflection_period_counts_in_the_year_in_which_it_ended(counted):
    assert days(counted(RESIDENCE, ["V14"]), "V14") == [14, 90]


def test_cases_by_article_and_suspects_by_sex_and_age(counted):
    """p1 has two cases and counts once."""
    made = counted(CASES, ["K01-artikel", "K01-verdachten"])
    assert made.cell("zaken_artikel", 2020, wetsartikel="sr_273f") == 2
    assert made.cell("vervolgden", 2020) == 4
    assert made.cell("vervolgden", 2020, geslacht="m", leeftijdsgroep="minderjarig") == 2  # fmt: skip


def test_a_dismissal_without_a_ground_counts_as_other(counted):
    made = counted(CASES, ["K02-grond"])
    assert made.cell("sepots", 2020, sepotgrond="02") == 1
    assert made.cell("sepots", 2020, sepotgrond="overig") == 1


def test_unconditional_sentences_are_known_by_age(counted):
    made = counted(CASES, ["K06-leeftijd"])

    def n(**where: str) -> int:
        return made.cell("uitspraken_leeftijd", 2020, **where)

    assert n(straf="onvoorwaardelijk", leeftijdsgroep="volwassen") == 1
    assert n(uitspraak="veroordeling", leeftijdsgroep="volwassen") == 2
    assert n(straf="onvoorwaardelijk", leeftijdsgroep="minderjarig") == 1


def test_the_forms_of_a_sentence_are_those_of_incidents_before_the_case(counted):
    """The incident of September came after the case; two forms are one sentence in the total."""
    made = counted(CASES, ["K07-vorm"])
    forms = {code: days(made, "K07-vorm", code) for code in ("AU", "BSU", "CU", "GSU")}
    assert forms == {"AU": [300], "BSU": [300], "CU": [300], "GSU": []}
    assert days(made, "K07-vorm") == [300]


def test_the_imposed_length_holds_the_suspended_part(counted):
    assert days(counted(CASES, ["K07-opgelegd"]), "K07-opgelegd") == [30, 400]


def test_the_time_at_the_police_runs_from_the_last_incident_before_the_case(counted):
    """z1 follows i2 by 20 days and z2 by 110; z5 follows i4 by one; z3 and z4 follow none."""
    made = counted(CASES, ["K08-politie"])
    assert days(made, "K08-politie") == [1, 20, 110]
    assert days(made, "K08-politie", "sgtk") == [1]


def test_the_time_to_a_judgment_on_appeal_is_of_cases_that_the_court_of_appeal_judged(
    counted,
):
    assert days(counted(CASES, ["K08-beroep"]), "K08-beroep") == [210]


def test_measures_are_of_convictions_and_none_is_a_group(counted):
    made = counted(CASES, ["K10"])
    assert made.cell("maatregelen", 2020) == 3
    assert made.cell("maatregelen", 2020, maatregel="contactverbod") == 1
    assert made.cell("maatregelen", 2020, maatregel="geen") == 2


def test_an_incident_has_one_length_and_one_article_whoever_is_in_it(counted):
    made = counted(CASES, ["S14", "S15"])
    assert days(made, "S14") == [30]
    assert made.cell("incidenten_artikel", 2020) == 2
    assert made.cell("incidenten_artikel", 2020, wetsartikel="sr_244_oud") == 1


def test_an_incident_registered_by_the_unit_of_another_place_is_known(counted):
    """Unit VE01 holds the first and third municipality; the place of the third incident is not known."""
    table = """
    person  | incident_id | registratie_datum | maatschappelijke_klasse | delict   | gemeente_pleegplaats | eenheid
    p1      | i1          | 2020-01-31        | sgtk                    | grooming | VB0001               | VE01
    p2      | i2          | 2020-01-31        | sgtk                    | grooming | VB0002               | VE01
    p3      | i3          | 2020-01-31        | sgtk                    | grooming | onbekend             | VE01
    """
    made = counted({"politie_incidenten": table}, ["S16"])
    groups = {
        code: made.cell("incidenten_eenheid", 2020, eigen_eenheid=code)
        for code in ("ja", "nee", "onbekend", "bekend")
    }
    assert groups == {"ja": 1, "nee": 1, "onbekend": 1, "bekend": 2}
