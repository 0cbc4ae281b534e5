"""Counts by quarter and month: parts of the year that add up to it, whoever is counted."""

import pytest
from tests.dutch import read_indicators

from zicht.vocabulary.errors import IndicatorError

QUARTERS = ("K1", "K2", "K3", "K4")
INCIDENTS = {
    "politie_incidenten": """
    person  | incident_id | registratie_datum | maatschappelijke_klasse | delict   | online
    p1      | i1          | 2020-01-01        | sgtk                    | grooming | ja
    p2      | i1          | 2020-01-01        | sgtk                    | grooming | ja
    p3      | i2          | 2020-03-31        | sgtk                    | grooming | nee
    p4      | i3          | 2020-04-01        | sgtk                    | grooming | ja
    p5      | i4          | 2020-12-31        | sgtk                    | grooming | onbekend
    p6      | i5          | 2021-06-30        | sgtk                    | grooming | ja
    """
}


def test_an_incident_counts_in_the_quarter_in_which_it_was_registered(counted):
    counts = counted(INCIDENTS, ["S17"])
    of_2020 = [counts.cell("sgtk_incidenten", 2020, kwartaal=code) for code in QUARTERS]
    assert of_2020 == [2, 1, 0, 1]
    assert counts.cell("sgtk_incidenten", 2020) == 4
    assert counts.cell("sgtk_incidenten", 2020, kwartaal="K1", online="ja") == 1


def test_the_year_by_quarter_is_the_year_of_the_indicator_without(counted):
    """Both count one universe: the cell of the year is one number, and the gate sees one system."""
    both = counted(INCIDENTS, ["S01", "S17"]).draft
    assert {table.universe for table in both.tables} == {"sgtk_incidenten"}


def test_a_victim_counts_in_the_quarter_of_the_first_report_of_the_year(counted):
    """Reported in May and in October, in two forms: once in the second quarter, under each form."""
    reports = """
    person  | record | meld_datum | uitbuitingsvorm
    p1      | m1     | 2020-10-01 | AU
    p1      | m2     | 2020-05-01 | BSU
    p1      | m3     | 2021-02-01 | AU
    p2      | m4     | 2020-01-15 | AU
    """
    counts = counted({"comensha_meldingen": reports}, ["V15"])
    of_2020 = [
        counts.cell("slachtofferjaren", 2020, kwartaal=code) for code in QUARTERS
    ]
    assert of_2020 == [1, 1, 0, 0]
    assert counts.cell("slachtofferjaren", 2020, kwartaal="K2", vorm="AU") == 1
    assert counts.cell("slachtofferjaren", 2020, kwartaal="K2", vorm="BSU") == 1
    assert counts.cell("slachtofferjaren", 2021, kwartaal="K1") == 1


def test_a_case_counts_in_the_quarter_in_which_it_was_registered(counted):
    cases = """
    person  | zaak_id | record | instroom_datum | veld
    p1      | z1      | z1     | 2020-09-30     | mh
    p1      | z2      | z2     | 2020-10-01     | mh
    p2      | z3      | z3     | 2020-10-01     | sgtk
    """
    counts = counted({"om_zaken": cases}, ["K11"])
    of_2020 = [counts.cell("om_zaken", 2020, kwartaal=code) for code in QUARTERS]
    assert of_2020 == [0, 0, 1, 2]
    assert counts.cell("om_zaken", 2020, kwartaal="K4", veld="mh") == 1


def test_reports_of_the_hotline_are_counted_per_month(counted):
    reports = """
    jaar | maand | kanaal | leeftijdsgroep_kind | n
    2020 | 1     | burger | kind                | 10
    2020 | 1     | burger | onbekend            | 5
    2020 | 12    | burger | kind                | 3
    """
    counts = counted({"eokm": reports}, ["S06"])
    assert counts.cell("eokm_n", 2020, maand="1") == 15
    assert counts.cell("eokm_n", 2020, maand="12") == 3
    assert counts.cell("eokm_n", 2020) == 18


def test_a_month_that_no_year_has_is_refused(counted):
    wrong = """
    jaar | maand | kanaal | leeftijdsgroep_kind | n
    2020 | 13    | burger | kind                | 10
    """
    with pytest.raises(IndicatorError, match="code that is in no list"):
        counted({"eokm": wrong}, ["S06"])


def test_counts_by_part_of_a_year_are_watched():
    watched = {
        indicator.id: indicator.watch.within
        for indicator in read_indicators()
        if indicator.watch
    }
    assert watched == {
        "V15": "kwartaal",
        "K11": "kwartaal",
        "S17": "kwartaal",
        "S06": "maand",
        "S13": "kwartaal",
    }
