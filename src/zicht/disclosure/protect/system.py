"""One system of cells over all tables of a draft.

It says which cells are one, what adds up, and what lies within what.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.tables import CountTable

LARGEST = 1_500_000
"""Cells of one system. Above it nobody reads the tables and no solver ends."""
MOST_KEYS = 2**62
"""Combinations of codes that fit in one whole number."""
ABSENT = -1
"""No such code, or no such cell."""
TOP, LEAVES, ROOTS, FIRST_UPPER = 0, 1, 2, 3
"""Levels of codes: the total, the leaves, leaves that no hierarchy places (`unknown` may be
shown beside provinces without any municipality), and one above them per hierarchy."""


_NOTHING_WITHIN: Ints = np.zeros((2, 0), dtype=np.int64)
"""Cells within others, and those around them: none."""


@dataclass(frozen=True, eq=False)
class Relations:
    """Sums: cell `parents[i]` is the sum of `children[starts[i]:starts[i + 1]]`."""

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
        """Return by how much the children exceed their parent, for each relation."""
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
    used : the codes of each dimension as the tables write them: a unit that is one
        municipality shows no municipalities
    codes : a row per cell, a column per dimension
    cells : number of each row's cell in the system
    dimensions : every definition of a dimension in use
    level_of : per dimension, the level of each code
    levels : a row per cell, the level of each of its codes: see `LEAVES`
    shapes : the rows of levels that the tables show, each once. A province that is one
        municipality is one cell with it: a table of provinces shows no municipalities
    """

    name: str
    names: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    used: tuple[frozenset[str], ...]
    codes: Ints
    cells: Ints
    dimensions: tuple[Dimension, ...]
    level_of: tuple[Mapping[str, int], ...]
    levels: Ints
    shapes: Ints

    def ways_up(self, dimension: Dimension) -> "Iterator[Way]":
        """Yield how the codes of a dimension lie above one another: `ways_up`."""
        axis = self.names.index(dimension.name)
        return ways_up(
            dimension, self.words[axis], self.used[axis], self.level_of[axis]
        )


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
        return (
            f"<System: {len(self.counts)} cells, {len(self.relations)} sums,"
            f" {len(self.within)} inclusions>"
        )


def build(tables: Sequence[CountTable]) -> System:
    """Make one system of the cells of all tables, and check that everything adds up.

    Raises
    ------
    DisclosureRefused : there are too many cells, or a total is not the sum of its parts
    """
    rows = number_cells(tables)
    counts = _counts_of_cells(tables, rows)
    names = dict.fromkeys(table.universe for table in tables)
    universes = tuple(_universe(name, tables, rows) for name in names)
    sums: list[Relations] = []
    inclusions = [_NOTHING_WITHIN]
    for universe in universes:
        sums += _relations(universe, counts)
        inclusions += _inclusions(universe, counts)
    within, around = np.concatenate(inclusions, axis=1)
    return System(
        counts=counts,
        rows=rows,
        relations=_joined([part for part in sums if len(part)]),
        within=within,
        around=around,
        universes=universes,
    )


def _counts_of_cells(tables: Sequence[CountTable], rows: Sequence[Ints]) -> Ints:
    """Return the count of each cell.

    Raises
    ------
    DisclosureRefused : there are too many cells
    """
    n_cells = 1 + max((int(cells.max(initial=-1)) for cells in rows), default=-1)
    if n_cells > LARGEST:
        raise DisclosureRefused(
            f"The tables hold {n_cells} cells; the gate takes {LARGEST}.",
            now="Break down by fewer dimensions at once, or merge categories.",
        )
    counts = np.zeros(n_cells, dtype=np.int64)
    for table, cells in zip(tables, rows, strict=True):
        counts[cells] = table.counts
    return counts


def matrix_of_sums(sums: Relations, *, n_cells: int) -> csr_array:
    """Write sums as rows of a matrix: 1 for each part and -1 for the whole."""
    wholes = np.arange(len(sums))
    signs = np.concatenate([np.ones(len(sums.children)), -np.ones(len(sums))])
    rows = np.concatenate([sums.owners, wholes])
    columns = np.concatenate([sums.children, sums.parents])
    entries = signs, (rows, columns)
    return csr_array(coo_array(entries, shape=(len(sums), n_cells)))


def universe_of(system: System, cells: Ints) -> Universe:
    """Return the universe that some cells of one universe belong to."""
    return next(
        universe
        for universe in system.universes
        if np.isin(cells[:1], universe.cells).any()
    )


