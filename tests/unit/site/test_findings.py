"""A title says only what its numbers bear."""

from itertools import pairwise

import pytest

from zicht.edition import findings
from zicht.edition.charts import ceiling
from zicht.edition.rows import Row
from zicht.site.pages.areas.maps import classes_of, style_of


def rows(*values: float | None, first: int = 2016, slack: float = 2) -> tuple[Row, ...]:
    return tuple(
        Row(
            "V01",
            str(first + at),
            (),
            value,
            "published" if value is not None else "withheld",
            None if value is None else value - slack,
            None if value is None else value + slack,
            None,
            None,
        )
        for at, value in enumerate(values)
    )


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ((900, 950, 1000, 1100), "rising"),
        ((1100, 1000, 950, 900), "falling"),
        ((1000, 1020, 990, 1010), "stable"),
        ((1000, 1600, 700, 1200), None),
        ((1000, 400, 1500, 1010), None),
        ((900, 1100), None),
        ((20, 30, 40, 49), None),
        ((900, None, 950, None, 1000, 1100), "rising"),
    ],
)
def test_a_direction_is_named_only_when_the_numbers_bear_it(
    values: tuple[float, ...], direction: str | None
) -> None:
    found = findings.trend(rows(*values), is_share=False)
    assert (found.direction if found else None) == direction


def test_shares_are_compared_in_points() -> None:
    assert findings.trend(rows(43, 40, 35, 30), is_share=True).direction == "falling"  # type: ignore[union-attr]
    assert findings.trend(rows(2.0, 2.2, 2.1, 2.9), is_share=True).direction == "stable"  # type: ignore[union-attr]


def test_bounds_that_overlap_leave_no_direction() -> None:
    assert findings.trend(rows(100, 105, 110, 115, slack=10), is_share=False) is None


def test_a_series_is_compared_from_after_its_last_break() -> None:
    found = findings.trend(
        rows(2000, 900, 800, 900, 1000, 1100), is_share=False, break_years=[2017]
    )
    assert found is not None
    assert (found.direction, found.first.period) == ("rising", "2018")


def test_a_cohort_that_still_runs_has_no_direction() -> None:
    falling = rows(900, 800, 700, 600)
    assert findings.trend(falling, is_share=False) is not None
    assert findings.trend(falling, is_share=False, is_running=True) is None


def test_a_break_before_the_series_changes_nothing() -> None:
    found = findings.trend(
        rows(900, 950, 1000, 1100), is_share=False, break_years=[2010]
    )
    assert found is not None
    assert found.first.period == "2016"


def test_the_largest_is_named_only_when_it_surely_is() -> None:
    assert findings.largest(rows(600, 385, 205)).value == 600  # type: ignore[union-attr]
    assert findings.largest(rows(600, 599)) is None
    assert findings.largest(rows(600, None)) is None
    assert findings.largest(rows(0, 0)) is None
    assert findings.largest(rows(5)) is None


@pytest.mark.parametrize("largest", [0.4, 1, 7, 42, 99.5, 100, 1430, 10_490, 1_940_622])
def test_an_axis_starts_at_zero_and_ends_above_the_largest(largest: float) -> None:
    top, ticks = ceiling(largest)
    assert ticks[0] == 0
    assert top == ticks[-1] >= largest
    assert 2 <= len(ticks) <= 5


def test_a_map_has_at_most_four_classes_that_hold_every_value() -> None:
    found = rows(*range(10, 900, 7))
    classes = classes_of(found)
    assert 2 <= len(classes) <= 4
    assert {style_of(row, classes) for row in found} == {each.style for each in classes}
    assert all(one.until == other.first for one, other in pairwise(classes))


def test_hidden_figures_have_a_class_of_their_own() -> None:
    hidden = rows(None)[0]
    assert classes_of([hidden]) == ()
    assert style_of(hidden, ()) == "withheld"
    assert style_of(None, ()) == "none"
