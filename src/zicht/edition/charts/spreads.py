"""Charts of spreads: an interval per row, with a dot at its value if there is one."""

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
    """Draw the interval of each row, on an axis from zero.

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
    """Draw the interval of each row, on any axis; the other parameters are those of `draw_spreads`."""
    plot = _Plot(frame, axis, _room_for_labels(rows, frame))
    size = frame.size
    elements: list[str] = []
    y = size * 1.1
    for row in rows:
        drawn, y = _row(row, plot, y)
        elements += drawn
        y += size * 0.25
    behind = draw_axis_below(
        axis,
        plot.place,
        top=size * 0.7,
        bottom=y,
        size=size,
        unit=unit,
        language=language,
    )
    if seen is not None:
        behind.append(_line_of_those_seen(plot, seen, y))
    return Drawing(y + size * 1.8, [*behind, *elements])


@dataclass(frozen=True)
class _Plot:
    """Places of the rows of a drawing.

    Parameters
    ----------
    frame, axis : room to draw in, and what is drawn on
    left : width of the labels beside the rows; 0 where they stand above
    """

    frame: Frame
    axis: Axis
    left: float

    @property
    def letters(self) -> int:
        """Letters in a line of a label."""
        return max(12, int((self.left or self.frame.width) / (self.frame.size * 0.5)))

    def place(self, value: float) -> float:
        """Return how far from the left a value lies."""
        start = self.left + (4 if self.frame.narrow else 12)
        stop = self.frame.width - self.frame.size * 1.6
        return start + (stop - start) * self.axis.share(value)


def _row(row: Whisker, plot: _Plot, y: float) -> tuple[list[str], float]:
    """Draw a row that starts at a height, and return where it ends."""
    size, step = plot.frame.size, plot.frame.size * 1.2
    words = wrap(row.label, plot.letters)
    n_lines = 1 if plot.frame.narrow else len(words)
    height = max(n_lines * step, size * 1.35)
    if plot.frame.narrow:
        elements = [_label_above(row, y + size)]
        y += step
    else:
        first = y + height / 2 - (n_lines - 1) * step / 2 + size * 0.34
        elements = _label_beside(row, words, plot, first)
    if not row.is_empty:
        elements += _whisker(row, plot.place, y + height / 2)
    return elements, y + height


def _label_above(row: Whisker, y: float) -> str:
    return text(0, y, f"{row.label}: {row.shown}", kind=_kind_of_label(row))


def _label_beside(
    row: Whisker, words: Sequence[str], plot: _Plot, first: float
) -> list[str]:
    """Write the lines of a label, of which the first stands at a height."""
    step, kind = plot.frame.size * 1.2, _kind_of_label(row)
    return [
        text(plot.left, first + line * step, word, anchor="end", kind=kind)
        for line, word in enumerate(words)
    ]


def _kind_of_label(row: Whisker) -> str:
    return "accent-text" if row.is_first else ""


def _line_of_those_seen(plot: _Plot, seen: float, bottom: float) -> str:
    x, top = n(plot.place(seen)), n(plot.frame.size * 0.7)
    return f'<line class="seen" x1="{x}" x2="{x}" y1="{top}" y2="{n(bottom)}"/>'


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
        top, width = n(y - _HALF_A_BAR), n(max(x2 - x1, 2))
        return [
            f'<rect class="{kind}" x="{n(x1)}" y="{top}" width="{width}" height="8"/>'
        ]
    style = 0 if row.is_first else 1
    return [
        f'<path class="line s{style}" d="M{n(x1)} {n(y)} L{n(x2)} {n(y)}"/>',
        mark(style, place(row.dot), y),
    ]
