"""Bars: as parts of a row of a page, and as a chart in a frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.charts.bar import Bar
from zicht.edition.charts.svg import Drawing, Frame, n, text, wrap
from zicht.edition.figures import Figure
from zicht.edition.rows import Row

# ---- bars of a page


def bar_of(name: str, words: str, row: Row, top: float) -> Bar:
    """Return the bar of a row on a scale from 0; that of a hidden value reaches from its lower to its upper bound."""
    is_hidden = row.value is None
    end = _end(row)
    start = (row.lower or 0.0) / end if is_hidden and end else 0.0
    width = min(100.0, 100 * end / top) if top else 0.0
    return Bar(name, words, round(width, 1), is_hidden, round(100 * start, 1))


def bars_of(rows: Sequence[tuple[str, str, Row]]) -> tuple[Bar, ...]:
    """Return bars of (name, words, row), on one scale that ends at the longest."""
    top = max((_end(row) for *_, row in rows), default=0.0) or 1.0
    return tuple(bar_of(name, words, row, top) for name, words, row in rows)


def _end(figure: Row | Figure) -> float:
    """Return where a bar ends: at its value, or at the upper bound of a hidden one."""
    return (figure.upper or 0.0) if figure.value is None else figure.value


# ---- bars in a frame


@dataclass(frozen=True)
class LabelledBar:
    """One bar in a frame: its style, 0 for the accent, what it is about, and its figure."""

    style: int
    label: str
    figure: Figure


class _Room:
    """Where labels, bars and numbers lie in a frame."""

    def __init__(self, bars: Sequence[LabelledBar], frame: Frame) -> None:
        size = frame.size
        longest_label = max((len(bar.label) for bar in bars), default=1)
        longest_number = max((len(bar.figure.shown) for bar in bars), default=4)
        largest = max((_end(bar.figure) for bar in bars), default=1.0) or 1.0
        self.frame = frame
        self.left = 0.0
        if not frame.narrow:
            self.left = min(frame.width * 0.4, longest_label * size * 0.5)
        letters = self.left / (size * 0.47) if self.left else frame.width / (size * 0.5)
        self.letters = max(int(letters), 12)
        self.start = self.left + (0 if frame.narrow else 10)
        room_for_number = longest_number * size * 0.56 + 10
        self.per_unit = (frame.width - self.left - 10 - room_for_number) / largest


def draw_bars(bars: Sequence[LabelledBar], frame: Frame) -> Drawing:
    """Draw horizontal bars from the top down; in a narrow frame each under its label, else beside it."""
    room = _Room(bars, frame)
    step, size = frame.size * 1.2, frame.size
    y = 4.0
    parts: list[str] = []
    for bar in bars:
        lines = wrap(bar.label, room.letters)
        height = max(len(lines) * step, size * 1.5)
        if frame.narrow:
            first, x, anchor = y + size, 0.0, "start"
            y = y + len(lines) * step + 3
            height = size * 1.4
        else:
            first = y + height / 2 - (len(lines) - 1) * step / 2 + size * 0.34
            x, anchor = room.left, "end"
        for number, words in enumerate(lines):
            parts.append(text(x, first + number * step, words, anchor=anchor))
        parts += _bar(bar, y + height / 2, room)
        y += height + size * 0.6
    return Drawing(y, parts)


def _bar(bar: LabelledBar, middle: float, room: _Room) -> list[str]:
    """Draw one bar with its number; that of a hidden value reaches from its lower to its upper bound."""
    size, figure = room.frame.size, bar.figure
    is_first = bar.style == 0
    start, kind = 0.0, "bar first" if is_first else "bar"
    if figure.value is None:
        start, kind = (figure.lower or 0.0) * room.per_unit, "hidden"
    end = _end(figure) * room.per_unit
    height = size * 1.15
    box = (
        f'<rect class="{kind}" x="{n(room.start + start)}" y="{n(middle - height / 2)}"'
        f' width="{n(max(end - start, 1))}" height="{n(height)}"/>'
    )
    number = text(
        room.start + end + 6,
        middle + size * 0.35,
        figure.shown,
        kind="accent-text" if is_first else "",
    )
    return [box, number]
