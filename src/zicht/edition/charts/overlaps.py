"""Charts of overlap: how many are on exactly which lists, as bars above a matrix of dots (Lex and others, 2014)."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.charts.svg import Drawing, Frame, n, text

_BARS = 11.0
"""Height of the highest bar, in sizes of text."""


@dataclass(frozen=True)
class Overlap:
    """Those who are on some lists and on no other.

    Parameters
    ----------
    lists : names
    count : how many they are
    shown : the same as written
    """

    lists: frozenset[str]
    count: float
    shown: str


def overlaps(columns: Sequence[Overlap], lists: Sequence[str], frame: Frame) -> Drawing:
    """Draw a bar per combination of lists, from zero, above dots that say which lists those are.

    Parameters
    ----------
    columns : combinations, from left to right; one list alone is grey, several have the accent
    lists : every name, from the top down
    frame : room to draw in
    """
    size = frame.size
    left = max(len(name) for name in lists) * size * 0.5 + 12
    step = min(size * 2.6, (frame.width - left) / len(columns))
    largest = max(column.count for column in columns)
    foot = size * (_BARS + 2)
    parts = [
        text(left - 8, foot + size * (1.8 + 1.7 * row), name, anchor="end")
        for row, name in enumerate(lists)
    ]
    for place, column in enumerate(columns):
        x = left + (place + 0.5) * step
        height = _BARS * size * column.count / largest
        parts.append(_bar(column, x, foot - height, width=step * 0.6, height=height))
        parts.append(text(x, foot - height - size * 0.4, column.shown, anchor="middle"))
        parts += _dots(column, lists, x, foot, size)
    return Drawing(foot + size * (1.8 + 1.7 * len(lists)), parts)


def _bar(
    column: Overlap, middle: float, top: float, *, width: float, height: float
) -> str:
    kind = "bar first" if len(column.lists) > 1 else "bar"
    return (
        f'<rect class="{kind}" x="{n(middle - width / 2)}" y="{n(top)}"'
        f' width="{n(width)}" height="{n(height)}"/>'
    )


def _dots(
    column: Overlap, lists: Sequence[str], x: float, foot: float, size: float
) -> list[str]:
    """Draw a dot per list: full where the combination has that list."""
    dots = []
    for row, name in enumerate(lists):
        y = foot + size * (1.4 + 1.7 * row)
        style = "d0" if len(column.lists) > 1 else "d2"
        kind = f"dot {style}" if name in column.lists else "dot off"
        dots.append(f'<circle class="{kind}" cx="{n(x)}" cy="{n(y)}" r="4.5"/>')
    return dots
