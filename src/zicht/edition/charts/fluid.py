"""Line charts of pages. Text keeps its size at every width, because places are in percent of the width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from zicht.edition.charts.bar import Bar
from zicht.edition.charts.bars import NamedRow, bar_of, bars_of
from zicht.edition.charts.lines import Corner, Line, Point, draw_line

__all__ = [
    "Bar",
    "Line",
    "NamedRow",
    "Point",
    "bar_of",
    "bars_of",
    "line_chart",
    "small_chart",
]

_BOTTOM = 30
_LEFT, _RIGHT = 13.0, 94.0
"""Places of the first and the last period, in percent of the width."""
_CROWDED = 6
"""Marks from which every second one is dropped on a telephone."""


@dataclass(frozen=True)
class _Page:
    """A chart as wide as its page.

    Parameters
    ----------
    periods : of the axis, from left to right
    top : value at the top of the axis
    height : of the drawing, in pixels
    above : room above the axis
    radius : of the marks
    """

    periods: Sequence[str]
    top: float
    height: int = 264
    above: int = 34
    radius: float = 4.5

    def x(self, period: str) -> str:
        share = 0.5
        if len(self.periods) > 1:
            share = self.periods.index(period) / (len(self.periods) - 1)
        return f"{_LEFT + (_RIGHT - _LEFT) * share:.2f}%"

    def y(self, value: float) -> float:
        room = self.height - self.above - _BOTTOM
        return self.height - _BOTTOM - room * min(value / self.top, 1.0)

    def joined(self, corners: Sequence[Corner], style: int) -> list[str]:
        """Draw a segment between each two places: a path cannot have places in percent."""
        return [
            f'<line class="line s{style}" x1="{x1}" y1="{y1:.1f}" x2="{x2}" y2="{y2:.1f}"/>'
            for (x1, y1), (x2, y2) in pairwise(corners)
        ]

    def mark(self, point: Point, value: float, style: int) -> list[str]:
        """Draw a disc, with its interval behind it if the interval is long enough to be seen."""
        elements = []
        x = self.x(point.period)
        if point.lower is not None and point.upper is not None:
            # A shorter interval would lie within the disc itself.
            is_visible = point.upper - point.lower > self.top / 60
            ends = f'y1="{self.y(point.lower):.1f}" y2="{self.y(point.upper):.1f}"'
            if is_visible:
                elements.append(f'<line class="interval" x1="{x}" x2="{x}" {ends}/>')
        title = f"<title>{escape(point.period)}: {escape(point.words)}</title>"
        position = f'cx="{x}" cy="{self.y(value):.1f}" r="{self.radius}"'
        elements.append(
            f'<circle class="point s{style}" {position} {_data(point)}>{title}</circle>'
        )
        return elements

    def hidden(self, point: Point) -> list[str]:
        x = self.x(point.period)
        low, high = self.y(point.lower or 0), self.y(point.upper or 0)
        ends = f'y1="{high:.1f}" y2="{low:.1f}"'
        return [f'<line class="hidden" x1="{x}" x2="{x}" {ends} {_data(point)}/>']


def _data(point: Point) -> str:
    """Write what a mark shows, and the address of its figure."""
    words = f'data-period="{escape(point.period)}" data-words="{escape(point.words)}"'
    return words + _address(point)


def _address(point: Point) -> str:
    return f' data-cell="{escape(point.figure)}"' if point.figure else ""


# ---- one chart


def line_chart(
    lines: Sequence[Line],
    *,
    label: str,
    tick_words: Mapping[float, str],
    breaks: Sequence[str] = (),
    periods: Sequence[str] = (),
) -> Markup:
    """Draw lines over periods: the first in the accent colour and solid, the others grey and dashed.

    Parameters
    ----------
    lines : in the order of their weight, four at most
    label : the written alternative
    tick_words : every tick of the axis as it is written; the largest is its top
    breaks : periods at whose start something moved the series
    periods : of the axis, where it is to show more than those of the marks
    """
    with_marks = {point.period for line in lines for point in line.points}
    # Where every value is 0 or withheld, the axis has one tick, at 0.
    top = max(tick_words, default=0.0) or 1.0
    page = _Page(list(periods) or sorted(with_marks), top)
    elements = [
        *_grid(page, tick_words),
        *_breaks(page, breaks),
        *_period_words(page),
    ]
    n_joined = sum(not line.is_loose for line in lines)
    # The accent is drawn last, so that no other line covers it.
    for style, line in reversed(list(enumerate(lines))):
        elements += draw_line(line, style, page)
        # Numbers at the marks of several lines would lie over each other.
        if style == 0 and n_joined == 1:
            elements += _values(line, page)
    return _svg("chart", page, label, elements)


def _svg(kind: str, page: _Page, label: str, parts: Sequence[str]) -> Markup:
    head = (
        f'<svg class="{kind}" width="100%" height="{page.height}" paint-order="stroke" role="img"'
        f' aria-label="{escape(label)}">'
    )
    return Markup("".join([head, *parts, "</svg>"]))  # noqa: S704 - every word in it was escaped


def _grid(page: _Page, tick_words: Mapping[float, str]) -> list[str]:
    """Draw the lines of the ticks, each with its words above it."""
    elements = []
    for tick, words in tick_words.items():
        y = page.y(tick)
        kind = "base" if tick == 0 else "grid"
        elements.append(
            f'<line class="{kind}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        if tick:
            above = round(y, 1) - 5
            elements.append(
                f'<text class="tick" x="0" y="{above:.1f}">{escape(words)}</text>'
            )
    return elements


def _breaks(page: _Page, breaks: Sequence[str]) -> list[str]:
    """Draw a dotted line at each period in which something moved the series."""
    ends = f'y1="{page.above - 14}" y2="{page.height - _BOTTOM}"'
    return [
        f'<line class="break" x1="{page.x(period)}" x2="{page.x(period)}" {ends}/>'
        for period in breaks
        if period in page.periods
    ]


def _period_words(page: _Page) -> list[str]:
    """Write the periods, counted from the last; where they are many, some are left out or dropped on a telephone."""
    last = len(page.periods) - 1
    every = 1 if last < 18 else 2 if last < 36 else 5
    every_on_telephones = every * (2 if last < 10 else 4)
    elements = []
    for index, period in enumerate(page.periods):
        from_last = last - index
        if from_last % every:
            continue
        is_dropped = len(page.periods) > _CROWDED and from_last % every_on_telephones
        kind = "tick minor" if is_dropped else "tick"
        elements.append(_words_at(page, period, page.height - 9, escape(period), kind))
    return elements


def _words_at(page: _Page, period: str, y: float, words: str, kind: str) -> str:
    """Write words above or below a period."""
    height = f"{y:.1f}" if isinstance(y, float) else y
    return f'<text class="{kind}" x="{page.x(period)}" y="{height}" text-anchor="middle">{words}</text>'


def _values(line: Line, page: _Page) -> list[str]:
    """Write the number at each mark; where they are many, every second is dropped on a telephone."""
    last = len(line.points) - 1
    elements = []
    for index, point in enumerate(line.points):
        if point.value is None:
            continue
        is_dropped = len(line.points) > _CROWDED and (last - index) % 2
        kind = "value minor" if is_dropped else "value"
        y = _beside(line, index, page)
        elements.append(_value_at(page, point, y, kind))
    return elements


def _value_at(page: _Page, point: Point, y: float, kind: str) -> str:
    """Write the number of a mark, with the address of its figure."""
    position = f'x="{page.x(point.period)}" y="{y:.1f}" text-anchor="middle"'
    words = escape(point.words)
    return f'<text class="{kind}" {position}{_address(point)}>{words}</text>'


def _beside(line: Line, index: int, page: _Page) -> float:
    """Height of the words at a mark: above it, but below where the line dips."""
    value = line.points[index].value or 0.0
    y = round(page.y(value), 1)
    is_inside = 0 < index < len(line.points) - 1
    if is_inside:
        before, after = line.points[index - 1].value, line.points[index + 1].value
        dips = before is not None and after is not None and min(before, after) > value
        has_room = y + 26 < page.height - _BOTTOM
        if dips and has_room:
            return y + 22
    return y - 11


# ---- small charts


def small_chart(
    points: Sequence[Point],
    periods: Sequence[str],
    top: float,
    *,
    label: str,
    running: Sequence[str] = (),
) -> Markup:
    """Draw one of several small lines that share a scale: only its first and last value are written.

    Parameters
    ----------
    points : its marks
    periods : of the axis; the first and the last are written
    top : value at the top of the axis
    label : the written alternative
    running : periods of which a part still runs; their marks stand loose and unnamed, as a line would look like a fall
    """
    page = _Page(list(periods), top, height=112, above=24, radius=2.75)
    # A line to a period that still runs would look like a fall.
    done = Line("", tuple(point for point in points if point.period not in running))
    pending = tuple(point for point in points if point.period in running)
    elements = [
        *_axis_of_small_chart(page, periods),
        *draw_line(done, 0, page),
        *draw_line(Line("", pending, is_loose=True), 1, page),
        *_first_and_last_value(done, page),
    ]
    return _svg("chart small", page, label, elements)


def _axis_of_small_chart(page: _Page, periods: Sequence[str]) -> list[str]:
    """Draw the base, and write the first and the last period."""
    base = page.y(0)
    line = f'<line class="base" x1="0" x2="100%" y1="{base:.1f}" y2="{base:.1f}"/>'
    y = page.height - 9
    ends = dict.fromkeys((periods[0], periods[-1]))
    words = [_words_at(page, period, y, escape(period), "tick") for period in ends]
    return [line, *words]


def _first_and_last_value(line: Line, page: _Page) -> list[str]:
    with_value = [
        index for index, point in enumerate(line.points) if point.value is not None
    ]
    elements = []
    for index in dict.fromkeys((*with_value[:1], *with_value[-1:])):
        point = line.points[index]
        y = _beside(line, index, page)
        elements.append(_value_at(page, point, y, "value"))
    return elements
