"""Charts as small SVG: text stays its size at every width, because places are given in percent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from zicht.edition.rows import Row

_HEIGHT, _TOP, _BOTTOM = 264, 34, 30
_SMALL_HEIGHT, _SMALL_TOP = 112, 24
_LEFT, _RIGHT = 13.0, 94.0


@dataclass(frozen=True)
class Point:
    """One mark: `value` is None where nothing may be shown, and `upper` may then still bound it."""

    period: str
    value: float | None
    words: str
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Line:
    """Marks that belong together; loose ones have no lines between them, stepped ones go level until the next."""

    name: str
    points: tuple[Point, ...]
    is_loose: bool = False
    is_stepped: bool = False


def line_chart(
    lines: Sequence[Line],
    *,
    label: str,
    tick_words: "dict[float, str]",
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
    own = sorted({point.period for line in lines for point in line.points})
    scale = _Scale(list(periods) or own, max(tick_words, default=1.0))
    parts = [
        f'<svg class="chart" width="100%" height="{_HEIGHT}" paint-order="stroke" role="img"',
        f' aria-label="{escape(label)}">',
        *_grid(scale, tick_words),
        *_breaks(scale, breaks),
        *_period_words(scale),
    ]
    for at, line in reversed(list(enumerate(lines))):
        parts.extend(
            _draw(
                line,
                at,
                scale,
                with_words=at == 0 and sum(not each.is_loose for each in lines) == 1,
            )
        )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - every word in it was escaped


@dataclass(frozen=True)
class _Scale:
    periods: list[str]
    top: float
    height: int = _HEIGHT
    above: int = _TOP
    radius: float = 4.5

    def x(self, period: str) -> str:
        n = max(1, len(self.periods) - 1)
        share = self.periods.index(period) / n if len(self.periods) > 1 else 0.5
        return f"{_LEFT + (_RIGHT - _LEFT) * share:.2f}%"

    def y(self, value: float) -> str:
        room = self.height - self.above - _BOTTOM
        return f"{self.height - _BOTTOM - room * min(value / self.top, 1.0):.1f}"


def _grid(scale: _Scale, ticks: "dict[float, str]") -> list[str]:
    parts = []
    for tick, words in ticks.items():
        y = scale.y(tick)
        kind = "base" if tick == 0 else "grid"
        parts.append(f'<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        if tick:
            parts.append(
                f'<text class="tick" x="0" y="{float(y) - 5:.1f}">{escape(words)}</text>'
            )
    return parts


def _breaks(scale: _Scale, breaks: Sequence[str]) -> list[str]:
    bottom = _HEIGHT - _BOTTOM
    return [
        f'<line class="break" x1="{scale.x(period)}" x2="{scale.x(period)}" y1="{_TOP - 14}" y2="{bottom}"/>'
        for period in breaks
        if period in scale.periods
    ]


def _period_words(scale: _Scale) -> list[str]:
    last = len(scale.periods) - 1
    crowded = len(scale.periods) > 6
    every = 1 if last < 18 else 2 if last < 36 else 5
    sparse = 2 if last < 10 else 4
    return [
        f'<text class="tick{" minor" if crowded and (last - at) % (every * sparse) else ""}" x="{scale.x(period)}"'
        f' y="{_HEIGHT - 9}" text-anchor="middle">{escape(period)}</text>'
        for at, period in enumerate(scale.periods)
        if (last - at) % every == 0
    ]


def _draw(line: Line, at: int, scale: _Scale, *, with_words: bool) -> list[str]:
    parts: list[str] = []
    for one, other in () if line.is_loose else pairwise(line.points):
        follows = line.is_stepped or _follow(one.period, other.period, scale)
        if one.value is not None and other.value is not None and follows:
            middle = scale.y(one.value if line.is_stepped else other.value)
            parts.append(
                f'<line class="line s{at}" x1="{scale.x(one.period)}" y1="{scale.y(one.value)}"'
                f' x2="{scale.x(other.period)}" y2="{middle}"/>'
            )
            if line.is_stepped:
                x = scale.x(other.period)
                parts.append(
                    f'<line class="line s{at}" x1="{x}" y1="{middle}" x2="{x}" y2="{scale.y(other.value)}"/>'
                )
    for number, point in enumerate(line.points):
        parts.extend(_mark(point, at, scale))
        if with_words and point.value is not None:
            minor = len(line.points) > 6 and (len(line.points) - 1 - number) % 2
            parts.append(
                f'<text class="value{" minor" if minor else ""}" x="{scale.x(point.period)}"'
                f' y="{_beside(line, number, scale):.1f}" text-anchor="middle">{escape(point.words)}</text>'
            )
    return parts


def _beside(line: Line, at: int, scale: _Scale) -> float:
    """Height of the words at a mark: above it, but below where the line dips."""
    value = line.points[at].value or 0.0
    around = [
        line.points[near].value
        for near in (at - 1, at + 1)
        if 0 <= near < len(line.points)
    ]
    dips = len(around) == 2 and all(
        other is not None and other > value for other in around
    )
    y = float(scale.y(value))
    return y + 22 if dips and y + 26 < scale.height - _BOTTOM else y - 11


def _follow(one: str, other: str, scale: _Scale) -> bool:
    return scale.periods.index(other) - scale.periods.index(one) == 1


def _mark(point: Point, at: int, scale: _Scale) -> list[str]:
    x = scale.x(point.period)
    data = f'data-period="{escape(point.period)}" data-words="{escape(point.words)}"'
    if point.value is None:
        ends = f'y1="{scale.y(point.upper or 0)}" y2="{scale.y(point.lower or 0)}"'
        return [f'<line class="hidden" x1="{x}" x2="{x}" {ends} {data}/>']
    parts = []
    if (
        point.lower is not None
        and point.upper is not None
        and point.upper - point.lower > scale.top / 60
    ):
        parts.append(
            f'<line class="interval" x1="{x}" x2="{x}" y1="{scale.y(point.lower)}" y2="{scale.y(point.upper)}"/>'
        )
    title = f"<title>{escape(point.period)}: {escape(point.words)}</title>"
    return [
        *parts,
        f'<circle class="point s{at}" cx="{x}" cy="{scale.y(point.value)}" r="{scale.radius}" {data}>{title}</circle>',
    ]


def small_chart(
    points: Sequence[Point],
    periods: Sequence[str],
    top: float,
    *,
    label: str,
    running: Sequence[str] = (),
) -> Markup:
    """Draw one of several small lines that share a scale: only its first and last value are written.

    Marks of periods of which a part still runs stand loose and unnamed: a line to them would look like a fall.
    """
    scale = _Scale(list(periods), top, _SMALL_HEIGHT, _SMALL_TOP, 2.75)
    base = scale.y(0)
    parts = [
        f'<svg class="chart small" width="100%" height="{_SMALL_HEIGHT}" paint-order="stroke" role="img"',
        f' aria-label="{escape(label)}">',
        f'<line class="base" x1="0" x2="100%" y1="{base}" y2="{base}"/>',
        *(
            f'<text class="tick" x="{scale.x(period)}" y="{_SMALL_HEIGHT - 9}" text-anchor="middle">'
            f"{escape(period)}</text>"
            for period in dict.fromkeys((periods[0], periods[-1]))
        ),
    ]
    line = Line("", tuple(point for point in points if point.period not in running))
    loose = Line(
        "", tuple(point for point in points if point.period in running), is_loose=True
    )
    parts.extend(
        [
            *_draw(line, 0, scale, with_words=False),
            *_draw(loose, 1, scale, with_words=False),
        ]
    )
    shown = [at for at, point in enumerate(line.points) if point.value is not None]
    for at in dict.fromkeys((*shown[:1], *shown[-1:])):
        point = line.points[at]
        parts.append(
            f'<text class="value" x="{scale.x(point.period)}" y="{_beside(line, at, scale):.1f}" text-anchor="middle">'
            f"{escape(point.words)}</text>"
        )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - every word in it was escaped


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    name, words : what it is about, and its figure as written
    width : where it ends, in percent of the width
    is_hidden : whether it is a hatched stretch in which a hidden value lies
    start : where a hatched stretch starts, in percent of its own width
    """

    name: str
    words: str
    width: float
    is_hidden: bool = False
    start: float = 0.0


def bar_of(name: str, words: str, row: Row, top: float) -> Bar:
    """Make the bar of a row on a scale from 0; that of a hidden value reaches from its lower to its upper bound."""
    is_hidden = row.value is None
    end = row.upper or 0.0 if row.value is None else row.value
    start = (row.lower or 0.0) / end if is_hidden and end else 0.0
    width = round(min(100.0, 100 * end / top), 1) if top else 0.0
    return Bar(name, words, width, is_hidden, round(100 * start, 1))


def bars_of(rows: Sequence[tuple[str, str, Row]]) -> tuple[Bar, ...]:
    """Make bars of (name, words, row), on one scale that ends at the longest."""
    ends = [row.upper or 0.0 if row.value is None else row.value for *_, row in rows]
    top = max(ends, default=0.0) or 1.0
    return tuple(bar_of(name, words, row, top) for name, words, row in rows)
