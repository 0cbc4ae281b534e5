"""Finds possible tables without a solver, by adding or removing k identical records.

From one possible table another one follows: a record more raises every cell it falls in
by one, so that what adds up mostly still does. As long as no bound is crossed and every
row holds, each of these cells was seen one higher. So most cells are shown to be safe in
a few array operations, and no programme is needed for them.

Rows are looked at, because a record need not fit them. Where one table lists two forms
below its total and another one three, nobody has the third: one record of it more would
raise the total, and none of the two forms that add up to it.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.axes import EVERYTHING, Axis
from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge
from zicht.disclosure.audit.cell_index import ABSENT, SortedKeys
from zicht.disclosure.audit.cells import Cells, CellsOfUniverse
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats, Ints

TRIES = 6
"""Kinds of records that are tried for each cell."""
NOWHERE = -1
"""No set: a kind of record lies in fewer sets than another one."""
MOST_CHECKED = 10_000
"""Records whose rows are looked at together, which bounds the memory that takes."""
MORE, FEWER = 1.0, -1.0
"""Sign of the change of a cell by records more, or fewer."""
MOST_KEYS = 1_000_000
"""Keys of one crossing for which a table of all of them is laid out."""


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
    """Find how many equal records each cell can gain or lose from possible counts.

    Parameters
    ----------
    cells : of the attack
    known : its `seen_lower` and `seen_upper` are widened
    point : a possible count per cell
    wanted : cells that demand nothing, or were seen to meet their demands, are left out
    """
    targets = np.flatnonzero(wanted.any)
    for universe in cells.universes:
        end = universe.first + len(universe.codes)
        is_inside = (targets >= universe.first) & (targets < end)
        if is_inside.any():
            records = _Records(universe, known, point)
            records.try_all(targets[is_inside], wanted)


class _Records:
    """Kinds of records of one universe.

    On each axis a kind lies in some sets: those of one leaf, or of one code where a
    record may carry several.

    Attributes
    ----------
    crossings : the cells by the axes that they are broken down by: axes that no table
        crosses are not crossed here either
    kinds_in : per axis and set, the kinds that lie in it
    sets_of : per axis and kind, the sets that it lies in: a record more raises all of
        them, those without another code too, and a record less lowers them
    """

    def __init__(
        self, universe: CellsOfUniverse, known: Knowledge, point: Floats
    ) -> None:
        self.start, self.codes = universe.first, universe.codes
        self.known, self.point = known, point
        self.crossings = [
            _Crossing(universe.codes, axes) for axes in _crossed_axes(universe.codes)
        ]
        self.kinds_in: list[list[Ints]] = []
        self.sets_of: list[Ints] = []
        for axis in universe.axes:
            kinds = kinds_of(axis)
            self.kinds_in.append(_kinds_in_sets(len(axis.sets), kinds))
            self.sets_of.append(_padded(kinds))
        end = self.start + len(self.codes)
        self._rows_of_cells = csr_array(known.matrix[:, self.start : end].T)
        sums = known.matrix @ point
        self._room_above_rows = known.row_upper - sums
        self._room_below_rows = sums - known.row_lower

    def try_all(self, targets: Ints, wanted: Demands) -> None:
        """Add and remove records of several kinds for each target."""
        # The seed is fixed so that a rerun gives the same. It needs no secret: it
        # decides how soon a cell is shown to be safe, and never whether it is.
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
        room = self._least_room(records, MORE)
        highest = point + np.minimum(room, enough)
        np.maximum.at(self.known.seen_upper, targets, highest)

    def _remove_records(self, targets: Ints, records: Ints, wanted: Demands) -> None:
        """Note how low each target can be with fewer records of a kind."""
        point, asked = self.point[targets], wanted.of(targets)
        by_width = np.floor(point) - asked.width
        by_lower = np.where(np.isfinite(asked.lower), asked.lower, np.inf)
        enough = point - np.minimum(by_width, by_lower)
        room = self._least_room(records, FEWER)
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
            # The kinds of all sets stand one behind the other: those of a set are a run.
            sets = self.codes[targets - self.start, axis]
            sizes = np.asarray([len(kinds) for kinds in kinds_in])
            firsts = np.cumsum(sizes) - sizes
            offset = 0 if is_first else rng.integers(0, sizes[sets])
            chosen[:, axis] = np.concatenate(kinds_in)[firsts[sets] + offset]
        return chosen

    def _least_room(self, records: Ints, sign: float) -> Floats:
        """Return how many records of each kind all bounds and rows leave room for.

        Parameters
        ----------
        records : a kind per axis
        sign : `MORE` or `FEWER`
        """
        least = self._room_in_bounds(records, sign)
        # Most records either have no room by the bounds, or are not asked again: rows
        # are looked at for what is left.
        places = np.flatnonzero(least > 0)
        for first in range(0, len(places), MOST_CHECKED):
            some = places[first : first + MOST_CHECKED]
            in_rows = self._room_in_rows(records[some], sign)
            least[some] = np.minimum(least[some], in_rows)
        return np.maximum(least, 0.0)

    def _room_in_bounds(self, records: Ints, sign: float) -> Floats:
        """Return the least room of all cells that each record falls in, by their bounds."""
        known, point = self.known, self.point
        room = known.upper - point if sign == MORE else point - known.lower
        end = self.start + len(self.codes)
        # A cell that is not there holds nothing back: `ABSENT` is the last position.
        room_of_cell = np.append(room[self.start : end], np.inf)
        least: Floats = np.full(len(records), np.inf)
        for cells in self._cells_of(records):
            least = np.minimum(least, room_of_cell[cells])
        return least

    def _room_in_rows(self, records: Ints, sign: float) -> Floats:
        """Return how many records of each kind all rows leave room for.

        None where a record changes one side of an equation alone.
        """
        changes = (self._cells_by_record(records) @ self._rows_of_cells).tocoo()
        # A record in a whole and in one of its parts changes both sides.
        is_changed = np.abs(changes.data) > TOLERANCE
        by_record = sign * changes.data[is_changed]
        record, row = changes.row[is_changed], changes.col[is_changed]
        room = np.where(
            by_record > 0, self._room_above_rows[row], self._room_below_rows[row]
        )
        least: Floats = np.full(len(records), np.inf)
        np.minimum.at(least, record, room / np.abs(by_record))
        # A row that is full to within the tolerance of the solver has no room.
        return np.where(least > TOLERANCE, least, 0.0)

    def _cells_by_record(self, records: Ints) -> csr_array:
        """Return a one for each cell that a record falls in: a row per record, a column per cell."""
        record, cell = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for cells in self._cells_of(records):
            is_there = np.flatnonzero(cells != ABSENT)
            record.append(is_there)
            cell.append(cells[is_there])
        places = np.concatenate(record), np.concatenate(cell)
        shape = len(records), len(self.codes)
        return csr_array((np.ones(len(places[0])), places), shape=shape)

    def _cells_of(self, records: Ints) -> Iterator[Ints]:
        """Yield the cells that records fall in, one of each record at a time; `ABSENT` for none."""
        for crossing in self.crossings:
            for sets in _sets_of_records(records, self.sets_of, crossing.axes):
                yield crossing.find(sets, n_records=len(records))


def _sets_of_records(
    records: Ints, sets_of: Sequence[Ints], axes: Sequence[int]
) -> Iterator[list[Ints]]:
    """Yield every combination of sets that records fall in, on some axes.

    A kind lies in several sets of one axis (a municipality, its province); the first is
    everything, in which a crossing is not broken down.

    Parameters
    ----------
    records : a kind per axis
    sets_of : per axis the sets of each kind, a row per kind
    axes : of the crossing

    Yields
    ------
    per axis the set of each record, `NOWHERE` where its kind lies in fewer sets
    """
    columns = [range(1, sets_of[axis].shape[1]) for axis in axes]
    for chosen in product(*columns):
        yield [
            sets_of[axis][records[:, axis], column]
            for axis, column in zip(axes, chosen, strict=True)
        ]


class _Crossing:
    """Finds the cells that are broken down by the same axes.

    A cell has the key `(codes + 1) @ strides`, in which `NOWHERE` is a code as any other,
    so that no cell has a key with it.

    Parameters
    ----------
    codes : of all cells: a row per cell, a set of each axis per column
    axes : by which the cells of this crossing are broken down

    Attributes
    ----------
    largest : the highest set of each axis
    """

    def __init__(self, codes: Ints, axes: tuple[int, ...]) -> None:
        self.axes = axes
        cells = np.flatnonzero(_is_broken_down_by(codes, axes))
        numbers = codes[cells][:, axes] + 1
        sizes = numbers.max(axis=0, initial=0) + 1
        self.largest = sizes - 2
        strides = np.cumprod([1, *sizes[:-1].tolist()], dtype=np.int64)
        self.strides = strides[: len(axes)]
        keys = numbers @ self.strides
        n_keys = float(np.prod(sizes.astype(np.float64)))
        self._cells: _CellsByKey = (
            _LaidOut(keys, cells, n_keys=int(n_keys))
            if n_keys <= MOST_KEYS
            else SortedKeys(keys, cells)
        )

    def find(self, sets: Sequence[Ints], *, n_records: int) -> Ints:
        """Return the cell of each record, `ABSENT` where there is none.

        Parameters
        ----------
        sets : per axis of the crossing, the set of each record, or `NOWHERE`
        n_records : their number
        """
        keys = np.zeros(n_records, dtype=np.int64)
        is_known = np.ones(n_records, dtype=bool)
        axes = zip(sets, self.strides.tolist(), self.largest.tolist(), strict=True)
        for of_axis, stride, largest in axes:
            # A set that no cell of this crossing has would give the key of another one.
            is_known &= of_axis <= largest
            keys += (np.minimum(of_axis, largest) + 1) * stride
        return np.where(is_known, self._cells.find(keys), ABSENT)


class _CellsByKey(Protocol):
    """Finds cells by their keys."""

    def find(self, keys: Ints) -> Ints:
        """Return the cell of each key, `ABSENT` where there is none."""


class _LaidOut:
    """Finds cells in a table of all keys: the quickest way while there are few of them."""

    def __init__(self, keys: Ints, cells: Ints, *, n_keys: int) -> None:
        self._cell_of_key = np.full(n_keys, ABSENT, dtype=np.int64)
        self._cell_of_key[keys] = cells

    def find(self, keys: Ints) -> Ints:
        """Return the cell of each key, `ABSENT` where there is none."""
        return self._cell_of_key[keys]


def _is_broken_down_by(codes: Ints, axes: tuple[int, ...]) -> Bools:
    """Return the cells that are broken down by some axes, and by no others."""
    others = [axis for axis in range(codes.shape[1]) if axis not in axes]
    is_broken_down = (codes[:, axes] != 0).all(axis=1)
    is_total_of_others = (codes[:, others] == 0).all(axis=1)
    return np.asarray(is_broken_down & is_total_of_others)


def _crossed_axes(codes: Ints) -> list[tuple[int, ...]]:
    """Return the axes by which cells are broken down, each combination once."""
    numbers = (codes != 0) @ (2 ** np.arange(codes.shape[1], dtype=np.int64))
    first = np.unique(numbers, return_index=True)[1]
    return [tuple(np.flatnonzero(row).tolist()) for row in codes[first]]


def kinds_of(axis: Axis) -> list[list[int]]:
    """Return the sets of each kind of record on one axis; the first is everything."""
    return _kinds_by_code(axis) if axis.lists else _kinds_by_leaf(axis)


def _kinds_by_leaf(axis: Axis) -> list[list[int]]:
    """Return the sets that each leaf of an axis lies in."""
    leaves = set[str]().union(*axis.sets) - EVERYTHING
    sets_of_leaf: dict[str, list[int]] = {leaf: [0] for leaf in sorted(leaves) or [""]}
    for number, of_set in enumerate(axis.sets[1:], start=1):
        for leaf in of_set:
            sets_of_leaf[leaf].append(number)
    return list(sets_of_leaf.values())


def _kinds_by_code(axis: Axis) -> list[list[int]]:
    """Return the sets that a record with one code of several lies in.

    Those without the other codes are among them.
    """
    codes = set[int]().union(*(listed for _, listed in axis.lists))
    kinds = []
    for code in sorted(codes):
        sets = _sets_above(code, axis)
        for whole, parts in axis.covers:
            rests = parts & axis.rests
            carries_a_part = bool((parts - rests) & sets)
            if whole in sets and not carries_a_part:
                sets |= rests
        kinds.append(sorted(sets))
    return kinds


def _sets_above(code: int, axis: Axis) -> set[int]:
    """Return a code, everything, and the wholes of every list that the code stands in."""
    sets = {0, code}
    while True:
        wholes = {whole for whole, listed in axis.lists if listed & sets}
        if wholes <= sets:
            return sets
        sets |= wholes


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
    rows = np.full((len(kinds), longest), NOWHERE, dtype=np.int64)
    for kind, sets in enumerate(kinds):
        rows[kind, : len(sets)] = sets
    return rows
