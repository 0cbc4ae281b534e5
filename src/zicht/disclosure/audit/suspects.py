"""Which printed cells gave a revealed cell away: those that stand with it in a row that binds."""

import numpy as np
from scipy.sparse import csc_array

from zicht.disclosure.audit.cell_bounds import OPEN, Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.findings import Suspects
from zicht.vocabulary.arrays import Floats, Ints

MOST = 3000
"""Revealed cells that are explained; the others follow in the next round of a repair."""
MOST_IMPLICIT = 50
"""Cells nobody printed beside a revealed one, whose own rows are looked at too."""


def suspects(cells: Cells, known: Knowledge, revealed: Ints) -> Suspects:
    """Explain each revealed cell by the printed cells of its binding rows."""
    columns = csc_array(known.matrix)
    explained = revealed[:MOST]
    printed = []
    for cell in explained.tolist():
        near = _cells_near(columns, cells, known, cell)
        printed.append(near[~cells.implicit[near]])
    return Suspects(explained, tuple(printed), cells.rows)


def _cells_near(columns: csc_array, cells: Cells, known: Knowledge, cell: int) -> Ints:
    """Return a cell, those of its binding rows, and those of unprinted ones among them.

    A cell that was printed nowhere was itself derived from others.
    """
    beside = _cells_beside(columns, known, cell)
    unprinted = beside[cells.implicit[beside]][:MOST_IMPLICIT]
    near = [np.asarray([cell]), beside]
    for other in unprinted.tolist():
        if other != cell:
            near.append(_cells_beside(columns, known, other))
    return np.unique(np.concatenate(near)).astype(np.int64)


def _cells_beside(columns: csc_array, known: Knowledge, cell: int) -> Ints:
    """Return the cells in the rows that hold a cell down or up.

    In all of its rows where none binds by itself.
    """
    binding: list[Ints] = []
    others: list[Ints] = []
    rows = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
    for row in rows.tolist():
        in_row, _ = _entries_of(known, row)
        beside = in_row[in_row != cell]
        if _does_bind(known, cell, row):
            binding.append(beside)
        else:
            others.append(beside)
    chosen = binding or others
    return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)


def _does_bind(known: Knowledge, cell: int, row: int) -> bool:
    """Whether one row alone holds a cell as low, or as high, as all rows together."""
    lowest, highest = _ends_by_row(known, cell, row)
    holds_down = highest <= known.upper[cell] + OPEN
    holds_up = lowest >= known.lower[cell] - OPEN
    return bool(holds_down or holds_up)


def _ends_by_row(known: Knowledge, cell: int, row: int) -> tuple[float, float]:
    """Return the bounds of a cell by one row alone, given the bounds of the others."""
    in_row, factors = _entries_of(known, row)
    is_cell = in_row == cell
    by_lower = factors * known.lower[in_row]
    by_upper = factors * known.upper[in_row]
    is_positive = factors > 0
    lowest_others = np.where(is_positive, by_lower, by_upper)[~is_cell].sum()
    highest_others = np.where(is_positive, by_upper, by_lower)[~is_cell].sum()
    factor = factors[is_cell][0]
    # Divided by a negative factor, the upper end of the row gives the lower of the cell.
    ends = (
        float((known.row_upper[row] - lowest_others) / factor),
        float((known.row_lower[row] - highest_others) / factor),
    )
    return min(ends), max(ends)


def _entries_of(known: Knowledge, row: int) -> tuple[Ints, Floats]:
    """Return the cells of one row, and their factors."""
    matrix = known.matrix
    entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[entries].astype(np.int64), matrix.data[entries]
