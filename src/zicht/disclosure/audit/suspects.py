"""Which printed cells gave a revealed cell away: those that stand with it in an equation that binds."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.intervals import Knowledge
from zicht.vocabulary.arrays import Ints

MOST = 3000
"""Revealed cells that are explained; the others follow in the next round of a repair."""


@dataclass(frozen=True, eq=False)
class Suspects:
    """Explains revealed cells.

    Parameters
    ----------
    revealed : cells that were revealed
    printed : for each of them, the printed cells it was derived from, itself included where it was printed
    rows : for each table, the cell of each of its rows
    """

    revealed: Ints
    printed: tuple[Ints, ...]
    rows: tuple[Ints, ...]


def suspects(cells: Cells, known: Knowledge, revealed: Ints) -> Suspects:
    """Explain each revealed cell by the cells of its binding equations."""
    columns = csc_array(known.matrix)
    found = []
    for cell in revealed[:MOST].tolist():
        others = _near(columns, known, cell)
        hidden = others[cells.implicit[others]]
        more = [
            _near(columns, known, int(other)) for other in hidden[:50] if other != cell
        ]
        near = np.unique(np.concatenate([others, *more, np.asarray([cell])])).astype(
            np.int64
        )
        found.append(near[~cells.implicit[near]])
    return Suspects(revealed[:MOST], tuple(found), cells.rows)


def _near(columns: csc_array, known: Knowledge, cell: int) -> Ints:
    """Cells in the equations that hold a cell down or up; in all of its equations where none binds by itself."""
    matrix = known.matrix
    tight: list[Ints] = []
    loose: list[Ints] = []
    for row in columns.indices[
        columns.indptr[cell] : columns.indptr[cell + 1]
    ].tolist():
        at = slice(matrix.indptr[row], matrix.indptr[row + 1])
        column, factor = matrix.indices[at].astype(np.int64), matrix.data[at]
        own = column == cell
        low = np.where(
            factor > 0, factor * known.lower[column], factor * known.upper[column]
        )[~own].sum()
        high = np.where(
            factor > 0, factor * known.upper[column], factor * known.lower[column]
        )[~own].sum()
        ends = np.sort(
            np.asarray(
                [
                    (known.row_upper[row] - low) / factor[own][0],
                    (known.row_lower[row] - high) / factor[own][0],
                ]
            )
        )
        binds = ends[1] <= known.upper[cell] + 0.5 or ends[0] >= known.lower[cell] - 0.5
        (tight if binds else loose).append(column[~own])
    chosen = tight or loose
    return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
