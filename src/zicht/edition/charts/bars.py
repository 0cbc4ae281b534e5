"""Bars: as parts of a row of a page, and as a chart in a frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.charts.bar import Bar
from zicht.edition.charts.svg import Drawing, Frame, n, text, wrap
from zicht.edition.figures import Figure
from zicht.edition.rows import Row
from zicht.vocabulary.printed_pages import Form

# ---- bars of a page


@dataclass(frozen=True)
class NamedRow:
    """What a bar is drawn from.

    Parameters
    ----------
    name, words : what the bar is about, and its figure as written
    row : the figure
    interval : of an estimate, as written; empty where the bounds of the row are not an interval
    """

    name: str
    words: str
    row: Row
    interval: str = ""

    @property
    def reach(self) -> float:
        """Where the drawing of this row ends: at the upper end of its interval, or where its bar ends."""
        return _reach(self.row, self.interval)


def bar_of(named: NamedRow, top: float, form: Form = Form.VALUE) -> Bar:
    """Return the bar of a row on a scale from 0; a hidden value has a bar from its lower to its upper bound."""
    row = named.row
    is_hidden = row.value is None
    end = _end(row)
    start = _percent(row.lower, end) if is_hidden else 0.0
    return Bar(
        named.name,
        named.words,
        min(100.0, _percent(end, top)),
        is_hidden,
        start,
        figure=str(row.key),
        form=form,
        interval=named.interval,
        # The ends of a line are placed within the bar, whose length they may exceed.
        low=_percent(row.lower, end) if named.interval else 0.0,
        high=_percent(row.upper, end) if named.interval else 0.0,
    )


def bars_of(rows: Sequence[NamedRow]) -> tuple[Bar, ...]:
    """Return bars on one scale, which ends at the longest bar or interval."""
    top = max((named.reach for named in rows), default=0.0)
    return tuple(bar_of(named, top) for named in rows)


def _percent(value: float | None, whole: float) -> float:
    """Return a value in per cent of a whole, with one decimal; 0 where the whole is nothing."""
    return round(100 * (value or 0.0) / whole, 1) if whole else 0.0


def _end(figure: Row | Figure) -> float:
    """Return where a bar ends: at its value, or at the upper bound of a hidden one."""
    return (figure.upper or 0.0) if figure.value is None else figure.value


def _reach(figure: Row | Figure, interval: str) -> float:
    """Return where a bar with its interval ends."""
    end = _end(figure)
    return max(end, figure.upper or 0.0) if interval else end


# ---- bars in a frame


@dataclass(frozen=True)
class LabelledBar:
    """One bar in a frame.

    Parameters
    ----------
    style : 0 for the accent colour
    label : name of what it shows
    figure : its value
    """

    style: int
    label: str
    figure: Figure


@dataclass(frozen=True)
class _Layout:
    """Places of labels, bars and numbers in a frame.

    Parameters
    ----------
    frame : room to draw in
    label_width : room for labels beside the bars; 0 if they stand above the bars
    letters : highest number of letters in a line of a label
    start : left end of the bars
    per_unit : length of a bar per unit of its figure
    """

    frame: Frame
    label_width: float
    letters: int
    start: float
    per_unit: float

    @classmethod
    def of(cls, bars: Sequence[LabelledBar], frame: Frame) -> "_Layout":
        """Return the layout in which the longest label, bar and number fit."""
        size = frame.size
        longest_label = max((len(bar.label) for bar in bars), default=1)
        longest_number = max((len(bar.figure.shown) for bar in bars), default=4)
        largest = (
            max((_reach(bar.figure, bar.figure.interval) for bar in bars), default=1.0)
            or 1.0
        )
        if frame.narrow:
            label_width = 0.0
            start = 0.0
        else:
            label_width = min(frame.width * 0.4, longest_label * size * 0.5)
            start = label_width + 10
        if label_width:
            letters = label_width / (size * 0.47)
        else:
            letters = frame.width / (size * 0.5)
        number_width = longest_number * size * 0.56 + 10
        bar_width = frame.width - label_width - 10 - number_width
        return cls(
            frame=frame,
            label_width=label_width,
            letters=max(int(letters), 12),
            start=start,
            per_unit=bar_width / largest,
        )


def draw_bars(bars: Sequence[LabelledBar], frame: Frame) -> Drawing:
    """Draw horizontal bars from the top down, each beside its label; in a narrow frame below it."""
    layout = _Layout.of(bars, frame)
    line_height = frame.size * 1.2
    y = 4.0
    elements: list[str] = []
    for bar in bars:
        lines = wrap(bar.label, layout.letters)
        label_height = len(lines) * line_height
        if frame.narrow:
            elements += _label_above(lines, y, frame)
            y = y + label_height + 3
            height = frame.size * 1.4
        else:
            height = max(label_height, frame.size * 1.5)
            elements += _label_beside(lines, y + height / 2, layout)
        elements += _bar(bar, y + height / 2, layout)
        y += height + frame.size * 0.6
    return Drawing(y, elements)


def _label_above(lines: Sequence[str], top: float, frame: Frame) -> list[str]:
    """Write a label from the left, with its top at `top`."""
    first = top + frame.size
    step = frame.size * 1.2
    return [
        text(0.0, first + number * step, words, anchor="start")
        for number, words in enumerate(lines)
    ]


def _label_beside(lines: Sequence[str], middle: float, layout: _Layout) -> list[str]:
    """Write a label that ends at the bars, with its middle at `middle`."""
    size = layout.frame.size
    step = size * 1.2
    first = middle - (len(lines) - 1) * step / 2 + size * 0.34
    return [
        text(layout.label_width, first + number * step, words, anchor="end")
        for number, words in enumerate(lines)
    ]


def _bar(bar: LabelledBar, middle: float, layout: _Layout) -> list[str]:
    """Draw one bar with its number; a hidden value has a bar from its lower to its upper bound."""
    size = layout.frame.size
    figure = bar.figure
    has_accent = bar.style == 0
    if figure.value is None:
        kind = "hidden"
        start = (figure.lower or 0.0) * layout.per_unit
    else:
        kind = "bar first" if has_accent else "bar"
        start = 0.0
    end = _end(figure) * layout.per_unit
    reach = _reach(figure, figure.interval) * layout.per_unit
    height = size * 1.15
    box = (
        f'<rect class="{kind}" x="{n(layout.start + start)}" y="{n(middle - height / 2)}"'
        f' width="{n(max(end - start, 1))}" height="{n(height)}"/>'
    )
    number = text(
        layout.start + reach + 6,
        middle + size * 0.35,
        figure.shown,
        kind="accent-text" if has_accent else "",
    )
    return [box, *_whisker(figure, middle, layout), number]


def _whisker(figure: Figure, middle: float, layout: _Layout) -> list[str]:
    """Draw the interval of an estimate: a dark line with a light edge, to be seen on the bar and beside it."""
    if not figure.interval or figure.lower is None or figure.upper is None:
        return []
    low, high = (
        n(layout.start + bound * layout.per_unit)
        for bound in (figure.lower, figure.upper)
    )
    y = n(middle)
    return [
        f'<line class="{kind}" x1="{low}" x2="{high}" y1="{y}" y2="{y}"/>'
        for kind in ("edge", "whisker")
    ]
