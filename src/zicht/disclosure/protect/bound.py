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
    relations = system.relations
    n_cells, n_sums = len(system.counts), len(relations)
    sums = np.concatenate([relations.owners, np.arange(n_sums)])
    cells = np.concatenate([relations.children, relations.parents])
    n_entries = len(cells)
    entries = np.arange(n_entries)
    # A row per sum: its cells less their number; then a row per cell of a sum.
    rows = np.concatenate([sums, np.arange(n_sums), n_sums + entries, n_sums + entries])
    columns = np.concatenate(
        [cells, n_cells + np.arange(n_sums), cells, n_cells + sums]
    )
    values = np.concatenate(
        [
            np.ones(n_entries),
            -np.ones(n_sums),
            np.full(n_entries, 2.0),
            -np.ones(n_entries),
        ]
    )
    shape = (n_sums + n_entries, n_cells + n_sums)
    row_lower = np.concatenate([np.zeros(n_sums), np.full(n_entries, -np.inf)])
    return Programme(
        costs=np.concatenate([np.ones(n_cells), np.zeros(n_sums)]),
        lower=np.concatenate([primary.astype(np.float64), np.zeros(n_sums)]),
        upper=np.concatenate(
            [(primary | can_hide).astype(np.float64), np.full(n_sums, float(n_cells))]
        ),
        matrix=csr_array((values, (rows, columns)), shape=shape),
        row_lower=row_lower,
        row_upper=np.zeros(n_sums + n_entries),
    )
