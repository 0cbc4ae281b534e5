"""Charts of a table of figures: lines over periods or bars, labelled where they are."""

import math
from collections.abc import Collection, Sequence
from html import escape
from itertools import pairwise

from zicht.edition.charts.svg import Drawing, Frame, ceiling, mark, n, svg, text, wrap
from zicht.edition.edition import Edition
from zicht.edition.figures import Figure, axis_words
from zicht.edition.numerals import NO_BREAK
from zicht.edition.tables import FigureTable, Line

_STYLES = 6
"""Ways to draw a line: the accent, then greys that differ in dash and mark."""


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
    lines = _in_weight(table.lines, accent)
    drawing = (
        _bars(lines, frame) if kind == "bar" else _lines(table, lines, edition, frame)
    )
    return svg(frame, drawing.height, drawing.parts, alt)


def _in_weight(lines: Sequence[Line], accent: str) -> list[tuple[int, Line]]:
    """Style number and row: the accent gets 0, the others keep their order."""
    first = next((at for at, line in enumerate(lines) if line.code == accent), 0)
    rest = iter(range(1, len(lines) + 1))
    return [
        (0 if at == first else min(next(rest), _STYLES - 1), line)
        for at, line in enumerate(lines)
    ]


# ---- lines


def _lines(
    table: FigureTable, lines: list[tuple[int, Line]], edition: Edition, frame: Frame
) -> Drawing:
    values = [figure.value or figure.upper or 0.0 for figure in table.figures]
    top, ticks = ceiling(max(values, default=1.0))
    is_single = len(lines) == 1
    plot = _Plot(table.keys, top, frame, len(lines), is_single=is_single)
    parts = [
        *_grid(plot, ticks, table, edition),
        *_breaks(plot, table),
        *_period_words(plot, table),
    ]
    for style, line in reversed(lines):
        parts.extend(_path(style, line, plot, table.running))
    if is_single:
        parts.extend(_values_of_one(lines[0][1], plot))
    elif frame.narrow:
        parts.extend(_key(lines, plot))
    else:
        parts.extend(_end_labels(lines, plot))
    return Drawing(plot.height, parts)


class _Plot:
    """Where values and periods lie."""

    def __init__(
        self, keys: Sequence[str], top: float, frame: Frame, n: int, *, is_single: bool
    ) -> None:
        self.keys, self.top, self.frame = list(keys), top, frame
        self.size = frame.size
        self.key_height = (
            0.0 if is_single or not frame.narrow else n * self.size * 1.6 + 8
        )
        self.above = self.size * 1.9 + self.key_height
        self.height = self.above + frame.height + self.size * 2.2
        self.left = self.size * (1.6 if is_single else 3.4)
        self.right = frame.width - (
            self.size * 1.6
            if is_single or frame.narrow
            else min(150, frame.width * 0.34)
        )
        self.bottom = self.height - self.size * 2.2
        self.places = _places(self.keys)

    def x(self, key: str) -> float:
        share = self.places[self.keys.index(key)]
        return self.left + 6 + (self.right - self.left - 12) * share

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.above) * value / self.top


def _places(keys: Sequence[str]) -> list[float]:
    """Place of each period between 0 and 1; years lie as far apart as they are."""
    if len(keys) == 1:
        return [0.5]
    if all(key.isdigit() for key in keys):
        first, last = int(keys[0]), int(keys[-1])
        return [(int(key) - first) / (last - first) for key in keys]
    return [at / (len(keys) - 1) for at in range(len(keys))]


def _grid(
    plot: _Plot, ticks: Sequence[float], table: FigureTable, edition: Edition
) -> list[str]:
    parts = []
    for tick, words in axis_words(ticks, table.shape, edition.language).items():
        y = plot.y(tick)
        kind = "base" if tick == 0 else "grid"
        parts.append(
            f'<line class="{kind}" x1="{n(plot.left)}" x2="{n(plot.right)}" y1="{n(y)}" y2="{n(y)}"/>'
        )
        if plot.left > plot.size * 2:
            parts.append(
                text(
                    plot.left - 6,
                    y + plot.size * 0.35,
                    words,
                    kind="soft",
                    anchor="end",
                )
            )
    return (
        parts
        if plot.left > plot.size * 2
        else [part for part in parts if "base" in part]
    )


