"""Draws lines: decides which marks are joined, for pages of any width and for print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


@dataclass(frozen=True)
class Point:
    """One mark.

    Parameters
    ----------
    period : where it lies, as written
    value : None if nothing may be shown; `upper` may then still bound it
    words : the figure as written
    lower, upper : its bounds, where it has any
    is_pending : whether a part of the period still runs
    begins_anew : whether law or definition changed since the mark before, so that no line joins the two
    figure : address of the figure that it shows; empty if it shows none
    """

    period: str
    value: float | None
    words: str
    lower: float | None = None
    upper: float | None = None
    is_pending: bool = False
    begins_anew: bool = False
    figure: str = ""


@dataclass(frozen=True)
class Line:
    """Marks that belong together.

    Parameters
    ----------
    name : of the line
    points : in the order of the periods
    is_loose : whether no lines run between the marks
    is_stepped : whether the line runs level until the next mark
    """

    name: str
    points: tuple[Point, ...]
    is_loose: bool = False
    is_stepped: bool = False


Corner = tuple[str, float]
"""A place in a drawing: x as SVG writes it, in units or in per cent, and y."""


class Sheet(Protocol):
    """The area of a line chart: places of periods and values, and how to write a line and a mark."""

    @property
    def periods(self) -> Sequence[str]:
        """Periods of the axis, from left to right."""

    def x(self, period: str) -> str:
        """Where a period lies."""

    def y(self, value: float) -> float:
        """Where a value lies."""

    def joined(self, corners: Sequence[Corner], style: int) -> list[str]:
        """Draw a line through some places."""

    def mark(self, point: Point, value: float, style: int) -> list[str]:
        """Draw the mark of a value."""

    def hidden(self, point: Point) -> list[str]:
        """Draw the bounds of a hidden value."""


def draw_line(line: Line, style: int, sheet: Sheet) -> list[str]:
    """Draw a line and its marks.

    Parameters
    ----------
    line : what is drawn
    style : 0 for the accent; others differ in grey, dash and mark
    sheet : that it is drawn on
    """
    elements: list[str] = []
    for stretch in stretches(line, sheet.periods):
        elements += sheet.joined(_corners(stretch, line, sheet), style)
    for point in line.points:
        if point.value is None:
            elements += sheet.hidden(point)
        else:
            elements += sheet.mark(point, point.value, style)
    return elements


def stretches(line: Line, periods: Sequence[str]) -> Iterator[list[Point]]:
    """Yield the runs of marks that are joined, each of two or more.

    A line is broken where a value is hidden, where a period of the axis has no mark (but not a stepped line, whose
    marks may lie apart), where law or definition changed, and before a pending period: a line to it would look like a
    fall.
    """
    if line.is_loose:
        return
    run: list[Point] = []
    for point in line.points:
        if run and not _is_joined(run[-1], point, line, periods):
            if len(run) > 1:
                yield run
            run = []
        run.append(point)
    if len(run) > 1:
        yield run


def _is_joined(before: Point, after: Point, line: Line, periods: Sequence[str]) -> bool:
    """Whether a line runs between two marks that follow each other."""
    if before.value is None or after.value is None:
        return False
    if after.is_pending or after.begins_anew:
        return False
    # A line across a period without a mark would show a course that nobody published.
    is_next = periods.index(after.period) - periods.index(before.period) == 1
    return line.is_stepped or is_next


def _corners(stretch: Sequence[Point], line: Line, sheet: Sheet) -> list[Corner]:
    """Return the places that a stretch runs through; a stepped line has a corner before each next mark."""
    places = [(sheet.x(point.period), sheet.y(point.value or 0.0)) for point in stretch]
    if not line.is_stepped:
        return places
    corners = [places[0]]
    for (_, before), (x, after) in pairwise(places):
        corners += [(x, before), (x, after)]
    return corners
