"""A judge that shares nothing with the gate: every table of whole numbers that agrees with what is printed.

The unknowns are kinds of records: one leaf per dimension, and where a record may carry several codes a set of them.
That set is never empty: everybody carries one, and the reader knows it. A printed cell says between which numbers the
records it holds lie. The kinds are counted one after another, each from nothing upward, and what contradicts a
printed cell is dropped; two beginnings that no later kind and no question can tell apart are one. What is left at the
end is every number that a cell can have.

Only for tiny systems: it gives up, and says so, where there are too many beginnings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST = 40_000
"""Beginnings of tables that are kept at once."""
ENDLESS = 10**6


class TooLargeError(Exception):
    """More tables agree with what is printed than this judge looks through."""


@dataclass(frozen=True)
class Said:
    """Between which numbers the records of a cell lie, as a reader takes it."""

    key: CellKey
    holds: tuple[bool, ...]
    low: int
    high: int
    is_hidden: bool


class World:
    """All kinds of records of one universe, and what was said of them.

    Parameters
    ----------
    dimensions : every definition in use, of all releases
    """

    def __init__(self, dimensions: Iterable[Dimension]) -> None:
        self.leaves: dict[str, tuple[str, ...]] = {}
        self.several: set[str] = set()
        for dimension in dimensions:
            known = self.leaves.get(dimension.name, ())
            self.leaves[dimension.name] = tuple(
                dict.fromkeys((*known, *dimension.leaves))
            )
            if not dimension.adds_up:
                self.several.add(dimension.name)
        self.names = tuple(sorted(self.leaves))
        self.kinds = tuple(product(*(tuple(self._values(name)) for name in self.names)))
        self.said: list[Said] = []

    def _values(self, name: str) -> Iterator[frozenset[str]]:
        leaves = self.leaves[name]
        if name not in self.several:
            return (frozenset({leaf}) for leaf in leaves)
        sets = chain.from_iterable(
            combinations(leaves, n) for n in range(1, len(leaves) + 1)
        )
        return (frozenset(own) for own in sets)

    def holds(self, chosen: Mapping[str, frozenset[str]]) -> tuple[bool, ...]:
        """Tell which kinds fall in a cell, given the leaves it stands for per dimension."""
        at = [(self.names.index(name), leaves) for name, leaves in chosen.items()]
        return tuple(
            all(kind[axis] & leaves for axis, leaves in at) for kind in self.kinds
        )

    def read(
        self,
        table: ProtectedTable,
        *,
        least: int,
        extents: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """Take in a printed table.

        Parameters
        ----------
        least : what a withheld cell is at least
        extents : the leaves that totals cover
        """
        below = {d.name: _below(d) for d in table.dimensions}
        rows = zip(
            table.keys(), table.statuses.tolist(), table.values.tolist(), table.lower.tolist(), table.upper.tolist(),
            strict=True,
        )  # fmt: skip
        for key, status, value, low, high in rows:
            chosen = dict(extents or {}) | {
                name: below[name][code] for name, code in key[1]
            }
            shown = (value, value) if low == high else (low, high)
            ends = (least, ENDLESS) if status == Status.WITHHELD else shown
            is_hidden = status != Status.PUBLISHED or low < high
            self.said.append(Said(key, self.holds(chosen), *ends, is_hidden))

    def at_least_one(self, kind: int) -> None:
        """A contributor of this kind knows that there is one."""
        own = tuple(at == kind for at in range(len(self.kinds)))
        self.said.append(Said(("", frozenset()), own, 1, ENDLESS, is_hidden=False))

    def exactly(self, holds: tuple[bool, ...], count: int) -> None:
        """A reader knows a count from elsewhere."""
        self.said.append(Said(("", frozenset()), holds, count, count, is_hidden=False))

    def possible(
        self, target: Sequence[bool], *, enough: int = ENDLESS
    ) -> frozenset[int]:
        """Give every number of records that the kinds of the target can have together.

        Numbers above `enough` are told as `enough`.

        Raises
        ------
        TooLargeError : there are too many tables to look through
        """
        return _Search(self.said, target, enough).run()


def _below(dimension: Dimension) -> dict[str, frozenset[str]]:
    """Leaves of each code, read from the hierarchies anew."""
    found: dict[str, set[str]] = {leaf: {leaf} for leaf in dimension.leaves}
    for hierarchy in dimension.hierarchies:
        for leaf in dimension.leaves:
            above = hierarchy.parents.get(leaf)
            while above is not None:
                found.setdefault(above, set()).add(leaf)
                above = hierarchy.parents.get(above)
    return {code: frozenset(own) for code, own in found.items()}


class _Search:
    def __init__(
        self, said: Sequence[Said], target: Sequence[bool], enough: int
    ) -> None:
        limits: dict[tuple[bool, ...], tuple[int, int]] = {}
        for one in said:
            low, high = limits.get(one.holds, (0, ENDLESS))
            limits[one.holds] = max(low, one.low), min(high, one.high)
        rows = [
            (holds, low, high) for holds, (low, high) in limits.items() if any(holds)
        ]
        self.empty_is_wrong = any(
            low > 0 for holds, (low, _) in limits.items() if not any(holds)
        )
        self.holds: Bools = np.asarray(
            [holds for holds, _, _ in rows], dtype=bool
        ).reshape(len(rows), len(target))
        self.low: Ints = np.asarray([low for _, low, _ in rows], dtype=np.int64)
        self.high: Ints = np.asarray([high for _, _, high in rows], dtype=np.int64)
        self.target, self.enough = np.asarray(target, dtype=bool), enough
        finite = self.high[self.high < ENDLESS]
        top = (
            int(finite.max(initial=0)) + int(self.low.max(initial=0)) + min(enough, 50)
        )
        self.cap = np.full(len(target), top, dtype=np.int64)
        for holds, high in zip(self.holds, self.high, strict=True):
            self.cap[holds] = np.minimum(self.cap[holds], high)

    def run(self) -> frozenset[int]:
        if self.empty_is_wrong or (self.low > self.high).any():
            return frozenset()
        order = self._order()
        left = self.holds[:, order].astype(np.int64) * self.cap[order]
        after = left.sum(axis=1)[:, None] - np.cumsum(left, axis=1)
        # A column per printed cell, and the target last.
        states: Ints = np.zeros((1, len(self.low) + 1), dtype=np.int64)
        for step, kind in enumerate(order.tolist()):
            states = self._grown(states, kind)
            # The sums of cells without a kind to come are forgotten: they were held against what is printed before.
            rows = self.holds[:, order[step:]].any(axis=1)
            sums = states[:, :-1][:, rows]
            good = (sums <= self.high[rows]).all(axis=1) & (
                sums + after[rows, step] >= self.low[rows]
            ).all(axis=1)
            states = self._merged(states[good], order[step + 1 :])
        return frozenset(states[:, -1].tolist())

    def _order(self) -> Ints:
        """Kinds that close printed cells soonest come first."""
        left = list(range(len(self.cap)))
        open_ = self.holds.copy()
        chosen: list[int] = []
        while left:
            sizes = open_.sum(axis=1)
            best = min(
                left,
                key=lambda kind: (
                    -sum(1 / sizes[row] ** 2 for row in np.flatnonzero(open_[:, kind])),
                    kind,
                ),
            )
            chosen.append(best)
            left.remove(best)
            open_[:, best] = False
        return np.asarray(chosen, dtype=np.int64)

    def _grown(self, states: Ints, kind: int) -> Ints:
        rows = self.holds[:, kind]
        room = np.full(len(states), self.cap[kind], dtype=np.int64)
        if rows.any():
            room = np.minimum(
                room, (self.high[rows] - states[:, :-1][:, rows]).min(axis=1)
            )
        times = np.maximum(room, -1) + 1
        if int(times.sum()) > 5 * MOST:
            raise TooLargeError
        grown = np.repeat(states, times, axis=0)
        starts = np.cumsum(times) - times
        added = np.arange(len(grown)) - np.repeat(starts, times)
        grown[:, :-1] += added[:, None] * rows
        if self.target[kind]:
            grown[:, -1] = np.minimum(grown[:, -1] + added, self.enough)
        return grown

    def _merged(self, states: Ints, later: Ints) -> Ints:
        """Forget the sums that no later kind touches, and those that are high enough whatever comes."""
        is_open = self.holds[:, later].any(axis=1)
        endless = is_open & (self.high >= ENDLESS)
        states[:, :-1] = np.where(
            endless, np.minimum(states[:, :-1], self.low), states[:, :-1]
        )
        states[:, :-1][:, ~is_open] = 0
        kept = np.concatenate([is_open, [True]])
        small = states[:, kept]
        span = small.max(axis=0, initial=0) + 1
        if float(np.prod(span.astype(float))) < 2**62:
            strides = np.concatenate([[1], np.cumprod(span)[:-1]])
            first = np.unique(small @ strides, return_index=True)[1]
        else:
            first = np.unique(small, axis=0, return_index=True)[1]
        if len(first) > MOST:
            raise TooLargeError
        merged = np.zeros((len(first), states.shape[1]), dtype=np.int64)
        merged[:, kept] = small[first]
        return merged
