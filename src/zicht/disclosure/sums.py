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
    owners = np.repeat(np.arange(n_rows), np.diff(given.indptr))
    order = np.lexsort((-given.data, owners))
    starts = given.indptr[:-1]
    n_contributors = np.diff(given.indptr)
    has_first, has_second = n_contributors > 0, n_contributors > 1
    who = np.full(n_rows, NOBODY, dtype=np.int64)
    largest, second = np.zeros(n_rows), np.zeros(n_rows)
    first_entry = order[starts[has_first]]
    who[has_first] = given.indices[first_entry]
    largest[has_first] = given.data[first_entry]
    second[has_second] = given.data[order[starts[has_second] + 1]]
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
    source = np.full(n_cells, NOBODY, dtype=np.int64)
    start = 0
    for table, cells in zip(tables, rows, strict=True):
        n_rows = len(table.sums.counts)
        # A cell of several tables has the same contributors in each: any of its rows
        # will do.
        source[cells[:n_rows]] = start + np.arange(n_rows)
        start += n_rows
    starts = np.concatenate([_row_starts(tables), [0]])
    lengths = np.concatenate([*(table.contributors for table in tables), [0]])
    sizes = lengths[source]
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    within = np.arange(indptr[-1]) - np.repeat(indptr[:-1], sizes)
    entries = np.repeat(starts[source], sizes) + within
    data = np.concatenate([table.given.data for table in tables])
    indices = np.concatenate([table.given.indices for table in tables])
    n_people = max(table.given.shape[1] for table in tables)
    return csr_array(
        (data[entries], indices[entries], indptr), shape=(n_cells, n_people)
    )


def _row_starts(tables: Sequence[Amounts]) -> Ints:
    """Return the first entry of each row when the entries of all tables are joined."""
    starts = []
    n_before = 0
    for table in tables:
        starts.append(table.given.indptr[:-1].astype(np.int64) + n_before)
        n_before += len(table.given.data)
    return np.concatenate(starts)
