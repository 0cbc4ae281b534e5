"""Which finest cells every cell is the sum of.

Where one table crosses all columns, each of its margins is the sum of cells that nothing
is printed below. A rounding of these finest cells then gives a rounding of everything:
its sums hold by themselves.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from zicht.disclosure.protect.system import Relations, System, matrix_of_sums
from zicht.vocabulary.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Composition:
    """Every cell of a system as a sum of finest cells.

    Parameters
    ----------
    finest : cells of which nothing is the part, a column of the matrix each
    matrix : a row per cell of the system; 1 for each finest cell that it contains
    """

    finest: Ints
    matrix: csr_array


def compose(system: System, inside: Bools) -> Composition | None:
    """Write cells as sums of finest cells.

    Parameters
    ----------
    system : of the cells
    inside : cells to write so; sums that hold others are left out

    Returns
    -------
    None where some sum does not hold by itself: two tables that share a margin have
    finest cells each, which must agree about it
    """
    sums = _sums_inside(system, inside)
    is_whole = np.zeros(len(inside), dtype=bool)
    is_whole[sums.parents] = True
    finest = np.flatnonzero(inside & ~is_whole)
    matrix = _expanded(sums, finest, n_cells=len(inside))
    if _has_contradiction(sums, matrix):
        return None
    return Composition(finest, matrix)


def _sums_inside(system: System, inside: Bools) -> Relations:
    """Return the sums of which the whole and every part are inside."""
    relations = system.relations
    holds = inside[relations.parents]
    holds[relations.owners[~inside[relations.children]]] = False
    sizes = np.diff(relations.starts)[holds]
    return Relations(
        parents=relations.parents[holds],
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        children=relations.children[holds[relations.owners]],
    )


def _expanded(sums: Relations, finest: Ints, *, n_cells: int) -> csr_array:
    """Replace parts by their parts, until only finest cells are left."""
    ones = np.ones(len(finest), dtype=np.int64)
    entries = ones, (finest, np.arange(len(finest)))
    themselves = csr_array(coo_array(entries, shape=(n_cells, len(finest))))
    parts = _first_parts(sums, n_cells)
    matrix = themselves
    n_before = -1
    while matrix.nnz != n_before:
        n_before = matrix.nnz
        matrix = csr_array(themselves + parts @ matrix)
    return matrix


def _first_parts(sums: Relations, n_cells: int) -> csr_array:
    """Return the parts of every whole by the first of its sums."""
    # Any of its sums would do: `_has_contradiction` checks that they agree.
    is_first = np.zeros(len(sums), dtype=bool)
    is_first[np.unique(sums.parents, return_index=True)[1]] = True
    owners = sums.owners
    is_used = is_first[owners]
    wholes, parts = sums.parents[owners[is_used]], sums.children[is_used]
    ones = np.ones(len(parts), dtype=np.int64)
    return csr_array(coo_array((ones, (wholes, parts)), shape=(n_cells, n_cells)))


def _has_contradiction(sums: Relations, matrix: csr_array) -> bool:
    """Whether the finest cells of some whole differ from those of its parts."""
    differences = matrix_of_sums(sums, n_cells=matrix.shape[0]) @ matrix
    return bool(np.any(differences.data))
