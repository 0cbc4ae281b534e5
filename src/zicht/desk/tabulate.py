"""Counts micro data into tables with all their margins."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from zicht.desk.several import apart
from zicht.disclosure.sums import Amounts
from zicht.vocabulary.arrays import Bools, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.tables import CountTable

LARGEST = 1_500_000


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
    columns : per dimension, the leaf of each record; where one may carry several, all codes at which it counts
    weights : how many units each record stands for
    dimensions : to count by
    levels : per dimension the hierarchy at which to count; its leaves are then left out
    """
    words = [
        sorted(_codes(dimension, (levels or {}).get(dimension.name)))
        for dimension in dimensions
    ]
    size = int(np.prod([float(len(own)) for own in words]))
    if size > LARGEST:
        raise DisclosureRefused(
            f"A table by {', '.join(d.name for d in dimensions)} has {size} cells; the gate takes {LARGEST}.",
            now="Break down by fewer dimensions at once, or merge categories.",
        )
    counts = np.zeros(size, dtype=np.int64)
    for numbers, kept in _levels(columns, dimensions, words):
        np.add.at(counts, numbers[kept], weights[kept])
    shape = [len(own) for own in words]
    grids = np.unravel_index(np.arange(size), shape) if shape else ()
    codes = tuple(np.asarray(own)[grid] for own, grid in zip(words, grids, strict=True))
    return CountTable(universe, tuple(dimensions), codes, counts)


def tabulate_amounts(
    columns: Mapping[str, Texts],
    amounts: Ints,
    contributors: Ints,
    dimensions: Sequence[Dimension],
    *,
    levels: Mapping[str, str] | None = None,
) -> Amounts:
    """Sum amounts by some dimensions at every level.

    Parameters
    ----------
    columns : per dimension, the leaf of each record
    amounts : of each record
    contributors : number of the contributor of each record
    dimensions, levels : as for `tabulate`
    """
    sums = tabulate(columns, amounts, dimensions, "amounts", levels=levels)
    words = [
        sorted(_codes(dimension, (levels or {}).get(dimension.name)))
        for dimension in dimensions
    ]
    size = len(sums.counts)
    largest, second, number = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for cells, kept in _levels(columns, dimensions, words):
        pairs, inverse = np.unique(
            np.stack([cells[kept], contributors[kept]]), axis=1, return_inverse=True
        )
        given = np.zeros(pairs.shape[1], dtype=np.int64)
        np.add.at(given, inverse.ravel(), amounts[kept])
        order = np.lexsort((-given, pairs[0]))
        cell, given = pairs[0][order], given[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        np.add.at(number, cell, 1)
        largest[cell[first]] = given[first]
        next_ = first[first + 1 < len(cell)]
        next_ = next_[cell[next_ + 1] == cell[next_]]
        second[cell[next_]] = given[next_ + 1]
    return Amounts(sums, largest, second, number)


def _levels(
    columns: Mapping[str, Texts],
    dimensions: Sequence[Dimension],
    words: Sequence[Sequence[str]],
) -> list[tuple[Ints, Bools]]:
    """Give for every combination of levels the cell each record falls in, and whether there is one."""
    ways = [
        [
            _numbered(column, index)
            for column in _climbed(columns[dimension.name], dimension)
        ]
        for dimension, index in zip(
            dimensions,
            ({w: i for i, w in enumerate(own)} for own in words),
            strict=True,
        )
    ]
    found = []
    n = len(next(iter(columns.values()))) if columns else 0
    for choice in product(*ways):
        numbers = np.zeros(n, dtype=np.int64)
        kept = np.ones(n, dtype=bool)
        for column, own in zip(choice, words, strict=True):
            numbers = numbers * len(own) + np.maximum(column, 0)
            kept &= column >= 0
        if kept.any() or not n:
            found.append((numbers, kept))
    return found


def _codes(dimension: Dimension, level: str | None) -> set[str]:
    if level is None:
        return set(dimension.codes)
    above = {
        code
        for h in dimension.hierarchies
        if h.name == level
        for code in h.parents.values()
    }
    return {TOTAL} | above | dimension.roots


def _climbed(column: Texts, dimension: Dimension) -> list[list[str]]:
    """Give the codes of the records at each level: blank where a record has none there, so that none counts twice."""
    if not dimension.adds_up:
        return apart(column.tolist())
    leaves = column.tolist()
    found = [leaves, [TOTAL] * len(leaves)]
    for hierarchy in dimension.hierarchies:
        level = [hierarchy.parents.get(code, "") for code in leaves]
        while any(level):
            found.append(
                [
                    "" if code in earlier else code
                    for code, *earlier in zip(level, *found, strict=True)
                ]
            )
            level = [hierarchy.parents.get(code, "") for code in level]
    return found


def _numbered(column: Sequence[str], index: Mapping[str, int]) -> Ints:
    return np.fromiter(
        (index.get(code, -1) for code in column), dtype=np.int64, count=len(column)
    )
