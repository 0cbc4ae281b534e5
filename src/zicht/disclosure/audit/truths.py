"""What follows from the true counts, which the gate knows and no reader: what there is to know for some of them."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.intervals import Knowledge, propagate
from zicht.vocabulary.arrays import Floats, Ints


def true_bounds(cells: Cells, counts: Sequence[Ints]) -> tuple[Floats, Floats]:
    """Give between what the true count of each cell lies: exactly, for cells that follow from the tables counted.

    Parameters
    ----------
    counts : true counts of the first tables, one per row
    """
    lower, upper = np.zeros(len(cells)), np.full(len(cells), np.inf)
    for own, rows in zip(counts, cells.rows, strict=False):
        lower[rows[: len(own)]] = upper[rows[: len(own)]] = own
    n_rows = cells.matrix.shape[0]
    truth = Knowledge(cells.matrix, np.zeros(n_rows), np.zeros(n_rows), lower, upper)
    propagate(truth)
    return truth.lower, truth.upper


def carried(cells: Cells, lower: Floats, upper: Floats) -> list[csr_array]:
    """Give the lists of which a reader may take it that everybody carries a code: those of which it may be true.

    Parameters
    ----------
    lower, upper : between what the true count of each cell lies
    """
    most = np.where(np.isfinite(upper), upper, 1e9)
    return [
        total
        for total in cells.totals
        if np.all(total.maximum(0) @ most + total.minimum(0) @ lower >= 0)
    ]
