"""How many pairs of one person have no anchor, and what such a pair loses so that no more of them are linked.

An anchor is a field of a single person that is the same in two records (`levels.ANCHORS`). A pair without one is one
person only where both the given names and the birth date were written with a slip. How often that is follows from the
pairs with one anchor and with two, as the size of a population follows from two lists of it. Where this estimate is the
only thing known of such pairs, because few records are linked, no more of them count as one person than it says.
"""

from collections.abc import Mapping

import numpy as np

from zicht.linkage.levels import ANCHORS, Lack
from zicht.vocabulary.arrays import Bools, Floats, Ints

ERROR_OF_UNANCHORED = 0.5
"""Standard deviation of the logarithm of the number of pairs without an anchor. Whoever slips in a name slips in a date
more often than others, or less often, and the estimate takes them to be independent; as for tokens (docs/adr/0158)."""

LARGEST_HANDICAP = 60.0
"""Log2 odds that leave nothing of any pair."""

NOBODY = np.where(np.arange(len(Lack)) == Lack.NOTHING, 0.0, LARGEST_HANDICAP)
"""Handicaps, for each `Lack`, that leave only pairs with an anchor."""

STEPS = 40
"""Halvings by which a handicap is found: to a billionth of a bit."""


def expected_unanchored(
    levels: Mapping[str, Ints], one_person: Floats
) -> dict[Lack, float]:
    """Estimate how many pairs of one person have no anchor, for each reason why they have none.

    Parameters
    ----------
    levels : field to the level of agreement of each pair
    one_person : number of possible pairs of one person that each pair stands for; those with an anchor are used

    Notes
    -----
    Of pairs of which both fields are known, the numbers with the names alone, with the date alone and with both in
    common say how many have neither: the first two over the third. Where one field is not known, the other alone was
    written with a slip. Half a pair is added to each number, as in Jeffreys' prior, so that few pairs do not say never.

    References
    ----------
    Chapman, Some properties of the hypergeometric distribution with applications to zoological sample censuses,
    University of California Publications in Statistics 1 (1951): the size of a population from two lists
    """
    given, birth = (_Field(levels, field) for field in ("given", "birth"))

    def n_pairs(chosen: Bools) -> float:
        return float(one_person[chosen].sum())

    n_both = n_pairs(given.is_same & birth.is_same) + 0.5
    n_given_alone = n_pairs(given.is_same & birth.differs) + 0.5
    n_birth_alone = n_pairs(birth.is_same & given.differs) + 0.5
    n_birth_unknown = n_pairs(given.is_same & ~birth.is_known)
    n_given_unknown = n_pairs(birth.is_same & ~given.is_known)
    # Of pairs with one birth date, so many have other given names for each that has the same.
    other_given_per_same = n_birth_alone / n_both
    other_birth_per_same = n_given_alone / n_both
    return {
        Lack.BOTH: n_given_alone * other_given_per_same,
        Lack.GIVEN: n_birth_unknown * other_given_per_same,
        Lack.BIRTH: n_given_unknown * other_birth_per_same,
    }


class _Field:
    """A field in pairs: where both units have it, and where it is an anchor."""

    def __init__(self, levels: Mapping[str, Ints], name: str) -> None:
        self.is_known = levels[name] >= 0
        self.is_same = np.isin(levels[name], ANCHORS[name])
        self.differs = self.is_known & ~self.is_same


def handicap_of(weights: Floats, stands_for: Floats, expected: float) -> float:
    """Return the log2 odds that pairs have to lose so that no more of them are one person than are expected.

    Parameters
    ----------
    weights : log2 odds of pairs without an anchor
    stands_for : number of possible pairs that each stands for
    expected : number of them that are one person; where their odds say fewer, they lose nothing
    """
    low, high = 0.0, LARGEST_HANDICAP
    if _n_one_person(weights, stands_for) <= expected:
        return low
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _n_one_person(weights - middle, stands_for) > expected:
            low = middle
        else:
            high = middle
    return high


def _n_one_person(weights: Floats, stands_for: Floats) -> float:
    probabilities = 1 / (1 + np.exp2(-np.clip(weights, -60, 60)))
    return float(probabilities @ stands_for)
