"""Persons by the lists they were seen on, as the gate receives them before an estimate is made."""

import math
from dataclasses import dataclass

from zicht.vocabulary.arrays import Ints

Bounds = tuple[float, float]
"""Lowest and highest count that is printed for some persons."""
NOT_PRINTED: Bounds = (0.0, math.inf)
"""Bounds of a count of which nothing is printed."""


@dataclass(frozen=True, eq=False)
class PersonsByLists:
    """The persons of one stratum by the combination of lists they were seen on.

    Parameters
    ----------
    axis, level : what they have in common, such as `year` and `2024`. The strata of one axis divide the same persons
    counts : persons per pattern, `2**t` long for t lists; list number i is bit i of a pattern, element 0 is zero
    seen : printed bounds of how many were seen on any list
    lists : printed bounds of how many stand on each list, t long
    is_estimated : whether an estimate of them is printed
    """

    axis: str
    level: str
    counts: Ints
    seen: Bounds
    lists: tuple[Bounds, ...]
    is_estimated: bool
