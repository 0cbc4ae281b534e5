"""How many further cells every safe pattern withholds at least.

A sum of which one cell alone is withheld gives that cell away. With `y[i]` 1 where cell
`i` is withheld and `S[r]` the withheld cells of sum `r`, every safe pattern satisfies

    2 y[i] <= S[r]   for each cell i of each sum r,     y[i] = 1 for small cells

The least number of cells of such a pattern, fractions of cells allowed, is a bound that
is proven; no pattern need reach it.

References
----------
Fischetti & Salazar-González (2000), Journal of the American Statistical Association 95,
section 4 (the bridge inequalities, of which these are the shortest).
"""

from math import ceil

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.linear import FRESH, Programme, is_optimal, load, run_for
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools

TINY = 1e-6
"""A solver ends this close to its optimum."""


def fewest_further(
    system: System, primary: Bools, can_hide: Bools, *, seconds: float
) -> int:
    """Return a number of further cells that every safe pattern withholds at least.

    Parameters
    ----------
    system : of the cells
    primary : cells that have to be withheld
    can_hide : further cells that may be
    seconds : the longest it may take; 0 is returned when they are over
    """
    solver = load(_programme(system, primary, can_hide), FRESH)
    run_for(solver, seconds)
    if not is_optimal(solver):
        return 0
    least = float(solver.getInfo().objective_function_value)
    return max(0, ceil(least - TINY) - int(primary.sum()))


def _programme(system: System, primary: Bools, can_hide: Bools) -> Programme:
    """Write the programme over cells, then the number withheld of each sum."""
    n_cells, n_sums = len(system.counts), len(system.relations)
    matrix, n_entries = _matrix(system)
    may_hide = (primary | can_hide).astype(np.float64)
    return Programme(
        # Cells cost one each; how many of a sum are withheld costs nothing.
        costs=np.concatenate([np.ones(n_cells), np.zeros(n_sums)]),
        lower=np.concatenate([primary.astype(np.float64), np.zeros(n_sums)]),
        upper=np.concatenate([may_hide, np.full(n_sums, float(n_cells))]),
        matrix=matrix,
        # S[r] equals the withheld cells of its sum; 2 y[i] - S[r] is 0 at most.
        row_lower=np.concatenate([np.zeros(n_sums), np.full(n_entries, -np.inf)]),
        row_upper=np.zeros(n_sums + n_entries),
    )


def _matrix(system: System) -> tuple[csr_array, int]:
    """Return the rows of the programme, and how many cells stand in sums.

    A row per sum: its withheld cells less their number. Then a row per cell of a sum:
    twice the cell less the number of its sum.
    """
    relations = system.relations
    n_cells, n_sums = len(system.counts), len(relations)
    sum_of_entry = np.concatenate([relations.owners, np.arange(n_sums)])
    cell_of_entry = np.concatenate([relations.children, relations.parents])
    n_entries = len(cell_of_entry)
    row_of_entry = n_sums + np.arange(n_entries)
    number_of_sum = n_cells + np.arange(n_sums)
    # Values, rows and columns of four kinds of entries.
    blocks = (
        # Every cell of a sum, less the number that is withheld of it.
        (np.ones(n_entries), sum_of_entry, cell_of_entry),
        (-np.ones(n_sums), np.arange(n_sums), number_of_sum),
        # Twice a cell, less that number.
        (np.full(n_entries, 2.0), row_of_entry, cell_of_entry),
        (-np.ones(n_entries), row_of_entry, number_of_sum[sum_of_entry]),
    )
    values, rows, columns = (
        np.concatenate(parts) for parts in zip(*blocks, strict=True)
    )
    shape = (n_sums + n_entries, n_cells + n_sums)
    return csr_array((values, (rows, columns)), shape=shape), n_entries
