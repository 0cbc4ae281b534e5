"""What an attacker knows before they start: bounds of all cells, and rows between them."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.first_bounds import bounds, share_rows
from zicht.disclosure.audit.published import PublishedTable
from zicht.disclosure.audit.truths import carried, true_bounds
from zicht.vocabulary.arrays import Floats


class _Rows:
    """Rows `lower <= matrix @ x <= upper`, block after block."""

    def __init__(self) -> None:
        self.blocks: list[csr_array] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []

    def add(self, matrix: csr_array, lower: float, upper: float) -> None:
        """Add rows that all have the same ends."""
        n_rows = matrix.shape[0]
        self.blocks.append(matrix)
        self.lower.append(np.full(n_rows, lower))
        self.upper.append(np.full(n_rows, upper))


def knowledge_of(
    cells: Cells, tables: Sequence[PublishedTable], background: Background
) -> Knowledge:
    """Return what an attacker knows.

    Parameters
    ----------
    cells : of the tables, with the equations between them
    tables : as they are printed, absent rows included
    background : what they know beside them
    """
    lower, upper = bounds(cells, tables, background)
    rows = _Rows()
    rows.add(cells.matrix, 0.0, 0.0)
    # Codes of which one may carry several are together no less than their group.
    rows.add(cells.groups, 0.0, np.inf)
    if background.truth:
        least, most = true_bounds(cells, background.truth)
        if background.all_records:
            # All contributors together know which cells hold somebody.
            lower = np.maximum(lower, np.minimum(least, 1.0))
        # Where everybody may carry a code, the total is at most its codes together.
        # With base 5, a total printed as 30 beside two codes printed as 10 is then
        # known to be 26 to 28.
        for total in carried(cells, least, most):
            rows.add(total, 0.0, np.inf)
    _add_shares(rows, cells, background)
    matrix = csr_array(vstack(rows.blocks))
    row_lower, row_upper = np.concatenate(rows.lower), np.concatenate(rows.upper)
    return Knowledge(matrix, row_lower, row_upper, lower, upper)


def _add_shares(rows: _Rows, cells: Cells, background: Background) -> None:
    """Add printed percentages: `least * whole <= part <= most * whole`."""
    shares = share_rows(cells, background.shares)
    if not shares:
        return
    parts = [part for part, _, _, _ in shares]
    wholes = [whole for _, whole, _, _ in shares]
    least = np.asarray([low for _, _, low, _ in shares])
    most = np.asarray([high for _, _, _, high in shares])
    rows.add(_differences(parts, wholes, least, len(cells)), 0.0, np.inf)
    rows.add(_differences(parts, wholes, most, len(cells)), -np.inf, 0.0)


def _differences(
    parts: Sequence[int], wholes: Sequence[int], factors: Floats, n_cells: int
) -> csr_array:
    """Return the rows `part - factor * whole`."""
    n = len(factors)
    row = np.tile(np.arange(n), 2)
    column = np.asarray([*parts, *wholes], dtype=np.int64)
    values = np.concatenate([np.ones(n), -factors])
    return csr_array(coo_array((values, (row, column)), shape=(n, n_cells)))
