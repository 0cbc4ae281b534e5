"""What a query yields and no table holds is said, or stops the run: codes in no list, and years that are not counted."""
# ruff: noqa: E501 - small tables are wide

from dataclasses import replace

import pytest

from zicht.pipeline.counting import years_left_out
from zicht.vocabulary.errors import IndicatorError

CASES = {
    "om_zaken": """
    person  | zaak_id | record | instroom_datum | veld | om_beslissing   | beslis_datum
    p1      | z1      | z1     | 2019-12-31     | mh   | dagvaarding     | 2020-01-10
    p2      | z2      | z2     | 2017-12-31     | mh   | dagvaarding     | 2018-01-10
    p3      | z3      | z3     | 2020-12-31     | sgtk | sepot_technisch | 2025-01-10
    """
}


def test_spans_under_a_code_in_no_list_are_refused(counted, catalogue):
    wrong = catalogue["K08-om"].sql.replace("veld,", "'drugs' AS veld,", 1)
    with pytest.raises(IndicatorError, match="code that is in no list"):
        counted(CASES, [replace(catalogue["K08-om"], sql=wrong)])


def test_years_of_records_that_no_period_holds_are_said(counted):
    """Counted are 2019 to 2022: a decision of 2018 and one of 2025 are in no year, and 2022 is in no whole block."""
    left_out = counted(CASES, ["K08-om", "K02"]).draft.left_out
    assert {years.indicator: years.years for years in left_out} == {
        "K08-om": ("2018", "2025"),
        "K02": ("2018", "2025"),
    }


def test_years_outside_every_whole_block_are_said(counted):
    incidents = """
    person  | incident_id | registratie_datum | maatschappelijke_klasse | delict
    p1      | i1          | 2019-02-01        | sgtk                    | grooming
    p2      | i2          | 2022-02-01        | sgtk                    | grooming
    """
    draft = counted({"politie_incidenten": incidents}, ["L01S"]).draft
    assert [years.years for years in draft.left_out] == [("2022",)]


def test_one_sentence_names_the_indicators_that_leave_out_the_same_years(counted):
    (words,) = years_left_out(counted(CASES, ["K08-om", "K02"]).draft)
    assert "2018, 2025" in words
    assert "K02" in words
    assert "K08-om" in words


def test_nothing_is_said_where_every_year_is_counted(counted):
    only_2020 = {"om_zaken": "\n".join(CASES["om_zaken"].splitlines()[:3])}
    assert counted(only_2020, ["K08-om", "K02"]).draft.left_out == ()
