"""Solutions that need no solver: from one possible set of counts, another with a few more records of one kind."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.audit.cells import EVERYTHING, Axis, Cells
from zicht.disclosure.audit.intervals import Knowledge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TRIES = 6


def fits(known: Knowledge, point: Floats, tolerance: float = 1e-6) -> bool:
    """Whether these counts agree with all that is known."""
    if np.any(point < known.lower - tolerance) or np.any(point > known.upper + tolerance):
        return False
    rows = known.matrix @ point
    return bool(np.all(rows >= known.row_lower - tolerance) and np.all(rows <= known.row_upper + tolerance))


def add_records(cells: Cells, known: Knowledge, point: Floats, targets: Ints, width: Floats) -> None:
    """For each target, try to add `width` equal records to a possible set of counts.

    A record raises every cell it falls in by the same number, so that whatever adds up still does. Where no bound is
    crossed, the target was seen with both values.
    """
    known.seen_lower = np.minimum(known.seen_lower, point)
    known.seen_upper = np.maximum(known.seen_upper, point)
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        own = (targets >= start) & (targets < start + len(codes))
        if own.any():
            _Records(axes, codes, start, known, point).try_all(targets[own], width[own])


class _Records:
    """Kinds of records of one universe: a leaf on each axis."""

    def __init__(self, axes: Sequence[Axis], codes: Ints, start: int, known: Knowledge, point: Floats) -> None:
        self.start, self.codes, self.known, self.point = start, codes, known, point
        sizes = [len(axis.sets) for axis in axes]
        self.strides = np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64) if sizes else np.zeros(0, int)
        keys = codes @ self.strides if sizes else np.zeros(len(codes), dtype=np.int64)
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]
        self.leaves, self.inside, self.holding = [], [], []
        for axis in axes:
            leaves = sorted({leaf for leaves in axis.sets for leaf in leaves if leaves != EVERYTHING}) or [""]
            number = {leaf: at for at, leaf in enumerate(leaves)}
            self.leaves.append(len(leaves))
            inside = [[number[leaf] for leaf in leaves_] for leaves_ in axis.sets[1:]]
            self.inside.append([np.arange(len(leaves)), *(np.asarray(sorted(own)) for own in inside)])
            self.holding.append(_holding(len(leaves), inside))

    def try_all(self, targets: Ints, width: Floats) -> None:
        rng = np.random.default_rng(0)
        for attempt in range(TRIES):
            seen = self.known.seen_upper[targets] - self.known.seen_lower[targets]
            left = seen < width - 1e-6
            targets, width = targets[left], width[left]
            if not len(targets):
                return
            records = self._choose(targets, rng, attempt)
            possible = self._raise(records, width)
            lifted = self.point[targets[possible]] + width[possible]
            np.maximum.at(self.known.seen_upper, targets[possible], lifted)

    def _choose(self, targets: Ints, rng: np.random.Generator, attempt: int) -> Ints:
        """Choose a leaf inside every set of each target; which one, changes with the attempt."""
        columns = []
        for axis, inside in enumerate(self.inside):
            sets = self.codes[targets - self.start, axis]
            sizes = np.asarray([len(own) for own in inside])[sets]
            at = np.zeros(len(targets), dtype=np.int64) if attempt == 0 else rng.integers(0, sizes)
            flat = np.concatenate(inside)
            first = np.concatenate([[0], np.cumsum([len(own) for own in inside])[:-1]])
            columns.append(flat[first[sets] + at])
        return np.column_stack(columns) if columns else np.zeros((len(targets), 0), dtype=np.int64)

    def _raise(self, records: Ints, width: Floats) -> NDArray[np.bool_]:
        """Tell which records may be added `width` times without crossing a bound."""
        possible = np.ones(len(records), dtype=bool)
        for slots in self._slots():
            keys, exists = np.zeros(len(records), dtype=np.int64), np.ones(len(records), dtype=bool)
            for axis, slot in enumerate(slots):
                sets = self.holding[axis][records[:, axis], slot]
                exists &= sets >= 0
                keys += np.maximum(sets, 0) * self.strides[axis]
            at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            exists &= self.keys[at] == keys
            cell = self.start + self.order[at]
            possible &= ~exists | (self.point[cell] + width <= self.known.upper[cell] + 1e-6)
        return possible

    def _slots(self) -> Iterator[tuple[int, ...]]:
        """Which set of each axis a cell may be of: only axes that some table crosses are crossed."""
        for crossed in np.unique(self.codes != 0, axis=0).tolist():
            yield from product(
                *(
                    range(1, holding.shape[1]) if is_crossed else (0,)
                    for is_crossed, holding in zip(crossed, self.holding, strict=True)
                )
            )


def _holding(n_leaves: int, inside: Sequence[Sequence[int]]) -> Ints:
    """Numbers of the sets that hold each leaf, filled up with -1; the first is always everything."""
    held: list[list[int]] = [[0] for _ in range(n_leaves)]
    for number, leaves in enumerate(inside, start=1):
        for leaf in leaves:
            held[leaf].append(number)
    longest = max(len(own) for own in held)
    return np.asarray([own + [-1] * (longest - len(own)) for own in held], dtype=np.int64)
