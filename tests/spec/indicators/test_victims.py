"""Presumed victims: V01 to V05 and L01."""
# ruff: noqa: E501 - small tables are wide

V = "slachtofferjaren"


def meldingen(table: str) -> dict[str, str]:
    return {"comensha_meldingen": table}


def test_a_person_counts_once_a_year(counted):
    """Notified three times, in two years: one in each."""
    found = counted(
        meldingen("""
            person  | meld_datum
            p1      | 2020-01-05
            p1      | 2020-06-01
            p1      | 2021-02-01
            p2      | 2020-12-31
        """),
        ["V01"],
    )
    assert [found.cell(V, year) for year in (2019, 2020, 2021, 2022)] == [0, 2, 1, 0]


def test_forms_are_the_union_of_the_year_and_do_not_add_up(counted):
    """Two notifications name two forms: the person counts under both, and once in the total."""
    found = counted(
        meldingen("""
            person  | meld_datum | uitbuitingsvorm
            p1      | 2020-01-05 | BSU
            p1      | 2020-06-01 | AU;CU
            p1      | 2021-02-01 | AU
            p2      | 2020-03-01 | BSU
            p3      | 2020-03-01 | onbekend
        """),
        ["V01"],
    )
    assert {
        form: found.cell(V, 2020, vorm=form)
        for form in ("BSU", "GSU", "AU", "CU", "onbekend")
    } == {
        "BSU": 2,
        "GSU": 0,
        "AU": 1,
        "CU": 1,
        "onbekend": 1,
    }
    assert found.cell(V, 2020) == 3
    assert found.cell(V, 2021, vorm="BSU") == 0


def test_the_first_notification_of_the_year_describes_the_person(counted):
    """Sex, age, nationality, route and place are of the first notification; of two on one day, of the first record."""
    found = counted(
        meldingen("""
            person  | record | meld_datum | geslacht | leeftijd_bij_melding | nationaliteit | binnenlands_grensoverschrijdend | gemeente_verblijf
            p1      | b      | 2020-06-01 | onbekend | 18                   | NLD           | binnenlands                     | VB0001
            p1      | a      | 2020-05-31 | v        | 17                   | ROU           | grensoverschrijdend             | VB0003
            p2      | d      | 2020-05-31 | m        | 40                   | NLD           | onbekend                        | VB0001
            p2      | c      | 2020-05-31 | v        | -                    | NGA           | onbekend                        | onbekend
        """),
        ["V01"],
    )
    assert found.cell(V, 2020, geslacht="v") == 2
    assert (
        found.cell(V, 2020, geslacht="m")
        == found.cell(V, 2020, geslacht="onbekend")
        == 0
    )
    assert found.cell(V, 2020, leeftijdsgroep="minderjarig") == 1
    assert found.cell(V, 2020, leeftijdsgroep="onbekend") == 1
    assert (
        found.cell(V, 2020, nationaliteit="EU")
        == found.cell(V, 2020, nationaliteit="overig")
        == 1
    )
    assert found.cell(V, 2020, nationaliteit="NL") == 0
    assert (
        found.cell(V, 2020, route="grensoverschrijdend")
        == found.cell(V, 2020, route="onbekend")
        == 1
    )
    assert (
        found.cell(V, 2020, gemeente="VP02")
        == found.cell(V, 2020, gemeente="onbekend")
        == 1
    )


def test_age_groups_and_the_levels_above_them(counted):
    """17 is a minor, 18 and 22 are adolescents, 23 is adult; under 23 and known age are sums."""
    found = counted(
        meldingen("""
            person  | leeftijd_bij_melding
            p1      | 17
            p2      | 18
            p3      | 22
            p4      | 23
            p5      | -
        """),
        ["V01"],
    )
    groups = (
        "minderjarig",
        "adolescent",
        "volwassen",
        "onbekend",
        "onder_23",
        "bekend",
    )
    assert [found.cell(V, 2020, leeftijdsgroep=group) for group in groups] == [
        1,
        2,
        1,
        1,
        3,
        4,
    ]
    assert found.cell(V, 2020, leeftijdsgroep="onder_23", vorm="BSU") == 3
    assert found.cell(V, 2020, leeftijdsgroep="onder_23", geslacht="v") == 3


def test_nationality_is_published_in_groups(counted):
    found = counted(
        meldingen("""
            person  | nationaliteit
            p1      | NLD
            p2      | BGR
            p3      | NGA
            p4      | XXA
            p5      | onbekend
        """),
        ["V01"],
    )
    groups = ("NL", "EU", "overig", "onbekend")
    assert [found.cell(V, 2020, nationaliteit=group) for group in groups] == [
        1,
        1,
        2,
        1,
    ]


