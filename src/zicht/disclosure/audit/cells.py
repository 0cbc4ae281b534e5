"""The attacker's equations: every way in which printed cells are known to be parts of one another.

A code is read as the set of leaves it stands for. Two codes with one set are one, whatever they are called and
whatever release they stand in; a set and its subset make a third, their difference, even where nobody printed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.bridges import bridging_rows
from zicht.disclosure.audit.finest import finest_cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import AuditFailed

EVERYTHING = frozenset({TOTAL})
"""The set behind the total of a dimension without an extent."""
LARGEST = 1_500_000


class Axis:
    """One dimension of one universe over all its tables: sets of leaves, and how they cover one another."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sets: list[frozenset[str]] = [EVERYTHING]
        self.index: dict[frozenset[str], int] = {EVERYTHING: 0}
        self.covers: dict[tuple[int, frozenset[int]], None] = {}
        self.lists: dict[tuple[int, frozenset[int]], None] = {}
        self.sources: dict[int, set[tuple[int, int]]] = {}
        self.rests: set[int] = set()
        self.groups: set[frozenset[str]] = set()

    def number(self, leaves: frozenset[str]) -> int:
        """Give the number of a set."""
        if leaves not in self.index:
            self.index[leaves] = len(self.sets)
            self.sets.append(leaves)
        return self.index[leaves]

    def read(
        self,
        dimension: Dimension,
        used: set[str],
        whole: frozenset[str] | None,
        source: int,
    ) -> dict[str, int]:
        """Give the number of each code in use, and note how these codes cover one another."""
        below = leaves_below(dimension)
        below[TOTAL] = whole or EVERYTHING
        numbers = {code: self.number(below[code]) for code in sorted(used | {TOTAL})}
        trees = [hierarchy.parents for hierarchy in dimension.hierarchies] or [{}]
        for at, parents in enumerate(trees):
            own = {*dimension.leaves, *parents, *parents.values()} & used
            if own <= dimension.roots:
                continue  # of this hierarchy nothing is shown but what stands beside it
            for code in own:
                self.sources.setdefault(numbers[code], set()).add((source, at))
            self.groups |= {
                frozenset({code})
                for code in {*parents.values()} & used
                if _is_listed(code, parents, used)
            }
            for parent, children in _nearest(own, parents).items():
                self._note(
                    numbers[parent],
                    [numbers[child] for child in children],
                    dimension.adds_up,
                )
        return numbers

    def _note(self, whole: int, parts: list[int], adds_up: bool) -> None:
        if not adds_up:
            self.lists[whole, frozenset(parts)] = None
            # Who is counted and does not carry the code: printed nowhere, and known all the same.
            for part in parts:
                if part != whole:
                    rest = self.number(
                        frozenset(
                            {
                                f"{_in_words(self.sets[whole])} less {_in_words(self.sets[part])}"
                            }
                        )
                    )
                    self.rests.add(rest)
                    self.covers[whole, frozenset({part, rest})] = None
        elif parts != [whole]:
            self.covers[whole, frozenset(parts)] = None

    def differences(self) -> None:
        """Add what is left of a set when the sets of another release, table or hierarchy inside it are taken away.

        Sets that fill it wholly leave nothing: a province in one table is the sum of its municipalities in another.
        """
        family = [at for at in self.sources if self.sets[at] != EVERYTHING]
        for big in family:
            inside = [small for small in family if self.sets[small] < self.sets[big]]
            self._take_away(
                big,
                [
                    small
                    for small in inside
                    if not self.sources[small] & self.sources[big]
                ],
            )
            for source in sorted(
                {one for small in inside for one in self.sources[small]}
                - self.sources[big]
            ):
                self._take_away(
                    big, [small for small in inside if source in self.sources[small]]
                )

    def _take_away(self, big: int, inside: Sequence[int]) -> None:
        """Note that a set is the largest of the sets inside it and the rest, unless these overlap."""
        largest = [
            at
            for at in inside
            if not any(self.sets[at] < self.sets[other] for other in inside)
        ]
        together = frozenset().union(*(self.sets[at] for at in largest))
        if not largest or len(together) < sum(len(self.sets[at]) for at in largest):
            return
        rest = self.sets[big] - together
        self.covers[
            big, frozenset(largest) | ({self.number(rest)} if rest else frozenset())
        ] = None


def leaves_below(dimension: Dimension) -> dict[str, frozenset[str]]:
    """Give the set of leaves that each code stands for."""
    below = dict(dimension.leaves_below)
    for hierarchy in dimension.hierarchies:
        for code in hierarchy.parents.values():
            below.setdefault(code, frozenset({code}))
    if not dimension.adds_up:
        return {code: frozenset({code}) for code in below}
    return below