def _breaks(plot: _Plot, table: FigureTable) -> list[str]:
    """Draw a line between two periods where something moved the series."""
    middles = [
        (plot.x(before) + plot.x(after)) / 2
        for before, after in pairwise(plot.keys)
        if after in table.breaks
    ]
    ends = f'y1="{n(plot.above)}" y2="{n(plot.bottom)}"'
    return [f'<line class="seen" x1="{n(x)}" x2="{n(x)}" {ends}/>' for x in middles]


def _period_words(plot: _Plot, table: FigureTable) -> list[str]:
    parts: list[str] = []
    room = (plot.right - plot.left) / max(1, len(plot.keys))
    widest = max(len(words) for words in table.columns) * plot.size * 0.56
    every = max(1, math.ceil(widest / room))
    last = len(plot.keys) - 1
    for at, (key, words) in enumerate(zip(plot.keys, table.columns, strict=True)):
        if (last - at) % every == 0:
            parts.append(
                text(
                    plot.x(key),
                    plot.height - plot.size * 0.7,
                    words,
                    kind="soft",
                    anchor="middle",
                )
            )
    return parts


def _path(style: int, line: Line, plot: _Plot, running: Collection[str]) -> list[str]:
    """Draw a line; none leads to periods of which some are pending: it would look like a fall."""
    stretches: list[list[str]] = [[]]
    marks = []
    for key, figure in zip(plot.keys, line.figures, strict=True):
        if figure is None:
            continue
        if figure.value is None:
            stretches.append([])
            if figure.upper is not None:
                marks.append(_hidden_point(plot.x(key), plot, figure))
            continue
        x, y = plot.x(key), plot.y(figure.value)
        if key in running:
            stretches.append([])
        stretches[-1].append(f"{n(x)} {n(y)}")
        marks.append(mark(style, x, y, is_open=key in running))
    drawn = [
        f'<path class="line s{style}" d="M{" L".join(points)}"/>'
        for points in stretches
        if len(points) > 1
    ]
    return [*drawn, *marks]


def _hidden_point(x: float, plot: _Plot, figure: Figure) -> str:
    """Draw between what a hidden value lies."""
    y, foot = plot.y(figure.upper or 0), plot.y(figure.lower or 0)
    return f'<rect class="hidden" x="{n(x - 3)}" width="6" y="{n(y)}" height="{n(max(foot - y, 1.5))}"/>'


def _values_of_one(line: Line, plot: _Plot) -> list[str]:
    room = (plot.right - plot.left) / max(1, len(plot.keys))
    shown = [figure for figure in line.figures if figure is not None]
    every = max(
        1,
        math.ceil(max(len(figure.shown) for figure in shown) * plot.size * 0.6 / room),
    )
    last = len(plot.keys) - 1
    return [
        text(
            plot.x(key),
            plot.y(figure.value if figure.value is not None else figure.upper or 0)
            - plot.size * 0.8,
            figure.shown,
            kind="strong" if at in (0, last) else "",
            anchor="middle",
        )
        for at, (key, figure) in enumerate(zip(plot.keys, line.figures, strict=True))
        if figure is not None and (last - at) % every == 0
    ]


def _end_labels(lines: list[tuple[int, Line]], plot: _Plot) -> list[str]:
    """Name and last value at the end of each line, pushed apart where they would overlap."""
    step = plot.size * 1.18
    wide = int((plot.frame.width - plot.right - 12) / (plot.size * 0.47))
    labels = []
    for style, line in lines:
        ends = [figure for figure in line.figures if figure is not None]
        if ends:
            number = ends[-1].shown.replace(" ", NO_BREAK)
            rows = wrap(f"{line.label}{NO_BREAK}{number}", wide)
            value = (
                ends[-1].value
                if ends[-1].value is not None
                else (ends[-1].upper or 0) / 2
            )
            labels.append((plot.y(value), style, rows, number))
    labels.sort(key=lambda label: label[0])
    parts: list[str] = []
    tops = _apart(
        [y for y, *_ in labels],
        [len(rows) * step + 3 for _, _, rows, _ in labels],
        plot,
    )
    for top, (_, style, rows, number) in zip(tops, labels, strict=True):
        kind = "accent" if style == 0 else ""
        *above, last = [
            text(plot.right + 10, top + plot.size * 0.95 + at * step, words, kind=kind)
            for at, words in enumerate(rows)
        ]
        end = escape(number)
        parts += [
            *above,
            last.removesuffix(f"{end}</text>")
            + f'<tspan class="strong">{end}</tspan></text>',
        ]
    return parts