def _joined(parts: Sequence[Relations]) -> Relations:
    """Return the relations of several parts as one list."""
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Relations(nothing, np.zeros(1, dtype=np.int64), nothing)
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Relations(
        parents=np.concatenate([part.parents for part in parts]),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        children=np.concatenate([part.children for part in parts]),
    )


def _universe(
    name: str, all_tables: Sequence[CountTable], all_rows: Sequence[Ints]
) -> Universe:
    """Return the cells of one universe as rows of codes."""
    pairs = zip(all_tables, all_rows, strict=True)
    of_universe = [(table, cells) for table, cells in pairs if table.universe == name]
    tables = [table for table, _ in of_universe]
    cells_of_rows = np.concatenate([cells for _, cells in of_universe])
    # A cell that several tables show is described by the first row that has it.
    cells, first_rows = np.unique(cells_of_rows, return_index=True)
    names = tuple(sorted({axis for table in tables for axis in table.names}))
    dimensions = _definitions(tables)
    axes = [_axis(axis, tables, dimensions) for axis in names]
    n_rows = len(cells_of_rows)
    codes = _as_columns([axis.codes for axis in axes], n_rows)
    levels = _as_columns([axis.levels for axis in axes], n_rows)
    return Universe(
        name=name,
        names=names,
        words=tuple(axis.words for axis in axes),
        used=tuple(axis.used for axis in axes),
        codes=codes[first_rows],
        cells=cells,
        dimensions=tuple(dimensions),
        level_of=tuple(axis.level_of for axis in axes),
        levels=levels[first_rows],
        shapes=np.unique(levels, axis=0),
    )


def _as_columns(columns: Sequence[Ints], n_rows: int) -> Ints:
    """Put columns beside each other; a table without dimensions has rows and no columns."""
    nothing = np.zeros((n_rows, 0), dtype=np.int64)
    return np.column_stack([nothing, *columns])


def _definitions(tables: Sequence[CountTable]) -> list[Dimension]:
    """Return every definition of a dimension in use, each once."""
    dimensions: list[Dimension] = []
    for dimension in chain.from_iterable(table.dimensions for table in tables):
        if dimension not in dimensions:
            dimensions.append(dimension)
    return dimensions


@dataclass(frozen=True, eq=False)
class _Axis:
    """One dimension of a universe.

    Parameters
    ----------
    words : its codes, each once; 0 is the total
    used : its codes as the tables write them
    codes : per row of all tables, the position of its code among the words
    levels : per row of all tables, the level of its code
    level_of : the level of each code
    """

    words: tuple[str, ...]
    used: frozenset[str]
    codes: Ints
    levels: Ints
    level_of: Mapping[str, int]


def _axis(
    name: str, tables: Sequence[CountTable], dimensions: Sequence[Dimension]
) -> _Axis:
    """Return one dimension of all tables of a universe."""
    position_of = {TOTAL: 0}
    codes = [_column(table, name, position_of) for table in tables]
    level_of = _levels_of_codes(
        [dimension for dimension in dimensions if dimension.name == name]
    )
    levels = [_levels_of_rows(table, name, level_of) for table in tables]
    return _Axis(
        words=tuple(position_of),
        used=_codes_in_use(tables, name),
        codes=np.concatenate(codes),
        levels=np.concatenate(levels),
        level_of=level_of,
    )


def _column(table: CountTable, name: str, position_of: dict[str, int]) -> Ints:
    """Return the codes of one dimension of a table as positions; new codes are added.

    Codes that stand for the same leaves have one position.
    """
    if name not in table.names:
        return np.zeros(len(table.counts), dtype=np.int64)
    axis = table.names.index(name)
    canonical = table.dimensions[axis].canonical
    positions = []
    for code in table.codes[axis].tolist():
        same = canonical.get(code, code)
        positions.append(position_of.setdefault(same, len(position_of)))
    return np.asarray(positions, dtype=np.int64)


def _codes_in_use(tables: Sequence[CountTable], name: str) -> frozenset[str]:
    """Return the codes of one dimension, as the tables write them."""
    codes: set[str] = set()
    for table in tables:
        if name in table.names:
            codes.update(table.codes[table.names.index(name)].tolist())
    return frozenset(codes)


