"""Pairs of units compared field by field: levels of agreement, and how common the values are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from zicht.engine.comparing import compare_pairs
from zicht.engine.session import Session
from zicht.linkage.levels import (
    ANCHORS,
    FIRST_GUESS_U,
    LEVELS,
    NAMES,
    SWAPPED,
    WEIGHED_BY_FREQUENCY,
    Lack,
    weighed_levels,
)
from zicht.linkage.names import NamesTogether
from zicht.linkage.preparing import UNITS, Prepared
from zicht.linkage.relatives import kinds_of_relatives
from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts

NAMES_OF_A_NATIONALITY = ("given", "family")
"""Fields whose values are much more frequent within a nationality: a name that one in ten thousand has may be that of
one in a hundred of those who come from its country."""

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class Compared:
    """Pairs with the level of agreement on each field.

    Parameters
    ----------
    left, right : units of each pair
    levels : field to one level per pair; 0 is the worst, -1 not known
    holders : field to the number of units with the value, where the level of the pair is weighed by it, else NaN; where
        both units have one nationality, names are counted within it
    n_known : field to the number of units among which these are counted
    together : how much likelier strangers share both names than if names were independent; 1 where they do not share
        both
    stratum : number of the combination of both sources and of whether the records are of one year
    n_strata : number of such combinations among all units, of which these pairs may have only some
    relatives : whom the pair could be of beside one person, one of `Relatives`
    """

    left: Ints
    right: Ints
    levels: Mapping[str, Ints]
    holders: Mapping[str, Floats]
    n_known: Mapping[str, Floats]
    together: Floats
    stratum: Ints
    n_strata: int
    relatives: Ints

    def __len__(self) -> int:
        return len(self.left)

    def chosen(self, rows: Bools | Ints) -> "Compared":
        """Return some of the pairs."""
        return Compared(
            self.left[rows],
            self.right[rows],
            {field: levels[rows] for field, levels in self.levels.items()},
            {field: holders[rows] for field, holders in self.holders.items()},
            {field: n_known[rows] for field, n_known in self.n_known.items()},
            self.together[rows],
            self.stratum[rows],
            self.n_strata,
            self.relatives[rows],
        )

    def patterns(self) -> tuple["Compared", Ints]:
        """Return one pair of each combination of levels, stratum and relatives.

        Returns
        -------
        the pairs, and for each pair of this the place of its combination
        """
        columns = [*self.levels.values(), self.stratum, self.relatives]
        levels = np.stack(columns, axis=1)
        first, pattern_of_pair = np.unique(
            levels, axis=0, return_index=True, return_inverse=True
        )[1:]
        return self.chosen(first), pattern_of_pair.reshape(-1)

    def followed_by(self, others: "Compared") -> "Compared":
        """Return these pairs, followed by others of the same units."""
        return Compared(
            np.concatenate([self.left, others.left]),
            np.concatenate([self.right, others.right]),
            _joined(self.levels, others.levels),
            _joined(self.holders, others.holders),
            _joined(self.n_known, others.n_known),
            np.concatenate([self.together, others.together]),
            np.concatenate([self.stratum, others.stratum]),
            self.n_strata,
            np.concatenate([self.relatives, others.relatives]),
        )

    def strangers(self, posterior: Floats) -> dict[str, Floats]:
        """Count the other persons' units with the value, where the level of a pair is weighed by it, else NaN.

        The two units of the pair are left out, and so are the units that are one person with either of them: four
        records of one person do not make a rare name common.

        Parameters
        ----------
        posterior : probability of each pair to be one person
        """
        strangers = {}
        for field, pairs in self._weighed.items():
            left, right, of_person = (
                self.left[pairs],
                self.right[pairs],
                posterior[pairs],
            )
            n_of_person = np.bincount(left, of_person, self._n_units)
            n_of_person += np.bincount(right, of_person, self._n_units)
            # The units of one person are mostly tied to both units of the pair, so the
            # larger number counts them once.
            larger = np.maximum(n_of_person[left], n_of_person[right]) - of_person
            strangers[field] = np.full(len(self), np.nan)
            strangers[field][pairs] = np.maximum(
                self.holders[field][pairs] - 2 - larger, 0.0
            )
        return strangers

    # Estimation asks these some thousand times of the same pairs.

    @cached_property
    def is_anchored(self) -> Bools:
        """Whether given names, birth date, number or token are the same, and not only alike."""
        anchored = np.zeros(len(self), dtype=np.bool_)
        for field, same_levels in ANCHORS.items():
            anchored |= np.isin(self.levels[field], same_levels)
        return anchored

    @cached_property
    def lack(self) -> Ints:
        """Return what keeps each pair from having an anchor: an index of `Lack`."""
        is_birth_known = self.levels["birth"] >= 0
        is_given_known = self.levels["given"] >= 0
        lack = np.where(is_birth_known, Lack.BOTH, Lack.GIVEN)
        lack = np.where(is_given_known, lack, Lack.BIRTH)
        return np.where(self.is_anchored, Lack.NOTHING, lack)

    @cached_property
    def _n_units(self) -> int:
        return int(max(self.right.max(initial=0), self.left.max(initial=0))) + 1

    @cached_property
    def combination_of_names(self) -> Ints:
        """Number of the combination of levels of `NAMES`, each from 0, not known, upward.

        A family name that changed places with the given name has no level of its own, but is known.
        """
        index = {field: self.levels[field] + 1 for field in NAMES}
        # The level of the given name says it already; counted at the family name too,
        # it would be evidence twice.
        is_swapped = np.isin(self.levels["given"], SWAPPED)
        index["family"] = np.where(is_swapped, 1, index["family"])
        sizes = [len(FIRST_GUESS_U[field]) + 1 for field in NAMES]
        return np.ravel_multi_index(tuple(index.values()), sizes)

    @cached_property
    def _weighed(self) -> dict[str, Ints]:
        """Field to the pairs whose level is weighed by the frequency of the value."""
        return {
            field: np.flatnonzero(~np.isnan(holders))
            for field, holders in self.holders.items()
        }


def compare(session: Session, prepared: Prepared, left: Ints, right: Ints) -> Compared:
    """Compare pairs of units, given in order."""
    columns = compare_pairs(
        session, UNITS, "unit", left=left, right=right, levels=LEVELS
    )
    levels = {field: columns[f"gamma_{field}"].astype(np.int64) for field in LEVELS}
    holders, n_known = _holders(prepared, left, right, levels)
    stratum, n_strata = _strata(prepared, left, right)
    births = prepared.fields["birth"].astype(str)
    return Compared(
        left,
        right,
        levels,
        holders,
        n_known,
        _names_together(prepared, left, right, levels),
        stratum,
        n_strata,
        kinds_of_relatives(births, left, right, levels),
    )


def _holders(
    prepared: Prepared, left: Ints, right: Ints, levels: Mapping[str, Ints]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Count, per field, the units with the value of each pair, and those among which they are counted."""
    pairs = _PairsByFrequency(prepared, left, right, levels["nationality"] == 1)
    holders, n_known = {}, {}
    for field in WEIGHED_BY_FREQUENCY:
        n_with, n_known[field] = pairs.holders(field)
        is_weighed = np.isin(levels[field], weighed_levels(field))
        holders[field] = np.where(is_weighed, n_with, np.nan)
    return holders, n_known


