"""Rows that are withheld, and rows that a table left out."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable

UNLIMITED = np.iinfo(np.int64).max // 2
"""Upper bound of a withheld cell: there is none."""


def withhold_rows(table: CountTable, hidden: Bools) -> ProtectedTable:
    """Print the true counts, except those of hidden rows."""
    shown = ProtectedTable.over(
        table,
        values=table.counts,
        statuses=np.full(len(hidden), Status.PUBLISHED.value),
        lower=table.counts,
        upper=table.counts,
    )
    return without_rows(shown, hidden)


def without_rows(table: ProtectedTable, hidden: Bools) -> ProtectedTable:
    """Withhold some rows of a protected table."""
    if not hidden.any():
        return table
    return replace(
        table,
        values=np.where(hidden, 0, table.values),
        statuses=np.where(hidden, Status.WITHHELD.value, table.statuses),
        lower=np.where(hidden, 0, table.lower),
        upper=np.where(hidden, UNLIMITED, table.upper),
    )


def with_absent_rows(table: CountTable) -> CountTable:
    """Add the combinations that a table left out, at the levels it shows.

    Readers take an absent row for a zero. Where rows are added, all rows are put in
    the order of their codes: rows behind the others would be taken for zeros too.
    """
    if not table.dimensions:
        return table
    levels = [
        _codes_by_level(dimension, set(codes.tolist()))
        for dimension, codes in zip(table.dimensions, table.codes, strict=True)
    ]
    rows = list(zip(*(codes.tolist() for codes in table.codes), strict=True))
    absent = _absent_rows(rows, levels)
    if not absent:
        return table
    columns = []
    for codes, absent_codes in zip(table.codes, zip(*absent, strict=True), strict=True):
        columns.append(np.concatenate([codes, np.asarray(absent_codes)]))
    counts = np.concatenate([table.counts, np.zeros(len(absent), dtype=np.int64)])
    # By the first dimension, then the next: lexsort takes its last key first.
    order = np.lexsort(columns[::-1])
    return CountTable(
        table.universe,
        table.dimensions,
        tuple(column[order] for column in columns),
        counts[order],
    )


def _absent_rows(
    rows: Sequence[tuple[str, ...]], levels: Sequence[Sequence[tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """Return the rows missing from the combinations of levels that a table shows."""
    level_of = [_level_of_codes(of_dimension) for of_dimension in levels]
    # In the order in which the rows show them, so that a rerun gives the same.
    shapes: dict[tuple[int, ...], None] = {}
    for row in rows:
        shapes[tuple(level_of[axis][code] for axis, code in enumerate(row))] = None
    present = set(rows)
    absent = []
    for shape in shapes:
        codes = [levels[axis][level] for axis, level in enumerate(shape)]
        absent += [row for row in product(*codes) if row not in present]
    return absent


def _level_of_codes(levels: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Return the number of the level of each code of a dimension."""
    level_of: dict[str, int] = {}
    for level, codes in enumerate(levels):
        level_of |= dict.fromkeys(codes, level)
    return level_of


def _codes_by_level(dimension: Dimension, used: set[str]) -> list[tuple[str, ...]]:
    """Return the codes of each level in use: the total, the leaves, levels above."""
    placed = tuple(code for code in dimension.leaves if code not in dimension.roots)
    # Leaves above which no level stands are shown beside that level, as one of it.
    roots = tuple(code for code in dimension.leaves if code in dimension.roots)
    levels = [(TOTAL,), placed, roots]
    for hierarchy in dimension.hierarchies:
        levels += hierarchy.levels(dimension.leaves)
    return [codes for codes in levels if used.intersection(codes)]
