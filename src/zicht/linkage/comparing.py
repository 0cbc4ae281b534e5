"""Pairs of units compared field by field: levels of agreement, and how common the values are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zicht.engine import Session, compare_pairs
from zicht.linkage.levels import FREQUENCY_COLUMNS, LEVELS, weighed_levels
from zicht.linkage.preparing import UNITS, Prepared
from zicht.vocabulary.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Compared:
    """Pairs with the level of agreement on each field.

    Parameters
    ----------
    left, right : units of each pair
    levels : field to one level per pair; 0 is the worst, -1 not known
    holders : field to the number of units with the value, where the level of the pair is weighed by it, else NaN
    n_known : field to the number of units of which the weighed value is known
    """

    left: Ints
    right: Ints
    levels: Mapping[str, Ints]
    holders: Mapping[str, Floats]
    n_known: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.levels["given"])

    def chosen(self, rows: Bools | Ints) -> "Compared":
        """Take some of the pairs."""
        return Compared(
            self.left[rows],
            self.right[rows],
            {field: levels[rows] for field, levels in self.levels.items()},
            {field: holders[rows] for field, holders in self.holders.items()},
            self.n_known,
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
            {f: np.concatenate([x, others.levels[f]]) for f, x in self.levels.items()},
            {
                f: np.concatenate([x, others.holders[f]])
                for f, x in self.holders.items()
            },
            self.n_known,
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
    n_known = {
        field: int(np.count_nonzero(prepared.fields[field] != ""))
        for field in FREQUENCY_COLUMNS
    }
    holders = {}
    for field, column in FREQUENCY_COLUMNS.items():
        frequency = np.fmax(columns[f"tf_{column}_l"], columns[f"tf_{column}_r"])
        is_weighed = np.isin(levels[field], weighed_levels(field))
        holders[field] = np.where(is_weighed, frequency * n_known[field], np.nan)
    return Compared(left, right, levels, holders, n_known)
