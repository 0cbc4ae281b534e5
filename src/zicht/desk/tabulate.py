"""Counts micro data into tables with all their margins."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from zicht.desk.several import split_joint
from zicht.desk.trees import upper_codes
from zicht.disclosure.sums import Amounts
from zicht.vocabulary.arrays import Bools, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.sizes import MOST_CELLS
from zicht.vocabulary.tables import CountTable

NOT_AT_LEVEL = -1
"""Position of a record that has no code at a level."""


def tabulate(
    columns: Mapping[str, Texts],
    weights: Ints,
    dimensions: Sequence[Dimension],
    universe: str,
    *,
    levels: Mapping[str, str] | None = None,
) -> CountTable:
    """Count records by some dimensions at every level, the combinations without records included.

    Parameters
    ----------
    columns : per dimension, the leaf of each record; if a person may have several codes, all at which the record counts
    weights : number of units of each record
    dimensions : to count by
    universe : name of what is counted
    levels : per dimension the hierarchy at which to count; its leaves are then left out

    Returns
    -------
    a row per combination of codes, the last dimension the fastest

    Raises
    ------
    DisclosureRefused : there are too many combinations
    """
    codes = _codes_per_dimension(dimensions, levels or {})
    n_cells = _n_cells(codes, dimensions)
    counts = np.zeros(n_cells, dtype=np.int64)
    # `add.at` and not `counts[cells] += weights`, which keeps one of several records of
    # a cell.
    for cells, is_counted in _cells_per_level(columns, dimensions, codes):
        np.add.at(counts, cells[is_counted], weights[is_counted])
    return CountTable(universe, tuple(dimensions), _rows(codes, n_cells), counts)


def _rows(codes: Sequence[Sequence[str]], n_cells: int) -> tuple[Texts, ...]:
    """Return the codes of every cell, the last dimension the fastest."""
    if not codes:
        return ()
    shape = [len(of_dimension) for of_dimension in codes]
    positions = np.unravel_index(np.arange(n_cells), shape)
    return tuple(
        np.asarray(of_dimension)[position]
        for of_dimension, position in zip(codes, positions, strict=True)
    )


def tabulate_amounts(
    columns: Mapping[str, Texts],
    amounts: Ints,
    contributors: Ints,
    dimensions: Sequence[Dimension],
    *,
    universe: str = "amounts",
    levels: Mapping[str, str] | None = None,
) -> Amounts:
    """Sum amounts by some dimensions at every level, in total and per contributor.

    Parameters
    ----------
    columns : per dimension, the leaf of each record
    amounts : of each record
    contributors : number of the contributor of each record, from 0
    dimensions, universe, levels : as for `tabulate`
    """
    sums = tabulate(columns, amounts, dimensions, universe, levels=levels)
    codes = _codes_per_dimension(dimensions, levels or {})
    n_contributors = int(contributors.max(initial=-1)) + 1
    # Without records there is no level, and nothing to join.
    empty = np.zeros(0, dtype=np.int64)
    pairs = [empty]
    contributed = [empty]
    for cells, is_counted in _cells_per_level(columns, dimensions, codes):
        # A cell and a contributor as one number.
        pair_of_record = cells[is_counted] * n_contributors + contributors[is_counted]
        pairs_of_level, amounts_of_level = _contributions(
            pair_of_record, amounts[is_counted]
        )
        pairs.append(pairs_of_level)
        contributed.append(amounts_of_level)
    shape = (len(sums.counts), n_contributors)
    contributions = _matrix_of_contributions(
        np.concatenate(pairs), np.concatenate(contributed), shape=shape
    )
    return Amounts(sums, contributions)


def _matrix_of_contributions(
    pairs: Ints, contributed: Ints, *, shape: tuple[int, int]
) -> csr_array:
    """Return the amount of each contributor in each cell: a row per cell, a column per contributor.

    No record counts twice at one code, so every cell belongs to one level, and every pair
    occurs once.
    """
    n_cells, n_contributors = shape
    # Rows of a sparse matrix must be in the order of the cells; the levels come one
    # after the other.
    order = np.argsort(pairs, kind="stable")
    cells, contributors = np.divmod(pairs[order], max(1, n_contributors))
    n_per_cell = np.bincount(cells, minlength=n_cells)
    starts = np.concatenate([[0], np.cumsum(n_per_cell)])
    amounts = contributed[order].astype(np.float64)
    return csr_array((amounts, contributors, starts), shape=shape)


def _contributions(pairs: Ints, amounts: Ints) -> tuple[Ints, Ints]:
    """Add up the amounts of each contributor in each cell.

    Parameters
    ----------
    pairs : cell and contributor of each record, as one number
    amounts : of each record

    Returns
    -------
    the different pairs, and the amount of each
    """
    distinct, pair_of_record = np.unique(pairs, return_inverse=True)
    contributed = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(contributed, pair_of_record, amounts)
    return distinct, contributed


def _codes_per_dimension(
    dimensions: Sequence[Dimension], levels: Mapping[str, str]
) -> list[list[str]]:
    """Return the codes of each dimension that a table shows: all, or those of one level and the total."""
    codes = []
    for dimension in dimensions:
        level = levels.get(dimension.name)
        if level is None:
            codes.append(sorted(dimension.codes))
        else:
            of_level = [tree for tree in dimension.hierarchies if tree.name == level]
            codes.append(sorted({TOTAL} | upper_codes(of_level) | dimension.roots))
    return codes


def _n_cells(codes: Sequence[Sequence[str]], dimensions: Sequence[Dimension]) -> int:
    """Return the number of combinations of codes.

    Raises
    ------
    DisclosureRefused : there are too many
    """
    # As floats, because a product of whole numbers could overflow silently.
    n_cells = int(np.prod([float(len(of_dimension)) for of_dimension in codes]))
    if n_cells > MOST_CELLS:
        names = ", ".join(dimension.name for dimension in dimensions)
        raise DisclosureRefused(
            f"A table by {names} has {counted(n_cells, 'cell')}; the gate takes {MOST_CELLS}.",
            now="Break down by fewer dimensions at once, or merge categories.",
        )
    return n_cells


def _cells_per_level(
    columns: Mapping[str, Texts],
    dimensions: Sequence[Dimension],
    codes: Sequence[Sequence[str]],
) -> Iterator[tuple[Ints, Bools]]:
    """Yield, for every combination of levels, the cell of each record, and whether it has one."""
    n_records = len(next(iter(columns.values()))) if columns else 0
    levels_of_dimensions = [
        _positions_per_level(columns[dimension.name], dimension, of_dimension)
        for dimension, of_dimension in zip(dimensions, codes, strict=True)
    ]
    for levels in product(*levels_of_dimensions):
        cells = np.zeros(n_records, dtype=np.int64)
        is_counted = np.ones(n_records, dtype=bool)
        for positions, of_dimension in zip(levels, codes, strict=True):
            # A record without a code at this level gets some cell, which `is_counted`
            # leaves out.
            cells = cells * len(of_dimension) + np.maximum(positions, 0)
            is_counted &= positions != NOT_AT_LEVEL
        if is_counted.any():
            yield cells, is_counted


def _positions_per_level(
    column: Texts, dimension: Dimension, codes: Sequence[str]
) -> list[Ints]:
    """Return, for every level of a dimension, the position of each record among its codes."""
    position = {code: number for number, code in enumerate(codes)}
    # Levels are found once per distinct code, not once per record.
    texts, text_of_record = np.unique(column, return_inverse=True)
    levels = []
    for level in _codes_per_level(texts.tolist(), dimension):
        positions = [position.get(code, NOT_AT_LEVEL) for code in level]
        levels.append(np.asarray(positions, dtype=np.int64)[text_of_record])
    return levels


def _codes_per_level(texts: list[str], dimension: Dimension) -> list[list[str]]:
    """Return, for every level of a dimension, the code of each text; empty if it has none there.

    No record counts twice at one code, so a code that stands at two levels counts at the
    first of them: at the later one it is empty.
    """
    if not dimension.adds_up:
        return split_joint(texts)
    levels = [texts, [TOTAL] * len(texts)]
    for hierarchy in dimension.hierarchies:
        level = [hierarchy.parents.get(code, "") for code in texts]
        while any(level):
            levels.append(_without_repeated(level, levels))
            level = [hierarchy.parents.get(code, "") for code in level]
    return levels


def _without_repeated(level: list[str], levels: list[list[str]]) -> list[str]:
    """Return a level without the codes that a text has at an earlier level."""
    earlier = zip(*levels, strict=True)
    return [
        "" if code in of_text else code
        for code, of_text in zip(level, earlier, strict=True)
    ]
