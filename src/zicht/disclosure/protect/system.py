"""One system of cells over all tables of a draft: which cells are one, what adds up, what lies within what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.tables import CountTable

LARGEST = 1_500_000
"""Cells of one system. Above it nobody reads the tables and no solver ends."""

_ROOTS = 15
"""Level of leaves that no hierarchy places: `unknown` may be shown beside provinces without any municipality."""


@dataclass(frozen=True, eq=False)
class Relations:
    """Sums: cell `parents[i]` is the sum of the cells `children[starts[i]:starts[i + 1]]`."""

    parents: Ints
    starts: Ints
    children: Ints

    def __len__(self) -> int:
        return len(self.parents)

    @property
    def owners(self) -> Ints:
        """Which relation each child stands in."""
        return np.repeat(np.arange(len(self.parents)), np.diff(self.starts))

    def surplus(self, values: Ints) -> Ints:
        """How much the children exceed their parent, for each relation."""
        sums = np.zeros(len(self.parents), dtype=np.int64)
        np.add.at(sums, self.owners, values[self.children])
        return sums - values[self.parents]


@dataclass(frozen=True, eq=False)
class Universe:
    """The cells of one universe as rows of codes.

    Parameters
    ----------
    name : of the universe
    names : of its dimensions
    words : the codes of each dimension; 0 is the total
    used : the codes of each dimension as the tables write them: a unit that is one municipality shows no municipalities
    codes : a row per cell, a column per dimension
    cells : number of each row's cell in the system
    dimensions : every definition of a dimension in use
    """

    name: str
    names: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    used: tuple[frozenset[str], ...]
    codes: Ints
    cells: Ints
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, eq=False)
class System:
    """All cells of a draft.

    Parameters
    ----------
    counts : true value of each cell
    rows : for each table, the cell of each row
    relations : what adds up
    within, around : each cell `within[i]` is part of cell `around[i]`, without adding up
    universes : coordinates of the cells
    """

    counts: Ints
    rows: tuple[Ints, ...]
    relations: Relations
    within: Ints
    around: Ints
    universes: tuple[Universe, ...]

    def __repr__(self) -> str:
        return f"<System: {len(self.counts)} cells, {len(self.relations)} sums, {len(self.within)} inclusions>"


def build(tables: Sequence[CountTable]) -> System:
    """Make one system of the cells of all tables, and check that everything adds up.

    Raises
    ------
    DisclosureRefused : there are too many cells, or a total is not the sum of its parts
    """
    rows = number_cells(tables)
    size = 1 + max((int(numbers.max(initial=-1)) for numbers in rows), default=-1)
    if size > LARGEST:
        raise DisclosureRefused(
            f"The tables hold {size} cells; the gate takes {LARGEST}.",
            now="Break down by fewer dimensions at once, or merge categories.",
        )
    counts = np.zeros(size, dtype=np.int64)
    for table, numbers in zip(tables, rows, strict=True):
        counts[numbers] = table.counts
    universes = tuple(
        _universe(name, tables, rows)
        for name in dict.fromkeys(table.universe for table in tables)
    )
    found = [part for universe in universes for part in _relations(universe, counts)]
    order = [part for universe in universes for part in _inclusions(universe, counts)]
    return System(
        counts=counts,
        rows=rows,
        relations=_join([part for part in found if len(part)]),
        within=_concatenated([small for small, _ in order]),
        around=_concatenated([large for _, large in order]),
        universes=universes,
    )


def _concatenated(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _join(parts: Sequence[Relations]) -> Relations:
    if not parts:
        return Relations(*(np.zeros(n, dtype=np.int64) for n in (0, 1, 0)))
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Relations(
        parents=np.concatenate([part.parents for part in parts]),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        children=np.concatenate([part.children for part in parts]),
    )


def _universe(
    name: str, tables: Sequence[CountTable], rows: Sequence[Ints]
) -> Universe:
    own = [
        (table, numbers)
        for table, numbers in zip(tables, rows, strict=True)
        if table.universe == name
    ]
    names = tuple(sorted({dimension for table, _ in own for dimension in table.names}))
    cells, first = np.unique(
        np.concatenate([numbers for _, numbers in own]), return_index=True
    )
    columns, words = [], []
    for dimension in names:
        index = {TOTAL: 0}
        parts = [
            _column(table, dimension, len(numbers), index) for table, numbers in own
        ]
        columns.append(np.concatenate(parts)[first])
        words.append(tuple(index))
    codes = (
        np.column_stack(columns)
        if columns
        else np.zeros((len(cells), 0), dtype=np.int64)
    )
    dimensions: list[Dimension] = []
    for table, _ in own:
        dimensions.extend(d for d in table.dimensions if d not in dimensions)
    used = tuple(
        frozenset().union(
            *(
                set(t.codes[t.names.index(name)].tolist())
                for t, _ in own
                if name in t.names
            )
        )
        for name in names
    )
    return Universe(name, names, tuple(words), used, codes, cells, tuple(dimensions))


def _column(
    table: CountTable, dimension: str, length: int, index: dict[str, int]
) -> Ints:
    if dimension not in table.names:
        return np.zeros(length, dtype=np.int64)
    axis = table.names.index(dimension)
    same = table.dimensions[axis].canonical
    column = (same.get(code, code) for code in table.codes[axis].tolist())
    return np.fromiter(
        (index.setdefault(code, len(index)) for code in column),
        dtype=np.int64,
        count=length,
    )


def ways_up(
    dimension: Dimension, words: Sequence[str], used: frozenset[str]
) -> Iterator[Ints]:
    """For each hierarchy of a dimension: the code above each code, among the codes in use; -1 where there is none."""
    index = {word: at for at, word in enumerate(words)}
    same = dimension.canonical
    for hierarchy in dimension.hierarchies or (Hierarchy(dimension.name, {}),):
        above = np.full(len(words), -1, dtype=np.int64)
        codes = {*dimension.leaves, *hierarchy.parents, *hierarchy.parents.values()}
        if not any(same.get(code, code) in index for code in codes - dimension.roots):
            yield above  # of this hierarchy nothing is shown but what stands beside it
            continue
        for code in codes:
            own = same.get(code, code)
            if code not in used or own not in index or own == TOTAL:
                continue
            parent = hierarchy.parents.get(code, TOTAL)
            while parent != TOTAL and (
                same.get(parent, parent) == own or same.get(parent, parent) not in index
            ):
                parent = hierarchy.parents.get(parent, TOTAL)
            above[index[own]] = index.get(same.get(parent, parent), -1)
        yield above


def _strides(universe: Universe) -> Ints:
    sizes = [len(words) for words in universe.words]
    if np.prod([float(size) for size in sizes]) >= 2**62:
        raise DisclosureRefused(
            f"Universe {universe.name}: {len(sizes)} dimensions span too many combinations.",
            now="Give tables with different breakdowns universes of their own, or merge categories.",
        )
    return (
        np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64)
        if sizes
        else np.zeros(0, dtype=np.int64)
    )


class _Index:
    """Finds cells of a universe by their codes."""

    def __init__(self, universe: Universe) -> None:
        self.strides = _strides(universe)
        self.keys = universe.codes @ self.strides
        self.order = np.argsort(self.keys, kind="stable")
        self.sorted = self.keys[self.order]

    def find(self, keys: Ints) -> Ints:
        """Row of each key; -1 where there is none."""
        at = np.searchsorted(self.sorted, keys)
        at[at == len(self.sorted)] = 0
        return np.where(self.sorted[at] == keys, self.order[at], -1)


def _relations(universe: Universe, counts: Ints) -> Iterator[Relations]:
    index = _Index(universe)
    for dimension in universe.dimensions:
        if not dimension.adds_up:
            continue
        axis = universe.names.index(dimension.name)
        seen: set[bytes] = set()
        for above in ways_up(dimension, universe.words[axis], universe.used[axis]):
            if above.tobytes() not in seen:
                seen.add(above.tobytes())
                yield _sums(universe, index, axis, above, counts)


def _sums(
    universe: Universe, index: _Index, axis: int, above: Ints, counts: Ints
) -> Relations:
    """Make the sums along one dimension, one way up."""
    codes = universe.codes[:, axis]
    children = np.flatnonzero(above[codes] >= 0)
    children = children[codes[children] != 0]
    parent_keys = (
        index.keys[children]
        + (above[codes[children]] - codes[children]) * index.strides[axis]
    )
    parents = index.find(parent_keys)
    children, parents = children[parents >= 0], parents[parents >= 0]
    order = np.argsort(parents, kind="stable")
    children, parents = children[order], parents[order]
    heads, starts = np.unique(parents, return_index=True)
    relations = Relations(
        parents=universe.cells[heads],
        starts=np.append(starts, len(parents)).astype(np.int64),
        children=universe.cells[children],
    )
    broken = int(np.count_nonzero(relations.surplus(counts))) + _childless(
        universe, axis, above, counts, heads
    )
    if broken:
        raise DisclosureRefused(
            f"Universe {universe.name}: {broken} totals over {universe.names[axis]} are not the sum of their parts.",
            now="Correct the table, or declare that this dimension does not add up.",
        )
    return relations


def _childless(
    universe: Universe, axis: int, above: Ints, counts: Ints, heads: Ints
) -> int:
    """Count the totals above zero whose parts are all absent although the table lists such parts elsewhere."""
    levels = _levels(universe)
    word_levels = _word_levels(universe, axis)
    radix = 1 + int(max(levels.max(initial=0), word_levels.max(initial=0)))
    packed = levels @ np.asarray(
        [radix**at for at in range(levels.shape[1])], dtype=np.int64
    )
    present = set(np.unique(packed).tolist())
    rest = np.ones(len(packed), dtype=bool)
    rest[heads] = False
    rest &= counts[universe.cells] > 0
    broken = 0
    for parent in np.unique(above[above >= 0]).tolist():
        at = np.flatnonzero(rest & (universe.codes[:, axis] == parent))
        below = np.unique(word_levels[np.flatnonzero(above == parent)]).tolist()
        expected = np.zeros(len(at), dtype=bool)
        for level in below:
            wanted = packed[at] + (level - levels[at, axis]) * radix**axis
            expected |= np.isin(wanted, list(present))
        broken += int(np.count_nonzero(expected))
    return broken


def _word_levels(universe: Universe, axis: int) -> Ints:
    """Level of each code of a dimension: 0 the total, 1 the leaves, above that one per hierarchy."""
    levels = np.zeros(len(universe.words[axis]), dtype=np.int64)
    for dimension in universe.dimensions:
        if dimension.name != universe.names[axis]:
            continue
        for at, word in enumerate(universe.words[axis]):
            if word in dimension.leaves:
                levels[at] = 1 if word not in dimension.roots else _ROOTS
            for number, hierarchy in enumerate(dimension.hierarchies):
                if word not in dimension.leaves and word in hierarchy.parents.values():
                    levels[at] = 2 + number
    return levels


def _levels(universe: Universe) -> Ints:
    columns = [
        _word_levels(universe, axis)[universe.codes[:, axis]]
        for axis in range(len(universe.names))
    ]
    return (
        np.column_stack(columns)
        if columns
        else np.zeros((len(universe.cells), 0), dtype=np.int64)
    )


def _inclusions(universe: Universe, counts: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of cells of which the first lies within the second, where categories do not add up."""
    index = _Index(universe)
    for dimension in universe.dimensions:
        if dimension.adds_up:
            continue
        axis = universe.names.index(dimension.name)
        codes = universe.codes[:, axis]
        for above in ways_up(dimension, universe.words[axis], universe.used[axis]):
            small = np.flatnonzero((above[codes] >= 0) & (codes != 0))
            large = index.find(
                index.keys[small]
                + (above[codes[small]] - codes[small]) * index.strides[axis]
            )
            small, large = (
                universe.cells[small[large >= 0]],
                universe.cells[large[large >= 0]],
            )
            broken = int(np.count_nonzero(counts[small] > counts[large]))
            if broken:
                raise DisclosureRefused(
                    f"Universe {universe.name}: {broken} cells of {dimension.name} exceed the total they are part of.",
                    now="Correct the table.",
                )
            yield small, large


def components(system: System, free: Bools, *, inclusions: bool = True) -> list[Ints]:
    """Group the free cells that hang together through sums (and inclusions), largest first."""
    size = len(system.counts)
    relations = system.relations
    n_sums = len(relations)
    within, around = (
        (system.within, system.around)
        if inclusions
        else (system.within[:0], system.around[:0])
    )
    ends = np.concatenate([relations.children, relations.parents, within])
    hubs = np.concatenate([size + relations.owners, size + np.arange(n_sums), around])
    keep = free[ends] & ((hubs >= size) | free[np.minimum(hubs, size - 1)])
    graph = coo_array(
        (np.ones(int(keep.sum())), (ends[keep], hubs[keep])), shape=(size + n_sums,) * 2
    )
    labels = connected_components(graph, directed=False)[1][:size]
    cells = np.flatnonzero(free)
    cells = cells[np.argsort(labels[cells], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[cells])) + 1
    groups = [cells[a:b] for a, b in pairwise([0, *cuts.tolist(), len(cells)]) if b > a]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))
