"""Sums of amounts, who stands behind them, and how uncertain they must stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

NOBODY = -1
"""Number of the largest contributor to a sum without any."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """Sums of amounts, and who stands behind them.

    Parameters
    ----------
    sums : whole numbers, a row per cell
    given : what each contributor gave to each cell: a row per cell, a column per
        contributor. Who gave 0 is a contributor too
    """

    sums: CountTable
    given: csr_array

    @cached_property
    def contributors(self) -> Ints:
        """How many contributors each cell has."""
        return np.diff(self.given.indptr).astype(np.int64)

    @cached_property
    def leading(self) -> "Leading":
        """The two largest contributions to each cell."""
        return leading(self.given)


@dataclass(frozen=True, eq=False)
class Leading:
    """The two largest contributions to some sums.

    Parameters
    ----------
    who : number of the largest contributor, `NOBODY` where there is none
    largest, second : what the two largest contributors gave; 0 where there are none
    """

    who: Ints
    largest: Floats
    second: Floats


def leading(given: csr_array) -> Leading:
    """Return the two largest contributions in each row."""
    n_rows = given.shape[0]
    n_contributors = np.diff(given.indptr)
    # The entries row by row, the largest of each row first.
    owners = np.repeat(np.arange(n_rows), n_contributors)
    order = np.lexsort((-given.data, owners))
    starts = given.indptr[:-1]
    has_first, has_second = n_contributors > 0, n_contributors > 1
    firsts = order[starts[has_first]]
    seconds = order[starts[has_second] + 1]
    who = np.full(n_rows, NOBODY, dtype=np.int64)
    largest, second = np.zeros(n_rows), np.zeros(n_rows)
    who[has_first] = given.indices[firsts]
    largest[has_first] = given.data[firsts]
    second[has_second] = given.data[seconds]
    return Leading(who, largest, second)


def rises(totals: Floats, largest: Floats, second: Floats, policy: Policy) -> Floats:
    """Return how much higher each sum must possibly be.

    With `T` the sum, `x1` and `x2` its two largest contributions, `k` the share of the
    dominance rule and `p` that of the p% rule, the upper protection levels are
    `x1 / k - T` and `p x1 - (T - x1 - x2)`; the higher one, and 0 where both rules hold.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, table 4.3.
    """
    by_dominance = largest / policy.dominance - totals
    rest = totals - largest - second
    by_p_percent = np.where(largest > 0, policy.p_percent * largest - rest, 0.0)
    return np.maximum(0.0, np.maximum(by_dominance, by_p_percent))


def rises_of(
    table: Amounts, thresholds: Ints, policy: Policy, typical: float
) -> Floats:
    """Return how much higher each sum of a table must possibly be, in whole numbers.

    One with too few contributors must leave room for one more, of an ordinary amount.

    Parameters
    ----------
    table : the sums
    thresholds : per row, the number of contributors from which it may be shown
    policy : dominance, p% and what zeros tell
    typical : amount of an ordinary contributor
    """
    totals = table.sums.counts.astype(np.float64)
    asked = rises(totals, table.leading.largest, table.leading.second, policy)
    has_few = table.contributors < thresholds
    if policy.zeros == "structural":
        has_few &= table.contributors > 0
    return np.ceil(np.where(has_few, np.maximum(asked, typical), asked))


def typical_amount(tables: Sequence[Amounts]) -> float:
    """Return the mean amount of a contributor, rounded up, and 1 at least."""
    largest = max(tables, key=lambda table: int(table.contributors.max(initial=0)))
    n_contributors = max(1, int(largest.contributors.max(initial=0)))
    return max(1.0, float(np.ceil(largest.sums.counts.max(initial=0) / n_contributors)))


def given_to_cells(
    tables: Sequence[Amounts], rows: Sequence[Ints], n_cells: int
) -> csr_array:
    """Return what each contributor gave to each cell of several tables.

    Parameters
    ----------
    tables : sums, with the same contributors
    rows : per table, the cell of each of its rows
    n_cells : how many cells there are

    Returns
    -------
    a row per cell, a column per contributor; empty for a cell that stands in no table
    """
    n_people = max(table.given.shape[1] for table in tables)
    # Behind the rows of a table stand those that it left out.
    counted = [
        cells[: len(table.sums.counts)]
        for table, cells in zip(tables, rows, strict=True)
    ]
    row_of_cell = _a_row_of_each_cell(counted, n_cells)
    # The row behind the last one is that of nobody: of cells that stand in no table.
    starts = np.concatenate([_row_starts(tables), [0]])
    sizes = np.concatenate([*(table.contributors for table in tables), [0]])
    return _rows_of_entries(
        starts[row_of_cell],
        sizes[row_of_cell],
        data=np.concatenate([table.given.data for table in tables]),
        columns=np.concatenate([table.given.indices for table in tables]),
        n_columns=n_people,
    )


def _a_row_of_each_cell(rows: Sequence[Ints], n_cells: int) -> Ints:
    """Return a row in which each cell stands, when the rows of all tables are joined.

    A cell of several tables has the same contributors in each: any of its rows will do.

    Parameters
    ----------
    rows : per table, the cell of each of its rows
    n_cells : how many cells there are

    Returns
    -------
    a row per cell, `NOBODY` for one that stands in no table
    """
    row_of_cell = np.full(n_cells, NOBODY, dtype=np.int64)
    cells = np.concatenate(rows)
    row_of_cell[cells] = np.arange(len(cells))
    return row_of_cell


def _rows_of_entries(
    starts: Ints, sizes: Ints, *, data: Floats, columns: Ints, n_columns: int
) -> csr_array:
    """Return a matrix whose rows are runs of entries, in any order.

    Parameters
    ----------
    starts, sizes : per row, its first entry and how many it has
    data, columns : of each entry
    n_columns : of the matrix
    """
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    position_in_row = np.arange(indptr[-1]) - np.repeat(indptr[:-1], sizes)
    entries = np.repeat(starts, sizes) + position_in_row
    shape = (len(starts), n_columns)
    return csr_array((data[entries], columns[entries], indptr), shape=shape)


def _row_starts(tables: Sequence[Amounts]) -> Ints:
    """Return the first entry of each row when the entries of all tables are joined."""
    starts = []
    n_before = 0
    for table in tables:
        starts.append(table.given.indptr[:-1].astype(np.int64) + n_before)
        n_before += len(table.given.data)
    return np.concatenate(starts)
