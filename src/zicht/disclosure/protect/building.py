"""Makes one system of the cells of all tables of a draft, and checks that everything adds up.

Codes of each dimension become positions, rows of equal codes one cell. A cell lies right
above another where they differ on one axis alone, by a code and the code above it in one
hierarchy. Totals that are not the sum of their parts stop everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from zicht.disclosure.protect.system import Relations, System
from zicht.disclosure.protect.universes import (
    ABSENT,
    FIRST_UPPER,
    LEAVES,
    ROOTS,
    TOP,
    Universe,
    Way,
)
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.sizes import MOST_CELLS
from zicht.vocabulary.tables import CountTable

MOST_KEYS = 2**62
"""Combinations of codes that fit in one whole number."""
_NOTHING_WITHIN: Ints = np.zeros((2, 0), dtype=np.int64)
"""Cells within others, and those around them: none."""


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
    if n_cells > MOST_CELLS:
        raise DisclosureRefused(
            f"The tables hold {counted(n_cells, 'cell')}; the gate takes {MOST_CELLS}.",
            now="Break down by fewer dimensions at once, or merge categories.",
            reason=Refusal.LARGE,
        )
    counts = np.zeros(n_cells, dtype=np.int64)
    for table, cells in zip(tables, rows, strict=True):
        counts[cells] = table.counts
    return counts


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


# ---- one universe


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


# ---- one dimension


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


# ---- cells by their codes


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
                reason=Refusal.LARGE,
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


# ---- sums


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
            f"Universe {universe.name}: over {universe.names[axis]},"
            f" {counted(n_wrong, 'total is', 'totals are')} not the sum of their parts.",
            now="Correct the table, or declare that this dimension does not add up.",
            reason=Refusal.DO_NOT_ADD_UP,
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


# ---- totals without parts


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


# ---- cells within others


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
                    f"Universe {universe.name}: of {dimension.name},"
                    f" {counted(n_wrong, 'cell exceeds', 'cells exceed')} the total around them.",
                    now="Correct the table.",
                    reason=Refusal.DO_NOT_ADD_UP,
                )
            yield pairs
