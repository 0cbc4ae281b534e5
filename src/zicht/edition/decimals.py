"""How many decimals a figure is shown with, wherever it is shown."""

import math

_DECIMALS_OF_SHAPE = {
    "count": 0,
    "share": 1,
    "duration": 0,
    "survival": 1,
    "survey": 1,
}
_DECIMALS_OF_OTHER_SHAPES = 2
_SMALLEST_DIFFERENCE = 1e-9
"""Numbers nearer to each other than this are equal: a binary fraction stands for a decimal one."""


def decimals_of(shape: str, *numbers: float) -> int:
    """How many decimals a count, share or rate is shown with, wherever it is shown.

    A share or rate carries as many decimals as its bounds bear: as many as it and they need, at most one and two.

    Parameters
    ----------
    shape : `count`, `share`, `rate`, `duration`, `survival` or `survey`
    numbers : the value and its bounds, those that are known; of a band the bounds alone; one number shows the most

    Examples
    --------
    >>> decimals_of("count"), decimals_of("share"), decimals_of("share", 27.0, 25.0, 28.0), decimals_of("rate", 9.81)
    (0, 1, 0, 2)
    """
    most_decimals = _DECIMALS_OF_SHAPE.get(shape, _DECIMALS_OF_OTHER_SHAPES)
    known = [number for number in numbers if not math.isnan(number)]
    if len(known) < 2:
        return most_decimals
    for decimals in range(most_decimals):
        if all(_has_at_most(decimals, number) for number in known):
            return decimals
    return most_decimals


def _has_at_most(decimals: int, number: float) -> bool:
    """Whether a number is written in full with some decimals."""
    return abs(round(number, decimals) - number) < _SMALLEST_DIFFERENCE
