"""Charts of a table of figures in a frame: lines over periods, labelled where they end, or bars."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from zicht.edition.charts.bars import LabelledBar, draw_bars
from zicht.edition.charts.lines import Corner, Line, Point, draw_line
from zicht.edition.charts.svg import Drawing, Frame, ceiling, mark, n, svg, text, wrap
from zicht.edition.edition import Edition
from zicht.edition.figures import Figure, axis_words
from zicht.edition.numerals import NO_BREAK
from zicht.edition.tables import FigureTable
from zicht.edition.tables import Line as TableLine

_STYLES = 6
"""Ways to draw a line: the accent, then greys that differ in dash and mark."""
_ROUNDS_OF_PUSHING = 40

Styled = tuple[int, TableLine]
"""A row of the table with the style it is drawn in."""


def draw(
    table: FigureTable,
    edition: Edition,
    frame: Frame,
    *,
    kind: str,
    accent: str = "",
    alt: str = "",
) -> str:
    """Draw a table of figures.

    Parameters
    ----------
    table : what is drawn; every mark is one of its figures
    edition : how numbers are written
    frame : room to draw in
    kind : `line` or `bar`
    accent : code of the row in the accent colour; the first where it is empty
    alt : the written alternative

    Returns
    -------
    SVG
    """
    rows = _with_styles(table.lines, accent)
    if kind == "bar":
        bars = _last_column(rows)
        drawing = draw_bars(bars, frame)
    else:
        drawing = _draw_lines(table, rows, edition, frame)
    return svg(frame, drawing.height, drawing.parts, alt)


def _with_styles(rows: Sequence[TableLine], accent: str) -> list[Styled]:
    """Return each row with a style: 0 for the accent; the others keep their order."""
    accented = 0
    for index, row in enumerate(rows):
        if row.code == accent:
            accented = index
            break
    next_style = 1
    styled = []
    for index, row in enumerate(rows):
        if index == accented:
            styled.append((0, row))
        else:
            styled.append((min(next_style, _STYLES - 1), row))
            next_style += 1
    return styled


def _last_column(rows: Sequence[Styled]) -> list[LabelledBar]:
    """Return a bar per row, for its figure in the last column."""
    bars = []
    for style, row in rows:
        figure = row.figures[-1]
        if figure is not None:
            bars.append(LabelledBar(style, row.label, figure))
    return bars


# ---- lines


def _draw_lines(
    table: FigureTable, rows: Sequence[Styled], edition: Edition, frame: Frame
) -> Drawing:
    """Draw a line per row: one line has its numbers at its marks, several have their names at their ends."""
    values = [_reach_of(figure) for figure in table.figures]
    top, ticks = ceiling(max(values, default=1.0))
    plot = _Plot(table.keys, top, frame, len(rows))
    elements = [
        *_grid(plot, ticks, table, edition),
        *_breaks(plot, table),
        *_period_words(plot, table),
    ]
    # The accent is drawn last, so that no other line covers it.
    for style, row in reversed(rows):
        elements += draw_line(_line_of(row, table), style, plot)
    if plot.is_single:
        elements += _values_of_one(rows[0][1], plot)
    elif frame.narrow:
        elements += _key(rows, plot)
    else:
        elements += _end_labels(rows, plot)
    return Drawing(plot.height, elements)


def _reach_of(figure: Figure) -> float:
    """Return the highest value that is drawn for a figure."""
    if figure.value is None:
        return figure.upper or 0.0
    return max(figure.value, figure.upper or 0.0) if figure.interval else figure.value


def _line_of(row: TableLine, table: FigureTable) -> Line:
    """Return the marks of a row: the figures that the release has."""
    points = []
    for key, figure in zip(table.keys, row.figures, strict=True):
        if figure is not None:
            points.append(
                Point(
                    key,
                    figure.value,
                    figure.shown,
                    # A mark shows the interval of an estimate; of a hidden value, the bounds.
                    figure.lower if figure.interval or figure.value is None else None,
                    figure.upper if figure.interval or figure.value is None else None,
                    is_pending=key in table.running,
                    begins_anew=key in table.breaks,
                )
            )
    return Line(row.label, tuple(points))


class _Plot:
    """Places of values and periods in a frame.

    Parameters
    ----------
    periods : of the axis, from left to right
    top : value at the top of the axis
    frame : room to draw in
    n_lines : how many lines it is for
    """

    def __init__(
        self, periods: Sequence[str], top: float, frame: Frame, n_lines: int
    ) -> None:
        size = frame.size
        self.periods, self.top, self.frame, self.size = list(periods), top, frame, size
        self.is_single = n_lines == 1
        has_key = frame.narrow and not self.is_single
        self.above = size * 1.9 + (n_lines * size * 1.6 + 8 if has_key else 0.0)
        self.height = self.above + frame.height + size * 2.2
        self.bottom = self.height - size * 2.2
        self.left = size * (1.6 if self.is_single else 3.4)
        right = min(150, frame.width * 0.34)
        if self.is_single or frame.narrow:
            right = size * 1.6
        self.right = frame.width - right
        self._shares = _shares(self.periods)

    def place(self, period: str) -> float:
        """Where a period lies."""
        share = self._shares[self.periods.index(period)]
        return self.left + 6 + (self.right - self.left - 12) * share

    def x(self, period: str) -> str:
        return n(self.place(period))

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.above) * value / self.top

    @property
    def room_per_period(self) -> float:
        """How wide the words of one period may be."""
        return (self.right - self.left) / max(1, len(self.periods))

    @staticmethod
    def joined(corners: Sequence[Corner], style: int) -> list[str]:
        places = " L".join(f"{x} {n(y)}" for x, y in corners)
        return [f'<path class="line s{style}" d="M{places}"/>']

    def mark(self, point: Point, value: float, style: int) -> list[str]:
        x = self.place(point.period)
        disc = mark(style, x, self.y(value), is_open=point.is_pending)
        if point.lower is None or point.upper is None:
            return [disc]
        ends = f'y1="{n(self.y(point.lower))}" y2="{n(self.y(point.upper))}"'
        interval = f'<line class="interval" x1="{n(x)}" x2="{n(x)}" {ends}/>'
        return [interval, disc]

    def hidden(self, point: Point) -> list[str]:
        if point.upper is None:
            return []
        x, y = self.place(point.period), self.y(point.upper or 0)
        height = max(self.y(point.lower or 0) - y, 1.5)
        return [
            f'<rect class="hidden" x="{n(x - 3)}" width="6" y="{n(y)}" height="{n(height)}"/>'
        ]


def _shares(periods: Sequence[str]) -> list[float]:
    """Return the place of each period between 0 and 1; years lie as far apart as they are."""
    if len(periods) == 1:
        return [0.5]
    if all(period.isdigit() for period in periods):
        first, last = int(periods[0]), int(periods[-1])
        # On equal steps a change over three years would look as steep as one within a year.
        return [(int(period) - first) / (last - first) for period in periods]
    return [index / (len(periods) - 1) for index in range(len(periods))]


# ---- axes


def _grid(
    plot: _Plot, ticks: Sequence[float], table: FigureTable, edition: Edition
) -> list[str]:
    """Draw the ticks with their words; a single line, whose numbers stand at its marks, has only its base."""
    elements = []
    for tick, words in axis_words(ticks, table.shape, edition.language).items():
        if plot.is_single and tick != 0:
            continue
        y = plot.y(tick)
        kind = "base" if tick == 0 else "grid"
        ends = f'x1="{n(plot.left)}" x2="{n(plot.right)}" y1="{n(y)}" y2="{n(y)}"'
        elements.append(f'<line class="{kind}" {ends}/>')
        if not plot.is_single:
            x = plot.left - 6
            elements.append(
                text(x, y + plot.size * 0.35, words, kind="soft", anchor="end")
            )
    return elements


def _breaks(plot: _Plot, table: FigureTable) -> list[str]:
    """Draw a line between two periods at an event that moved the series."""
    ends = f'y1="{n(plot.above)}" y2="{n(plot.bottom)}"'
    elements = []
    for before, after in pairwise(plot.periods):
        if after in table.breaks:
            x = n((plot.place(before) + plot.place(after)) / 2)
            elements.append(f'<line class="seen" x1="{x}" x2="{x}" {ends}/>')
    return elements


def _period_words(plot: _Plot, table: FigureTable) -> list[str]:
    """Write the periods below the axis, as many as there is room for, counted from the last."""
    widest = max(len(words) for words in table.columns) * plot.size * 0.56
    every = max(1, math.ceil(widest / plot.room_per_period))
    y = plot.height - plot.size * 0.7
    last_first = list(zip(plot.periods, table.columns, strict=True))[::-1]
    written = last_first[::every][::-1]
    return [
        text(plot.place(period), y, words, kind="soft", anchor="middle")
        for period, words in written
    ]


# ---- words of lines


def _values_of_one(row: TableLine, plot: _Plot) -> list[str]:
    """Write the numbers above the marks of a single line, as many as there is room for, counted from the last."""
    widest = max(len(figure.shown) for figure in row.figures if figure is not None)
    every = max(1, math.ceil(widest * plot.size * 0.6 / plot.room_per_period))
    last = len(plot.periods) - 1
    return [
        _value_above(figure, plot, index, is_end=index in (0, last))
        for index, figure in enumerate(row.figures)
        if figure is not None and (last - index) % every == 0
    ]


def _value_above(figure: Figure, plot: _Plot, index: int, *, is_end: bool) -> str:
    """Write a number above its mark; a hidden one above its upper bound."""
    value = figure.upper or 0 if figure.value is None else figure.value
    x, y = plot.place(plot.periods[index]), plot.y(value) - plot.size * 0.8
    kind = "strong" if is_end else ""
    return text(x, y, figure.shown, kind=kind, anchor="middle")


def _last_figure(row: TableLine) -> Figure | None:
    """Return the last figure that a row has."""
    for figure in reversed(row.figures):
        if figure is not None:
            return figure
    return None


@dataclass(frozen=True)
class _EndLabel:
    """Name and last value at the end of a line.

    Parameters
    ----------
    middle : height at which it would stand by itself
    style : of the line
    lines : its words, line by line
    number : last value, which stands at the end of the words
    """

    middle: float
    style: int
    lines: Sequence[str]
    number: str


def _end_labels(rows: Sequence[Styled], plot: _Plot) -> list[str]:
    """Write name and last value at the end of each line, pushed apart where they would overlap."""
    step = plot.size * 1.18
    labels = _labels_from_the_top(rows, plot)
    middles = [label.middle for label in labels]
    heights = [len(label.lines) * step + 3 for label in labels]
    tops = _pushed_apart(middles, heights, plot)
    elements: list[str] = []
    for top, label in zip(tops, labels, strict=True):
        elements += _set_label(label, plot, top, step)
    return elements


def _labels_from_the_top(rows: Sequence[Styled], plot: _Plot) -> list[_EndLabel]:
    """Return the labels of the lines that have a figure, in the order in which they stand below each other."""
    letters = int((plot.frame.width - plot.right - 12) / (plot.size * 0.47))
    labels = []
    for style, row in rows:
        figure = _last_figure(row)
        if figure is not None:
            number = figure.shown.replace(" ", NO_BREAK)
            lines = wrap(f"{row.label}{NO_BREAK}{number}", letters)
            middle = plot.y(_height_of(figure))
            labels.append(_EndLabel(middle, style, lines, number))
    return sorted(labels, key=lambda label: label.middle)


def _height_of(figure: Figure) -> float:
    """Return the value of a figure; of a hidden one the middle between zero and its upper bound."""
    return (figure.upper or 0) / 2 if figure.value is None else figure.value


def _set_label(label: _EndLabel, plot: _Plot, top: float, step: float) -> list[str]:
    first = top + plot.size * 0.95
    kind = "accent" if label.style == 0 else ""
    set_lines = [
        text(plot.right + 10, first + index * step, line, kind=kind)
        for index, line in enumerate(label.lines)
    ]
    return [*set_lines[:-1], _with_strong_end(set_lines[-1], label.number)]


def _with_strong_end(line: str, number: str) -> str:
    """Set the number at the end of a line of a label in a heavier weight."""
    end = escape(number)
    before = line.removesuffix(f"{end}</text>")
    return f'{before}<tspan class="strong">{end}</tspan></text>'


def _pushed_apart(
    middles: Sequence[float], heights: Sequence[float], plot: _Plot
) -> list[float]:
    """Return the tops of labels: each pair that overlaps is pushed apart, and all stay within the chart."""
    tops = [
        middle - height / 2 for middle, height in zip(middles, heights, strict=True)
    ]
    for _ in range(_ROUNDS_OF_PUSHING):
        _push_once(tops, heights)
        if tops:
            tops[-1] = min(tops[-1], plot.bottom - heights[-1] + 8)
            tops[0] = max(tops[0], 0)
    return tops


def _push_once(tops: list[float], heights: Sequence[float]) -> None:
    """Move both labels of each pair that overlaps by half of the overlap."""
    for upper, lower in pairwise(range(len(tops))):
        overlap = tops[upper] + heights[upper] - tops[lower]
        if overlap > 0:
            tops[upper] -= overlap / 2
            tops[lower] += overlap / 2


def _key(rows: Sequence[Styled], plot: _Plot) -> list[str]:
    """Write name and last value of each line above a narrow chart, beside a piece of the line."""
    elements = []
    for index, (style, row) in enumerate(rows):
        y = plot.size * (1.1 + 1.6 * index)
        line = f'<path class="line s{style}" d="M2 {n(y - 4)} L26 {n(y - 4)}"/>'
        elements.append(line + mark(style, 14, y - 4))
        elements.append(text(34, y, _entry_of_key(row, plot)))
    return elements


def _entry_of_key(row: TableLine, plot: _Plot) -> str:
    letters = int((plot.frame.width - 36) / (plot.size * 0.52))
    figure = _last_figure(row)
    words = f"{row.label} {figure.shown}" if figure else row.label
    return _shortened(words, letters)


def _shortened(words: str, letters: int) -> str:
    """Cut words that are too long for a line."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"
