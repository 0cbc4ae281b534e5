"""Incidents of sexual violence against children: S01, S02, L01S."""
# ruff: noqa: E501 - small tables are wide

INCIDENTS = {
    "politie_incidenten": """
    person  | incident_id | persoon_volgnr | registratie_datum | maatschappelijke_klasse | vorm | delict   | rol         | aangifte | online   | gemeente_pleegplaats
    p1      | i1          | 1              | 2020-02-01        | sgtk                    | -    | hands_on | slachtoffer | nee      | nee      | VB0001
    p2      | i1          | 2              | 2020-02-01        | sgtk                    | -    | hands_on | verdachte   | ja       | nee      | VB0001
    p3      | i2          | 1              | 2020-03-01        | sgtk                    | -    | grooming | slachtoffer | onbekend | ja       | onbekend
    p4      | i3          | 1              | 2021-03-01        | sgtk                    | -    | grooming | slachtoffer | nee      | onbekend | VB0003
    p5      | i4          | 1              | 2020-03-01        | mh                      | BSU  | nvt      | slachtoffer | ja       | nee      | VB0001
    """
}
U = "sgtk_incidenten"


def test_an_incident_counts_once_however_many_people(counted):
    found = counted(INCIDENTS, ["S01"])
    assert [found.cell(U, year) for year in (2020, 2021)] == [2, 1]
    assert [
        found.cell(U, 2020, delict=code)
        for code in ("hands_on", "hands_off", "grooming")
    ] == [1, 0, 1]
    assert found.cell(U, 2020, delict="grooming", online="ja") == 1
    assert [
        found.cell(U, 2020, gemeente=code)
        for code in ("VP01", "VE01", "VP02", "onbekend")
    ] == [1, 1, 0, 1]


def test_a_complaint_by_anyone_is_a_complaint(counted):
    found = counted(INCIDENTS, ["S02"])
    assert [
        found.cell(U, 2020, aangifte=code) for code in ("ja", "nee", "onbekend")
    ] == [1, 0, 1]
    assert found.cell(U, 2020, aangifte="ja", delict="hands_on") == 1


def test_incidents_by_municipality_take_three_years(counted):
    found = counted(INCIDENTS, ["L01S"])
    assert [
        found.cell(U, "2019-2021", gemeente=code)
        for code in ("VB0001", "VB0003", "onbekend", "VE01")
    ] == [
        1,
        1,
        1,
        2,
    ]


def test_an_informative_interview_is_one_with_a_victim(counted):
    table = """
    person  | incident_id | persoon_volgnr | registratie_datum | maatschappelijke_klasse | delict   | rol         | informatief_gesprek
    p1      | i1          | 1              | 2020-02-01        | sgtk                    | hands_on | slachtoffer | nee
    p2      | i1          | 2              | 2020-02-01        | sgtk                    | hands_on | verdachte   | ja
    p3      | i2          | 1              | 2020-03-01        | sgtk                    | grooming | slachtoffer | onbekend
    p4      | i2          | 2              | 2020-03-01        | sgtk                    | grooming | slachtoffer | ja
    p5      | i3          | 1              | 2020-03-01        | sgtk                    | grooming | verdachte   | ja
    """
    found = counted({"politie_incidenten": table}, ["S03"])
    assert [
        found.cell(U, 2020, informatief_gesprek=code)
        for code in ("ja", "nee", "onbekend")
    ] == [1, 1, 1]
    assert found.cell(U, 2020, informatief_gesprek="ja", delict="grooming") == 1


def test_a_suspect_counts_once_a_year_with_the_age_and_offence_of_the_first_incident(
    counted,
):
    table = """
    person  | incident_id | persoon_volgnr | registratie_datum | maatschappelijke_klasse | delict   | rol         | leeftijd
    p1      | i1          | 1              | 2020-05-01        | sgtk                    | grooming | verdachte   | 18
    p1      | i2          | 1              | 2020-02-01        | sgtk                    | hands_on | verdachte   | 17
    p2      | i1          | 2              | 2020-05-01        | sgtk                    | grooming | slachtoffer | 12
    p3      | i3          | 1              | 2020-05-01        | mh                      | nvt      | verdachte   | 16
    p4      | i1          | 3              | 2020-05-01        | sgtk                    | grooming | verdachte   | -
    p5      | i1          | 4              | 2020-05-01        | sgtk                    | grooming | verdachte   | 40
    """
    found = counted({"politie_incidenten": table}, ["S04"])
    young = "sgtk_verdachtenjaren"
    assert [
        found.cell(young, 2020, leeftijdsgroep=code)
        for code in ("minderjarig", "bekend", "onbekend")
    ] == [1, 2, 1]
    assert found.cell(young, 2020, leeftijdsgroep="minderjarig", delict="hands_on") == 1
    assert found.cell(young, 2020, leeftijdsgroep="minderjarig", delict="grooming") == 0


def test_incidents_of_images_are_a_count_of_their_own(counted):
    """S05 is one offence of S01; reports and addresses of the hotline are other counts."""
    images = """
    person  | incident_id | registratie_datum | maatschappelijke_klasse | delict         | online
    p1      | i1          | 2020-02-01        | sgtk                    | beeldmateriaal | ja
    p2      | i2          | 2020-02-01        | sgtk                    | beeldmateriaal | nee
    p3      | i3          | 2020-02-01        | sgtk                    | grooming       | ja
    """
    found = counted({"politie_incidenten": images}, ["S05", "S01"])
    assert found.cell("csam_incidenten", 2020) == 2
    assert found.cell("csam_incidenten", 2020, online="ja") == 1
    assert found.cell(U, 2020, delict="beeldmateriaal") == 2
