"""Pairs that could be of two relatives: twins, and parent and child of one name.

Whether such a pair is one person, a model of independent fields judges wrongly: the fields of relatives agree together.
How many of these pairs are one person is estimated from the slips in other pairs. Registers differ in it: one writes a
nickname for a given name, or another birth date, far more often than another.
"""

from collections.abc import Mapping
from enum import IntEnum

import numpy as np

from zicht.linkage.levels import SAME_DATE
from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts

GENERATION = 14
"""Years from which two birth dates may be those of parent and child."""

GUESSED_PAIRS = 20.0
"""Pairs of one person that a guess of the share of slips counts for."""

GUESSED_OTHER_NAMES = 0.01
"""Guess of the share of pairs of one person whose given names have nothing in common."""

FAR_PER_NEAR = 2.0
"""Pairs of one person whose birth dates are a generation apart or more, for each pair whose dates are nearer. Two dates
that have nothing to do with each other lie within eighty years, and two in three such pairs are a generation apart."""

ONE_PERSON_OF_TWINS, TWO_OF_TWINS = 1.0, 2.0
ONE_PERSON_OF_NAMESAKES, TWO_OF_NAMESAKES = 0.1, 2.0
"""Pairs that a guess counts for where records are few: those of one person, and those of two."""


class Relatives(IntEnum):
    """Whom a pair could be of beside one person."""

    NOBODY = 0
    TWINS = 1
    NAMESAKES = 2
    OTHER_DATE = 3
    """Of nobody; like namesakes, but less than a generation apart."""


def kinds_of_relatives(
    births: Texts, left: Ints, right: Ints, levels: Mapping[str, Ints]
) -> Ints:
    """Return, for each pair, which relatives it could be of if it is not one person.

    Twins have one birth date and family name, and given names with nothing in common. Parent and child of one name have
    both names and the municipality in common, and two full birth dates a generation apart.

    Parameters
    ----------
    births : prepared birth date of each unit
    left, right : units of each pair
    levels : field to the level of agreement of each pair
    """
    # A pair with the same citizen number is one person, so it is not a pair of relatives.
    has_other_number = levels["number"] != 1
    may_be_twins = (
        (levels["given"] == 0)
        & (levels["family"] > 0)
        & (levels["birth"] == SAME_DATE)
        & has_other_number
    )
    shares_names = (levels["given"] > 0) & (levels["family"] != 0)
    shares_place = levels["municipality"] > 0
    years = years_apart(births, left, right)
    has_two_dates = (levels["birth"] == 0) & (years > 1)
    is_other_date = has_two_dates & shares_names & shares_place & has_other_number
    kinds = np.full(len(left), int(Relatives.NOBODY))
    kinds[may_be_twins] = Relatives.TWINS
    kinds[is_other_date] = Relatives.OTHER_DATE
    kinds[is_other_date & (years > GENERATION)] = Relatives.NAMESAKES
    return kinds


def years_apart(births: Texts, left: Ints, right: Ints) -> Ints:
    """Compute the years between two full birth dates; -1 where one of them is not full."""
    endings = [birth[-2:] for birth in births.tolist()]
    is_full = np.array([ending not in ("", "00") for ending in endings], dtype=np.bool_)
    years = np.array([int(birth[:4] or 0) for birth in births.tolist()], dtype=np.int64)
    both_full = is_full[left] & is_full[right]
    return np.asarray(np.where(both_full, np.abs(years[left] - years[right]), -1))


def odds_of_relatives(
    relatives: Ints,
    levels: Mapping[str, Ints],
    one_person: Floats,
    stands_for: Floats,
) -> Mapping[Relatives, float]:
    """Estimate the log2 odds that pairs which could be of two relatives are one person.

    Given names of one person have nothing in common as often where birth date or family name differs as where they do
    not: there no twins stand between them. Of birth dates of one person with nothing in common, those of namesakes are
    estimated from those less than a generation apart, where nobody is parent and child.

    Parameters
    ----------
    relatives, levels : of each pair
    one_person : number of possible pairs of one person that each pair stands for
    stands_for : number of possible pairs that each pair stands for
    """
    of_twins = _one_person_among_twins(levels, one_person)
    n_other_dates = float(one_person[relatives == Relatives.OTHER_DATE].sum())
    of_namesakes = FAR_PER_NEAR * n_other_dates
    n_twins = float(stands_for[relatives == Relatives.TWINS].sum())
    n_namesakes = float(stands_for[relatives == Relatives.NAMESAKES].sum())
    return {
        Relatives.TWINS: _log_odds(
            of_twins, n_twins, ONE_PERSON_OF_TWINS, TWO_OF_TWINS
        ),
        Relatives.NAMESAKES: _log_odds(
            of_namesakes, n_namesakes, ONE_PERSON_OF_NAMESAKES, TWO_OF_NAMESAKES
        ),
    }


def _one_person_among_twins(levels: Mapping[str, Ints], one_person: Floats) -> float:
    """Estimate how many pairs that look like twins are one person, whose given names are written differently."""
    could_be_twins = (levels["family"] > 0) & (levels["birth"] == SAME_DATE)
    n_slips, n_known = _slips_in_given_names(levels, one_person, ~could_be_twins)
    # A guess counts for some pairs, so that a register with few pairs does not decide
    # by chance.
    share = (n_slips + GUESSED_PAIRS * GUESSED_OTHER_NAMES) / (n_known + GUESSED_PAIRS)
    n_named_alike = float(one_person[could_be_twins & (levels["given"] > 0)].sum())
    # Of people with one birth date and family name, so many are written differently for
    # each that is written alike.
    return n_named_alike * share / (1 - share)


def _slips_in_given_names(
    levels: Mapping[str, Ints], one_person: Floats, chosen: Bools
) -> tuple[float, float]:
    """Count pairs of one person whose given names have nothing in common, and those whose given names are known."""
    is_known = chosen & (levels["given"] >= 0)
    n_slips = one_person[is_known & (levels["given"] == 0)].sum()
    return float(n_slips), float(one_person[is_known].sum())


def _log_odds(
    of_one: float, n: float, guessed_of_one: float, guessed_of_two: float
) -> float:
    # The estimate of one person may exceed the number of pairs.
    of_two = max(n - of_one, 0.0)
    return float(np.log2((of_one + guessed_of_one) / (of_two + guessed_of_two)))
