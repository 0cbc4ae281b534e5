"""What follows from the true counts, which the gate knows and no reader.

They say what there is to know for some readers: which cells hold somebody, and in which
lists everybody may carry a code.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.cell_bounds import Knowledge, propagate
from zicht.disclosure.audit.cells import Cells
from zicht.vocabulary.arrays import Floats, Ints

MANY = 1e9
"""Stands for a count that nothing bounds."""


def true_bounds(cells: Cells, counts: Sequence[Ints]) -> tuple[Floats, Floats]:
    """Return the bounds of the true count of each cell.

    They are equal for cells that follow from the tables that were counted.

    Parameters
    ----------
    cells : of the attack
    counts : true counts of the first tables, one per row
    """
    lower, upper = np.zeros(len(cells)), np.full(len(cells), np.inf)
    for of_table, rows in zip(counts, cells.rows, strict=False):
        counted = rows[: len(of_table)]
        lower[counted] = of_table
        upper[counted] = of_table
    zeros = np.zeros(cells.matrix.shape[0])
    truth = Knowledge(cells.matrix, zeros, zeros.copy(), lower, upper)
    propagate(truth)
    return truth.lower, truth.upper


def carried(cells: Cells, lower: Floats, upper: Floats) -> list[csr_array]:
    """Return the lists of which readers are taken to know that everybody carries a code.

    These are the lists of which the true counts allow it.

    Parameters
    ----------
    cells : of the attack
    lower, upper : bounds of the true count of each cell
    """
    most = np.where(np.isfinite(upper), upper, MANY)
    lists = []
    for total in cells.totals:
        highest = total.maximum(0) @ most + total.minimum(0) @ lower
        # One cell with more persons than codes disproves it for the whole list.
        if np.all(highest >= 0):
            lists.append(total)
    return lists
