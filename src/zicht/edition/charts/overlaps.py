"""Charts of overlap: the number of people on exactly these lists, as bars above a matrix of dots.

The form is the UpSet plot of Lex and others (2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.charts.svg import Drawing, Frame, n, text

_BAR_HEIGHT = 11.0
"""Height of the highest bar, in sizes of text."""
_ROW_HEIGHT = 1.7
"""Height of a row of dots, in sizes of text."""


@dataclass(frozen=True)
class Overlap:
    """People who are on all of some lists and on no other.

    Parameters
    ----------
    lists : names
    count : number of people
    shown : the number as written
    """

    lists: frozenset[str]
    count: float
    shown: str


def overlaps(columns: Sequence[Overlap], lists: Sequence[str], frame: Frame) -> Drawing:
    """Draw a bar per combination of lists, above dots that mark these lists.

    Parameters
    ----------
    columns : combinations, from left to right; single lists are grey, several have the accent colour
    lists : every name, from the top down
    frame : room to draw in
    """
    size = frame.size
    left_of_bars = max(len(name) for name in lists) * size * 0.5 + 12
    column_width = min(size * 2.6, (frame.width - left_of_bars) / len(columns))
    foot = size * (_BAR_HEIGHT + 2)
    largest = max(column.count for column in columns)
    elements = _names_of_lists(lists, left_of_bars - 8, foot, size)
    for number, column in enumerate(columns):
        x = left_of_bars + (number + 0.5) * column_width
        height = _BAR_HEIGHT * size * column.count / largest
        top = foot - height
        elements.append(_bar(column, x, top, width=column_width * 0.6, height=height))
        elements.append(text(x, top - size * 0.4, column.shown, anchor="middle"))
        elements += _dots(column, lists, x, foot, size)
    return Drawing(foot + size * (1.8 + _ROW_HEIGHT * len(lists)), elements)


def _names_of_lists(
    lists: Sequence[str], right: float, foot: float, size: float
) -> list[str]:
    """Write the name of each list before its row of dots."""
    return [
        text(right, foot + size * (1.8 + _ROW_HEIGHT * row), name, anchor="end")
        for row, name in enumerate(lists)
    ]


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
    """Draw a dot per list, filled if the combination includes that list."""
    dots = []
    for row, name in enumerate(lists):
        y = foot + size * (1.4 + _ROW_HEIGHT * row)
        style = "d0" if len(column.lists) > 1 else "d2"
        kind = f"dot {style}" if name in column.lists else "dot off"
        dots.append(f'<circle class="{kind}" cx="{n(x)}" cy="{n(y)}" r="4.5"/>')
    return dots
