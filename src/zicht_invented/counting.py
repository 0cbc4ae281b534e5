"""Counts people by arrays, without SQL: the truth against which the whole chain is held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints

TOTAL = "_T"
Cell = tuple[str, tuple[tuple[str, str], ...]]
"""Period, and sorted pairs of dimension and code."""


@dataclass(frozen=True, eq=False)
class Single:
    """A dimension of which every unit has one code.

    Parameters
    ----------
    codes : finest codes
    of : index in `codes`, per unit
    levels : further code to the finest codes it holds
    """

    codes: tuple[str, ...]
    of: Ints
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def matrix(self) -> tuple[list[str], Ints]:
        """Every code with its level and the total, and which finest codes each adds up."""
        names = [TOTAL, *self.codes, *self.levels]
        inside = np.zeros((len(names), len(self.codes)), dtype=np.int64)
        inside[0] = 1
        inside[1 : len(self.codes) + 1] = np.eye(len(self.codes), dtype=np.int64)
        place = {code: at for at, code in enumerate(self.codes)}
        for at, parts in enumerate(self.levels.values()):
            inside[len(self.codes) + 1 + at, [place[part] for part in parts]] = 1
        return names, inside


@dataclass(frozen=True, eq=False)
class Multiple:
    """A dimension of which a unit may have several codes: units x codes."""

    codes: tuple[str, ...]
    has: Bools


@dataclass(frozen=True, eq=False)
class Universe:
    """Units to count: the year of each, and its codes."""

    years: tuple[int, ...]
    year: Ints
    dimensions: Mapping[str, Single | Multiple]

    def count(self, names: Sequence[str], *, blocks: bool = False) -> dict[Cell, int]:
        """Count every cell of one breakdown, margins and levels included, zeros too.

        Parameters
        ----------
        names : dimensions of the breakdown
        blocks : by whole blocks of three years in place of years
        """
        multiple: dict[str, Multiple] = {}
        single: dict[str, Single] = {}
        for name in names:
            dimension = self.dimensions[name]
            if isinstance(dimension, Multiple):
                multiple[name] = dimension
            else:
                single[name] = dimension
        periods, period_of = self._blocks() if blocks else self._single_years()
        cells: dict[Cell, int] = {}
        if not periods:
            return cells
        is_covered = (period_of >= 0) & (period_of < len(periods))
        # A unit may have several codes of such a dimension, so that each code is counted by itself; the others
        # are crossed at once.
        for codes in product(*([TOTAL, *of.codes] for of in multiple.values())):
            code_of = dict(zip(multiple, codes, strict=True))
            units = is_covered.copy()
            for name, code in code_of.items():
                if code != TOTAL:
                    units &= multiple[name].has[:, multiple[name].codes.index(code)]
            fixed = list(code_of.items())
            cells.update(_cross(units, period_of, periods, single, fixed))
        return cells

    def _single_years(self) -> tuple[list[str], Ints]:
        """Return the years as periods, and the index of the year of each unit, which may lie outside them."""
        return [str(year) for year in self.years], self.year - self.years[0]

    def _blocks(self) -> tuple[list[str], Ints]:
        """Return the whole blocks of three years, and the index of the block of each unit; -1 where it is in none."""
        starts = sorted({year - (year - 2019) % 3 for year in self.years})
        whole = [
            start
            for start in starts
            if {start, start + 1, start + 2} <= set(self.years)
        ]
        block_of = np.full(len(self.year), -1, dtype=np.int64)
        for number, start in enumerate(whole):
            block_of[(self.year >= start) & (self.year <= start + 2)] = number
        return [f"{start}-{start + 2}" for start in whole], block_of


def _cross(
    units: Bools,
    period_of: Ints,
    periods: list[str],
    single: Mapping[str, Single],
    fixed: list[tuple[str, str]],
) -> Iterable[tuple[Cell, int]]:
    """Count some units by the crossed codes of single dimensions, with levels and margins."""
    shape = (len(periods), *(len(dimension.codes) for dimension in single.values()))
    index = (period_of[units], *(dimension.of[units] for dimension in single.values()))
    cell_of = np.ravel_multi_index(index, shape)
    table = np.bincount(cell_of, minlength=int(np.prod(shape))).reshape(shape)
    labels: list[list[str]] = []
    for axis, dimension in enumerate(single.values(), start=1):
        names, inside = dimension.matrix()
        # Finest codes become all codes: each row of the matrix says which finest codes it adds up.
        table = np.moveaxis(np.tensordot(inside, table, axes=(1, axis)), 0, axis)
        labels.append(names)
    for codes, counts in zip(
        product(*labels), table.reshape(len(periods), -1).T.tolist(), strict=True
    ):
        pairs = [*fixed, *zip(single, codes, strict=True)]
        where = tuple(sorted(pair for pair in pairs if pair[1] != TOTAL))
        for period, count in zip(periods, counts, strict=True):
            yield (period, where), int(count)


def firsts(person: Ints, year: Ints) -> tuple[Ints, Ints]:
    """Group records by person and year.

    Parameters
    ----------
    person, year : of each record, in the order in which records count as earlier

    Returns
    -------
    index of the first record of each group, and the group of each record
    """
    key = person * 10_000 + year
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), group.astype(np.int64)


def any_of(group: Ints, n: int, has: Bools) -> Bools:
    """Whether some record of each group has each code."""
    found = np.zeros((n, has.shape[1]), dtype=np.bool_)
    for code in range(has.shape[1]):
        found[:, code] = np.bincount(group, weights=has[:, code], minlength=n) > 0
    return found