@dataclass(frozen=True)
class _PairsByFrequency:
    """Pairs of units, for counting how many units have the values that they share.

    Parameters
    ----------
    prepared : the units
    left, right : units of each pair
    of_one_nationality : whether both units of a pair have the same known one
    """

    prepared: Prepared
    left: Ints
    right: Ints
    of_one_nationality: Bools

    def holders(self, field: str) -> tuple[Floats, Floats]:
        """Count the units with the value of each pair, and those among which they were counted.

        Of two values that differ by a slip, the more frequent one counts. Names of two people of one nationality are
        counted among that nationality: over everybody, a name of a small country would be rare in each of its parts.
        """
        values = self.prepared.fields[field].astype(str)
        # Records differ in how many given names they hold, so the first decides how
        # common a name is.
        if field == "given":
            values = _first_words(values)
        # Counted over everybody first: pairs of two nationalities, or of none, have no
        # other frequency.
        n_with, n_known = self._counted(values, np.full(len(values), ""))
        if field not in NAMES_OF_A_NATIONALITY:
            return n_with, n_known
        nationalities = self.prepared.fields["nationality"].astype(str)
        n_with_within, n_known_within = self._counted(values, nationalities)
        return (
            np.where(self.of_one_nationality, n_with_within, n_with),
            np.where(self.of_one_nationality, n_known_within, n_known),
        )

    def _counted(self, values: Texts, groups: Texts) -> tuple[Floats, Floats]:
        """Count within groups of units: those with the more frequent value of a pair, and those with any."""
        n_with, n_known = _frequencies(values, groups)
        return np.maximum(n_with[self.left], n_with[self.right]), n_known[self.left]


