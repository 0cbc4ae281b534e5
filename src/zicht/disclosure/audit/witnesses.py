"""Finds feasible count tables without a solver, by adding or removing k identical records."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from zicht.disclosure.audit.cells import EVERYTHING, Axis, Cells
from zicht.disclosure.audit.intervals import Knowledge
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Floats, Ints

TRIES = 6


def fits(known: Knowledge, point: Floats, tolerance: float = 1e-6) -> bool:
    """Whether counts satisfy every bound and every equation."""
    if np.any(point < known.lower - tolerance) or np.any(
        point > known.upper + tolerance
    ):
        return False
    rows = known.matrix @ point
    return bool(
        np.all(rows >= known.row_lower - tolerance)
        and np.all(rows <= known.row_upper + tolerance)
    )


def see(known: Knowledge, point: Floats) -> None:
    """Record that these counts are feasible."""
    known.seen_lower = np.minimum(known.seen_lower, point)
    known.seen_upper = np.maximum(known.seen_upper, point)


def vary_records(
    cells: Cells, known: Knowledge, point: Floats, wanted: Demands
) -> None:
    """For each cell that demands something, try how many equal records more, or fewer, a possible set of counts bears.

    A record raises every cell it falls in by the same number, so that whatever adds up still does. As far as no bound
    is crossed, the cell was seen that high, or that low.
    """
    targets = np.flatnonzero(wanted.any)
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        own = (targets >= start) & (targets < start + len(codes))
        if own.any():
            _Records(axes, codes, start, known, point).try_all(targets[own], wanted)


class _Records:
    """Kinds of records of one universe: one on each axis."""

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
        self.strides = (
            np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64)
            if sizes
            else np.zeros(0, int)
        )
        keys = codes @ self.strides if sizes else np.zeros(len(codes), dtype=np.int64)
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]
        kinds = [
            _with_codes(axis) if axis.lists else _with_leaves(axis) for axis in axes
        ]
        self.inside = [
            _inside(len(axis.sets), own) for axis, own in zip(axes, kinds, strict=True)
        ]
        # Who carries a code is not among those without another: their number has no upper bound of its own.
        rests = [axis.rests for axis in axes]
        self.holding = [_holding(own) for own in kinds]
        self.plain = [
            _holding([[at for at in held if at not in rest] for held in own])
            for own, rest in zip(kinds, rests, strict=True)
        ]

    def try_all(self, targets: Ints, wanted: Demands) -> None:
        rng = np.random.default_rng(0)
        known = self.known
        for axis, inside in enumerate(self.inside):
            targets = targets[
                np.asarray([len(own) > 0 for own in inside])[
                    self.codes[targets - self.start, axis]
                ]
            ]
        for attempt in range(TRIES):
            left = ~wanted.of(targets).met(
                known.seen_lower[targets], known.seen_upper[targets]
            )
            targets = targets[left]
            if not len(targets):
                return
            records, own, point = (
                self._choose(targets, rng, attempt),
                wanted.of(targets),
                self.point[targets],
            )
            # Between 18.5 and 23.5 lie five counts: what is seen must reach from one whole number to another.
            top = np.maximum(
                np.ceil(point) + own.width,
                np.where(np.isfinite(own.upper), own.upper, 0.0),
            )
            low = np.minimum(
                np.floor(point) - own.width,
                np.where(np.isfinite(own.lower), own.lower, np.inf),
            )
            above = np.minimum(
                self._room(records, known.upper - self.point, self.plain), top - point
            )
            np.maximum.at(known.seen_upper, targets, point + above)
            left = ~own.met(known.seen_lower[targets], known.seen_upper[targets])
            below = np.minimum(
                self._room(records[left], self.point - known.lower, self.holding),
                (point - low)[left],
            )
            np.minimum.at(known.seen_lower, targets[left], point[left] - below)

    def _choose(self, targets: Ints, rng: np.random.Generator, attempt: int) -> Ints:
        """Choose a kind inside every set of each target; which one, changes with the attempt."""
        columns = []
        for axis, inside in enumerate(self.inside):
            sets = self.codes[targets - self.start, axis]
            sizes = np.asarray([len(own) for own in inside])[sets]
            at = (
                np.zeros(len(targets), dtype=np.int64)
                if attempt == 0
                else rng.integers(0, sizes)
            )
            flat = np.concatenate(inside)
            first = np.concatenate([[0], np.cumsum([len(own) for own in inside])[:-1]])
            columns.append(flat[first[sets] + at])
        return (
            np.column_stack(columns)
            if columns
            else np.zeros((len(targets), 0), dtype=np.int64)
        )

    def _room(self, records: Ints, room: Floats, holding: Sequence[Ints]) -> Floats:
        """Give the least room of all cells that each record falls in."""
        found: Floats = np.full(len(records), np.inf)
        for slots in self._slots(holding):
            keys, exists = (
                np.zeros(len(records), dtype=np.int64),
                np.ones(len(records), dtype=bool),
            )
            for axis, slot in enumerate(slots):
                sets = holding[axis][records[:, axis], slot]
                exists &= sets >= 0
                keys += np.maximum(sets, 0) * self.strides[axis]
            at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            exists &= self.keys[at] == keys
            found = np.where(
                exists, np.minimum(found, room[self.start + self.order[at]]), found
            )
        np.maximum(found, 0.0, out=found)
        return found

    def _slots(self, holding: Sequence[Ints]) -> Iterator[tuple[int, ...]]:
        """Which set of each axis a cell may be of: only axes that some table crosses are crossed."""
        for crossed in np.unique(self.codes != 0, axis=0).tolist():
            yield from product(
                *(
                    range(1, own.shape[1]) if is_crossed else (0,)
                    for is_crossed, own in zip(crossed, holding, strict=True)
                )
            )


def _with_leaves(axis: Axis) -> list[list[int]]:
    """Give the sets that each leaf of an axis lies in; the first is always everything."""
    leaves = sorted(
        {leaf for leaves in axis.sets for leaf in leaves if leaves != EVERYTHING}
    ) or [""]
    held: dict[str, list[int]] = {leaf: [0] for leaf in leaves}
    for number, own in enumerate(axis.sets[1:], start=1):
        for leaf in own:
            held[leaf].append(number)
    return list(held.values())


def _with_codes(axis: Axis) -> list[list[int]]:
    """Give the sets that a record with one code of several lies in, those of who lack the others among them."""
    found = []
    for code in sorted({part for _, parts in axis.lists for part in parts}):
        held, size = {0, code}, 0
        while size < len(held):
            size = len(held)
            held |= {whole for whole, parts in axis.lists if parts & held}
        for whole, parts in axis.covers:
            rest = parts & axis.rests
            if whole in held and not (parts - rest) & held:
                held |= rest
        found.append(sorted(held))
    return found


def _inside(n_sets: int, kinds: Sequence[Sequence[int]]) -> list[Ints]:
    """Give the kinds that lie in each set."""
    found: list[list[int]] = [[] for _ in range(n_sets)]
    for kind, held in enumerate(kinds):
        for number in held:
            found[number].append(kind)
    return [np.asarray(own, dtype=np.int64) for own in found]


def _holding(kinds: Sequence[Sequence[int]]) -> Ints:
    """Numbers of the sets that each kind lies in, a row per kind, filled up with -1."""
    longest = max(len(own) for own in kinds)
    return np.asarray(
        [[*own, *[-1] * (longest - len(own))] for own in kinds], dtype=np.int64
    )
