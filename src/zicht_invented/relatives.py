"""Who is related: twins, parents and children of one name, and people who use another person's number."""

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints, Texts

TWINS, NAMESAKES, BORROWERS = 0.01, 0.01, 0.01
"""Share of people who are one of twins, have the name of a parent, or use another person's number, where `noise` is
`slips.FULL_NOISE`."""

YOUNGEST_PARENT, OLDEST_PARENT = 18, 45
"""Age of a parent, in years, at the birth of a child."""

_DAYS_OF_A_YEAR = 365.25


def twins(
    born: Dates, nationality: Ints, share: float, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Choose pairs of people of one birth date and nationality.

    Returns
    -------
    one and the other of each pair; nobody stands in two pairs
    """
    order = np.lexsort((rng.random(len(born)), nationality, born))
    is_pair = (born[order][1:] == born[order][:-1]) & (
        nationality[order][1:] == nationality[order][:-1]
    )
    # Of three people with one birth date only the first two are twins: nobody may stand in two pairs.
    is_pair[1:] &= ~is_pair[:-1]
    return _some(order[:-1][is_pair], order[1:][is_pair], share * len(born) / 2, rng)


def namesakes(
    born: Dates,
    nationality: Ints,
    sex: Ints,
    share: float,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Choose pairs of a parent and a child of one sex and nationality.

    Returns
    -------
    parent and child of each pair; nobody stands in two pairs
    """
    order = np.lexsort((rng.random(len(born)), sex, nationality))
    one, other = order[:-1:2], order[1::2]
    is_older = born[one] < born[other]
    parent, child = np.where(is_older, one, other), np.where(is_older, other, one)
    years = (born[child] - born[parent]).astype(np.int64) / _DAYS_OF_A_YEAR
    fits = (years >= YOUNGEST_PARENT) & (years <= OLDEST_PARENT)
    fits &= (sex[one] == sex[other]) & (nationality[one] == nationality[other])
    return _some(parent[fits], child[fits], share * len(born), rng)


def lenders(
    numbers: Texts, relative: Ints, share: float, rng: np.random.Generator
) -> Ints:
    """Choose whose number people use now and then: a relative's, or somebody else's who has one.

    Returns
    -------
    per person, index of the other person; -1 for most
    """
    has_number: Bools = numbers != ""
    holders = np.flatnonzero(has_number)
    if not len(holders):
        return np.full(len(numbers), -1)
    somebody = rng.choice(holders, len(numbers))
    has_relative = (relative >= 0) & has_number[np.maximum(relative, 0)]
    lender = np.where(has_relative, relative, somebody)
    borrows = rng.random(len(numbers)) < share
    return np.where(borrows & (lender != np.arange(len(numbers))), lender, -1)


def _some(
    one: Ints, other: Ints, n: float, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    chosen = rng.permutation(len(one))[: round(n)]
    return one[chosen], other[chosen]
