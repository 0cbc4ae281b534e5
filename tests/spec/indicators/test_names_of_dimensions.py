"""A dimension may have any name: none of the counter's own columns is in its way."""

from dataclasses import replace

import pytest
from tests.dutch import read_views

from zicht.indicators import count
from zicht.project.dimensions import dimensions

NOTIFICATIONS = """
    person  | meld_datum | geslacht | uitbuitingsvorm | gemeente_verblijf
    anna    | 2020-03-01 | v        | BSU             | VB0001
    bea     | 2020-05-01 | v        | CU              | VB0003
    cees    | 2020-05-01 | m        | BSU             | VB0002
"""


@pytest.mark.parametrize(
    "name", ["aantal", "herhaald", "naamloos", "g_jaar", "count", "repeated", "rijen"]
)
def test_a_dimension_of_any_name_is_counted_as_under_its_own(
    name: str, session, lists, catalogue, laid_tables
) -> None:
    payload, links = laid_tables({"comensha_meldingen": NOTIFICATIONS})
    known = dimensions(lists)
    known[name] = replace(known["geslacht"], name=name)
    query = "SELECT v.unit, v.year, v.geslacht AS {} FROM slachtofferjaren AS v"
    usual = replace(
        catalogue["V01"],
        breakdowns=((), ("geslacht",)),
        sql=query.format("geslacht"),
    )
    renamed = replace(usual, breakdowns=((), (name,)), sql=query.format(f'"{name}"'))
    counts = {}
    for indicator in (usual, renamed):
        draft = count(session, payload, links, [indicator], known, views=read_views())
        (table,) = (table for table in draft.tables if len(table.names) == 2)
        counts[indicator.breakdowns[1]] = table.counts.tolist()
    assert counts[(name,)] == counts["geslacht",]
    assert sum(counts[(name,)]) > 0
