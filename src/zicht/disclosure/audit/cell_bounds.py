"""What is known of every cell, and what follows row by row without any programme.

An attacker knows bounds `l <= x <= u` of the cells and rows `a <= A x <= b` between them.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from zicht.vocabulary.arrays import Bools, Floats, Ints

TOLERANCE = 1e-6
"""Differences below it come from the solver."""
OPEN = 0.5
"""Counts are whole: a cell whose bounds lie less than this apart is known."""
ENDLESS = 1e7
"""A cell that nothing bounds ends here, or at ten times the largest number printed."""
ROUNDS = 200
"""Times that the bounds are narrowed row by row at most."""


@dataclass(eq=False)
class Knowledge:
    """What is known of the cells.

    Parameters
    ----------
    matrix : rows with `row_lower <= matrix @ x <= row_upper`
    row_lower, row_upper : zeros for equations
    lower, upper : of each cell; they narrow while the attacker thinks

    Attributes
    ----------
    seen_lower, seen_upper : lowest and highest value of each cell in the solutions found
        so far: the exact interval lies between these and `lower`, `upper`
    contradicts : whether no table agrees with everything
    complete : whether every programme came to its end
    solved : programmes so far
    end : upper bound of a cell that nothing bounds
    """

    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    seen_lower: Floats = field(init=False)
    seen_upper: Floats = field(init=False)
    contradicts: bool = False
    complete: bool = True
    solved: int = 0
    end: float = field(init=False)

    def __post_init__(self) -> None:
        bounds = np.concatenate([self.lower, self.upper])
        largest = np.max(bounds, initial=0.0, where=np.isfinite(bounds))
        self.end = max(ENDLESS, 10 * float(largest))
        self.seen_lower = np.full(len(self.lower), np.inf)
        self.seen_upper = np.full(len(self.lower), -np.inf)

    @property
    def is_open(self) -> Bools:
        """Which cells can still have more than one value."""
        return np.asarray(self.upper - self.lower > OPEN)

    def see(self, cells: Ints | slice, values: Floats) -> None:
        """Note the values that cells have in a possible table."""
        self.seen_lower[cells] = np.minimum(self.seen_lower[cells], values)
        self.seen_upper[cells] = np.maximum(self.seen_upper[cells], values)


def propagate(known: Knowledge) -> None:
    """Narrow the bounds row by row until nothing moves; most of what leaks, leaks here.

    In a row `a <= sum of s[i] x[i] <= b` a cell is at most `b` less the lowest sum of the
    others, and at least `a` less their highest sum (bounds propagation, as solvers
    tighten bounds before they search).
    """
    entries = known.matrix.tocoo()
    row, cell = entries.row.astype(np.int64), entries.col.astype(np.int64)
    sign: Floats = entries.data.astype(np.float64)
    # Bounds that could narrow further after the last round are true all the same; the
    # programmes find the rest.
    for _ in range(ROUNDS):
        at_least, at_most = _limits_by_rows(known, row, cell, sign)
        lower, upper = known.lower.copy(), known.upper.copy()
        # Counts are whole: a limit of 3.2 from below is one of 4.
        np.maximum.at(lower, cell, np.ceil(at_least - TOLERANCE))
        np.minimum.at(upper, cell, np.floor(at_most + TOLERANCE))
        if np.array_equal(lower, known.lower) and np.array_equal(upper, known.upper):
            return
        known.lower, known.upper = lower, upper
        if np.any(lower > upper + TOLERANCE):
            known.contradicts = True
            return


def _limits_by_rows(
    known: Knowledge, row: Ints, cell: Ints, sign: Floats
) -> tuple[Floats, Floats]:
    """Return, per entry, the lowest and the highest count that its row allows its cell.

    Parameters
    ----------
    known : bounds and rows
    row, cell, sign : of each entry of the matrix
    """
    n_rows = known.matrix.shape[0]
    is_negative = sign < 0
    # With a minus sign the highest count makes the lowest term.
    lowest, highest = _swapped(
        is_negative, sign * known.lower[cell], sign * known.upper[cell]
    )
    at_most = (known.row_upper[row] - _sums_of_others(lowest, row, n_rows)) / sign
    at_least = (known.row_lower[row] - _sums_of_others(highest, row, n_rows)) / sign
    return _swapped(is_negative, at_least, at_most)


def _swapped(where: Bools, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Exchange the numbers of two arrays at some positions."""
    return np.where(where, second, first), np.where(where, first, second)


def _sums_of_others(values: Floats, row: Ints, n_rows: int) -> Floats:
    """Return, per entry, the sum of the other entries of its row.

    It is infinite where one of the others is. Infinite entries of one row have one sign.
    """
    # Infinite terms are counted apart: infinity less infinity is not a number.
    is_endless = ~np.isfinite(values)
    finite = np.where(is_endless, 0.0, values)
    sums = np.bincount(row, weights=finite, minlength=n_rows)[row] - finite
    n_endless = np.bincount(row, weights=is_endless, minlength=n_rows)
    has_endless_other = n_endless[row] - is_endless > 0
    is_upward = np.zeros(n_rows, dtype=bool)
    is_upward[row[is_endless & (values > 0)]] = True
    infinite = np.where(is_upward[row], np.inf, -np.inf)
    return np.where(has_endless_other, infinite, sums)
