"""Sums of printed numbers that cannot hold: levels taken for parts, missing rows, errors."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.attackers import Background, bounds
from zicht.disclosure.audit.cells import gather
from zicht.disclosure.audit.published import PublishedTable, joined


def contradictions(
    tables: Sequence[PublishedTable], background: Background, *, most: int = 10
) -> tuple[str, ...]:
    """Name the cells that are less, or more, than their parts can be.

    Parameters
    ----------
    tables : as they were attacked
    background : of the reader
    most : that are named

    Returns
    -------
    a sentence per cell, without any number
    """
    completed = list(joined(tables))
    cells = gather(completed)
    lower, upper = bounds(cells, completed, background)
    # In a row parts have a factor of 1, and their whole has one of -1.
    entries = cells.matrix.tocoo()
    is_whole = entries.data < 0
    places = entries.row[~is_whole], entries.col[~is_whole]
    parts = csr_array((entries.data[~is_whole], places), shape=cells.matrix.shape)
    whole = np.zeros(cells.matrix.shape[0], dtype=np.int64)
    whole[entries.row[is_whole]] = entries.col[is_whole]
    is_too_little = parts @ lower > upper[whole]
    is_too_much = parts @ upper < lower[whole]
    sentences = [
        f"{cells.label(int(cell))}: less than its parts together"
        for cell in dict.fromkeys(whole[is_too_little].tolist())
    ]
    sentences += [
        f"{cells.label(int(cell))}: more than its parts can be"
        for cell in dict.fromkeys(whole[is_too_much].tolist())
    ]
    return tuple(sentences[:most])
