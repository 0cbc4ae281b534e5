"""Tables as a reader finds them, whoever protected them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import product
from math import prod

import numpy as np

from zicht.vocabulary.arrays import Floats, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import AuditFailed
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.sizes import MOST_CELLS

TOTAL_LEVEL, LEAF_LEVEL, ROOT_LEVEL = 0, 1, 15
"""Levels of codes: the total, the leaves, and leaves that no hierarchy places."""
FIRST_UPPER_LEVEL, LEVELS_PER_HIERARCHY = 2, 16
"""Levels above the leaves: each hierarchy has numbers of its own."""
Row = tuple[str, ...]
"""Codes of a row."""


class Mark(IntEnum):
    """What a printed table says about a cell."""

    SHOWN = 0
    ROUNDED = 1
    BANDED = 2
    PRIMARY = 3
    SECONDARY = 4
    IMPLICIT = 5
    """Printed nowhere, yet the difference of printed cells."""
    REST = 6
    """Printed nowhere: those who are counted and do not carry a code of which one may carry several."""
    LATENT = 7
    """Printed nowhere, and no sum of printed cells: a finest combination of codes."""


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """One printed table.

    Parameters
    ----------
    universe : whose units are counted
    dimensions : of the table, with their hierarchies
    codes : one array per dimension
    values : printed number, a row per cell; NaN where none is printed
    marks : a `Mark` per cell
    lower, upper : bounds printed with the cell; 0 and infinity where there are none
    extents : what the total of a dimension covers where it is not everything, for instance year: y0 to y4
    thresholds : per cell, the count from which it may be known; none where one threshold holds for all
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    codes: tuple[Texts, ...]
    values: Floats
    marks: Ints
    lower: Floats
    upper: Floats
    extents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thresholds: Ints | None = None

    def __repr__(self) -> str:
        names = ", ".join(dimension.name for dimension in self.dimensions)
        return f"<PublishedTable {self.universe} by {names}: {len(self.values)} cells>"

    @property
    def is_rounded(self) -> bool:
        """Whether its numbers are rounded; a table that prints exact numbers beside `<5` is not."""
        has_rounded = bool((self.marks == Mark.ROUNDED).any())
        has_bands = bool((self.marks == Mark.BANDED).any())
        is_exact = (self.marks == Mark.SHOWN) & (self.values > 0)
        return has_rounded or (has_bands and not is_exact.any())


def with_absent_rows(table: PublishedTable) -> PublishedTable:
    """Add the rows that a table left out at the levels it shows: to a reader they say zero.

    Raises
    ------
    AuditFailed : there would be too many rows
    """
    if not table.dimensions:
        return table
    columns = [codes.tolist() for codes in table.codes]
    rows = list(zip(*columns, strict=True))
    levels = [
        _levels_in_use(dimension, set(column))
        for dimension, column in zip(table.dimensions, columns, strict=True)
    ]
    absent = _absent_rows(table, rows, levels)
    return _with_zeros(table, absent) if absent else table


def _with_zeros(table: PublishedTable, absent: Sequence[Row]) -> PublishedTable:
    """Return a table with further rows, each of which says zero."""
    zeros = np.zeros(len(absent))
    zero_counts = zeros.astype(np.int64)
    shown = np.full(len(absent), int(Mark.SHOWN))
    absent_columns = zip(*absent, strict=True)
    thresholds = table.thresholds
    if thresholds is not None:
        thresholds = np.concatenate([thresholds, zero_counts])
    return replace(
        table,
        codes=tuple(
            np.asarray([*codes.tolist(), *absent_codes])
            for codes, absent_codes in zip(table.codes, absent_columns, strict=True)
        ),
        values=np.concatenate([table.values, zeros]),
        marks=np.concatenate([table.marks, shown]),
        lower=np.concatenate([table.lower, zeros]),
        upper=np.concatenate([table.upper, zeros]),
        thresholds=thresholds,
    )


def _absent_rows(
    table: PublishedTable, rows: Sequence[Row], levels: Sequence[Mapping[str, int]]
) -> list[Row]:
    """Return the rows missing from the combinations of levels that a table shows.

    Parameters
    ----------
    table : for the message
    rows : codes of each row
    levels : per dimension, the level of each code of the levels in use
    """
    shapes = sorted({_shape_of(row, levels) for row in rows})
    codes_by_level = [_codes_by_level(of_axis) for of_axis in levels]
    choices = [_codes_of_shape(shape, codes_by_level) for shape in shapes]
    n_rows = sum(prod(map(len, codes)) for codes in choices)
    if n_rows > MOST_CELLS:
        names = ", ".join(dimension.name for dimension in table.dimensions)
        raise AuditFailed(
            f"A table by {names} has {counted(n_rows, 'cell')}, those it leaves out included; the"
            f" audit takes {MOST_CELLS}.",
            now="Audit a coarser table, or its margins as tables of their own.",
        )
    present = set(rows)
    absent: list[Row] = []
    for codes in choices:
        absent += [row for row in product(*codes) if row not in present]
    return absent


def _shape_of(row: Row, levels: Sequence[Mapping[str, int]]) -> tuple[int, ...]:
    """Return the level of each code of a row."""
    return tuple(of_axis[code] for of_axis, code in zip(levels, row, strict=True))


def _codes_of_shape(
    shape: Sequence[int], codes_by_level: Sequence[Mapping[int, Sequence[str]]]
) -> list[Sequence[str]]:
    """Return the codes of each axis that rows of one shape may have."""
    pairs = zip(codes_by_level, shape, strict=True)
    return [codes[level] for codes, level in pairs]


def _levels_in_use(dimension: Dimension, used: set[str]) -> dict[str, int]:
    """Return the level of every code of the levels in use, those left out included.

    `unknown` beside provinces is a leaf that no hierarchy places: a level of its own.
    """
    level_of: dict[str, int] = {}
    for level, codes in _every_level(dimension):
        if used.intersection(codes):
            # A code that stands in two hierarchies is of the level it has in the first.
            level_of = dict.fromkeys(codes, level) | level_of
    return level_of


def _every_level(dimension: Dimension) -> Iterator[tuple[int, list[str]]]:
    """Yield each level of a dimension with its codes, the total and the leaves first."""
    leaves = dimension.leaves
    placed = set[str]().union(*(tree.parents for tree in dimension.hierarchies))
    # Without any hierarchy all leaves are of one level.
    placed = placed or set(leaves)
    yield TOTAL_LEVEL, [TOTAL]
    yield LEAF_LEVEL, [leaf for leaf in leaves if leaf in placed]
    yield ROOT_LEVEL, [leaf for leaf in leaves if leaf not in placed]
    for number, hierarchy in enumerate(dimension.hierarchies):
        first = FIRST_UPPER_LEVEL + LEVELS_PER_HIERARCHY * number
        for height, of_level in enumerate(hierarchy.levels(), start=1):
            yield first + height, [code for code in of_level if code not in leaves]


def _codes_by_level(levels: Mapping[str, int]) -> dict[int, list[str]]:
    """Return the codes of each level."""
    codes: dict[int, list[str]] = {}
    for code, level in levels.items():
        codes.setdefault(level, []).append(code)
    return codes


def joined(tables: Sequence[PublishedTable]) -> tuple[PublishedTable, ...]:
    """Return all tables with their absent rows."""
    return tuple(with_absent_rows(table) for table in tables)
