"""Pairs of units compared field by field: levels of agreement, and how common the values are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from zicht.engine import Session, compare_pairs
from zicht.linkage.levels import LEVELS, WEIGHED_BY_FREQUENCY, weighed_levels
from zicht.linkage.preparing import UNITS, Prepared
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
    """

    left: Ints
    right: Ints
    levels: Mapping[str, Ints]
    holders: Mapping[str, Floats]
    n_known: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.levels["given"])

    def chosen(self, rows: Bools | Ints) -> "Compared":
        """Take some of the pairs."""
        return Compared(
            self.left[rows],
            self.right[rows],
            {field: levels[rows] for field, levels in self.levels.items()},
            {field: holders[rows] for field, holders in self.holders.items()},
            {field: n_known[rows] for field, n_known in self.n_known.items()},
        )

    def patterns(self) -> tuple["Compared", Ints]:
        """Take one pair of each combination of levels.

        Returns
        -------
        the pairs, and for each pair of this the place of its combination
        """
        levels = np.stack(list(self.levels.values()), axis=1)
        first, place = np.unique(
            levels, axis=0, return_index=True, return_inverse=True
        )[1:]
        return self.chosen(first), place.reshape(-1)

    def followed_by(self, others: "Compared") -> "Compared":
        """Put other pairs of the same units behind these."""
        return Compared(
            np.concatenate([self.left, others.left]),
            np.concatenate([self.right, others.right]),
            _joined(self.levels, others.levels),
            _joined(self.holders, others.holders),
            _joined(self.n_known, others.n_known),
        )

    def strangers(self, posterior: Floats) -> dict[str, Floats]:
        """Count the other persons' units with the value, where the level of a pair is weighed by it, else NaN.

        The two units of the pair are left out, and so are the units that are one person with either of them: four
        records of one person do not make a rare name common.

        Parameters
        ----------
        posterior : probability of each pair to be one person
        """
        n_units = int(max(self.right.max(initial=0), self.left.max(initial=0))) + 1
        strangers = {}
        for field, holders in self.holders.items():
            of_person = np.where(np.isnan(holders), 0.0, posterior)
            own = np.bincount(self.left, of_person, n_units)
            own += np.bincount(self.right, of_person, n_units)
            larger = np.maximum(own[self.left], own[self.right]) - of_person
            strangers[field] = np.maximum(holders - 2 - larger, 0.0)
        return strangers


def compare(session: Session, prepared: Prepared, left: Ints, right: Ints) -> Compared:
    """Compare pairs of units, given in order."""
    columns = compare_pairs(
        session, UNITS, "unit", left=left, right=right, levels=LEVELS
    )
    levels = {field: columns[f"gamma_{field}"].astype(np.int64) for field in LEVELS}
    nationalities = prepared.fields["nationality"].astype(str)
    of_one_nationality = levels["nationality"] == 1
    holders, n_known = {}, {}
    for field in WEIGHED_BY_FREQUENCY:
        values = prepared.fields[field].astype(str)
        if field == "given":
            values = np.array([name.split(" ")[0] for name in values])
        n_with, n_all = _frequencies(values, np.full(len(values), ""))
        frequency, known = np.maximum(n_with[left], n_with[right]), n_all[left]
        if field in NAMES_OF_A_NATIONALITY:
            n_with, n_all = _frequencies(values, nationalities)
            within = np.maximum(n_with[left], n_with[right])
            frequency = np.where(of_one_nationality, within, frequency)
            known = np.where(of_one_nationality, n_all[left], known)
        is_weighed = np.isin(levels[field], weighed_levels(field))
        holders[field] = np.where(is_weighed, frequency, np.nan)
        n_known[field] = known
    return Compared(left, right, levels, holders, n_known)


def _frequencies(values: Texts, groups: Texts) -> tuple[Floats, Floats]:
    """Count, for each unit, the units of its group with its value, and those of its group with any."""
    known = (values != "").astype(np.float64)
    group = np.unique(groups, return_inverse=True)[1]
    value = np.unique(values, return_inverse=True)[1]
    both = np.unique(value * (group.max(initial=0) + 1) + group, return_inverse=True)[1]
    n_with = np.bincount(both, known).astype(np.float64)
    n_known = np.bincount(group, known).astype(np.float64)
    return n_with[both], n_known[group]


def _joined(
    some: Mapping[str, NDArray[Number]], others: Mapping[str, NDArray[Number]]
) -> dict[str, NDArray[Number]]:
    return {
        field: np.concatenate([values, others[field]]) for field, values in some.items()
    }
