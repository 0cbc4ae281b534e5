"""Charts of spreads: between what each row lies, with a dot where there is one value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zicht.edition.charts.scales import Axis, draw_axis_below, from_zero
from zicht.edition.charts.svg import Drawing, Frame, mark, n, svg, text, wrap

_HALF_A_BAR = 4


@dataclass(frozen=True)
class Whisker:
    """One row of a drawing of spreads.

    Parameters
    ----------
    label : what the row is about
    low, high : ends of its line
    dot : the one value within; None draws a bar between the ends
    shown : the figure as written
    is_first : whether it has the accent
    is_empty : whether nothing is drawn behind the label, because there is no figure
    """

    label: str
    low: float
    high: float
    dot: float | None
    shown: str
    is_first: bool = False
    is_empty: bool = False


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
    """Draw between what each row lies, on an axis from zero.

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
    axis = from_zero(top or max(row.high for row in rows))
    drawing = spreads(
        rows, axis, language, frame, seen=seen, unit="percent" if percent else ""
    )
    return svg(frame, drawing.height, drawing.parts, alt)


def spreads(
    rows: Sequence[Whisker],
    axis: Axis,
    language: str,
    frame: Frame,
    *,
    seen: float | None = None,
    unit: str = "",
) -> Drawing:
    """Draw between what each row lies, on any axis; the other parameters are those of `draw_spreads`."""
    size, step = frame.size, frame.size * 1.2
    left = _room_for_labels(rows, frame)
    start, stop = left + (4 if frame.narrow else 12), frame.width - size * 1.6
    letters = int((left or frame.width) / (size * 0.5))

    def place(value: float) -> float:
        return start + (stop - start) * axis.share(value)

    parts: list[str] = []
    y = size * 1.1
    for row in rows:
        words = wrap(row.label, max(letters, 12))
        kind = "accent-text" if row.is_first else ""
        height = max((1 if frame.narrow else len(words)) * step, size * 1.35)
        if frame.narrow:
            parts.append(text(0, y + size, f"{row.label}: {row.shown}", kind=kind))
            y += step
        else:
            first = y + height / 2 - (len(words) - 1) * step / 2 + size * 0.34
            for line, word in enumerate(words):
                parts.append(
                    text(left, first + line * step, word, anchor="end", kind=kind)
                )
        if not row.is_empty:
            parts += _whisker(row, place, y + height / 2)
        y += height + size * 0.25
    behind = draw_axis_below(
        axis,
        place,
        top=size * 0.7,
        bottom=y,
        size=size,
        unit=unit,
        language=language,
    )
    if seen is not None:
        x = n(place(seen))
        behind.append(
            f'<line class="seen" x1="{x}" x2="{x}" y1="{n(size * 0.7)}" y2="{n(y)}"/>'
        )
    return Drawing(y + size * 1.8, [*behind, *parts])


def _room_for_labels(rows: Sequence[Whisker], frame: Frame) -> float:
    """Return how wide the labels beside the rows are; a narrow frame has them above the rows."""
    if frame.narrow:
        return 0.0
    longest = max(len(row.label) for row in rows)
    return min(frame.width * 0.36, longest * frame.size * 0.5)


def _whisker(row: Whisker, place: Callable[[float], float], y: float) -> list[str]:
    """Draw a line between the ends of a row with a dot on it, or a bar where there is no one value."""
    x1, x2 = place(row.low), place(row.high)
    if row.dot is None:
        kind = "bar first" if row.is_first else "bar"
        width = max(x2 - x1, 2)
        return [
            f'<rect class="{kind}" x="{n(x1)}" y="{n(y - _HALF_A_BAR)}" width="{n(width)}" height="8"/>'
        ]
    style = 0 if row.is_first else 1
    return [
        f'<path class="line s{style}" d="M{n(x1)} {n(y)} L{n(x2)} {n(y)}"/>',
        mark(style, place(row.dot), y),
    ]
