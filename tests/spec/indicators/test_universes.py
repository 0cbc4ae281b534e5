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


@pytest.fixture
def beside_addresses_reported(session, lists, catalogue, laid_tables):
    """Add up the addresses reported, and beside them another column of the same rows under another name."""

    def made(summed: str):
        payload, links = laid_tables({"eokm": REPORTS})
        first = catalogue["S06-gemeld"]
        query = first.sql.replace("urls_gemeld", summed)
        second = replace(first, id="S06X", universe="deel", sums=summed, sql=query)
        both, known = [first, second], dimensions(lists)
        draft = count(session, payload, links, both, known, views=read_views())
        return [own.part for own in draft.same]

    return made


def test_one_column_added_up_under_two_names_is_one_universe(beside_addresses_reported):
    assert beside_addresses_reported("urls_gemeld") == ["deel"]


def test_two_columns_of_the_same_rows_are_two_universes(beside_addresses_reported):
    """Addresses reported and addresses found illegal stand in one row of the hotline, and are two counts."""
    assert beside_addresses_reported("urls_strafbaar") == []
