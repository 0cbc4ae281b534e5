"""Suspects (D01, D02), cases and courts (K01 to K06)."""
# ruff: noqa: E501 - small tables are wide


def test_a_suspect_counts_once_a_year(counted):
    """Suspects of trafficking only; a victim in the same register is not one."""
    found = counted(
        {
            "politie_incidenten": """
            person  | incident_id | registratie_datum | rol         | maatschappelijke_klasse | vorm   | leeftijd | geslacht
            p1      | i1          | 2020-02-01        | verdachte   | mh                      | BSU    | 22       | m
            p1      | i2          | 2020-03-01        | verdachte   | mh                      | AU;BSU | 23       | m
            p1      | i3          | 2021-03-01        | verdachte   | mh                      | CU     | 23       | m
            p2      | i1          | 2020-02-01        | slachtoffer | mh                      | BSU    | 17       | v
            p3      | i4          | 2020-02-01        | verdachte   | sgtk                    | -      | 40       | m
            p4      | i5          | 2020-02-01        | verdachte   | mh                      | onbekend | -      | v
            """
        },
        ["D01", "D02"],
    )
    u = "verdachtenjaren"
    assert [found.cell(u, year) for year in (2020, 2021)] == [2, 1]
    assert [
        found.cell(u, 2020, vorm=code) for code in ("BSU", "AU", "CU", "onbekend")
    ] == [1, 1, 0, 1]
    assert [
        found.cell(u, 2020, leeftijdsgroep=g)
        for g in ("onder_23", "bekend", "onbekend")
    ] == [1, 1, 1]
    assert found.cell(u, 2020, vorm="AU", leeftijdsgroep="adolescent") == 1
    assert found.cell(u, 2020, geslacht="m", leeftijdsgroep="adolescent") == 1


CASES = {
    "om_zaken": """
    person  | zaak_id | record | instroom_datum | veld | arrondissement | om_beslissing   | beslis_datum | rechter_uitspraak | uitspraak_datum | straf_type
    p1      | z1      | z1     | 2019-05-01     | mh   | VA01           | dagvaarding     | 2020-01-10   | veroordeling      | 2020-06-01      | gevangenisstraf_onvw
    p1      | z2      | z2     | 2019-06-01     | mh   | VA02           | sepot_technisch | 2019-07-01   | -                 | -               | -
    p2      | z3      | z3     | 2019-05-01     | sgtk | VA01           | dagvaarding     | 2020-01-10   | vrijspraak        | 2021-06-01      | nvt
    p3      | z4      | z4     | 2019-05-01     | sgtk | VA01           | -               | -            | -                 | -               | -
    p4      | z5      | z5     | 2019-05-01     | sgtk | VA10           | sepot_beleid    | 2020-02-01   | -                 | -               | -
    p5      | z6      | z6     | 2020-05-01     | mh   | VA01           | dagvaarding     | 2020-08-01   | -                 | -               | -
    p5      | z7      | z7     | 2020-04-01     | sgtk | VA01           | -               | -            | -                 | -               | -
    p6      | z8      | z8     | 2020-05-01     | sgtk | VA01           | dagvaarding     | 2020-08-01   | veroordeling      | 2020-11-01      | taakstraf
    """
}


def test_cases_by_year_of_registration(counted):
    found = counted(CASES, ["K01"])
    assert [found.cell("om_zaken", year) for year in (2019, 2020)] == [5, 3]
    assert found.cell("om_zaken", 2019, veld="mh") == 2
    assert found.cell("om_zaken", 2019, veld="sgtk", arrondissement="VA01") == 2
    assert found.cell("om_zaken", 2019, veld="mh", arrondissement="VA10") == 0
    assert found.cell("om_zaken", 2019, arrondissement="VA01") == 3


def test_dismissals_by_year_of_decision(counted):
    """Undecided cases count nowhere; a dismissal is technical or by policy."""
    found = counted(CASES, ["K02"])
    u = "om_beslissingen"
    assert [found.cell(u, year) for year in (2019, 2020)] == [1, 5]
    assert [
        found.cell(u, 2020, om_beslissing=code)
        for code in ("sepot", "sepot_beleid", "sepot_technisch")
    ] == [
        1,
        1,
        0,
    ]
    assert found.cell(u, 2019, om_beslissing="sepot", veld="mh") == 1


def test_cohort_of_suspects_follows_persons_not_cases(counted):
    """p1 is summoned in one of two cases: yes. p3 waits: pending. p4 is dismissed: no. The field is of the first case."""
    found = counted(CASES, ["K03"])
    u = "om_verdachtencohort"
    assert found.cell(u, 2019) == 4
    assert [
        found.cell(u, 2019, voor_de_rechter=code) for code in ("ja", "nee", "lopend")
    ] == [2, 1, 1]
    assert found.cell(u, 2020) == 2
    assert found.cell(u, 2020, veld="sgtk") == 2
    assert found.cell(u, 2020, veld="mh") == 0
    assert found.cell(u, 2020, veld="sgtk", voor_de_rechter="ja") == 2


def test_flow_of_suspects_counts_the_year_of_the_summons(counted):
    """Registered in 2019, summoned in 2020: in the flow of 2020, in the cohort of 2019."""
    found = counted(CASES, ["K03", "K03-stroom"])
    assert [found.cell("om_gedagvaarden", year) for year in (2019, 2020)] == [0, 4]
    assert found.cell("om_gedagvaarden", 2020, veld="mh") == 2
    assert found.cell("om_verdachtencohort", 2019, voor_de_rechter="ja") == 2


def test_cohort_of_cases_knows_how_they_ended(counted):
    """Convicted, not convicted (acquitted or dismissed), or pending (undecided or waiting for judgment)."""
    found = counted(CASES, ["K04"])
    ends = ("veroordeling", "geen_veroordeling", "lopend")
    assert [found.cell("om_zaken", 2019, uitkomst=end) for end in ends] == [1, 3, 1]
    assert [found.cell("om_zaken", 2020, uitkomst=end) for end in ends] == [1, 0, 2]
    assert found.cell("om_zaken", 2020, veld="sgtk", uitkomst="veroordeling") == 1


def test_judgments_by_their_own_year(counted):
    found = counted(CASES, ["K01", "K04-stroom", "K05", "K06"])
    u = "uitspraken"
    assert [found.cell(u, year) for year in (2020, 2021)] == [2, 1]
    assert [found.cell(u, year, uitspraak="veroordeling") for year in (2020, 2021)] == [
        2,
        0,
    ]
    assert found.cell(u, 2020, straf="onvoorwaardelijk") == 1
    assert found.cell(u, 2020, straf="taakstraf") == 1
    assert found.cell(u, 2021, straf="nvt") == 1
    assert found.cell(u, 2020, uitspraak="veroordeling", veld="mh") == 1


def test_a_penalty_without_conviction_does_not_count(counted):
    found = counted(
        {
            "om_zaken": """
            zaak_id | om_beslissing | beslis_datum | rechter_uitspraak | uitspraak_datum | straf_type
            z1      | dagvaarding   | 2020-04-01   | ovar              | 2020-06-01      | gevangenisstraf_onvw
            """
        },
        ["K06"],
    )
    assert found.cell("uitspraken", 2020, straf="onvoorwaardelijk") == 0
