"""Sums of printed numbers that cannot hold: levels taken for parts, missing rows, errors."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.first_bounds import bounds
from zicht.disclosure.audit.gathering import gather
from zicht.disclosure.audit.published import PublishedTable, joined
from zicht.vocabulary.arrays import Ints


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
    parts, whole = _parts_and_wholes(cells)
    # Numbers that do not add up by themselves: no reasoning beyond one sum is needed.
    has_too_little = parts @ lower > upper[whole]
    has_too_much = parts @ upper < lower[whole]
    sentences = [
        f"{cells.label(cell)}: less than its parts together"
        for cell in _each_once(whole[has_too_little])
    ]
    sentences += [
        f"{cells.label(cell)}: more than its parts can be"
        for cell in _each_once(whole[has_too_much])
    ]
    return tuple(sentences[:most])


def _parts_and_wholes(cells: Cells) -> tuple[csr_array, Ints]:
    """Return the parts of each sum as rows of a matrix, and the cell of its whole.

    In a row of `cells.matrix` parts have a factor of 1, and their whole has one of -1.
    """
    entries = cells.matrix.tocoo()
    is_whole = entries.data < 0
    places = entries.row[~is_whole], entries.col[~is_whole]
    parts = csr_array((entries.data[~is_whole], places), shape=cells.matrix.shape)
    whole = np.zeros(cells.matrix.shape[0], dtype=np.int64)
    whole[entries.row[is_whole]] = entries.col[is_whole]
    return parts, whole


def _each_once(cells: Ints) -> list[int]:
    """Return cells in their order, each once."""
    return list(dict.fromkeys(cells.tolist()))
