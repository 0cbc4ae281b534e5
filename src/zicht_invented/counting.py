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
        multiple = {
            name: part
            for name in names
            if isinstance(part := self.dimensions[name], Multiple)
        }
        single = {
            name: part
            for name in names
            if isinstance(part := self.dimensions[name], Single)
        }
        periods, period_of = (
            self._blocks()
            if blocks
            else ([str(y) for y in self.years], self.year - self.years[0])
        )
        cells: dict[Cell, int] = {}
        if not periods:
            return cells
        for chosen in product(*([TOTAL, *part.codes] for part in multiple.values())):
            units = (period_of >= 0) & (period_of < len(periods))
            for code, part in zip(chosen, multiple.values(), strict=True):
                units &= True if code == TOTAL else part.has[:, part.codes.index(code)]
            fixed = list(zip(multiple, chosen, strict=True))
            cells.update(_cross(units, period_of, periods, single, fixed))
        return cells

    def _blocks(self) -> tuple[list[str], Ints]:
        starts = sorted({year - (year - 2019) % 3 for year in self.years})
        whole = [
            start
            for start in starts
            if {start, start + 1, start + 2} <= set(self.years)
        ]
        place = {
            start + step: at for at, start in enumerate(whole) for step in range(3)
        }
        index = np.asarray(
            [place.get(year, -1) for year in range(self.years[0], self.years[-1] + 1)]
        )
        inside = (self.year >= self.years[0]) & (self.year <= self.years[-1])
        of = np.where(inside, index[np.where(inside, self.year - self.years[0], 0)], -1)
        return [f"{start}-{start + 2}" for start in whole], of


def _cross(
    units: Bools,
    period_of: Ints,
    periods: list[str],
    single: Mapping[str, Single],
    fixed: list[tuple[str, str]],
) -> Iterable[tuple[Cell, int]]:
    sizes = (len(periods), *(len(part.codes) for part in single.values()))
    places = (period_of[units], *(part.of[units] for part in single.values()))
    table = np.bincount(
        np.ravel_multi_index(places, sizes), minlength=int(np.prod(sizes))
    ).reshape(sizes)
    labels: list[list[str]] = []
    for axis, part in enumerate(single.values(), start=1):
        names, inside = part.matrix()
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
