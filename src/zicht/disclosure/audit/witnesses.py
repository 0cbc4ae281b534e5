"""Finds possible tables without a solver, by adding or removing k identical records.

From one possible table another one follows: a record more raises every cell it falls in
by one, so that whatever adds up still does. As long as no bound is crossed, each of these
cells was seen one higher. So most cells are shown to be safe in a few array operations,
and no programme is needed for them.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from zicht.disclosure.audit.axes import EVERYTHING, Axis
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats, Ints

TRIES = 6
"""Kinds of records that are tried for each cell."""
NOWHERE = -1
"""No set: a kind of record lies in fewer sets than another one."""


def fits(known: Knowledge, point: Floats, tolerance: float = 1e-6) -> bool:
    """Whether counts satisfy every bound and every row."""
    is_too_low = point < known.lower - tolerance
    is_too_high = point > known.upper + tolerance
    if np.any(is_too_low | is_too_high):
        return False
    sums = known.matrix @ point
    is_above = sums >= known.row_lower - tolerance
    is_below = sums <= known.row_upper + tolerance
    return bool(np.all(is_above & is_below))


def see(known: Knowledge, point: Floats) -> None:
    """Note that these counts are possible."""
    known.see(slice(None), point)


def vary_records(
    cells: Cells, known: Knowledge, point: Floats, wanted: Demands
) -> None:
    """Try for each cell how many equal records more, or fewer, possible counts bear.

    Parameters
    ----------
    cells : of the attack
    known : its `seen_lower` and `seen_upper` are widened
    point : a possible count per cell
    wanted : cells that demand nothing, or were seen to meet their demands, are left out
    """
    targets = np.flatnonzero(wanted.any)
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        is_here = (targets >= start) & (targets < start + len(codes))
        if is_here.any():
            records = _Records(axes, codes, start, known, point)
            records.try_all(targets[is_here], wanted)


class _Records:
    """Kinds of records of one universe.

    On each axis a kind lies in some sets: those of one leaf, or of one code where a
    record may carry several.
    """

    def __init__(
        self,
        axes: Sequence[Axis],
        codes: Ints,
        start: int,
        known: Knowledge,
        point: Floats,
    ) -> None:
        self.start, self.codes, self.known, self.point = start, codes, known, point
        sizes = [len(axis.sets) for axis in axes]
        self.strides = np.cumprod([1, *sizes[:-1]], dtype=np.int64)[: len(sizes)]
        keys = codes @ self.strides
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]
        self.crossings = _distinct_rows(codes != 0)
        kinds = [_kinds_of(axis) for axis in axes]
        self.kinds_in = [
            _kinds_in_sets(len(axis.sets), of_axis)
            for axis, of_axis in zip(axes, kinds, strict=True)
        ]
        self.sets_of = [_padded(of_axis) for of_axis in kinds]
        # Who carries a code may be among those without another one, or not: a record
        # more does not have to raise the number of these.
        self.sets_raised = [
            _padded(
                [
                    [number for number in sets if number not in axis.rests]
                    for sets in of_axis
                ]
            )
            for axis, of_axis in zip(axes, kinds, strict=True)
        ]

    def try_all(self, targets: Ints, wanted: Demands) -> None:
        """Add and remove records of several kinds for each target."""
        rng = np.random.default_rng(0)
        targets = targets[self._has_kinds(targets)]
        for attempt in range(TRIES):
            targets = targets[~self._are_met(targets, wanted)]
            if not len(targets):
                return
            records = self._choose(targets, rng, is_first=attempt == 0)
            self._add_records(targets, records, wanted)
            is_unmet = ~self._are_met(targets, wanted)
            self._remove_records(targets[is_unmet], records[is_unmet], wanted)

    def _add_records(self, targets: Ints, records: Ints, wanted: Demands) -> None:
        """Note how high each target can be with more records of a kind.

        No further than its demands ask. Between 18.5 and 23.5 lie five counts: what is
        seen must reach from one whole number to another.
        """
        point, asked = self.point[targets], wanted.of(targets)
        by_width = np.ceil(point) + asked.width
        by_upper = np.where(np.isfinite(asked.upper), asked.upper, 0.0)
        enough = np.maximum(by_width, by_upper) - point
        room = self._least_room(
            records, self.known.upper - self.point, self.sets_raised
        )
        highest = point + np.minimum(room, enough)
        np.maximum.at(self.known.seen_upper, targets, highest)

    def _remove_records(self, targets: Ints, records: Ints, wanted: Demands) -> None:
        """Note how low each target can be with fewer records of a kind."""
        point, asked = self.point[targets], wanted.of(targets)
        by_width = np.floor(point) - asked.width
        by_lower = np.where(np.isfinite(asked.lower), asked.lower, np.inf)
        enough = point - np.minimum(by_width, by_lower)
        room = self._least_room(records, self.point - self.known.lower, self.sets_of)
        lowest = point - np.minimum(room, enough)
        np.minimum.at(self.known.seen_lower, targets, lowest)

    def _are_met(self, targets: Ints, wanted: Demands) -> Bools:
        """Return which targets were seen to meet their demands."""
        lowest = self.known.seen_lower[targets]
        highest = self.known.seen_upper[targets]
        return wanted.of(targets).met(lowest, highest)

    def _has_kinds(self, targets: Ints) -> Bools:
        """Return the targets in which some kind of record falls on every axis."""
        has_kinds = np.ones(len(targets), dtype=bool)
        for axis, kinds_in in enumerate(self.kinds_in):
            is_held = np.asarray([len(kinds) > 0 for kinds in kinds_in])
            has_kinds &= is_held[self.codes[targets - self.start, axis]]
        return has_kinds

    def _choose(
        self, targets: Ints, rng: np.random.Generator, *, is_first: bool
    ) -> Ints:
        """Choose a kind inside every set of each target: the first one, or by chance.

        Returns
        -------
        shape (n_targets, n_axes), the number of a kind
        """
        chosen = np.zeros((len(targets), len(self.kinds_in)), dtype=np.int64)
        for axis, kinds_in in enumerate(self.kinds_in):
            sets = self.codes[targets - self.start, axis]
            sizes = np.asarray([len(kinds) for kinds in kinds_in])
            firsts = np.cumsum(sizes) - sizes
            offset = 0 if is_first else rng.integers(0, sizes[sets])
            chosen[:, axis] = np.concatenate(kinds_in)[firsts[sets] + offset]
        return chosen

    def _least_room(
        self, records: Ints, room: Floats, sets_of: Sequence[Ints]
    ) -> Floats:
        """Return the least room of all cells that each record falls in.

        Parameters
        ----------
        records : a kind per axis
        room : per cell, by how much it can move
        sets_of : per axis the sets of each kind, a row per kind
        """
        least: Floats = np.full(len(records), np.inf)
        for slots in self._slots(sets_of):
            keys = np.zeros(len(records), dtype=np.int64)
            exists = np.ones(len(records), dtype=bool)
            for axis, slot in enumerate(slots):
                sets = sets_of[axis][records[:, axis], slot]
                exists &= sets != NOWHERE
                keys += np.maximum(sets, 0) * self.strides[axis]
            places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            exists &= self.keys[places] == keys
            of_cell = room[self.start + self.order[places]]
            least = np.where(exists, np.minimum(least, of_cell), least)
        return np.maximum(least, 0.0)

    def _slots(self, sets_of: Sequence[Ints]) -> Iterator[tuple[int, ...]]:
        """Yield the columns of `sets_of` that lead to cells.

        Axes that no table crosses are not crossed here either; the first set of every
        kind is everything.
        """
        for crossed in self.crossings:
            ranges = [
                range(1, sets.shape[1]) if is_crossed else (0,)
                for is_crossed, sets in zip(crossed, sets_of, strict=True)
            ]
            yield from product(*ranges)


def _distinct_rows(marks: Bools) -> list[list[bool]]:
    """Return the different rows of an array of marks, of few columns."""
    numbers = marks @ (2 ** np.arange(marks.shape[1], dtype=np.int64))
    first = np.unique(numbers, return_index=True)[1]
    return [list(row) for row in marks[first].tolist()]


def _kinds_of(axis: Axis) -> list[list[int]]:
    """Return the sets of each kind of record on one axis; the first is everything."""
    return _kinds_by_code(axis) if axis.lists else _kinds_by_leaf(axis)


def _kinds_by_leaf(axis: Axis) -> list[list[int]]:
    """Return the sets that each leaf of an axis lies in."""
    leaves = {leaf for of_set in axis.sets if of_set != EVERYTHING for leaf in of_set}
    sets_of_leaf: dict[str, list[int]] = {leaf: [0] for leaf in sorted(leaves) or [""]}
    for number, of_set in enumerate(axis.sets[1:], start=1):
        for leaf in of_set:
            sets_of_leaf[leaf].append(number)
    return list(sets_of_leaf.values())


def _kinds_by_code(axis: Axis) -> list[list[int]]:
    """Return the sets that a record with one code of several lies in.

    Those without the other codes are among them.
    """
    codes = {code for _, listed in axis.lists for code in listed}
    kinds = []
    for code in sorted(codes):
        sets = {0, code}
        n_before = 0
        while n_before < len(sets):
            n_before = len(sets)
            sets |= {whole for whole, listed in axis.lists if listed & sets}
        for whole, parts in axis.covers:
            rest = parts & axis.rests
            if whole in sets and not (parts - rest) & sets:
                sets |= rest
        kinds.append(sorted(sets))
    return kinds


def _kinds_in_sets(n_sets: int, kinds: Sequence[Sequence[int]]) -> list[Ints]:
    """Return the kinds that lie in each set."""
    inside: list[list[int]] = [[] for _ in range(n_sets)]
    for kind, sets in enumerate(kinds):
        for number in sets:
            inside[number].append(kind)
    return [np.asarray(of_set, dtype=np.int64) for of_set in inside]


def _padded(kinds: Sequence[Sequence[int]]) -> Ints:
    """Return the sets of each kind as a row, filled up with `NOWHERE`."""
    longest = max(len(sets) for sets in kinds)
    rows = [[*sets, *[NOWHERE] * (longest - len(sets))] for sets in kinds]
    return np.asarray(rows, dtype=np.int64)
