"""Charts as SVG: lines over periods or bars, labelled where they are, in ink, greys and one accent."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure, axis_words
from zicht.edition.numerals import NO_BREAK
from zicht.edition.tables import FigureTable, Line

_STYLES = 6
"""Ways to draw a line: the accent, then greys that differ in dash and mark."""
_STEPS = (1, 2, 2.5, 5, 10)
PRINT_STYLE = """
.grid{stroke:#d3dadd;stroke-width:.7}.base{stroke:#5f6d77;stroke-width:.9}
text{fill:#15212a}.soft{fill:#4b5963}.accent{fill:#0b5467}.strong{font-weight:600}.accent-text{fill:#0b5467;font-weight:600}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:butt}
.s0{stroke:#0b5467;stroke-width:2.6}.s1{stroke:#15212a}.s2{stroke:#5f6d77;stroke-dasharray:7 3}
.s3{stroke:#15212a;stroke-dasharray:2.5 2.5}.s4{stroke:#77858e}.s5{stroke:#77858e;stroke-dasharray:8 3 2 3}
.dot{stroke:#fff;stroke-width:1.2;stroke-dasharray:none}.d0{fill:#0b5467}.d1,.d3{fill:#15212a}.d2,.d4,.d5{fill:#5f6d77}
.open{fill:#fff;stroke:#15212a}.d0.open{stroke:#0b5467;stroke-width:1.6}
.bar{fill:#808d96}.bar.first{fill:#0b5467}.hidden{fill:none;stroke:#5f6d77;stroke-width:1;stroke-dasharray:3 2}
.seen{stroke:#15212a;stroke-width:1;stroke-dasharray:1.5 2.5}
"""


@dataclass(frozen=True)
class Frame:
    """Room to draw in.

    Parameters
    ----------
    width : of the drawing; text keeps its size
    height : of the part of a line chart in which lines lie
    font : family, for print; on a page the page decides
    size : of the text
    narrow : whether labels go above instead of beside the lines
    """

    width: float
    font: str = ""
    size: float = 13
    height: float = 230
    narrow: bool = False
    style: str = ""


PRINT = Frame(
    width=460, font="Libertinus Serif", size=10, height=120, style=PRINT_STYLE
)
WIDE = Frame(width=640)
NARROW = Frame(width=320, height=190, narrow=True)


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
    return _svg(frame, drawing.height, drawing.parts, alt)


def _svg(frame: Frame, height: float, parts: Sequence[str], alt: str) -> str:
    label = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    font = f' font-family="{frame.font}"' if frame.font else ""
    style = f"<style>{frame.style}</style>" if frame.style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(frame.width)} {_n(height)}"'
        f'{label}{font} font-size="{_n(frame.size)}">{style}{"".join(parts)}</svg>'
    )


@dataclass
class _Drawing:
    height: float
    parts: list[str]


def _in_weight(lines: Sequence[Line], accent: str) -> list[tuple[int, Line]]:
    """Style number and row: the accent gets 0, the others keep their order."""
    first = next((at for at, line in enumerate(lines) if line.code == accent), 0)
    rest = iter(range(1, len(lines) + 1))
    return [
        (0 if at == first else min(next(rest), _STYLES - 1), line)
        for at, line in enumerate(lines)
    ]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(
    x: float, y: float, words: str, *, kind: str = "", anchor: str = "start"
) -> str:
    turn = f' text-anchor="{anchor}"' if anchor != "start" else ""
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{turn}{style}>{escape(words)}</text>'


def ceiling(largest: float) -> tuple[float, tuple[float, ...]]:
    """Round top of an axis that starts at 0, and its ticks."""
    if largest <= 0:
        return 1.0, (0.0,)
    rough = largest / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * step for step in _STEPS if power * step >= rough * 0.999)
    n = math.ceil(largest / step - 1e-9)
    return n * step, tuple(at * step for at in range(n + 1))


def wrap(words: str, width: int) -> list[str]:
    """Break a label into lines of at most so many letters; a space that may not break is a letter."""
    made: list[str] = []
    for word in words.split(" "):
        if made and len(made[-1]) + 1 + len(word) <= width:
            made[-1] += f" {word}"
        else:
            made.append(word)
    return made


# ---- lines


def _lines(
    table: FigureTable, lines: list[tuple[int, Line]], edition: Edition, frame: Frame
) -> _Drawing:
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
    return _Drawing(plot.height, parts)


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
            f'<line class="{kind}" x1="{_n(plot.left)}" x2="{_n(plot.right)}" y1="{_n(y)}" y2="{_n(y)}"/>'
        )
        if plot.left > plot.size * 2:
            parts.append(
                _text(
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
    ends = f'y1="{_n(plot.above)}" y2="{_n(plot.bottom)}"'
    return [f'<line class="seen" x1="{_n(x)}" x2="{_n(x)}" {ends}/>' for x in middles]


def _period_words(plot: _Plot, table: FigureTable) -> list[str]:
    parts: list[str] = []
    room = (plot.right - plot.left) / max(1, len(plot.keys))
    widest = max(len(words) for words in table.columns) * plot.size * 0.56
    every = max(1, math.ceil(widest / room))
    last = len(plot.keys) - 1
    for at, (key, words) in enumerate(zip(plot.keys, table.columns, strict=True)):
        if (last - at) % every == 0:
            parts.append(
                _text(
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
        stretches[-1].append(f"{_n(x)} {_n(y)}")
        marks.append(_mark(style, x, y, is_open=key in running))
    drawn = [
        f'<path class="line s{style}" d="M{" L".join(points)}"/>'
        for points in stretches
        if len(points) > 1
    ]
    return [*drawn, *marks]


def _hidden_point(x: float, plot: _Plot, figure: Figure) -> str:
    y = plot.y(figure.upper or 0)
    return f'<rect class="hidden" x="{_n(x - 3)}" width="6" y="{_n(y)}" height="{_n(max(plot.bottom - y, 1.5))}"/>'


def _mark(style: int, x: float, y: float, *, is_open: bool = False) -> str:
    r = 3.6 if style == 0 else 3
    kind = f'class="dot d{style}{" open" if is_open else ""}"'
    if style in (0, 4):
        return f'<circle {kind} cx="{_n(x)}" cy="{_n(y)}" r="{r}"/>'
    if style in (1, 5):
        return f'<rect {kind} x="{_n(x - r)}" y="{_n(y - r)}" width="{2 * r}" height="{2 * r}"/>'
    corners = (
        [(0, -r - 0.8), (r + 0.8, r), (-r - 0.8, r)]
        if style == 2
        else [(0, -r - 1), (r + 1, 0), (0, r + 1), (-r - 1, 0)]
    )
    points = " ".join(f"{_n(x + a)},{_n(y + b)}" for a, b in corners)
    return f'<polygon {kind} points="{points}"/>'


def _values_of_one(line: Line, plot: _Plot) -> list[str]:
    room = (plot.right - plot.left) / max(1, len(plot.keys))
    shown = [figure for figure in line.figures if figure is not None]
    every = max(
        1,
        math.ceil(max(len(figure.shown) for figure in shown) * plot.size * 0.6 / room),
    )
    last = len(plot.keys) - 1
    return [
        _text(
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
            _text(plot.right + 10, top + plot.size * 0.95 + at * step, words, kind=kind)
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
            f'<path class="line s{style}" d="M2 {_n(y - 4)} L26 {_n(y - 4)}"/>{_mark(style, 14, y - 4)}'
        )
        words = f"{line.label} {ends[-1].shown}" if ends else line.label
        parts.append(
            _text(
                34, y, _short(words, int((plot.frame.width - 36) / (plot.size * 0.52)))
            )
        )
    return parts


def _short(words: str, width: int) -> str:
    return words if len(words) <= width else words[: width - 1].rstrip() + "…"


# ---- bars


def _bars(lines: list[tuple[int, Line]], frame: Frame) -> _Drawing:
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
                _text(0, y + size + at * step, word) for at, word in enumerate(words)
            )
            y, tall = y + len(words) * step + 3, size * 1.4
        else:
            top = y + tall / 2 - (len(words) - 1) * step / 2 + size * 0.34
            parts.extend(
                _text(left, top + at * step, word, anchor="end")
                for at, word in enumerate(words)
            )
        parts.extend(
            _bar(style, figure, start, y + tall / 2, _reach(figure) * per_unit, frame)
        )
        y += tall + size * 0.6
    return _Drawing(y, parts)


def _reach(figure: Figure) -> float:
    return figure.value if figure.value is not None else figure.upper or 0.0


def _bar(  # noqa: PLR0917
    style: int, figure: Figure, x: float, middle: float, width: float, frame: Frame
) -> list[str]:
    kind = "hidden" if figure.value is None else "bar first" if style == 0 else "bar"
    tall = frame.size * 1.15
    place = f'x="{_n(x)}" y="{_n(middle - tall / 2)}" width="{_n(max(width, 1))}" height="{_n(tall)}"'
    words = _text(
        x + width + 6,
        middle + frame.size * 0.35,
        figure.shown,
        kind="accent-text" if style == 0 else "",
    )
    return [f'<rect class="{kind}" {place}/>', words]


# ---- spreads


@dataclass(frozen=True)
class Whisker:
    """One row of a drawing of spreads: a line from `low` to `high`, with a dot where one value is said."""

    label: str
    low: float
    high: float
    dot: float | None
    shown: str
    is_first: bool = False


def draw_spreads(
    rows: Sequence[Whisker],
    edition: Edition,
    frame: Frame,
    *,
    top: float = 0.0,
    seen: float | None = None,
    percent: bool = False,
    alt: str = "",
) -> str:
    """Draw between what each row lies.

    Parameters
    ----------
    rows : what is drawn, from the top down
    edition : how numbers are written
    frame : room to draw in
    top : end of the axis; a round number above every row where it is 0
    seen : a dotted line here: what was counted
    percent : whether the axis is in percent
    alt : the written alternative

    Returns
    -------
    SVG
    """
    size, step = frame.size, frame.size * 1.2
    end, ticks = ceiling(top or max(row.high for row in rows))
    left = (
        0.0
        if frame.narrow
        else min(frame.width * 0.36, max(len(row.label) for row in rows) * size * 0.5)
    )
    start, stop = left + (4 if frame.narrow else 12), frame.width - size * 1.6
    letters = int((left or frame.width) / (size * 0.5))

    def place(value: float) -> float:
        return start + (stop - start) * min(value, end) / end

    parts: list[str] = []
    y = size * 1.1
    for row in rows:
        words = wrap(row.label, max(letters, 12))
        kind = "accent-text" if row.is_first else ""
        tall = max((1 if frame.narrow else len(words)) * step, size * 1.35)
        if frame.narrow:
            parts.append(_text(0, y + size, f"{row.label}: {row.shown}", kind=kind))
            y += step
        else:
            first = y + tall / 2 - (len(words) - 1) * step / 2 + size * 0.34
            parts += [
                _text(left, first + at * step, word, anchor="end", kind=kind)
                for at, word in enumerate(words)
            ]
        parts += _whisker(row, place, y + tall / 2)
        y += tall + size * 0.25
    behind = _spread_axis(ticks, place, y, size, edition, percent=percent)
    if seen is not None:
        x = _n(place(seen))
        behind.append(
            f'<line class="seen" x1="{x}" x2="{x}" y1="{_n(size * 0.7)}" y2="{_n(y)}"/>'
        )
    return _svg(frame, y + size * 1.8, [*behind, *parts], alt)


def _whisker(row: Whisker, place: Callable[[float], float], y: float) -> list[str]:
    style = 0 if row.is_first else 1
    x1, x2 = place(row.low), place(row.high)
    if row.dot is None:
        kind = "bar first" if row.is_first else "bar"
        return [
            f'<rect class="{kind}" x="{_n(x1)}" y="{_n(y - 4)}" width="{_n(max(x2 - x1, 2))}" height="8"/>'
        ]
    return [
        f'<path class="line s{style}" d="M{_n(x1)} {_n(y)} L{_n(x2)} {_n(y)}"/>',
        _mark(style, place(row.dot), y),
    ]


def _spread_axis(
    ticks: Sequence[float],
    place: Callable[[float], float],
    bottom: float,
    size: float,
    edition: Edition,
    *,
    percent: bool,
) -> list[str]:
    parts = []
    unit = "percent" if percent else ""
    for tick, words in axis_words(ticks, unit, edition.language).items():
        x, kind = _n(place(tick)), "base" if tick == 0 else "grid"
        parts.append(
            f'<line class="{kind}" x1="{x}" x2="{x}" y1="{_n(size * 0.7)}" y2="{_n(bottom)}"/>'
        )
        parts.append(
            _text(place(tick), bottom + size * 1.3, words, kind="soft", anchor="middle")
        )
    return parts


def describe(table: FigureTable, edition: Edition, *, kind: str) -> str:
    """Write what a chart shows, for readers who do not see it: each row with its first and last figure that is done."""
    rows = []
    for line in table.lines:
        columns = zip(table.keys, table.columns, line.figures, strict=True)
        shown = [
            (key in table.running, words, figure)
            for key, words, figure in columns
            if figure
        ]
        if not shown:
            continue
        done = [
            (words, figure)
            for is_running, words, figure in shown
            if not is_running or kind == "bar"
        ]
        (first, start), (last, end) = (
            (done or [shown[-1][1:]])[0],
            (done or [shown[-1][1:]])[-1],
        )
        if kind == "bar" or first == last:
            rows.append(f"{line.label}: {end.shown}")
        else:
            rows.append(
                edition.words(
                    "alt.row",
                    label=line.label,
                    start=start.shown,
                    first=first,
                    end=end.shown,
                    last=last,
                )
            )
    said = edition.words(f"alt.{kind}", rows="; ".join(rows))
    return f"{said} {running_words(table, edition)}".strip()


def running_words(
    table: FigureTable, edition: Edition, key: str = "note.running"
) -> str:
    """Say of which periods some are pending; nothing where all are done."""
    named = [
        words
        for code, words in zip(table.keys, table.columns, strict=True)
        if code in table.running
    ]
    if not named:
        return ""
    years = named[0] if len(named) == 1 else f"{named[0]}\u2013{named[-1]}"
    return edition.words(key, years=years)