@dataclass(frozen=True, eq=False)
class Way:
    """How the codes in use of one dimension lie above one another in one hierarchy.

    Parameters
    ----------
    above : per word, the position of the word above it, `ABSENT` where there is none
    level : per word, its level in this hierarchy, `ABSENT` where it is not in it. A
        province that is one municipality is one word with it, and a province here
    """

    above: Ints
    level: Ints

    @property
    def identity(self) -> bytes:
        """Equal for hierarchies that say the same of the codes in use."""
        return self.above.tobytes() + self.level.tobytes()


def ways_up(
    dimension: Dimension,
    words: Sequence[str],
    used: frozenset[str],
    level_of: Mapping[str, int],
) -> Iterator[Way]:
    """Yield, for each hierarchy, the code above each code among the codes in use.

    Parameters
    ----------
    dimension : with its hierarchies
    words : its codes in the system; 0 is the total
    used : its codes as the tables write them
    level_of : level of each code
    """
    position_of = {word: position for position, word in enumerate(words)}
    canonical = dimension.canonical
    for hierarchy in dimension.hierarchies or (Hierarchy(dimension.name, {}),):
        above = np.full(len(words), ABSENT, dtype=np.int64)
        level = np.full(len(words), ABSENT, dtype=np.int64)
        for code in _codes_written(hierarchy, dimension, used):
            # Codes of the same leaves are one word: the highest of their levels holds.
            same = canonical.get(code, code)
            if same == TOTAL or same not in position_of:
                continue
            word = position_of[same]
            upper = _nearest_above(code, hierarchy, canonical, used)
            above[word] = position_of.get(upper, ABSENT)
            level[word] = max(level[word], level_of.get(code, LEAVES))
        yield Way(above, level)


def _codes_written(
    hierarchy: Hierarchy, dimension: Dimension, used: frozenset[str]
) -> frozenset[str]:
    """Return the codes of one hierarchy, and the leaves, that tables write.

    None where tables write only codes beside the hierarchy. A province that is one
    municipality stands for it in tables of provinces. That is no reason to look for the
    other municipalities there, under their police units.
    """
    parents = hierarchy.parents
    written = used & {*dimension.leaves, *parents, *parents.values()}
    return written if written - dimension.roots else frozenset()


def _nearest_above(
    code: str,
    hierarchy: Hierarchy,
    canonical: Mapping[str, str],
    used: frozenset[str],
) -> str:
    """Return the nearest code in use above a code, which stands for other leaves.

    A police unit that no table writes is not in use, though a province of the same
    municipalities is: in the hierarchy of units nothing lies above that province's parts.
    """
    same = canonical.get(code, code)
    parent = hierarchy.parents.get(code, TOTAL)
    while parent != TOTAL:
        upper = canonical.get(parent, parent)
        if upper != same and parent in used:
            return upper
        parent = hierarchy.parents.get(parent, TOTAL)
    return TOTAL


class _Index:
    """Finds cells of a universe by their codes: `codes @ strides` is the key of a cell."""

    def __init__(self, universe: Universe) -> None:
        sizes = [len(words) for words in universe.words]
        if np.prod([float(size) for size in sizes]) >= MOST_KEYS:
            raise DisclosureRefused(
                f"Universe {universe.name}: {len(sizes)} dimensions span too many"
                " combinations.",
                now="Give tables with different breakdowns universes of their own, or"
                " merge categories.",
            )
        self.strides = np.cumprod([1, *sizes[:-1]], dtype=np.int64)[: len(sizes)]
        self.keys = universe.codes @ self.strides
        self.order = np.argsort(self.keys, kind="stable")
        self.sorted = self.keys[self.order]

    def find(self, keys: Ints) -> Ints:
        """Return the row of each key, `ABSENT` where there is none."""
        places = np.searchsorted(self.sorted, keys)
        # A key behind the last one is compared with the first, and so found absent.
        places[places == len(self.sorted)] = 0
        is_there = self.sorted[places] == keys
        return np.where(is_there, self.order[places], ABSENT)

    def find_with(self, rows: Ints, axis: int, steps: Ints) -> Ints:
        """Return the rows whose codes differ by some steps on one axis."""
        return self.find(self.keys[rows] + steps * self.strides[axis])


