"""Units handed over for tables on demand: each once, with every code; they count as the tables of a release do."""

import numpy as np
import pytest
from tests.dutch import read_views

from zicht.disclosure.tallying import tally
from zicht.indicators import count, units
from zicht.project.dimensions import dimensions
from zicht.project.merging import merged_lists
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.units import layers

NOTIFICATIONS = """
    person  | meld_datum | geslacht | uitbuitingsvorm | gemeente_verblijf
    anna    | 2020-03-01 | v        | BSU;CU          | VB0001
    anna    | 2020-09-01 | v        | AU              | VB0002
    anna    | 2021-01-01 | v        | BSU             | VB0001
    bea     | 2020-05-01 | m        | CU              | VB0003
    cees    | 2020-05-01 | m        | BSU             | onbekend
    dirk    | 1999-05-01 | m        | BSU             | VB0004
"""


@pytest.fixture
def handed(session, lists, catalogue, laid_tables):
    def made(*names, merges=None):
        payload, links = laid_tables({"comensha_meldingen": NOTIFICATIONS})
        known = dimensions(merged_lists(lists, merges or {}, where="zicht.toml"))
        wanted = [known[name] for name in ("year", *names)]
        given = {"views": read_views(), "merges": merges}
        found = units(
            session, payload, links, catalogue["V01"], wanted, known=known, **given
        )
        return found, count(session, payload, links, [catalogue["V01"]], known, **given)

    return made


def counted(found, **levels):
    shape = {
        d.name: layers(d, [levels.get(d.name, d.name)], total=d.name != "year")
        for d in found.dimensions
    }
    table, _ = tally(found, shape, np.zeros(len(found.names), dtype=np.uint64))
    return dict(zip(table.keys(), table.counts.tolist(), strict=True))


@pytest.mark.parametrize("names", [(), ("vorm",), ("geslacht",), ("vorm", "geslacht")])
def test_units_count_as_the_tables_of_a_release_do(handed, names):
    found, draft = handed(*names)
    told = {
        key: int(n)
        for t in draft.tables
        for key, n in zip(t.keys(), t.counts.tolist(), strict=True)
    }
    cells = counted(found)
    assert sum(cells.values())
    assert all(told[key] == n for key, n in cells.items())


def test_a_level_counts_each_unit_of_its_areas_once_with_those_of_nowhere_beside_it(
    handed,
):
    cells = counted(handed("gemeente")[0], gemeente="provincie")
    found = {
        dict(key[1]).get("gemeente", "all"): n
        for key, n in cells.items()
        if ("year", "2020") in key[1]
    }
    assert found == {"all": 3, "VP01": 1, "VP02": 1, "onbekend": 1}


def test_a_unit_of_a_year_that_is_not_counted_is_not_handed_over(handed):
    assert len(handed("geslacht")[0].names) == 4


def test_merged_forms_are_one_form(handed):
    found, _ = handed("vorm", merges={"vorm": {"CU": "BSU"}})
    cells = counted(found)
    assert (
        cells["slachtofferjaren", frozenset({("year", "2020"), ("vorm", "BSU")})] == 3
    )


def test_a_dimension_that_the_query_does_not_have_is_refused(
    session, lists, catalogue, laid_tables
):
    payload, links = laid_tables({"comensha_meldingen": NOTIFICATIONS})
    known = dimensions(lists)
    wanted = [known["year"], known["veld"]]
    with pytest.raises(IndicatorError, match="V01"):
        units(
            session,
            payload,
            links,
            catalogue["V01"],
            wanted,
            known=known,
            views=read_views(),
        )