def _is_listed(group: str, parents: Mapping[str, str], used: set[str]) -> bool:
    """Whether every code right below a group is in use, or listed by the codes below it."""
    below = [code for code, parent in parents.items() if parent == group]
    return bool(below) and all(
        code in used or _is_listed(code, parents, used) for code in below
    )


def _nearest(used: set[str], parents: Mapping[str, str]) -> dict[str, list[str]]:
    """For each code in use (and the total): the codes in use right below it."""
    below: dict[str, list[str]] = {}
    for code in sorted(used - {TOTAL}):
        above = parents.get(code, TOTAL)
        while above != TOTAL and above not in used:
            above = parents.get(above, TOTAL)
        below.setdefault(above, []).append(code)
    return below


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells an attacker can speak of, and what he knows to hold between them.

    Parameters
    ----------
    labels : universe and codes of each cell, for the analyst
    rows : for each table, the cell of each row
    matrix : equations, `matrix @ x = 0`
    groups : `groups @ x >= 0`: who is in a group of codes, of which one may carry several, carries one of them
    totals : the same of the totals of each list of such codes, `total @ x >= 0`, where everybody carries one
    implicit : which cells nobody printed
    latent : which of these are the finest combinations of codes: no sum of printed cells
    left_out : universes whose finest combinations are too many to be laid out
    """

    names: tuple[tuple[str, Ints, tuple[Axis, ...]], ...]
    rows: tuple[Ints, ...]
    matrix: csr_array
    groups: csr_array
    totals: tuple[csr_array, ...]
    implicit: Bools
    latent: Bools
    left_out: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.implicit)

    @cached_property
    def starts(self) -> list[int]:
        """First cell of each universe."""
        return [0, *accumulate(len(codes) for _, codes, _ in self.names)]

    def label(self, cell: int) -> str:
        """Name a cell in words, without its value."""
        at = max(i for i, start in enumerate(self.starts[:-1]) if start <= cell)
        universe, codes, axes = self.names[at]
        row = codes[cell - self.starts[at]]
        words = [
            f"{axis.name}={_in_words(axis.sets[n])}"
            for axis, n in zip(axes, row.tolist(), strict=True)
            if n
        ]
        return f"{universe}: {', '.join(words) or 'total'}"

    def find(self, universe: str, predicate: Mapping[str, frozenset[str]]) -> int:
        """Cell of a universe and a predicate (dimension to set of leaves); -1 where there is none."""
        for start, (name, codes, axes) in zip(self.starts, self.names, strict=False):
            if name != universe:
                continue
            wanted = [
                axis.index.get(predicate.get(axis.name, EVERYTHING), -1)
                for axis in axes
            ]
            hits = np.flatnonzero(
                (codes == np.asarray(wanted, dtype=np.int64)).all(axis=1)
            )
            if len(hits):
                return start + int(hits[0])
        return -1


def _in_words(leaves: frozenset[str]) -> str:
    names = sorted(leaves)
    return names[0] if len(names) == 1 else f"{names[0]}..{names[-1]} ({len(names)})"


def gather(tables: Sequence[PublishedTable]) -> Cells:
    """Find the cells of all tables and every equation between them."""
    parts = []
    rows: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(tables)
    start = 0
    for universe in dict.fromkeys(table.universe for table in tables):
        own = [at for at, table in enumerate(tables) if table.universe == universe]
        field = _Field([tables[at] for at in own])
        for at, numbers in zip(own, field.rows, strict=True):
            rows[at] = numbers + start
        parts.append((universe, field, start))
        start += len(field.codes)
    return Cells(
        names=tuple(
            (universe, field.codes, field.axes) for universe, field, _ in parts
        ),
        rows=tuple(rows),
        matrix=_stack([(field.equations, begin) for _, field, begin in parts], start),
        groups=_stack([(field.groups, begin) for _, field, begin in parts], start),
        totals=tuple(
            _stack([([own], begin)], start)
            for _, field, begin in parts
            for own in field.totals
        ),
        implicit=np.concatenate(
            [np.arange(len(field.codes)) >= field.printed for _, field, _ in parts]
        )
        if parts
        else np.zeros(0, dtype=bool),
        latent=np.concatenate([field.latent for _, field, _ in parts])
        if parts
        else np.zeros(0, dtype=bool),
        left_out=tuple(
            universe for universe, field, _ in parts if field.finest.is_too_large
        ),
    )


def _stack(
    parts: Iterable[tuple[list[tuple[Ints, Ints]], int]], size: int
) -> csr_array:
    """Equations as rows: +1 for each part, -1 for the whole."""
    values, columns, owners, row = [], [], [], 0
    for equations, begin in parts:
        for wholes, children in equations:
            n, k = children.shape
            columns.append(
                np.concatenate(
                    [children + begin, wholes[:, None] + begin], axis=1
                ).ravel()
            )
            values.append(np.tile(np.append(np.ones(k), -1.0), n))
            owners.append(np.repeat(np.arange(row, row + n), k + 1))
            row += n
    if not row:
        return csr_array((0, size), dtype=np.float64)
    shape = (row, size)
    return csr_array(
        (np.concatenate(values), (np.concatenate(owners), np.concatenate(columns))),
        shape=shape,
    )


class _Field:
    """Cells of one universe while its equations are sought."""

    def __init__(self, tables: Sequence[PublishedTable]) -> None:
        names = sorted(
            {d.name for t in tables for d in t.dimensions}
            | {name for t in tables for name in t.extents}
        )
        self.axes = tuple(Axis(name) for name in names)
        coded = [
            self._coordinates(table, source) for source, table in enumerate(tables)
        ]
        for axis in self.axes:
            axis.differences()
        self.finest = finest_cells(self.axes, np.unique(np.concatenate(coded), axis=0))
        sizes = [len(axis.sets) for axis in self.axes]
        if float(np.prod([float(s) for s in sizes])) >= 2**62:
            raise AuditFailed(
                "The tables span too many combinations to audit as one.",
                now="Audit fewer at once.",
            )
        self.strides = (
            np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64)
            if sizes
            else np.zeros(0, int)
        )
        keys = np.concatenate([codes @ self.strides for codes in coded])
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        self.codes: Ints = np.concatenate(coded)[first]
        self.keys: Ints = unique
        self.order = np.arange(len(unique))
        self.rows = np.split(
            inverse.astype(np.int64), np.cumsum([len(codes) for codes in coded])[:-1]
        )
        self.printed = len(unique)
        self.equations: list[tuple[Ints, Ints]] = []
        self._put(bridging_rows(self.axes, self.codes))
        self._lay_out_finest()
        self._seek()
        self.equations += self._sums_of_finest()
        unions = [one for axis in range(len(self.axes)) for one in self._unions(axis)]
        self.groups = [
            (wholes, parts) for wholes, parts, is_group in unions if is_group
        ]
        self.totals = [
            (wholes, parts) for wholes, parts, is_group in unions if not is_group
        ]

    def _lay_out_finest(self) -> None:
        """Add the finest cells behind the printed ones, and the sums these lead to."""
        core = self.finest.core
        if not core:
            return
        outside = [axis for axis in range(len(self.axes)) if axis not in core]
        projected = np.unique(self.codes, axis=0)
        projected[:, outside] = 0
        projected = np.unique(projected, axis=0)
        self._put(projected[self._find(projected @ self.strides) < 0])
        rows = self.finest.rows
        self._put(rows[self._find(rows @ self.strides) < 0])

    def _sums_of_finest(self) -> list[tuple[Ints, Ints]]:
        """Write cells of the core as sums of the finest cells in them.

        A cell that is a sum of others of the core follows from these.
        """
        core = self.finest.core
        if not core:
            return []
        outside = [axis for axis in range(len(self.axes)) if axis not in core]
        is_inside = ~self.codes[:, outside].any(axis=1)
        is_open = is_inside.copy()
        for wholes, parts in self.equations:
            is_open[wholes[is_inside[parts].all(axis=1)]] = False
        by_size: dict[int, list[Ints]] = {}
        for cell in np.flatnonzero(is_open).tolist():
            rows = self.finest.inside(self.codes[cell].tolist())
            if rows is not None and len(rows) > 1:
                parts = self._find(rows @ self.strides)
                by_size.setdefault(len(parts), []).append(np.append(cell, parts))
        tables = [np.asarray(lines, dtype=np.int64) for lines in by_size.values()]
        return [(table[:, 0], table[:, 1:]) for table in tables]

    @property
    def latent(self) -> Bools:
        """Which cells are finest combinations that nobody printed.

        Those without a code of which one may carry several are of the same kind where
        their whole is.
        """
        is_latent = np.zeros(len(self.codes), dtype=bool)
        if not self.finest.core:
            return is_latent
        is_latent[self._find(self.finest.rows @ self.strides)] = True
        is_latent[: self.printed] = False
        for number, axis in enumerate(self.axes):
            rests = np.flatnonzero(np.isin(self.codes[:, number], list(axis.rests)))
            wholes = self.codes[rests].copy()
            wholes[:, number] = 0
            found = self._find(wholes @ self.strides)
            is_latent[rests] |= (found >= 0) & is_latent[found]
        return is_latent

    def _coordinates(self, table: PublishedTable, source: int) -> Ints:
        columns = np.zeros((len(table.values), len(self.axes)), dtype=np.int64)
        names = [dimension.name for dimension in table.dimensions]
        for at, axis in enumerate(self.axes):
            whole = table.extents.get(axis.name)
            if axis.name not in names:
                if whole is not None:
                    columns[:, at] = axis.number(frozenset(whole))
                    axis.sources.setdefault(axis.number(frozenset(whole)), set()).add(
                        (source, 0)
                    )
                continue
            column = table.codes[names.index(axis.name)].tolist()
            numbers = axis.read(
                table.dimensions[names.index(axis.name)], set(column), whole, source
            )
            columns[:, at] = np.fromiter(
                map(numbers.__getitem__, column), dtype=np.int64, count=len(column)
            )
        return columns

    def _find(self, keys: Ints) -> Ints:
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.order[at], -1)

    def _seek(self) -> None:
        """Write the equations down; where one needs cells nobody printed, add those and look again."""
        for _ in range(4):
            before = len(self.codes)
            self.equations = [
                pair for axis in range(len(self.axes)) for pair in self._along(axis)
            ]
            if len(self.codes) == before:
                break

    def _unions(self, axis: int) -> Iterator[tuple[Ints, Ints, bool]]:
        """Give wholes and their codes where one may carry several, and whether they are groups of these codes."""
        own = self.axes[axis]
        for whole, parts in own.lists:
            at = np.flatnonzero(self.codes[:, axis] == whole)
            found = self._find(
                self._beside(at, axis, np.asarray(sorted(parts), dtype=np.int64))
            )
            is_there = (found >= 0).all(axis=1)
            yield at[is_there], found[is_there], own.sets[whole] in own.groups

    def _beside(self, at: Ints, axis: int, columns: Ints) -> Ints:
        """Keys of the cells with other codes on an axis: a row per cell, a column per code."""
        shift = columns[None, :] - self.codes[at, axis][:, None]
        return np.asarray(
            (self.codes[at] @ self.strides)[:, None] + shift * self.strides[axis],
            dtype=np.int64,
        )

    def _along(self, axis: int) -> Iterator[tuple[Ints, Ints]]:
        for whole, parts in self.axes[axis].covers:
            columns = np.asarray(sorted(parts), dtype=np.int64)
            at = np.flatnonzero(self.codes[:, axis] == whole)
            wanted = self._beside(at, axis, columns)
            found = self._find(wanted)
            some = (found >= 0).any(axis=1)
            at, wanted, found = at[some], wanted[some], found[some]
            if (found < 0).any():
                self._add(at, columns, axis, found)
                found = self._find(wanted)
            if len(at):
                yield at, found

    def _add(self, at: Ints, columns: Ints, axis: int, found: Ints) -> None:
        """Add the cells that an equation needs and nobody printed."""
        row, column = np.nonzero(found < 0)
        codes = self.codes[at[row]].copy()
        codes[:, axis] = columns[column]
        self._put(codes)

    def _put(self, codes: Ints) -> None:
        """Add cells that nobody printed, each once."""
        if not len(codes):
            return
        keys, first = np.unique(codes @ self.strides, return_index=True)
        self.codes = np.concatenate([self.codes, codes[first]])
        if len(self.codes) > LARGEST:
            raise AuditFailed(
                "The tables overlap in too many ways to audit as one.",
                now="Audit fewer at once.",
            )
        everything = np.concatenate([self.keys, keys])
        numbers = np.concatenate(
            [self.order, len(self.codes) - len(keys) + np.arange(len(keys))]
        )
        order = np.argsort(everything, kind="stable")
        self.keys, self.order = everything[order], numbers[order]


def marks_of(cells: Cells, tables: Sequence[PublishedTable]) -> Ints:
    """Give the strongest mark any table puts on each cell; cells nobody printed are implicit, or the rest of some."""
    marks = np.where(cells.implicit, int(Mark.IMPLICIT), int(Mark.SHOWN))
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        for axis, column in zip(axes, codes.T, strict=True):
            marks[start + np.flatnonzero(np.isin(column, list(axis.rests)))] = int(
                Mark.REST
            )
    marks[cells.latent] = int(Mark.LATENT)
    for table, rows in zip(tables, cells.rows, strict=True):
        np.maximum.at(
            marks, rows, np.where(table.marks == Mark.PRIMARY, 10, table.marks)
        )
    return np.where(marks == 10, int(Mark.PRIMARY), marks)
