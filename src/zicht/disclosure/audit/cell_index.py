"""Finds the cells of one universe by their codes, and takes in further ones.

A cell is a row of codes: the position of a set on each axis. Its key is `codes @ strides`,
one whole number for every combination of sets, so that a thousand cells are found in one
search of a sorted array.
"""

from collections.abc import Sequence

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import AuditFailed

ABSENT = -1
"""No such cell, or no such set."""
MOST_UNKNOWNS = 1_500_000
"""Cells of one universe, those that nobody printed included: unknowns of the attack. A table of
`MOST_CELLS` cells can have more, and a release of smaller tables as well."""
MOST_KEYS = 2**62
"""Combinations of sets that fit in one whole number."""


class SortedKeys:
    """Finds cells by whole numbers that stand for them.

    Parameters
    ----------
    keys : each once, in any order
    cells : of these keys
    """

    def __init__(self, keys: Ints, cells: Ints) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.cells = keys[order], cells[order]

    def find(self, keys: Ints) -> Ints:
        """Return the cell of each key, `ABSENT` where there is none."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        is_there = self.keys[places] == keys
        return np.where(is_there, self.cells[places], ABSENT)


class CellIndex:
    """The cells of one universe by their codes.

    Parameters
    ----------
    codes_of_rows : the codes of all printed rows; rows of equal codes are one cell,
        whatever table they stand in
    n_sets : per axis, how many sets it has

    Attributes
    ----------
    codes : a row per cell, the position of a set of each axis per column
    cell_of_row : of each printed row
    n_printed : how many cells are printed; they come first
    """

    def __init__(self, codes_of_rows: Ints, n_sets: Sequence[int]) -> None:
        self._strides = _strides(n_sets)
        keys, first_rows, cell_of_row = np.unique(
            codes_of_rows @ self._strides, return_index=True, return_inverse=True
        )
        self.codes: Ints = codes_of_rows[first_rows]
        self.cell_of_row: Ints = cell_of_row.astype(np.int64)
        self.n_printed = len(keys)
        self._by_key = SortedKeys(keys, np.arange(len(keys)))

    def find(self, codes: Ints) -> Ints:
        """Return the cell of each row of codes, `ABSENT` where there is none."""
        return self._by_key.find(codes @ self._strides)

    def find_beside(self, cells: Ints, axis: int, sets: Ints) -> Ints:
        """Return the cells that differ from some cells in their set on one axis alone.

        Returns
        -------
        shape (n_cells, n_sets), `ABSENT` where there is none
        """
        keys = self.codes[cells] @ self._strides
        steps = sets[None, :] - self.codes[cells, axis][:, None]
        return self._by_key.find(keys[:, None] + steps * self._strides[axis])

    def add(self, codes: Ints) -> None:
        """Add the cells of these that are not there yet; nobody printed them.

        Raises
        ------
        AuditFailed : there would be too many cells
        """
        keys, first_rows = np.unique(codes @ self._strides, return_index=True)
        is_new = self._by_key.find(keys) == ABSENT
        if not is_new.any():
            return
        n_before = len(self.codes)
        self.codes = np.concatenate([self.codes, codes[first_rows[is_new]]])
        if len(self.codes) > MOST_UNKNOWNS:
            raise AuditFailed(
                "The tables overlap in too many ways to audit as one.",
                now="Audit fewer at once.",
            )
        self._by_key = SortedKeys(
            np.concatenate([self._by_key.keys, keys[is_new]]),
            np.concatenate([self._by_key.cells, np.arange(n_before, len(self.codes))]),
        )


def _strides(n_sets: Sequence[int]) -> Ints:
    """Return the numbers that make one key of the codes of a cell: `codes @ strides`.

    Raises
    ------
    AuditFailed : the keys would not fit in a whole number
    """
    if float(np.prod([float(size) for size in n_sets])) >= MOST_KEYS:
        raise AuditFailed(
            "The tables span too many combinations to audit as one.",
            now="Audit fewer at once.",
        )
    if not n_sets:
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([[1], np.cumprod(n_sets)[:-1]]).astype(np.int64)
