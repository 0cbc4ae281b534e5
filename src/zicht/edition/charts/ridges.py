"""Charts of distributions: one above the other, on one axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zicht.edition.charts.scales import Axis, draw_axis_below
from zicht.edition.charts.svg import Drawing, Frame, n, text, wrap

_RIDGE = 3.6
"""Height of the highest ridge, in sizes of text."""


@dataclass(frozen=True)
class Ridge:
    """One distribution.

    Parameters
    ----------
    label : what it is of
    values : on the axis, ascending
    heights : as many, from 0 to 1
    is_first : whether it has the accent
    """

    label: str
    values: Sequence[float]
    heights: Sequence[float]
    is_first: bool = False


def ridges(rows: Sequence[Ridge], axis: Axis, language: str, frame: Frame) -> Drawing:
    """Draw distributions from the top down, each with its label at its foot.

    Parameters
    ----------
    rows : what is drawn
    axis : that all share
    language : in which numbers are written
    frame : room to draw in
    """
    size = frame.size
    left = frame.width * 0.28
    start, stop = left + 12, frame.width - size * 1.6

    def place(value: float) -> float:
        return start + (stop - start) * axis.share(value)

    elements: list[str] = []
    foot = size * 0.7
    for row in rows:
        foot += size * (_RIDGE + 0.6)
        elements.append(_shape(row, place, foot, size))
        elements += _label(row, left, foot, size)
    behind = draw_axis_below(
        axis,
        place,
        top=size * 0.7,
        bottom=foot,
        size=size,
        unit="",
        language=language,
    )
    return Drawing(foot + size * 1.8, [*behind, *elements])


def _shape(
    row: Ridge, place: Callable[[float], float], foot: float, size: float
) -> str:
    """Draw a distribution as a filled shape that stands on its foot."""
    corners = [f"{n(place(row.values[0]))} {n(foot)}"]
    for value, height in zip(row.values, row.heights, strict=True):
        y = foot - height * _RIDGE * size
        corners.append(f"{n(place(value))} {n(y)}")
    corners.append(f"{n(place(row.values[-1]))} {n(foot)}")
    kind = "ridge first" if row.is_first else "ridge"
    return f'<path class="{kind}" d="M{" L".join(corners)} Z"/>'


def _label(row: Ridge, left: float, foot: float, size: float) -> list[str]:
    """Write the label of a distribution; its last line stands at the foot."""
    words = wrap(row.label, int(left / (size * 0.5)))
    last = len(words) - 1
    return [
        text(left, foot - (last - line) * size * 1.2, word, anchor="end")
        for line, word in enumerate(words)
    ]
