"""Inhabitants to divide by, and the table of who was seen by whom."""

import pytest
from tests.dutch import INHABITANTS, REGISTERS, read_views

from zicht.indicators import captures, population
from zicht.indicators.captures import plausible_captures
from zicht.project.dimensions import dimensions
from zicht.vocabulary.errors import EstimationRefused, IndicatorError
from zicht.vocabulary.people import Links, PlausibleLinks

from .conftest import lay

PEOPLE = """
jaar | gemeente | geslacht | leeftijd | n
2020 | VB0001   | v        | 17       | 10
2020 | VB0001   | v        | 18       | 20
2020 | VB0002   | v        | 22       | 30
2020 | VB0003   | m        | 23       | 40
2021 | VB0003   | m        | 99       | 50
"""


def test_inhabitants_with_every_margin(session, geography):
    payload, _ = lay(session, {"cbs_bevolking": PEOPLE})
    n = population(session, payload, geography.parents, INHABITANTS)
    assert n["2020", "_T", "_T", "_T"] == 100
    assert n["2020", "VP01", "v", "adolescent"] == 50
    assert n["2020", "VE02", "_T", "_T"] == 30
    assert n["2020", "VB0001", "_T", "minderjarig"] == 10
    assert n["2021", "_T", "m", "volwassen"] == 50
    assert ("2021", "VB0001", "_T", "_T") not in n


def test_inhabitants_of_a_municipality_on_no_map_are_refused(session, geography):
    payload, _ = lay(session, {"cbs_bevolking": PEOPLE.replace("VB0003", "VB0999")})
    with pytest.raises(IndicatorError, match="2 combinations"):
        population(session, payload, geography.parents, INHABITANTS)


def test_inhabitants_need_a_delivery(session, geography):
    payload, _ = lay(session, {"comensha_meldingen": "person\np1"})
    with pytest.raises(IndicatorError, match="no population"):
        population(session, payload, geography.parents, INHABITANTS)


SEEN = """
person  | meld_datum | melder_type | geslacht | leeftijd_bij_melding | uitbuitingsvorm
p1      | 2020-01-01 | politie     | v        | 17                   | CU
p1      | 2020-02-01 | opvang      | v        | 17                   | BSU
p1      | 2021-02-01 | politie     | v        | 18                   | BSU
p2      | 2020-01-01 | politie     | v        | 16                   | BSU
p3      | 2020-01-01 | ngo         | m        | -                    | onbekend
p4      | 2018-01-01 | zelf        | m        | 30                   | AU
"""


@pytest.fixture
def seen(session, lists):
    payload, links = lay(session, {"comensha_meldingen": SEEN})

    def made(**more):
        return captures(
            session,
            payload,
            links,
            dimensions=dimensions(lists),
            views=read_views(),
            registers=REGISTERS,
            **more,
        )

    return made


def test_persons_by_the_lists_they_stood_on(seen):
    """Seen by police and shelter in one year: one person on both lists. Each year stands on its own."""
    table = seen()
    assert table.lists == ("politie", "opvang", "ngo")
    assert table.covariates == ("vorm", "geslacht", "minderjarig", "year")
    rows = dict(
        zip(zip(table.patterns, table.levels, strict=True), table.counts, strict=True)
    )
    assert rows == {
        (0b011, ("BSU", "v", "ja", "2020")): 1,
        (0b001, ("BSU", "v", "nee", "2021")): 1,
        (0b001, ("BSU", "v", "ja", "2020")): 1,
        (0b100, ("onbekend", "m", "onbekend", "2020")): 1,
    }


def test_strata_and_lists_that_a_policy_merges_are_one(seen):
    """Police and shelter as one list: who stood on both stood on it once."""
    table = seen(
        by=("vorm",),
        merges={"melder": {"opvang": "politie"}, "vorm": {"onbekend": "BSU"}},
    )
    assert table.lists == ("politie", "ngo")
    assert dict(
        zip(zip(table.patterns, table.levels, strict=True), table.counts, strict=True)
    ) == {
        (0b01, ("BSU",)): 3,
        (0b10, ("BSU",)): 1,
    }


def test_lists_with_nobody_are_left_out_on_record(seen):
    (note,) = seen().record
    assert "zelf" in note.en
    assert "politie" not in note.en


def test_without_strata_patterns_add_up(seen):
    table = seen(by=())
    assert dict(zip(table.patterns, table.counts, strict=True)) == {
        0b001: 2,
        0b011: 1,
        0b100: 1,
    }


def test_one_list_is_no_capture_table(session, lists):
    payload, links = lay(session, {"comensha_meldingen": "person\np1"})
    with pytest.raises(EstimationRefused):
        captures(
            session,
            payload,
            links,
            dimensions=dimensions(lists),
            views=read_views(),
            registers=REGISTERS,
        )


def test_a_reporter_in_no_list_is_refused(session, lists):
    payload, links = lay(
        session, {"comensha_meldingen": "person  | melder_type\np1 | politie\np2 | wie"}
    )
    with pytest.raises(
        IndicatorError, match="Persons on a list that is not in the code list: 1"
    ):
        captures(
            session,
            payload,
            links,
            dimensions=dimensions(lists),
            views=read_views(),
            registers=REGISTERS,
        )


def test_strata_are_columns_of_the_view(seen):
    with pytest.raises(IndicatorError, match="may not run"):
        seen(by=("achternaam",))


def test_a_plausible_linkage_counts_again_whom_it_doubts(session, lists):
    """p1 and p2 may be one person: in that linkage the table is what counting every record anew gives."""
    settings = {
        "dimensions": dimensions(lists),
        "views": read_views(),
        "registers": REGISTERS,
    }
    payload, links = lay(session, {"comensha_meldingen": SEEN})
    joined = SEEN.replace("p2 ", "p1 ")
    _, together = lay(session, {"comensha_meldingen": joined})
    everybody_anew = captures(session, payload, together, **settings)
    doubted = "SELECT * FROM {links} WHERE person_id IN ('p1', 'p2')"
    session.execute("CREATE TABLE drawn AS " + doubted.format(links=together.relation))
    _, links = lay(session, {"comensha_meldingen": SEEN})
    session.execute("CREATE TABLE chosen AS " + doubted.format(links=links.relation))
    plausible = PlausibleLinks(
        chosen=Links("chosen", 2, 4, {"doubtful": 4}),
        drawn=(Links("drawn", 1, 4, {"doubtful": 4}),),
    )
    (table,) = plausible_captures(session, payload, links, plausible, **settings)
    assert table == everybody_anew
    assert (
        table.n_observed == captures(session, payload, links, **settings).n_observed - 1
    )


def test_where_nobody_is_in_doubt_no_linkage_is_counted_again(session, lists):
    payload, links = lay(session, {"comensha_meldingen": SEEN})
    certain = PlausibleLinks(Links("nothing", 0, 0, {}), ())
    settings = {
        "dimensions": dimensions(lists),
        "views": read_views(),
        "registers": REGISTERS,
    }
    assert plausible_captures(session, payload, links, certain, **settings) == ()
