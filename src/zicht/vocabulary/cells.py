"""Cells: sets of records that tables count.

A cell has a universe (whose records are counted) and a predicate (the categories that select them).
Two cells with the same universe and the same predicate are one cell, in whatever table they stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension

CellKey = tuple[str, frozenset[tuple[str, str]]]
"""Universe and predicate: what makes two cells one."""

_MOST_KEYS = 2**62
"""Packed predicates stay below it, so that their product with one more dimension fits in 64 bits."""


@dataclass(frozen=True, eq=False)
class CellTable:
    """The cells of a table, a row per cell.

    Parameters
    ----------
    universe : whose units are counted, for instance `slachtofferjaren`
    dimensions : of the table, in the order of `codes`
    codes : one array of codes per dimension, a row per cell
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    codes: tuple[Texts, ...]

    @property
    def n_cells(self) -> int:
        """Number of rows."""
        raise NotImplementedError

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)

    def keys(self) -> Iterator[CellKey]:
        """Identity of each cell, in the order of the rows."""
        if not self.names:
            yield self.universe, frozenset()
            return
        for row in zip(*(column.tolist() for column in self.codes), strict=True):
            by_name = zip(self.names, row, strict=True)
            predicate = [(name, code) for name, code in by_name if code != TOTAL]
            yield self.universe, frozenset(predicate)


def frozen(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return the values as an array that cannot be written to."""
    values = np.ascontiguousarray(values)
    values.setflags(write=False)
    return values


def number_cells(tables: Sequence[CellTable]) -> tuple[Ints, ...]:
    """Assign every cell of several tables a number from 0.

    Two rows get one number when universe and predicate are the same.

    Parameters
    ----------
    tables : any mixture of count tables and protected tables

    Returns
    -------
    one array per table, a number per row; the order of the numbers means nothing
    """
    positions: dict[str, list[int]] = {}
    for position, table in enumerate(tables):
        positions.setdefault(table.universe, []).append(position)

    numbers: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(tables)
    start = 0
    for of_universe in positions.values():
        packed = _pack([tables[position] for position in of_universe])
        distinct, parts = _renumber(packed)
        for position, part in zip(of_universe, parts, strict=True):
            numbers[position] = part + start
        start += distinct
    return tuple(numbers)


def _pack(tables: Sequence[CellTable]) -> list[Ints]:
    """Return, for each row of tables of one universe, a whole number that stands for its predicate."""
    packed = [np.zeros(table.n_cells, dtype=np.int64) for table in tables]
    size = 1
    for name in sorted({name for table in tables for name in table.names}):
        columns, n_codes = _code_numbers(name, tables)
        if size * n_codes >= _MOST_KEYS:
            distinct, packed = _renumber(packed)
            size = max(1, distinct)
        for position, column in columns.items():
            packed[position] = packed[position] + size * column
        size *= n_codes
    return packed


def _code_numbers(
    name: str, tables: Sequence[CellTable]
) -> tuple[Mapping[int, Ints], int]:
    """Return the codes of one dimension as numbers: 0 for the total, one number for codes with the same leaves.

    Returns
    -------
    a column per table that has the dimension, by the position of the table; how many numbers there are
    """
    having = {
        position: table.dimensions[table.names.index(name)]
        for position, table in enumerate(tables)
        if name in table.names
    }
    leaves = {frozenset(dimension.leaves) for dimension in having.values()}
    same_leaves = len(leaves) == 1

    number_of = {TOTAL: 0}
    columns: dict[int, Ints] = {}
    for position, dimension in having.items():
        same = dimension.canonical if same_leaves else dimension.canonical_apart
        axis = tables[position].names.index(name)
        column = []
        for code in tables[position].codes[axis].tolist():
            canonical = same.get(code, code)
            column.append(number_of.setdefault(canonical, len(number_of)))
        columns[position] = np.array(column, dtype=np.int64)
    return columns, len(number_of)


def _renumber(arrays: Sequence[Ints]) -> tuple[int, list[Ints]]:
    """Replace numbers by numbers from 0 without gaps; return how many there are as well."""
    distinct, inverse = np.unique(np.concatenate(arrays), return_inverse=True)
    ends = np.cumsum([len(array) for array in arrays])[:-1]
    return len(distinct), np.split(inverse.astype(np.int64), ends)