def _pairs_up(universe: Universe, index: _Index, axis: int, above: Ints) -> Ints:
    """Return the rows that have a row right above them, and that row.

    Parameters
    ----------
    universe, index : of the cells
    axis : along which they lie above each other
    above : per code of the axis, the code above it

    Returns
    -------
    shape (2, n): rows below, and rows above
    """
    codes = universe.codes[:, axis]
    below = np.flatnonzero((above[codes] != ABSENT) & (codes != 0))
    steps = above[codes[below]] - codes[below]
    upper = index.find_with(below, axis, steps)
    is_there = upper != ABSENT
    return np.stack([below[is_there], upper[is_there]])


def _relations(universe: Universe, counts: Ints) -> Iterator[Relations]:
    """Yield the sums of a universe: per dimension, and per way up."""
    index = _Index(universe)
    for dimension in universe.dimensions:
        if not dimension.adds_up:
            continue
        axis = universe.names.index(dimension.name)
        seen: set[bytes] = set()
        for way in universe.ways_up(dimension):
            if way.identity not in seen:
                seen.add(way.identity)
                yield _sums(universe, index, axis, way, counts)


def _sums(
    universe: Universe, index: _Index, axis: int, way: Way, counts: Ints
) -> Relations:
    """Return the sums along one dimension, one way up.

    Raises
    ------
    DisclosureRefused : a total is not the sum of its parts
    """
    children, parents = _pairs_up(universe, index, axis, way.above)
    are_parts = _are_parts(universe, axis, way, children)
    children, parents = children[are_parts], parents[are_parts]
    # Parts of one whole stand together, so that a sum is a run of them.
    order = np.argsort(parents, kind="stable")
    children, parents = children[order], parents[order]
    heads, starts = np.unique(parents, return_index=True)
    relations = Relations(
        parents=universe.cells[heads],
        starts=np.append(starts, len(parents)).astype(np.int64),
        children=universe.cells[children],
    )
    n_wrong = int(np.count_nonzero(relations.surplus(counts)))
    n_wrong += _n_childless(universe, axis, way, counts, heads)
    if n_wrong:
        raise DisclosureRefused(
            f"Universe {universe.name}: {n_wrong} totals over {universe.names[axis]} are"
            " not the sum of their parts.",
            now="Correct the table, or declare that this dimension does not add up.",
        )
    return relations


def _are_parts(universe: Universe, axis: int, way: Way, children: Ints) -> Bools:
    """Return the cells that stand among others of their level in this hierarchy.

    A province that is one municipality lies in a police unit as that municipality does.
    In a table of provinces and police units it stands without the other municipalities
    of the unit: the unit is not the sum of it.
    """
    level = way.level[universe.codes[children, axis]]
    is_as_written: Bools = np.asarray(universe.levels[children, axis] == level)
    are_parts = is_as_written.copy()
    shapes = set(map(tuple, universe.shapes.tolist()))
    for child in np.flatnonzero(~is_as_written).tolist():
        shape = universe.levels[children[child]].copy()
        shape[axis] = level[child]
        are_parts[child] = tuple(shape.tolist()) in shapes
    return are_parts


def _n_childless(
    universe: Universe, axis: int, way: Way, counts: Ints, heads: Ints
) -> int:
    """Count totals above zero whose parts are all absent.

    Only where the tables list such parts elsewhere: a row left out says zero.

    Parameters
    ----------
    universe, axis, way : as in `_sums`
    counts : of the system
    heads : rows that have parts
    """
    # A total of nobody has no parts to list.
    is_childless = counts[universe.cells] > 0
    is_childless[heads] = False
    shapes = _ShapeNumbers(universe, way)
    n_childless = 0
    for parent in np.unique(way.above[way.above != ABSENT]).tolist():
        rows = np.flatnonzero(is_childless & (universe.codes[:, axis] == parent))
        expects_parts = np.zeros(len(rows), dtype=bool)
        for level in np.unique(way.level[way.above == parent]).tolist():
            expects_parts |= shapes.are_printed(rows, axis, level)
        n_childless += int(np.count_nonzero(expects_parts))
    return n_childless


class _ShapeNumbers:
    """The shapes of a universe (a level on each axis), each as one whole number."""

    def __init__(self, universe: Universe, way: Way) -> None:
        largest = max(universe.shapes.max(initial=0), way.level.max(initial=0))
        n_axes = universe.levels.shape[1]
        self._levels = universe.levels
        self._powers = (1 + int(largest)) ** np.arange(n_axes, dtype=np.int64)
        self._of_rows = universe.levels @ self._powers
        self._printed = universe.shapes @ self._powers

    def are_printed(self, rows: Ints, axis: int, level: int) -> Bools:
        """Return whether tables print the shape of each row with another level on one axis."""
        steps = level - self._levels[rows, axis]
        return np.isin(self._of_rows[rows] + steps * self._powers[axis], self._printed)


