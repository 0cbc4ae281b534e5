"""Which printed cells gave a revealed cell away: those that stand with it in a row that binds."""

import numpy as np
from scipy.sparse import csc_array

from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.findings import Suspects
from zicht.disclosure.audit.intervals import OPEN, Knowledge
from zicht.vocabulary.arrays import Ints

MOST = 3000
"""Revealed cells that are explained; the others follow in the next round of a repair."""
MOST_IMPLICIT = 50
"""Cells nobody printed beside a revealed one, whose own rows are looked at too."""


def suspects(cells: Cells, known: Knowledge, revealed: Ints) -> Suspects:
    """Explain each revealed cell by the cells of its binding rows.

    Where one of these was printed nowhere, it was itself derived from others.
    """
    columns = csc_array(known.matrix)
    explained = revealed[:MOST]
    printed = []
    for cell in explained.tolist():
        beside = _cells_beside(columns, known, cell)
        implicit = beside[cells.implicit[beside]][:MOST_IMPLICIT].tolist()
        further = [
            _cells_beside(columns, known, other) for other in implicit if other != cell
        ]
        near = [np.asarray([cell]), beside, *further]
        distinct = np.unique(np.concatenate(near)).astype(np.int64)
        printed.append(distinct[~cells.implicit[distinct]])
    return Suspects(explained, tuple(printed), cells.rows)


def _cells_beside(columns: csc_array, known: Knowledge, cell: int) -> Ints:
    """Return the cells in the rows that hold a cell down or up.

    In all of its rows where none binds by itself.
    """
    matrix = known.matrix
    binding: list[Ints] = []
    others: list[Ints] = []
    rows = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
    for row in rows.tolist():
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        in_row = matrix.indices[entries].astype(np.int64)
        lowest, highest = _ends_by_row(known, cell, row)
        does_bind = highest <= known.upper[cell] + OPEN
        does_bind |= lowest >= known.lower[cell] - OPEN
        (binding if does_bind else others).append(in_row[in_row != cell])
    chosen = binding or others
    return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)


def _ends_by_row(known: Knowledge, cell: int, row: int) -> tuple[float, float]:
    """Return between what one row alone holds a cell, given the bounds of the others."""
    matrix = known.matrix
    entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
    in_row = matrix.indices[entries].astype(np.int64)
    factors = matrix.data[entries]
    is_cell = in_row == cell
    at_lower = factors * known.lower[in_row]
    at_upper = factors * known.upper[in_row]
    is_positive = factors > 0
    lowest_others = np.where(is_positive, at_lower, at_upper)[~is_cell].sum()
    highest_others = np.where(is_positive, at_upper, at_lower)[~is_cell].sum()
    factor = factors[is_cell][0]
    ends = (
        float((known.row_upper[row] - lowest_others) / factor),
        float((known.row_lower[row] - highest_others) / factor),
    )
    return min(ends), max(ends)