def _names_together(
    prepared: Prepared, left: Ints, right: Ints, levels: Mapping[str, Ints]
) -> Floats:
    """Compute how much likelier strangers share two names than if names were independent.

    Among people of one nationality names are counted within it, so their dependence is that within it too. Of a name
    and the same with a slip, the one that more people have tells its language.
    """
    given = _first_words(prepared.fields["given"].astype(str))
    family = prepared.fields["family"].astype(str)
    nationalities = prepared.fields["nationality"].astype(str)
    lift = _larger_lift(given, family, left, right)
    of_one_nationality = levels["nationality"] == 1
    for nationality in np.unique(nationalities[left[of_one_nationality]]).tolist():
        members = np.flatnonzero(nationalities == nationality)
        of_members = of_one_nationality & (nationalities[left] == nationality)
        lift[of_members] = _larger_lift(
            given[members],
            family[members],
            np.searchsorted(members, left[of_members]),
            np.searchsorted(members, right[of_members]),
        )
    share_both = (levels["given"] > 0) & (levels["family"] > 0)
    return np.where(share_both, lift, 1.0)


def _larger_lift(given: Texts, family: Texts, left: Ints, right: Ints) -> Floats:
    """Compute for pairs of people the larger lift of their two names, estimated among all of these people."""
    names = NamesTogether(given, family)
    return np.maximum(names.lift(left), names.lift(right))


def _first_words(names: Texts) -> Texts:
    return np.array([name.split(" ")[0] for name in names.tolist()])


def _strata(prepared: Prepared, left: Ints, right: Ints) -> tuple[Ints, int]:
    """Return the number of each pair's combination of two sources and of one or two years, and how many there are."""
    sources, years = prepared.sources, prepared.years
    n_sources = int(sources.max(initial=0)) + 1
    same_year = (years[left] == years[right]) & (years[left] > 0)
    stratum = stratum_of(sources[left], sources[right], same_year, n_sources)
    return stratum, 2 * n_sources**2


def stratum_of(
    source: Ints, other: Ints | np.int64, same_year: Bools, n_sources: int
) -> Ints:
    """Return the number of a combination of two sources and of whether both records are of one year."""
    low, high = np.minimum(source, other), np.maximum(source, other)
    return np.asarray(2 * (low * n_sources + high) + same_year)


def _frequencies(values: Texts, groups: Texts) -> tuple[Floats, Floats]:
    """Count, for each unit, the units of its group with its value, and those of its group with any."""
    is_known = (values != "").astype(np.float64)
    group = np.unique(groups, return_inverse=True)[1]
    value = np.unique(values, return_inverse=True)[1]
    # One number for value and group, because `bincount` counts numbers alone.
    both = np.unique(value * (group.max(initial=0) + 1) + group, return_inverse=True)[1]
    n_with = np.bincount(both, is_known).astype(np.float64)
    n_known = np.bincount(group, is_known).astype(np.float64)
    return n_with[both], n_known[group]


def _joined(
    some: Mapping[str, NDArray[Number]], others: Mapping[str, NDArray[Number]]
) -> dict[str, NDArray[Number]]:
    return {
        field: np.concatenate([values, others[field]]) for field, values in some.items()
    }
