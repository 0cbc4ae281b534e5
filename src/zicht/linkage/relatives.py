"""Pairs that could be of two relatives: twins, siblings, and parent and child of one name.

Whether such a pair is one person, a model of independent fields judges wrongly: the fields of relatives agree together.
How many of these pairs are one person is estimated from the slips in other pairs. Registers differ in it: one writes a
nickname for a given name, or another birth date, far more often than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from zicht.linkage.levels import SAME_DATE, SLIPPED_DATE
from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts

DATE_OF_TWINS = (*SLIPPED_DATE, SAME_DATE)
"""Levels of birth dates that twins have: one date, or one that was written with a slip."""

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
ONE_PERSON_OF_SIBLINGS, TWO_OF_SIBLINGS = 0.2, 2.0
"""Pairs that a guess counts for where records are few: those of one person, and those of two."""


class Relatives(IntEnum):
    """Whom a pair could be of beside one person."""

    NOBODY = 0
    TWINS = 1
    NAMESAKES = 2
    OTHER_DATE = 3
    """Of nobody; like namesakes, but less than a generation apart."""
    SIBLINGS = 4


OTHER_NAMES = frozenset({Relatives.TWINS, Relatives.SIBLINGS})
"""Relatives whose given names have nothing in common."""


@dataclass(frozen=True)
class Doubt:
    """What a plausible linkage takes to be so of relatives.

    Parameters
    ----------
    chance : draws how many namesakes are one person
    share_of_one_person : of the pairs that could be of twins or siblings
    """

    chance: np.random.Generator
    share_of_one_person: float


def doubts_of_relatives(seed: int, stream: int, n: int) -> list[Doubt]:
    """Draw what each plausible linkage takes to be so of relatives.

    Of twins and siblings any share may be one person: no field tells them from people who use two given names in turn,
    or whose names stand in two scripts (docs/adr/0179). The shares are quantiles of Jeffreys' prior, in random order:
    twenty that are drawn one by one would leave out an end of it.

    Parameters
    ----------
    seed, stream : of what is drawn
    n : number of plausible linkages
    """
    places = np.random.default_rng([seed, stream]).permutation(n)
    # The inverse of the distribution function of the beta distribution with parameters 1/2 and 1/2.
    shares = np.sin(np.pi / 2 * (places + 0.5) / n) ** 2
    return [
        Doubt(np.random.default_rng([seed, number, stream]), share)
        for number, share in enumerate(shares.tolist())
    ]


def kinds_of_relatives(
    births: Texts, left: Ints, right: Ints, levels: Mapping[str, Ints]
) -> Ints:
    """Return, for each pair, which relatives it could be of if it is not one person.

    Twins have one birth date and family name, and given names with nothing in common. Parent and child of one name have
    both names and the municipality in common, and two full birth dates a generation apart. Siblings have one family
    name, no other municipality, given names with nothing in common, and birth dates that differ or are not known in
    full.

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
        & np.isin(levels["birth"], DATE_OF_TWINS)
        & has_other_number
    )
    shares_names = (levels["given"] > 0) & (levels["family"] != 0)
    shares_place = levels["municipality"] > 0
    years = years_apart(births, left, right)
    has_two_dates = (levels["birth"] == 0) & (years > 1)
    is_other_date = has_two_dates & shares_names & shares_place & has_other_number
    kinds = np.full(len(left), int(Relatives.NOBODY))
    may_be_siblings = (levels["given"] == 0) & _share_family(levels) & has_other_number
    kinds[may_be_siblings] = Relatives.SIBLINGS
    kinds[may_be_twins] = Relatives.TWINS
    kinds[is_other_date] = Relatives.OTHER_DATE
    kinds[is_other_date & (years > GENERATION)] = Relatives.NAMESAKES
    return kinds


