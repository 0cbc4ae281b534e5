"""Universes are compared by their units: equal, one cell of another, or neither."""

from dataclasses import replace

import pytest
from tests.dutch import read_views

from zicht.indicators import count
from zicht.project.dimensions import dimensions

NOTIFICATIONS = """
    person  | meld_datum | geslacht | geboortejaar | uitbuitingsvorm
    anna    | 2020-03-01 | v        | 1980         | BSU
    bea     | 2020-05-01 | m        | 2008         | CU
    cees    | 2021-05-01 | m        | 2009         | BSU
    dirk    | 2021-05-01 | m        | 1990         | AU
"""


@pytest.fixture
def compared(session, lists, catalogue, laid_tables):
    """Count V01, and beside it the same query with a condition, under another name."""

    def made(condition: str):
        payload, links = laid_tables({"comensha_meldingen": NOTIFICATIONS})
        first = catalogue["V01"]
        selected = f"{first.sql.rstrip().rstrip(';')}\nWHERE {condition}"
        second = replace(first, id="V01X", universe="deel", sql=selected)
        draft = count(
            session,
            payload,
            links,
            [first, second],
            dimensions(lists),
            views=read_views(),
        )
        return {own.part: (own.whole, dict(own.where)) for own in draft.same}

    return made


def test_one_sex_under_a_name_of_its_own_is_a_cell_of_the_whole(compared):
    whole = {"deel": ("slachtofferjaren", {"geslacht": frozenset({"v"})})}
    assert compared("v.geslacht = 'v'") == whole


def test_everybody_under_another_name_is_the_whole(compared):
    assert compared("v.geslacht IN ('m', 'v')") == {"deel": ("slachtofferjaren", {})}


def test_a_universe_of_nobody_is_part_of_none(compared):
    assert compared("v.year = 1900") == {}


REPORTS = """
    kanaal  | leeftijdsgroep_kind | n  | urls_gemeld | urls_strafbaar
    burger  | kind                | 10 | 12          | 9
    politie | kind                | 20 | 12          | 9
    burger  | tiener              | 30 | 31          | 31
"""


@pytest.mark.parametrize(
    ("summed", "same"),
    [
        ("urls_gemeld", {"deel": ("eokm_urls_gemeld", {})}),
        ("urls_strafbaar", {}),
        ("n", {}),
    ],
)
def test_what_is_added_up_tells_universes_of_the_same_rows_apart(
    session, lists, catalogue, laid_tables, summed, same
):
    """Addresses reported and addresses found illegal stand in one row of the hotline, and are two counts."""
    payload, links = laid_tables({"eokm": REPORTS})
    first = catalogue["S06-gemeld"]
    query = first.sql.replace("urls_gemeld", summed)
    second = replace(first, id="S06X", universe="deel", sums=summed, sql=query)
    known = dimensions(lists)
    draft = count(session, payload, links, [first, second], known, views=read_views())
    assert {own.part: (own.whole, dict(own.where)) for own in draft.same} == same
