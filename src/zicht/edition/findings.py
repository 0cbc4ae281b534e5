"""What a chart shows, in words: only what the numbers bear, else nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
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
"""Counts below this say nothing about direction."""


@dataclass(frozen=True)
class Trend:
    """A direction between two rows."""

    direction: Direction
    first: Row
    last: Row


def since_break(rows: Sequence[Row], break_years: Sequence[int]) -> tuple[Row, ...]:
    """Rows after the last event that moved the series: across it, and in its year, they cannot be compared."""
    years = [
        year for year in break_years if any(int(row.period[:4]) < year for row in rows)
    ]
    latest = max(years, default=0)
    return tuple(row for row in rows if int(row.period[:4]) > latest)


def trend(
    rows: Sequence[Row],
    *,
    is_share: bool,
    break_years: Sequence[int] = (),
    is_running: bool = False,
) -> Trend | None:
    """Say whether a series rose, fell or stayed; None where the numbers do not bear a statement.

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
    if is_running:
        return None
    shown = [row for row in since_break(rows, break_years) if row.is_shown]
    values = [row.value for row in shown if row.value is not None]
    if len(values) < 4 or (not is_share and min(values) < _SMALL):
        return None
    direction = _direction(values, is_share=is_share)
    first, last = shown[0], shown[-1]
    if direction in ("rising", "falling") and _overlap(first, last):
        direction = ""
    return Trend(direction, first, last) if direction else None


def _direction(values: Sequence[float], *, is_share: bool) -> Direction:
    change = values[-1] - values[0]
    threshold = _CLEAR_POINTS if is_share else _CLEAR_CHANGE * values[0]
    agreement = _kendall(values)
    if change >= threshold and agreement >= _AGREEMENT:
        return "rising"
    if -change >= threshold and -agreement >= _AGREEMENT:
        return "falling"
    spread, mean = max(values) - min(values), sum(values) / len(values)
    return "stable" if spread <= (_CLEAR_POINTS if is_share else _STEADY * mean) else ""


def _kendall(values: Sequence[float]) -> float:
    pairs = [(b > a) - (b < a) for at, a in enumerate(values) for b in values[at + 1 :]]
    return sum(pairs) / len(pairs)


def _overlap(one: Row, other: Row) -> bool:
    if None in (one.lower, one.upper, other.lower, other.upper):
        return False
    low, high = sorted((one, other), key=lambda row: row.value or 0)
    return (low.upper or 0) >= (high.lower or 0)


def largest(rows: Sequence[Row]) -> Row | None:
    """Find the row that is surely the largest; None where bounds or hidden values leave a doubt."""
    ranked = sorted(
        (row for row in rows if row.is_shown), key=lambda row: -(row.value or 0)
    )
    if len(ranked) < 2 or (ranked[0].value or 0) <= 0:
        return None
    ceiling = max(
        (_highest(row) for row in rows if row is not ranked[0]), default=float("inf")
    )
    floor = ranked[0].lower if ranked[0].lower is not None else ranked[0].value or 0.0
    return ranked[0] if floor > ceiling else None


def _highest(row: Row) -> float:
    if row.upper is not None:
        return row.upper
    return row.value if row.value is not None else float("inf")
