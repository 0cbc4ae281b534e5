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
    levels : field to one level per pair; 0 is the worst, -1 not known
    holders : field to the number of units with the value, where the level of the pair is weighed by it, else NaN
    n_known : field to the number of units of which the weighed value is known
    """

    levels: Mapping[str, Ints]
    holders: Mapping[str, Floats]
    n_known: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.levels["given"])

    def chosen(self, rows: Bools) -> "Compared":
        """Take some of the pairs."""
        return Compared(
            {field: levels[rows] for field, levels in self.levels.items()},
            {field: holders[rows] for field, holders in self.holders.items()},
            self.n_known,
        )


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
    return Compared(levels, holders, n_known)
