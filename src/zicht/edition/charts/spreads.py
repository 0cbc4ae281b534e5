"""Charts of spreads: between what each row lies, with a dot where one value is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zicht.edition.charts.svg import Frame, ceiling, mark, n, svg, text, wrap
from zicht.edition.figures import axis_words


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
    language: str,
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
    language : in which numbers are written
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
            parts.append(text(0, y + size, f"{row.label}: {row.shown}", kind=kind))
            y += step
        else:
            first = y + tall / 2 - (len(words) - 1) * step / 2 + size * 0.34
            parts += [
                text(left, first + at * step, word, anchor="end", kind=kind)
                for at, word in enumerate(words)
            ]
        parts += _whisker(row, place, y + tall / 2)
        y += tall + size * 0.25
    behind = _spread_axis(ticks, place, y, size, language, percent=percent)
    if seen is not None:
        x = n(place(seen))
        behind.append(
            f'<line class="seen" x1="{x}" x2="{x}" y1="{n(size * 0.7)}" y2="{n(y)}"/>'
        )
    return svg(frame, y + size * 1.8, [*behind, *parts], alt)


def _whisker(row: Whisker, place: Callable[[float], float], y: float) -> list[str]:
    style = 0 if row.is_first else 1
    x1, x2 = place(row.low), place(row.high)
    if row.dot is None:
        kind = "bar first" if row.is_first else "bar"
        return [
            f'<rect class="{kind}" x="{n(x1)}" y="{n(y - 4)}" width="{n(max(x2 - x1, 2))}" height="8"/>'
        ]
    return [
        f'<path class="line s{style}" d="M{n(x1)} {n(y)} L{n(x2)} {n(y)}"/>',
        mark(style, place(row.dot), y),
    ]


def _spread_axis(
    ticks: Sequence[float],
    place: Callable[[float], float],
    bottom: float,
    size: float,
    language: str,
    *,
    percent: bool,
) -> list[str]:
    parts = []
    unit = "percent" if percent else ""
    for tick, words in axis_words(ticks, unit, language).items():
        x, kind = n(place(tick)), "base" if tick == 0 else "grid"
        parts.append(
            f'<line class="{kind}" x1="{x}" x2="{x}" y1="{n(size * 0.7)}" y2="{n(bottom)}"/>'
        )
        parts.append(
            text(place(tick), bottom + size * 1.3, words, kind="soft", anchor="middle")
        )
    return parts