def _levels_of_rows(table: CountTable, name: str, level_of: Mapping[str, int]) -> Ints:
    """Return the level of each code of one dimension of a table, as it writes them."""
    if name not in table.names:
        return np.full(len(table.counts), TOP, dtype=np.int64)
    codes, code_of_row = np.unique(
        table.codes[table.names.index(name)], return_inverse=True
    )
    levels = [level_of.get(code, TOP) for code in codes.tolist()]
    return np.asarray(levels, dtype=np.int64)[code_of_row]


def _levels_of_codes(dimensions: Sequence[Dimension]) -> dict[str, int]:
    """Return the level of each code of one dimension, as some tables define it."""
    trees = list(chain.from_iterable(d.hierarchies for d in dimensions))
    names = dict.fromkeys(tree.name for tree in trees)
    level_of_tree = {name: level for level, name in enumerate(names, start=FIRST_UPPER)}
    level_of: dict[str, int] = {}
    for tree in trees:
        codes = tree.parents.values()
        level_of |= dict.fromkeys(codes, level_of_tree[tree.name])
    # A code that is a leaf in one table and stands above others elsewhere is a leaf.
    for dimension in dimensions:
        for leaf in dimension.leaves:
            level_of[leaf] = ROOTS if leaf in dimension.roots else LEAVES
    return level_of


def _inclusions(universe: Universe, counts: Ints) -> Iterator[Ints]:
    """Yield cells that lie within others, where categories do not add up.

    Yields
    ------
    shape (2, n): cells, and the cells around them

    Raises
    ------
    DisclosureRefused : a part exceeds its whole
    """
    index = _Index(universe)
    for dimension in universe.dimensions:
        if dimension.adds_up:
            continue
        axis = universe.names.index(dimension.name)
        for way in universe.ways_up(dimension):
            pairs = universe.cells[_pairs_up(universe, index, axis, way.above)]
            within, around = pairs
            n_wrong = int(np.count_nonzero(counts[within] > counts[around]))
            if n_wrong:
                raise DisclosureRefused(
                    f"Universe {universe.name}: {n_wrong} cells of {dimension.name}"
                    " exceed the total they are part of.",
                    now="Correct the table.",
                )
            yield pairs


def components(system: System, free: Bools, *, inclusions: bool = True) -> list[Ints]:
    """Group the free cells that hang together through sums, largest group first.

    Parameters
    ----------
    system : of the cells
    free : cells to group
    inclusions : whether cells that lie within one another hang together too
    """
    # Two cells hang together where a sum holds both: a sum is a node of the graph too.
    cells, hubs = _edges(system, free, inclusions=inclusions)
    n_nodes = len(system.counts) + len(system.relations)
    graph = coo_array((np.ones(len(cells)), (cells, hubs)), shape=(n_nodes, n_nodes))
    labels = connected_components(graph, directed=False)[1].astype(np.int64)
    groups = _groups_of(np.flatnonzero(free), labels)
    # Of equal size the first cell decides, so that a rerun gives the same order.
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def _edges(system: System, free: Bools, *, inclusions: bool) -> tuple[Ints, Ints]:
    """Return the edges of a graph of cells and sums: a free cell and each of its sums.

    Sums are numbered behind the cells. A cell that lies within another has an edge to it.
    """
    relations = system.relations
    cells = np.concatenate([relations.children, relations.parents])
    sums = np.concatenate([relations.owners, np.arange(len(relations))])
    hubs = len(system.counts) + sums
    is_used = free[cells]
    cells, hubs = cells[is_used], hubs[is_used]
    if not inclusions:
        return cells, hubs
    both_free = free[system.within] & free[system.around]
    return (
        np.concatenate([cells, system.within[both_free]]),
        np.concatenate([hubs, system.around[both_free]]),
    )


def _groups_of(members: Ints, labels: Ints) -> list[Ints]:
    """Return the members that share a label, a group for each label."""
    ordered = members[np.argsort(labels[members], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[ordered])) + 1
    ends = [0, *cuts.tolist(), len(ordered)]
    return [ordered[start:end] for start, end in pairwise(ends) if end > start]
