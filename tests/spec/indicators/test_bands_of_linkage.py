"""What not knowing who is one person does to counts. Small tables in, bands out."""

from dataclasses import replace

import pytest
from tests.dutch import read_indicators, read_views

from zicht.indicators.plausible import bands_of_linkage, rests_on_persons
from zicht.project.dimensions import dimensions
from zicht.vocabulary.definitions import Watched
from zicht.vocabulary.people import Links, PlausibleLinks

from .conftest import lay

HEADER = "person  | meld_datum | melder_type | geslacht | leeftijd_bij_melding | uitbuitingsvorm"
# Twenty people are notified once in 2020, and a and b once each.
SURE = "\n".join(f"p{n} | 2020-03-01 | politie | v | 30 | AU" for n in range(20))
A_AND_B = "a | 2020-04-01 | ngo | m | 20 | BSU\nb | 2020-05-01 | zelf | m | 20 | BSU"


@pytest.fixture
def bands(session, lists):
    """Bands where a and b are one person in some of four plausible linkages."""

    def made(one_person_in: int) -> dict[str, dict[str, tuple[float, float]]]:
        table = f"{HEADER}\n{SURE}\n{A_AND_B}"
        _, joined = lay(
            session, {"comensha_meldingen": table.replace("\nb |", "\na |")}
        )
        of_a = "SELECT * FROM {links} WHERE person_id IN ('a', 'b')"
        session.execute("CREATE TABLE one AS " + of_a.format(links=joined.relation))
        payload, links = lay(session, {"comensha_meldingen": table})
        session.execute("CREATE TABLE two AS " + of_a.format(links=links.relation))
        one = Links("one", 1, 2, {"doubtful": 2})
        two = Links("two", 2, 2, {"doubtful": 2})
        drawn = (*[one] * one_person_in, *[two] * (4 - one_person_in))
        return bands_of_linkage(
            session,
            payload,
            links,
            PlausibleLinks(two, drawn),
            read_indicators(chosen=["V01"]),
            dimensions=dimensions(lists),
            views=read_views(),
        )

    return made


def test_where_plausible_linkages_agree_there_is_no_band(bands):
    assert bands(0)["V01"]["2020"] == (0.0, 0.0)


def test_a_band_holds_what_every_plausible_linkage_counts(bands):
    """In half of the linkages 21 people are counted and not 22: 4.5% less."""
    low, high = bands(2)["V01"]["2020"]
    assert low < -100 / 22
    assert 0 < high < 100 / 22 + 5


def test_where_every_linkage_counts_fewer_the_band_lies_below(bands):
    low, high = bands(4)["V01"]["2020"]
    assert low == high == pytest.approx(-100 / 22)


def test_an_indicator_that_is_watched_has_a_band_of_its_total(session, lists):
    """The band is of the total; the quarters by which a series is watched are not counted again."""
    payload, links = lay(
        session, {"comensha_meldingen": f"{HEADER}\n{SURE}\n{A_AND_B}"}
    )
    (v01,) = read_indicators(chosen=["V01"])
    watched = replace(v01, watch=Watched(within=v01.dimensions[0]))
    bands = bands_of_linkage(
        session,
        payload,
        links,
        PlausibleLinks(links, (links, links)),
        [watched],
        dimensions=dimensions(lists),
        views=read_views(),
    )
    assert bands["V01"]["2020"] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "is_of_persons"),
    [("V01", True), ("V08", True), ("D01", True), ("S01", False)],
)
def test_indicators_of_persons_are_told_by_their_queries(name, is_of_persons):
    (indicator,) = read_indicators(chosen=[name])
    assert rests_on_persons(indicator, read_views()) == is_of_persons
