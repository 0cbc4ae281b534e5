"""What an attacker knows before they start: bounds of all cells, and rows between them."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.first_bounds import Quotient, bounds, quotients_of
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

    def known(self, lower: Floats, upper: Floats) -> Knowledge:
        """Return all rows with these bounds of the cells."""
        matrix = csr_array(vstack(self.blocks))
        row_lower, row_upper = np.concatenate(self.lower), np.concatenate(self.upper)
        return Knowledge(matrix, row_lower, row_upper, lower, upper)


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
    _add_quotients(rows, quotients_of(cells, background.shares), len(cells))
    return rows.known(lower, upper)


def _add_quotients(rows: _Rows, quotients: Sequence[Quotient], n_cells: int) -> None:
    """Add printed percentages: `least * whole <= part <= most * whole`."""
    if not quotients:
        return
    least = [quotient.least for quotient in quotients]
    most = [quotient.most for quotient in quotients]
    rows.add(_differences(quotients, least, n_cells), 0.0, np.inf)
    rows.add(_differences(quotients, most, n_cells), -np.inf, 0.0)


def _differences(
    quotients: Sequence[Quotient], factors: Sequence[float], n_cells: int
) -> csr_array:
    """Return the rows `part - factor * whole`."""
    n_rows = len(quotients)
    parts = [quotient.part for quotient in quotients]
    wholes = [quotient.whole for quotient in quotients]
    rows = np.tile(np.arange(n_rows), 2)
    columns = np.asarray([*parts, *wholes], dtype=np.int64)
    values = np.concatenate([np.ones(n_rows), -np.asarray(factors)])
    return csr_array(coo_array((values, (rows, columns)), shape=(n_rows, n_cells)))
