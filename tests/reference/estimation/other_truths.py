"""More populations of known size: kinds that were written after the rule was fixed, and seven to twelve lists."""

from collections.abc import Mapping

import numpy as np
from tests.reference.estimation.truths import (
    FIVE,
    FOUR,
    A,
    B,
    C,
    D,
    E,
    Truth,
)

THREE = (0.35, 0.3, 0.25)


def _falling(first: float, last: float, n_lists: int) -> tuple[float, ...]:
    """Chances of lists, the largest first."""
    return tuple(np.geomspace(first, last, n_lists))


def _by_stay(
    chances: tuple[float, ...], n_classes: int = 10
) -> list[tuple[float, ...]]:
    """Chances of persons who are present for a tenth, two tenths, ... of the time."""
    stays = (np.arange(n_classes) + 0.5) / n_classes
    return [tuple(1 - (1 - np.array(chances)) ** stay) for stay in stays]


def _by_two_traits(
    first: tuple[float, ...], second: tuple[float, ...], low: float = 0.4
) -> list[tuple[float, ...]]:
    """Chances where visibility to the first lists and to the second differ independently."""
    return [
        tuple(np.array([*(a * np.array(first)), *(b * np.array(second))]))
        for a in (low, 2 - low)
        for b in (low, 2 - low)
    ]


MANY_LISTS: Mapping[str, Truth] = {
    "seven lists, chain": Truth(
        3000, [_falling(0.2, 0.06, 7)], odds={A | B: 3.0, B | C: 3.0}, is_calm=True
    ),
    "eight lists, 90% seen": Truth(1000, [_falling(0.35, 0.15, 8)], is_calm=True),
    "nine lists, two pairs repel": Truth(
        4000, [_falling(0.15, 0.05, 9)], odds={A | B: 0.3, C | D: 0.4}, is_calm=True
    ),
    "eleven lists, one pair": Truth(
        3000, [_falling(0.15, 0.03, 11)], odds={A | C: 4.0}, is_calm=True
    ),
    "twelve lists, a quarter seen": Truth(
        8000, [_falling(0.04, 0.015, 12)], is_calm=True
    ),
    "eight lists, heterogeneity": Truth(3000, [_falling(0.2, 0.06, 8)], spread=0.8),
    "ten lists, two classes": Truth(
        3000, [_falling(0.3, 0.1, 10), _falling(0.06, 0.02, 10)], [0.4, 0.6]
    ),
}

OTHER_TRUTHS: Mapping[str, Truth] = {
    "three lists, 95% seen": Truth(800, [(0.7, 0.65, 0.55)], is_calm=True),
    "three lists, 30% seen": Truth(30_000, [(0.12, 0.1, 0.1)], is_calm=True),
    "one list sees most": Truth(3000, [(0.85, 0.2, 0.15, 0.1)], is_calm=True),
    "one list sees few": Truth(6000, [(0.3, 0.25, 0.2, 0.01)], is_calm=True),
    "five lists, 300 persons": Truth(300, [(0.4, 0.35, 0.3, 0.25, 0.2)], is_calm=True),
    "10 million persons, three pairs": Truth(
        10_000_000, [FIVE], odds={A | B: 3.0, C | D: 0.5, B | E: 2.0}, is_calm=True
    ),
    "a list repels two others": Truth(
        5000, [FOUR], odds={A | B: 0.4, A | C: 0.4}, is_calm=True
    ),
    "strong pair": Truth(4000, [FIVE], odds={A | B: 15.0}, is_calm=True),
    "five lists, 15% seen": Truth(60_000, [_falling(0.05, 0.02, 5)], is_calm=True),
    "pairs of both signs, four lists": Truth(
        5000, [FOUR], odds={A | B: 3.0, B | C: 0.4}, is_calm=True
    ),
    "persons stay for a time": Truth(4000, _by_stay((0.5, 0.4, 0.35, 0.3)), [0.1] * 10),
    "persons stay for a time, three lists": Truth(
        5000, _by_stay((0.6, 0.5, 0.4)), [0.1] * 10
    ),
    "two traits": Truth(4000, _by_two_traits((0.3, 0.25), (0.25, 0.2)), [0.25] * 4),
    "two traits, five lists": Truth(
        4000, _by_two_traits((0.25, 0.2, 0.2), (0.2, 0.15)), [0.25] * 4
    ),
    "a few are seen by all": Truth(4000, [(0.9,) * 4, FOUR], [0.05, 0.95]),
    "a few are seen by all, three lists": Truth(
        4000, [(0.9,) * 3, THREE], [0.05, 0.95]
    ),
    "a list for minors only": Truth(
        4000, [(0.3, 0.25, 0.2, 0.4), (0.3, 0.25, 0.2, 0.0)], [0.2, 0.8]
    ),
    "a list for minors, who are more visible": Truth(
        4000, [(0.5, 0.4, 0.35, 0.5), (0.25, 0.2, 0.15, 0.0)], [0.25, 0.75]
    ),
    "two lists for two halves": Truth(
        5000, [(0.3, 0.25, 0.4, 0.0), (0.3, 0.25, 0.0, 0.4)], [0.5, 0.5]
    ),
    "a list avoids who was helped": Truth(
        5000, [FOUR], odds={A | D: 0.4, B | D: 0.4, C | D: 0.4}
    ),
    "only three lists together": Truth(4000, [FOUR], odds={A | B | C: 3.0}),
    "lists nearly nested": Truth(
        3000, [(0.0, 0.2, 0.2, 0.15), (0.6, 0.95, 0.25, 0.2)], [0.7, 0.3]
    ),
    "half leave before two lists open": Truth(
        5000, [(0.3, 0.25, 0.0, 0.0), (0.3, 0.25, 0.3, 0.25)], [0.5, 0.5]
    ),
    "raids on groups of four": Truth(4000, [FOUR], group_size=4),
    "raids on groups of ten, five lists": Truth(5000, [FIVE], group_size=10),
    "raids on pairs, three lists": Truth(5000, [THREE], group_size=2),
    "a tenth of one list is out of scope": Truth(
        4000, [FOUR], spurious_on=(A, 0.10), needs_condition=True
    ),
    "missed links where persons are hidden": Truth(
        4000,
        [(0.3, 0.25, 0.2, 0.2), (0.15, 0.12, 0.1, 0.1)],
        [0.7, 0.3],
        missed_links=0.05,
        needs_condition=True,
    ),
    "a third hides": Truth(4000, [FIVE, tuple(0.35 * np.array(FIVE))], [0.67, 0.33]),
    "visible and hidden, 17 million": Truth(
        17_000_000, [FOUR, tuple(0.5 * np.array(FOUR))], [0.5, 0.5]
    ),
    "three lists, mild classes, 50,000": Truth(
        50_000, [THREE, tuple(0.6 * np.array(THREE))], [0.5, 0.5]
    ),
    "heterogeneity that falls on two lists": Truth(
        4000, [(0.45, 0.4, 0.2, 0.2), (0.1, 0.08, 0.2, 0.2)], [0.5, 0.5]
    ),
}
"""Kinds of persons, lists and accidents that none of the sets before holds."""