def test_several_reporters_and_sectors(counted):
    """Notified by police and a shelter: one under each, one in the total."""
    found = counted(
        meldingen("""
            person  | melder_type | sector
            p1      | politie     | bouw;transport
            p1      | opvang      | onbekend
            p2      | politie     | horeca
        """),
        ["V01"],
    )
    assert [
        found.cell(V, 2020, melder=code) for code in ("politie", "opvang", "ngo")
    ] == [2, 1, 0]
    assert [
        found.cell(V, 2020, sector=code)
        for code in ("bouw", "transport", "horeca", "onbekend")
    ] == [1, 1, 1, 1]
    assert found.cell(V, 2020) == 2


def test_municipalities_are_never_counted_for_one_year(counted):
    """V01 shows provinces and police units, which cross; L01 shows municipalities, for three years together."""
    found = counted(
        meldingen("""
            person  | meld_datum | gemeente_verblijf
            p1      | 2019-03-01 | VB0001
            p1      | 2021-03-01 | VB0001
            p2      | 2020-03-01 | VB0002
            p3      | 2020-03-01 | VB0003
            p4      | 2020-03-01 | onbekend
            p5      | 2022-03-01 | VB0001
        """),
        ["V01", "L01"],
    )
    assert [
        found.cell(V, 2020, gemeente=code)
        for code in ("VP01", "VP02", "VE01", "VE02", "onbekend")
    ] == [1] * 5
    assert [found.cell(V, "2019-2021", gemeente=f"VB000{n}") for n in range(1, 5)] == [
        2,
        1,
        1,
        0,
    ]
    assert found.cell(V, "2019-2021", gemeente="VP01") == 3
    assert found.cell(V, "2019-2021", gemeente="VE01") == 3
    assert found.cell(V, "2019-2021") == 5
    per_year = {
        code
        for (universe, predicate) in found.cells
        for name, code in predicate
        if name == "gemeente" and ("year", "2020") in predicate
    }
    assert not any(code.startswith("VB") for code in per_year)


def test_a_block_of_which_a_year_is_missing_is_not_published(counted):
    """2022 is covered, 2023 and 2024 are not: no block of 2022-2024 yet."""
    found = counted(meldingen("person  | meld_datum\np1 | 2022-03-01"), ["L01"])
    assert {
        code
        for _, predicate in found.cells
        for name, code in predicate
        if name == "year"
    } == {"2019-2021"}


def test_years_outside_the_project_do_not_count(counted):
    found = counted(
        meldingen("person  | meld_datum\np1 | 2018-12-31\np2 | 2019-01-01"), ["V01"]
    )
    assert found.cell(V, 2019) == 1
    assert sum(found.cell(V, year) for year in (2019, 2020, 2021, 2022)) == 1


def test_nobody_at_all_is_zero_everywhere(counted):
    """Absent combinations of known categories are zeros, not gaps."""
    found = counted(meldingen("person  | meld_datum\np1 | 2018-12-31"), ["V01"])
    assert set(found.cells.values()) == {0}
    assert found.cell(V, 2022, vorm="CU", route="onbekend") == 0


def test_shares_and_rates_use_the_cells_of_the_count(counted):
    """V02 to V05 count the same cells with queries of their own; a draft in which they differ cannot be made."""
    table = meldingen("""
        person  | uitbuitingsvorm | leeftijd_bij_melding | geslacht | binnenlands_grensoverschrijdend
        p1      | BSU;CU          | 17                   | v        | binnenlands
        p2      | AU              | -                    | m        | grensoverschrijdend
    """)
    together = counted(table, ["V01", "V02", "V03", "V04", "V05"])
    alone = counted(table, ["V03"])
    assert len(together.draft.tables) == len(
        {(t.universe, t.names) for t in together.draft.tables}
    )
    assert alone.cells.items() <= together.cells.items()


def test_one_notification_that_says_yes_is_enough(counted):
    table = """
    person  | meld_datum | nationaliteit | bedenktijd | dublin   | aangifte
    p1      | 2020-01-01 | NGA           | onbekend   | nee      | nee
    p1      | 2020-06-01 | NGA           | ja         | onbekend | ja
    p2      | 2020-06-01 | POL           | nee        | ja       | onbekend
    p3      | 2020-06-01 | NLD           | nee        | nee      | onbekend
    p3      | 2021-06-01 | NLD           | nee        | nee      | ja
    p4      | 2020-06-01 | onbekend      | ja         | nee      | nee
    """
    found = counted(meldingen(table), ["V06", "V07"])
    foreign = {"nationaliteit": "buitenlands"}
    assert found.cell(V, 2020, **foreign) == 2
    assert [
        found.cell(V, 2020, bedenktijd=code, **foreign)
        for code in ("ja", "nee", "onbekend")
    ] == [1, 1, 0]
    assert found.cell(V, 2020, dublin="ja", **foreign) == 1
    assert [
        found.cell(V, 2020, aangifte=code) for code in ("ja", "nee", "onbekend")
    ] == [1, 1, 2]
    assert found.cell(V, 2021, aangifte="ja") == 1