def _share_family(levels: Mapping[str, Ints]) -> Bools:
    """Whether pairs have a family name in common, no other municipality, and not the same birth date."""
    has_other_date = ~np.isin(levels["birth"], DATE_OF_TWINS)
    may_share_place = levels["municipality"] != 0
    return np.asarray((levels["family"] > 0) & may_share_place & has_other_date)


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
    doubt: Doubt | None = None,
) -> Mapping[Relatives, float]:
    """Estimate the log2 odds that pairs which could be of two relatives are one person.

    Given names of one person have nothing in common as often where the family name differs, or the municipality and a
    part of the birth date, as where they do not: there neither twins nor siblings stand between them. Of birth dates of
    one person with nothing in common, those of namesakes are estimated from those less than a generation apart, where
    nobody is parent and child.

    Parameters
    ----------
    relatives, levels : of each pair
    one_person : number of possible pairs of one person that each pair stands for
    stands_for : number of possible pairs that each pair stands for
    doubt : where it is given, the odds are drawn, once for all pairs of a kind: how people slip is common to a
        register. Those of namesakes are drawn from what the numbers of pairs leave possible
    """
    slips_per_name = _slips_per_name(levels, one_person)
    is_alike = levels["given"] > 0
    shares_date = (levels["family"] > 0) & np.isin(levels["birth"], DATE_OF_TWINS)
    # Of people with one family name and birth date, so many are written with other given names for each that is written
    # alike; and of people with one family name and place likewise.
    of_twins = float(one_person[shares_date & is_alike].sum()) * slips_per_name
    of_siblings = (
        float(one_person[_share_family(levels) & is_alike].sum()) * slips_per_name
    )
    n_other_dates = float(one_person[relatives == Relatives.OTHER_DATE].sum())
    of_namesakes = FAR_PER_NEAR * n_other_dates
    n_twins = float(stands_for[relatives == Relatives.TWINS].sum())
    n_namesakes = float(stands_for[relatives == Relatives.NAMESAKES].sum())
    odds = {
        Relatives.TWINS: _log_odds(
            of_twins, n_twins, ONE_PERSON_OF_TWINS, TWO_OF_TWINS
        ),
        Relatives.NAMESAKES: _log_odds(
            of_namesakes,
            n_namesakes,
            ONE_PERSON_OF_NAMESAKES,
            TWO_OF_NAMESAKES,
            None if doubt is None else doubt.chance,
        ),
    }
    are_siblings = relatives == Relatives.SIBLINGS
    # Where the odds find no more of them than people slip, no siblings stand among the records.
    if float(one_person[are_siblings].sum()) > of_siblings + ONE_PERSON_OF_SIBLINGS:
        n_siblings = float(stands_for[are_siblings].sum())
        odds[Relatives.SIBLINGS] = _log_odds(
            of_siblings, n_siblings, ONE_PERSON_OF_SIBLINGS, TWO_OF_SIBLINGS
        )
    if doubt is not None:
        share = doubt.share_of_one_person
        untold = float(np.log2(share / (1 - share)))
        odds |= dict.fromkeys(odds.keys() & OTHER_NAMES, untold)
    return odds


def _slips_per_name(levels: Mapping[str, Ints], one_person: Floats) -> float:
    """Estimate how often given names of one person have nothing in common, for each time that they are alike."""
    is_moved = (levels["municipality"] == 0) & np.isin(levels["birth"], SLIPPED_DATE)
    # Relatives share the family name, and mostly the municipality: they would count as slips.
    is_no_relative = (levels["family"] == 0) | is_moved
    n_slips, n_known = _slips_in_given_names(levels, one_person, is_no_relative)
    # A guess counts for some pairs, so that a register with few pairs does not decide
    # by chance.
    share = (n_slips + GUESSED_PAIRS * GUESSED_OTHER_NAMES) / (n_known + GUESSED_PAIRS)
    return share / (1 - share)


def _slips_in_given_names(
    levels: Mapping[str, Ints], one_person: Floats, chosen: Bools
) -> tuple[float, float]:
    """Count pairs of one person whose given names have nothing in common, and those whose given names are known."""
    is_known = chosen & (levels["given"] >= 0)
    n_slips = one_person[is_known & (levels["given"] == 0)].sum()
    return float(n_slips), float(one_person[is_known].sum())


def _log_odds(
    of_one: float,
    n: float,
    guessed_of_one: float,
    guessed_of_two: float,
    chance: np.random.Generator | None = None,
) -> float:
    # The estimate of one person may exceed the number of pairs.
    one_and_two = (of_one + guessed_of_one, max(n - of_one, 0.0) + guessed_of_two)
    if chance is not None:
        # The ratio of two gamma variables is that of a share from a beta distribution.
        one_and_two = tuple(chance.gamma(one_and_two))
    return float(np.log2(one_and_two[0] / one_and_two[1]))
