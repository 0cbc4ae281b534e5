"""What a chart shows, in words, as far as its numbers support a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from zicht.edition.rows import Row

Direction = Literal["rising", "falling", "stable", ""]

_CLEAR_CHANGE = 0.08
"""Change of a count or rate, relative to the first, from which it is called a rise or a fall."""
_CLEAR_POINTS = 3.0
"""The same for shares, in percentage points."""
_STEADY = 0.10
"""Largest spread, relative to the mean, that is called stable; shares: 0.1 x 30 points."""
_AGREEMENT = 0.4
"""Least rank agreement (Kendall's tau with time) of a rise or a fall."""
_SMALL = 50
"""Smaller counts do not show a direction."""


@dataclass(frozen=True)
class Trend:
    """A direction between two rows."""

    direction: Direction
    first: Row
    last: Row


def since_break(rows: Sequence[Row], break_years: Sequence[int]) -> tuple[Row, ...]:
    """Rows after the last event that moved the series: across it, and in its year, they cannot be compared."""
    first_year = min((_year(row) for row in rows), default=0)
    breaks_within = [year for year in break_years if first_year < year]
    last_break = max(breaks_within, default=0)
    return tuple(row for row in rows if _year(row) > last_break)


def _year(row: Row) -> int:
    """First year of the period of a row."""
    return int(row.period[:4])


def trend(
    rows: Sequence[Row],
    *,
    is_share: bool,
    break_years: Sequence[int] = (),
    is_running: bool = False,
) -> Trend | None:
    """State whether a series rose, fell or stayed; None if the numbers do not support a statement.

    Parameters
    ----------
    rows : about one thing, oldest first
    is_share : values are percentages, compared in points
    break_years : years in which something else than what is counted moved the series
    is_running : the rows follow people or cases that are not all done; their newest years will still rise

    Returns
    -------
    the direction with the rows it lies between, or None: fewer than four comparable figures, numbers that are too
    small, bounds that overlap, no agreement between the years, or a cohort that still runs
    """
    # The newest years of such a series still rise, so that it would seem to fall.
    if is_running:
        return None
    shown = [row for row in since_break(rows, break_years) if row.is_shown]
    values = [row.value for row in shown if row.value is not None]
    # With few years or small counts chance alone shows a direction. The limits are conventions
    # (docs/site.md).
    if len(values) < 4 or (not is_share and min(values) < _SMALL):
        return None
    direction = _direction(values, is_share=is_share)
    first, last = shown[0], shown[-1]
    # Rounding alone may be behind two numbers whose bounds overlap.
    if direction in ("rising", "falling") and _overlap(first, last):
        direction = ""
    return Trend(direction, first, last) if direction else None


def _direction(values: Sequence[float], *, is_share: bool) -> Direction:
    """State which way values went, from the change between first and last and the agreement of all with time."""
    change = values[-1] - values[0]
    clear_change = _CLEAR_POINTS if is_share else _CLEAR_CHANGE * values[0]
    agreement = _kendall(values)
    if change >= clear_change and agreement >= _AGREEMENT:
        return "rising"
    if -change >= clear_change and -agreement >= _AGREEMENT:
        return "falling"
    spread = max(values) - min(values)
    mean = sum(values) / len(values)
    largest_steady_spread = _CLEAR_POINTS if is_share else _STEADY * mean
    if spread <= largest_steady_spread:
        return "stable"
    return ""


def _kendall(values: Sequence[float]) -> float:
    """Return Kendall's tau-a of values with time: rises less falls, over all pairs of years.

    References
    ----------
    Kendall (1938), "A new measure of rank correlation", Biometrika 30
    """
    signs = []
    for earlier, later in combinations(values, 2):
        signs.append((later > earlier) - (later < earlier))
    return sum(signs) / len(signs)


def _overlap(first: Row, second: Row) -> bool:
    """Whether the bounds of two rows overlap; False if one has no bounds."""
    if None in (first.lower, first.upper, second.lower, second.upper):
        return False
    low, high = sorted((first, second), key=lambda row: row.value or 0)
    return (low.upper or 0) >= (high.lower or 0)


def largest(rows: Sequence[Row]) -> Row | None:
    """Find the row that is surely the largest; None if bounds or hidden values leave a doubt."""
    shown = [row for row in rows if row.is_shown]
    if len(shown) < 2:
        return None
    candidate = max(shown, key=lambda row: row.value or 0)
    value = candidate.value or 0.0
    if value <= 0:
        return None
    least_value = value if candidate.lower is None else candidate.lower
    others = [row for row in rows if row is not candidate]
    most_of_others = max(_highest_possible(row) for row in others)
    return candidate if least_value > most_of_others else None


def _highest_possible(row: Row) -> float:
    """Return the largest number that a row may stand for; infinite where it is hidden without a bound."""
    if row.upper is not None:
        return row.upper
    if row.value is not None:
        return row.value
    return float("inf")
