"""Axes of charts: their range, their ticks, and the place of a value on them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zicht.edition.charts.svg import ceiling, n, text
from zicht.edition.figures import axis_words

_FINE_STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8)
_COARSE_STEPS = (1, 2, 5)
_FEWEST_TICKS = 4
_MOST_TICKS = 9


@dataclass(frozen=True)
class Axis:
    """The values that an axis runs over.

    Parameters
    ----------
    low, high : its ends
    ticks : values that are written
    is_logarithmic : whether equal distances are equal ratios
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    is_logarithmic: bool = False

    def share(self, value: float) -> float:
        """Return where a value lies, from 0 at the low end to 1 at the high end; values beyond lie at the end."""
        held = min(max(value, self.low), self.high)
        if self.is_logarithmic:
            return math.log(held / self.low) / math.log(self.high / self.low)
        return (held - self.low) / (self.high - self.low)


def from_zero(largest: float) -> Axis:
    """Return an axis from zero to a round number that reaches the largest value."""
    high, ticks = ceiling(largest)
    return Axis(0.0, high, ticks)


def logarithmic(low: float, high: float) -> Axis:
    """Return a logarithmic axis between two positive values.

    Its ticks are 1, 2 and 5 times powers of ten; more of them on a short axis, powers of ten alone on a long one.
    """
    ticks = _round_numbers(low, high, _COARSE_STEPS)
    if len(ticks) < _FEWEST_TICKS:
        ticks = _round_numbers(low, high, _FINE_STEPS)
    if len(ticks) > _MOST_TICKS:
        ticks = _round_numbers(low, high, (1,))
    return Axis(low, high, ticks, is_logarithmic=True)


def _round_numbers(
    low: float, high: float, steps: Sequence[float]
) -> tuple[float, ...]:
    """Return the multiples of powers of ten between two values."""
    ticks = []
    for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for step in steps:
            tick = step * 10.0**exponent
            if low <= tick <= high:
                ticks.append(tick)
    return tuple(ticks)


def draw_axis_below(
    axis: Axis,
    place: Callable[[float], float],
    *,
    top: float,
    bottom: float,
    size: float,
    unit: str,
    language: str,
) -> list[str]:
    """Draw the vertical lines of a horizontal axis, with its ticks written below them.

    Parameters
    ----------
    axis : its ticks are drawn
    place : from a value to its x
    top, bottom : ends of the lines
    size : of the text
    unit : of the ticks, such as `percent`
    language : in which they are written
    """
    elements = []
    for tick, words in axis_words(axis.ticks, unit, language).items():
        kind = "base" if tick == 0 else "grid"
        x = n(place(tick))
        elements.append(
            f'<line class="{kind}" x1="{x}" x2="{x}" y1="{n(top)}" y2="{n(bottom)}"/>'
        )
        elements.append(
            text(place(tick), bottom + size * 1.3, words, kind="soft", anchor="middle")
        )
    return elements
