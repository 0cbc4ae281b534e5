"""The cells of one universe, and every equation between them.

A cell is a row of sets, one of each axis. An equation says that the cells which differ
from a whole in one axis alone, and whose sets there add up to its set, add up to it.
Where an equation needs cells that nobody printed, these are added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.axes import Axis
from zicht.disclosure.audit.bridges import bridging_rows
from zicht.disclosure.audit.cell_index import ABSENT, CellIndex
from zicht.disclosure.audit.finest import MOST, TOTAL_OF_AXIS, finest_cells
from zicht.disclosure.audit.published import PublishedTable
from zicht.vocabulary.arrays import Bools, Ints

ROUNDS = 4
"""Times that equations are sought again, for cells that were added last time."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Cells that belong to their parts: as their sum, or where one may carry several codes.

    Parameters
    ----------
    wholes : a cell each
    parts : a row of cells per whole
    """

    wholes: Ints
    parts: Ints

    def numbered_from(self, first: int) -> "Sums":
        """Return the same sums, with cells numbered from another first one."""
        return Sums(self.wholes + first, self.parts + first)


class Field:
    """The cells of one universe while its equations are sought.

    Attributes
    ----------
    axes : a dimension each
    index : the cells, printed ones first
    rows : per table, the cell of each of its rows
    equations : wholes that are the sum of their parts
    groups, totals : wholes and codes of which one may carry several: wholes that are a
        group of these codes, and wholes that may hold others too
    finest : combinations of codes behind the printed cells
    """

    def __init__(
        self, tables: Sequence[PublishedTable], *, most_finest: int = MOST
    ) -> None:
        self.axes = _axes_of(tables)
        codes_of_tables = [
            _codes_of_rows(table, source, self.axes)
            for source, table in enumerate(tables)
        ]
        codes_of_rows = np.concatenate(codes_of_tables)
        for axis in self.axes:
            axis.add_differences()
        printed_codes = np.unique(codes_of_rows, axis=0)
        self.finest = finest_cells(self.axes, printed_codes, most=most_finest)
        # From here on no axis gets another set: how many it has makes the keys of cells.
        self.index = CellIndex(codes_of_rows, [len(axis.sets) for axis in self.axes])
        ends = np.cumsum([len(codes) for codes in codes_of_tables])[:-1]
        self.rows = np.split(self.index.cell_of_row, ends)
        # Equations are sought between neighbouring levels: the levels in between have
        # to be there first (ADR 0113).
        self.index.add(bridging_rows(self.axes, self.codes))
        self._add_finest()
        self.equations = self._equations()
        self.equations += self._sums_of_finest()
        self.groups, self.totals = self._unions()

    @property
    def codes(self) -> Ints:
        """A row per cell, the position of a set of each axis per column."""
        return self.index.codes

    @property
    def is_implicit(self) -> Bools:
        """Which cells nobody printed."""
        return np.asarray(np.arange(len(self.codes)) >= self.index.n_printed)

    # ---- equations along one axis

    def _equations(self) -> list[Sums]:
        """Find every equation; where one needs cells nobody printed, look again."""
        equations: list[Sums] = []
        for _ in range(ROUNDS):
            n_before = len(self.codes)
            equations = []
            for axis in range(len(self.axes)):
                equations += self._sums_along(axis)
            if len(self.codes) == n_before:
                break
        return equations

    def _sums_along(self, axis: int) -> Iterator[Sums]:
        """Yield wholes and parts along one axis, where a part is there; add the others."""
        for whole, parts in self.axes[axis].covers:
            sets = np.asarray(sorted(parts), dtype=np.int64)
            wholes = np.flatnonzero(self.codes[:, axis] == whole)
            cells = self.index.find_beside(wholes, axis, sets)
            # An equation whose parts are all unknowns that stand nowhere else narrows
            # nothing.
            has_part = (cells != ABSENT).any(axis=1)
            wholes, cells = wholes[has_part], cells[has_part]
            # A part that nobody printed is an unknown of the attack as well.
            if (cells == ABSENT).any():
                self._add_parts(wholes, cells, axis, sets)
                cells = self.index.find_beside(wholes, axis, sets)
            if len(wholes):
                yield Sums(wholes, cells)

    def _add_parts(self, wholes: Ints, cells: Ints, axis: int, sets: Ints) -> None:
        """Add the parts of wholes that are not there.

        Parameters
        ----------
        wholes : of the parts
        cells : a row of parts per whole, `ABSENT` where one is not there
        axis, sets : the set of each part on the axis along which they add up
        """
        rows, columns = np.nonzero(cells == ABSENT)
        codes = self.codes[wholes[rows]]
        codes[:, axis] = sets[columns]
        self.index.add(codes)

    def _unions(self) -> tuple[list[Sums], list[Sums]]:
        """Return wholes and their codes where one may carry several of these.

        Returns
        -------
        those whose whole is a group of the codes, and the others
        """
        groups: list[Sums] = []
        totals: list[Sums] = []
        for number, axis in enumerate(self.axes):
            for whole, codes in axis.lists:
                sets = np.asarray(sorted(codes), dtype=np.int64)
                wholes = np.flatnonzero(self.codes[:, number] == whole)
                cells = self.index.find_beside(wholes, number, sets)
                is_complete = (cells != ABSENT).all(axis=1)
                is_group = axis.sets[whole] in axis.groups
                kind = groups if is_group else totals
                kind.append(Sums(wholes[is_complete], cells[is_complete]))
        return groups, totals

    # ---- the finest cells behind the printed ones

    def _outside_core(self) -> list[int]:
        """Return the axes by which the finest cells are not broken down."""
        return [axis for axis in range(len(self.axes)) if axis not in self.finest.core]

    def _add_finest(self) -> None:
        """Add the finest cells behind the printed ones, and the sums these lead to."""
        if not self.finest.core:
            return
        # A column outside the core can always be spread over its cells without a limit
        # on other tables (`finest`): only the sums over it matter.
        sums = self.codes.copy()
        sums[:, self._outside_core()] = TOTAL_OF_AXIS
        self.index.add(sums)
        self.index.add(self.finest.rows)

    def _sums_of_finest(self) -> list[Sums]:
        """Write cells of the core as sums of the finest cells in them."""
        parts_of_cell: dict[int, Ints] = {}
        for cell in self._cells_without_sum().tolist():
            inside = self.finest.inside(self.codes[cell].tolist())
            if inside is not None and len(inside) > 1:
                parts_of_cell[cell] = self.index.find(inside)
        return _by_number_of_parts(parts_of_cell)

    def _cells_without_sum(self) -> Ints:
        """Return the cells of the core that are no sum of other cells of the core.

        A cell that is one follows from these, and needs no further equation.
        """
        if not self.finest.core:
            return np.zeros(0, dtype=np.int64)
        outside = self.codes[:, self._outside_core()]
        is_of_core = np.asarray(~outside.any(axis=1), dtype=bool)
        needs_sum = is_of_core.copy()
        for sums in self.equations:
            follows = is_of_core[sums.parts].all(axis=1)
            needs_sum[sums.wholes[follows]] = False
        return np.flatnonzero(needs_sum)

    @property
    def is_latent(self) -> Bools:
        """Which cells are finest combinations that nobody printed.

        Those without a code of which one may carry several are of the same kind where
        their whole is.
        """
        is_latent = np.zeros(len(self.codes), dtype=bool)
        if not self.finest.core:
            return is_latent
        is_latent[self.index.find(self.finest.rows)] = True
        is_latent &= self.is_implicit
        for number, axis in enumerate(self.axes):
            rests = np.flatnonzero(np.isin(self.codes[:, number], list(axis.rests)))
            wholes = self._wholes_over(rests, number)
            is_latent[rests] |= (wholes != ABSENT) & is_latent[wholes]
        return is_latent

    def _wholes_over(self, cells: Ints, axis: int) -> Ints:
        """Return the cell with everything on one axis around each of some cells."""
        codes = self.codes[cells]
        codes[:, axis] = TOTAL_OF_AXIS
        return self.index.find(codes)


def _axes_of(tables: Sequence[PublishedTable]) -> tuple[Axis, ...]:
    """Return an axis for every dimension of some tables, and for every extent."""
    names: set[str] = set()
    for table in tables:
        names.update(dimension.name for dimension in table.dimensions)
        names.update(table.extents)
    return tuple(Axis(name) for name in sorted(names))


def _codes_of_rows(table: PublishedTable, source: int, axes: Sequence[Axis]) -> Ints:
    """Return the rows of a table as positions of sets; new sets are added to the axes.

    Parameters
    ----------
    table : to read
    source : its number
    axes : of its universe

    Returns
    -------
    shape (n_rows, n_axes)
    """
    codes = np.zeros((len(table.values), len(axes)), dtype=np.int64)
    column_of = {dimension.name: n for n, dimension in enumerate(table.dimensions)}
    for number, axis in enumerate(axes):
        extent = table.extents.get(axis.name)
        if axis.name in column_of:
            column = column_of[axis.name]
            words = table.codes[column].tolist()
            dimension = table.dimensions[column]
            sets = axis.read(dimension, set(words), extent, source)
            codes[:, number] = [sets[word] for word in words]
        elif extent is not None:
            # Every row of a table without this column is a total over its extent.
            codes[:, number] = axis.read_total(extent, source)
    return codes


def _by_number_of_parts(parts_of_cell: Mapping[int, Ints]) -> list[Sums]:
    """Join the sums of single cells; those of as many parts stand in one array."""
    cells_of_size: dict[int, list[int]] = {}
    for cell, parts in parts_of_cell.items():
        cells_of_size.setdefault(len(parts), []).append(cell)
    joined = []
    for cells in cells_of_size.values():
        parts = np.asarray([parts_of_cell[cell] for cell in cells], dtype=np.int64)
        joined.append(Sums(np.asarray(cells, dtype=np.int64), parts))
    return joined
