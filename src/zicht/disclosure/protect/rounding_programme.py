"""The mixed-integer programme of a rounding, over the cells that are looked at.

A column is a cell, its value the steps above the floor. Two kinds of rows bind it: a sum
holds for the rounded values, and a part is at most its whole (where parts do not add up,
as forms of which one victim may have several). Cells that are decided already move to
the other side of their row.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.linear import Programme
from zicht.disclosure.protect.rounding_limits import UNDECIDED, Limits
from zicht.vocabulary.arrays import Bools, Floats, Ints

OUT_OF_SIGHT = -1
"""Column of a cell that the programme does not look at."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a programme: `lower <= sum of values in the columns <= upper`.

    Parameters
    ----------
    values, row, column : an entry of the matrix each
    lower, upper : a number per row
    """

    values: Floats
    row: Ints
    column: Ints
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class Question:
    """Which cells of a rounding are looked at, and what is decided of the others.

    Parameters
    ----------
    limits : of every cell of the system
    steps : per cell of the system, the steps above its floor, or `UNDECIDED`
    surplus : per sum, by how much the floors of its parts exceed the floor of the whole
    cells : those that are looked at, a column each
    """

    limits: Limits
    steps: Ints
    surplus: Ints
    cells: Ints

    def programme(self, costs: Floats, offset: float, is_whole: Bools) -> Programme:
        """Write the programme.

        Parameters
        ----------
        costs : of one step up, per column
        offset : added to the costs
        is_whole : which columns take whole numbers; the others take fractions
        """
        column_of = np.full(len(self.steps), OUT_OF_SIGHT, dtype=np.int64)
        column_of[self.cells] = np.arange(len(self.cells))
        sums = self._sums(column_of)
        inclusions = self._inclusions(column_of)
        lower, upper = self._bounds(column_of)
        return Programme(
            costs=costs,
            offset=offset,
            lower=lower,
            upper=upper,
            matrix=_matrix(sums, inclusions, n_columns=len(self.cells)),
            row_lower=np.concatenate([sums.lower, inclusions.lower]),
            row_upper=np.concatenate([sums.upper, inclusions.upper]),
            whole=is_whole,
        )

    def _sums(self, column_of: Ints) -> Rows:
        """Write that parts and their whole take as many steps as their floors differ.

        Of each sum: steps of the parts - steps of the whole = -surplus of the floors.
        """
        owner, cell, sign = self._terms_of_sums()
        is_decided = self.steps[cell] != UNDECIDED
        is_looked_at = column_of[cell] != OUT_OF_SIGHT
        # A sum with a cell that is neither decided nor looked at binds nobody yet.
        is_binding = np.ones(len(self.surplus), dtype=bool)
        is_binding[owner[~is_decided & ~is_looked_at]] = False

        # What is decided moves to the other side of its row.
        decided = np.zeros(len(self.surplus))
        decided_steps = sign[is_decided] * self.steps[cell[is_decided]]
        np.add.at(decided, owner[is_decided], decided_steps)

        is_entry = is_looked_at & is_binding[owner]
        used, row = np.unique(owner[is_entry], return_inverse=True)
        bound = -(self.surplus[used] + decided[used])
        return Rows(
            values=sign[is_entry],
            row=row.astype(np.int64),
            column=column_of[cell[is_entry]],
            lower=bound,
            upper=bound,
        )

    def _terms_of_sums(self) -> tuple[Ints, Ints, Floats]:
        """Return the terms of all sums: the sum, the cell, and 1 for a part or -1 for the whole."""
        relations = self.limits.system.relations
        wholes = np.arange(len(relations))
        signs = np.repeat([1.0, -1.0], [len(relations.children), len(relations)])
        return (
            np.concatenate([relations.owners, wholes]),
            np.concatenate([relations.children, relations.parents]),
            signs,
        )

    def _inclusions(self, column_of: Ints) -> Rows:
        """Write that a part is at most its whole, where the floors leave it open.

        Of each pair: steps of the part - steps of the whole <= room between the floors.
        """
        part, whole, room = self._pairs()
        are_looked_at = (column_of[part] >= 0) & (column_of[whole] >= 0)
        is_open = are_looked_at & (room < self.limits.most[part])
        part, whole, room = part[is_open], whole[is_open], room[is_open]
        number = np.arange(len(part))
        ones = np.ones(len(part))
        # With one step at most the difference is -1 or more: a bound helps the solver.
        may_differ_more = self.limits.most[whole] > 1
        return Rows(
            values=np.concatenate([ones, -ones]),
            row=np.concatenate([number, number]),
            column=np.concatenate([column_of[part], column_of[whole]]),
            lower=np.where(may_differ_more, -np.inf, -1.0),
            upper=room.astype(np.float64),
        )

    def _bounds(self, column_of: Ints) -> tuple[Floats, Floats]:
        """Return the bounds of each column in steps, given what is decided.

        A part lies below a whole that is decided, a whole above a decided part.
        """
        lower = np.zeros(len(self.cells))
        upper = self.limits.most[self.cells].astype(np.float64)
        part, whole, room = self._pairs()
        is_capped = (column_of[part] >= 0) & (self.steps[whole] != UNDECIDED)
        is_raised = (column_of[whole] >= 0) & (self.steps[part] != UNDECIDED)
        caps = (room + self.steps[whole])[is_capped]
        floors = (self.steps[part] - room)[is_raised]
        np.minimum.at(upper, column_of[part[is_capped]], caps)
        np.maximum.at(lower, column_of[whole[is_raised]], floors)
        return lower, upper

    def _pairs(self) -> tuple[Ints, Ints, Ints]:
        """Return parts, the wholes they lie in, and the steps between their floors."""
        part, whole = self.limits.system.within, self.limits.system.around
        room = self.limits.floor[whole] - self.limits.floor[part]
        return part, whole, room


def _matrix(first: Rows, second: Rows, *, n_columns: int) -> csr_array:
    """Put rows below each other in one sparse matrix."""
    n_first, n_second = len(first.lower), len(second.lower)
    values = np.concatenate([first.values, second.values])
    row = np.concatenate([first.row, second.row + n_first])
    column = np.concatenate([first.column, second.column])
    shape = (n_first + n_second, n_columns)
    return csr_array((values, (row, column)), shape=shape)