def _apart(
    middles: Sequence[float], heights: Sequence[float], plot: _Plot
) -> list[float]:
    tops = [
        middle - height / 2 for middle, height in zip(middles, heights, strict=True)
    ]
    for _ in range(40):
        for at in range(len(tops) - 1):
            overlap = tops[at] + heights[at] - tops[at + 1]
            if overlap > 0:
                tops[at] -= overlap / 2
                tops[at + 1] += overlap / 2
        if tops:
            tops[-1] = min(tops[-1], plot.bottom - heights[-1] + 8)
            tops[0] = max(tops[0], 0)
    return tops


def _key(lines: list[tuple[int, Line]], plot: _Plot) -> list[str]:
    parts = []
    for at, (style, line) in enumerate(lines):
        y = plot.size * (1.1 + 1.6 * at)
        ends = [figure for figure in line.figures if figure is not None]
        parts.append(
            f'<path class="line s{style}" d="M2 {n(y - 4)} L26 {n(y - 4)}"/>{mark(style, 14, y - 4)}'
        )
        words = f"{line.label} {ends[-1].shown}" if ends else line.label
        parts.append(
            text(
                34, y, _short(words, int((plot.frame.width - 36) / (plot.size * 0.52)))
            )
        )
    return parts


def _short(words: str, width: int) -> str:
    return words if len(words) <= width else words[: width - 1].rstrip() + "…"


# ---- bars


def _bars(lines: list[tuple[int, Line]], frame: Frame) -> Drawing:
    """One horizontal bar per row, for the last column."""
    rows = [
        (style, line.label, figure)
        for style, line in lines
        if (figure := line.figures[-1]) is not None
    ]
    largest = max((_reach(figure) for _, _, figure in rows), default=1.0) or 1.0
    step, size = frame.size * 1.2, frame.size
    longest = max((len(label) for _, label, _ in rows), default=1)
    left = 0.0 if frame.narrow else min(frame.width * 0.4, longest * size * 0.5)
    letters = int(left / (size * 0.47)) if left else int(frame.width / (size * 0.5))
    ends = (
        max((len(figure.shown) for _, _, figure in rows), default=4) * size * 0.56 + 10
    )
    start = left + (0 if frame.narrow else 10)
    per_unit = (frame.width - left - 10 - ends) / largest
    y = 4.0
    parts: list[str] = []
    for style, label, figure in rows:
        words = wrap(label, max(letters, 12))
        tall = max(len(words) * step, size * 1.5)
        if frame.narrow:
            parts.extend(
                text(0, y + size + at * step, word) for at, word in enumerate(words)
            )
            y, tall = y + len(words) * step + 3, size * 1.4
        else:
            top = y + tall / 2 - (len(words) - 1) * step / 2 + size * 0.34
            parts.extend(
                text(left, top + at * step, word, anchor="end")
                for at, word in enumerate(words)
            )
        parts.extend(_bar(style, figure, start, y + tall / 2, per_unit, frame))
        y += tall + size * 0.6
    return Drawing(y, parts)


def _reach(figure: Figure) -> float:
    return figure.value if figure.value is not None else figure.upper or 0.0


def _bar(  # noqa: PLR0917
    style: int, figure: Figure, x: float, middle: float, per_unit: float, frame: Frame
) -> list[str]:
    """Draw one bar; that of a hidden value reaches from its lower to its upper bound."""
    is_hidden = figure.value is None
    kind = "hidden" if is_hidden else "bar first" if style == 0 else "bar"
    tall = frame.size * 1.15
    start = (figure.lower or 0.0) * per_unit if is_hidden else 0.0
    end = _reach(figure) * per_unit
    place = f'x="{n(x + start)}" y="{n(middle - tall / 2)}" width="{n(max(end - start, 1))}" height="{n(tall)}"'
    words = text(
        x + end + 6,
        middle + frame.size * 0.35,
        figure.shown,
        kind="accent-text" if style == 0 else "",
    )
    return [f'<rect class="{kind}" {place}/>', words]
