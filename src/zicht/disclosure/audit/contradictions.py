"""Sums of printed numbers that cannot hold: levels that were taken for parts, rows that are missing, plain errors."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.attackers import Background, bounds
from zicht.disclosure.audit.cells import gather
from zicht.disclosure.audit.published import PublishedTable, joined


def contradictions(
    tables: Sequence[PublishedTable], background: Background, *, most: int = 10
) -> tuple[str, ...]:
    """Name the cells that are less, or more, than their parts can be; without any number.

    Parameters
    ----------
    tables : as they were attacked
    background : of the reader
    most : that are named
    """
    completed = list(joined(tables))
    cells = gather(completed)
    lower, upper = bounds(cells, completed, background)
    matrix = cells.matrix
    if not matrix.shape[0]:
        return ()
    entries = matrix.tocoo()
    is_part = entries.data > 0
    parts = csr_array(
        (entries.data[is_part], (entries.row[is_part], entries.col[is_part])),
        shape=matrix.shape,
    )
    whole = np.zeros(matrix.shape[0], dtype=np.int64)
    whole[entries.row[~is_part]] = entries.col[~is_part]
    too_much = parts @ lower > upper[whole]
    too_little = parts @ upper < lower[whole]
    named = [
        f"{cells.label(int(cell))}: less than its parts together"
        for cell in dict.fromkeys(whole[too_much])
    ]
    named += [
        f"{cells.label(int(cell))}: more than its parts can be"
        for cell in dict.fromkeys(whole[too_little])
    ]
    return tuple(named[:most])
