"""A share or rate that was not derived from sealed cells, slipped into a release."""

from dataclasses import replace

import numpy as np
import pytest
from tests.dutch import read_indicators

from zicht.figures.series import derive
from zicht.pipeline.deriving import refuse_underived, underived
from zicht.project.dimensions import dimensions, years_and_blocks
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Selection
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.releases import Face, Release
from zicht.vocabulary.text import Text

CODES = {
    "year": years_and_blocks([2020]),
    "geslacht": CodeList("geslacht", {code: Text(code, code) for code in ("v", "m")}),
}
CELLS = {TOTAL: 60, "v": 35, "m": 25}
SHARE = replace(
    next(one for one in read_indicators() if one.shape == "share"),
    id="X01",
    universe="u",
    breakdowns=(("geslacht",),),
    numerator=Selection("u"),
    denominator=Selection("u", {"geslacht": TOTAL}),
    periods="year",
    shows={},
)


def sealed(known: dict[str, Dimension]) -> Protected:
    values = np.asarray(list(CELLS.values()))
    codes = (np.full(3, "2020"), np.asarray(list(CELLS)))
    statuses = np.full(3, "published")
    dimensions = tuple(known[name] for name in CODES)
    table = ProtectedTable(
        "u", dimensions, codes, values, statuses, values - 4, values + 4
    )
    return Protected((table,), "p 1", "controlled rounding")


@pytest.fixture
def content() -> Release:
    series = derive(SHARE, sealed(dimensions(CODES)))
    x = Text("x", "x")
    face = Face(
        "x",
        x,
        x,
        "XX",
        invented=True,
        languages=("nl", "en"),
        about=x,
        contact="",
        help_lines=(),
    )
    return Release(
        "", face, indicators={"X01": SHARE}, series={"X01": series}, codes=CODES
    )


def as_read_back() -> Protected:
    """The cells as they stand in the files of a release: without categories and levels."""
    return sealed({name: Dimension(name, ()) for name in CODES})


def test_shares_that_follow_from_the_cells_are_published(content):
    assert underived(content, as_read_back()) == []
    refuse_underived(content, as_read_back())


@pytest.mark.parametrize(
    "part", ["values", "lower", "upper", "numerators", "denominators"]
)
def test_one_number_of_a_share_that_does_not_follow_is_refused(content, part):
    series = content.series["X01"]
    numbers = getattr(series, part).copy()
    numbers[0] += 0.1
    forged = replace(content, series={"X01": replace(series, **{part: numbers})})
    with pytest.raises(ReleaseError, match="do not follow"):
        refuse_underived(forged, as_read_back())


def test_a_series_without_cells_or_definition_is_refused(content):
    assert underived(content, replace(as_read_back(), tables=()))
    assert underived(replace(content, indicators={}), as_read_back())
