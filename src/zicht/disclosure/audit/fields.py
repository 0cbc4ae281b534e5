"""The cells of one universe, and every equation between them.

A cell is a row of sets, one of each axis. An equation says that the cells which differ
from a whole in one axis alone, and whose sets there add up to its set, add up to it.
Where an equation needs cells that nobody printed, these are added.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from zicht.disclosure.audit.axes import Axis
from zicht.disclosure.audit.bridges import bridging_rows
from zicht.disclosure.audit.finest import MOST, finest_cells
from zicht.disclosure.audit.published import PublishedTable
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.errors import AuditFailed

LARGEST = 1_500_000
"""Cells of one universe."""
MOST_KEYS = 2**62
"""Combinations of sets that fit in one whole number."""
ROUNDS = 4
"""Times that equations are sought again, for cells that were added last time."""
ABSENT = -1
"""Position of a cell that is not there."""
Sums = tuple[Ints, Ints]
"""Wholes, and their parts: a row of parts per whole."""


class Field:
    """The cells of one universe while its equations are sought.

    Attributes
    ----------
    axes : a dimension each
    codes : a row per cell, the position of a set of each axis per column
    rows : per table, the cell of each of its rows
    n_printed : how many cells are printed; they come first
    equations : wholes and their parts, which add up
    groups, totals : wholes and codes of which one may carry several: wholes that are a
        group of these codes, and wholes that may hold others too
    finest : combinations of codes behind the printed cells
    """

    def __init__(
        self, tables: Sequence[PublishedTable], *, most_finest: int = MOST
    ) -> None:
        self.axes = _axes_of(tables)
        coded = [self._codes_of(table, source) for source, table in enumerate(tables)]
        for axis in self.axes:
            axis.add_differences()
        # From here on no table adds a set: the number of sets makes the keys of cells.
        distinct_codes = np.unique(np.concatenate(coded), axis=0)
        self.finest = finest_cells(self.axes, distinct_codes, most=most_finest)
        self.strides = _strides([len(axis.sets) for axis in self.axes])
        keys = np.concatenate([codes @ self.strides for codes in coded])
        # Rows of equal sets are one cell, whatever table they stand in.
        distinct, first, cell_of_row = np.unique(
            keys, return_index=True, return_inverse=True
        )
        ends = np.cumsum([len(codes) for codes in coded])[:-1]
        self.rows = np.split(cell_of_row.astype(np.int64), ends)
        self.codes: Ints = np.concatenate(coded)[first]
        self.n_printed = len(distinct)
        # Keys in order, and the cell that each of them belongs to.
        self.keys: Ints = distinct
        self.cell_of_key = np.arange(len(distinct))
        # Equations are sought between neighbouring levels: the levels in between have
        # to be there first (ADR 0113).
        self._add(bridging_rows(self.axes, self.codes))
        self._add_finest()
        self.equations = self._equations()
        self.equations += self._sums_of_finest()
        self.groups, self.totals = self._unions()

    def _codes_of(self, table: PublishedTable, source: int) -> Ints:
        """Return the rows of a table as positions of sets."""
        codes = np.zeros((len(table.values), len(self.axes)), dtype=np.int64)
        names = [dimension.name for dimension in table.dimensions]
        for position, axis in enumerate(self.axes):
            extent = table.extents.get(axis.name)
            if axis.name in names:
                column_number = names.index(axis.name)
                column = table.codes[column_number].tolist()
                sets = axis.read(
                    table.dimensions[column_number], set(column), extent, source
                )
                codes[:, position] = [sets[code] for code in column]
            elif extent is not None:
                whole = axis.number(frozenset(extent))
                axis.sources.setdefault(whole, set()).add((source, 0))
                codes[:, position] = whole
        return codes

    def _find(self, keys: Ints) -> Ints:
        """Return the cell of each key, `ABSENT` where there is none."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.cell_of_key[places], ABSENT)

    def _add(self, codes: Ints) -> None:
        """Add the cells of these that are not there yet; nobody printed them."""
        keys, first = np.unique(codes @ self.strides, return_index=True)
        is_new = self._find(keys) == ABSENT
        if not is_new.any():
            return
        keys, codes = keys[is_new], codes[first[is_new]]
        n_before = len(self.codes)
        self.codes = np.concatenate([self.codes, codes])
        if len(self.codes) > LARGEST:
            raise AuditFailed(
                "The tables overlap in too many ways to audit as one.",
                now="Audit fewer at once.",
            )
        all_keys = np.concatenate([self.keys, keys])
        cells = np.concatenate([self.cell_of_key, n_before + np.arange(len(keys))])
        order = np.argsort(all_keys, kind="stable")
        self.keys, self.cell_of_key = all_keys[order], cells[order]

    def _keys_beside(self, cells: Ints, axis: int, sets: Ints) -> Ints:
        """Return the keys of cells with other sets on one axis.

        Returns
        -------
        shape (n_cells, n_sets)
        """
        keys = self.codes[cells] @ self.strides
        steps = sets[None, :] - self.codes[cells, axis][:, None]
        return np.asarray(keys[:, None] + steps * self.strides[axis], dtype=np.int64)

    def _equations(self) -> list[Sums]:
        """Find every equation; where one needs cells nobody printed, look again."""
        equations: list[Sums] = []
        for _ in range(ROUNDS):
            n_before = len(self.codes)
            equations = [
                sums
                for axis in range(len(self.axes))
                for sums in self._sums_along(axis)
            ]
            if len(self.codes) == n_before:
                break
        return equations

    def _sums_along(self, axis: int) -> Iterator[Sums]:
        """Yield wholes and parts along one axis, where a part is there; add the others."""
        for whole, parts in self.axes[axis].covers:
            sets = np.asarray(sorted(parts), dtype=np.int64)
            wholes = np.flatnonzero(self.codes[:, axis] == whole)
            keys = self._keys_beside(wholes, axis, sets)
            cells = self._find(keys)
            # An equation whose parts are all unknowns that stand nowhere else narrows
            # nothing.
            has_part = (cells != ABSENT).any(axis=1)
            wholes, keys, cells = wholes[has_part], keys[has_part], cells[has_part]
            rows, columns = np.nonzero(cells == ABSENT)
            # A part that nobody printed is an unknown of the attack as well.
            if len(rows):
                missing = self.codes[wholes[rows]].copy()
                missing[:, axis] = sets[columns]
                self._add(missing)
                cells = self._find(keys)
            if len(wholes):
                yield wholes, cells

    def _unions(self) -> tuple[list[Sums], list[Sums]]:
        """Return wholes and their codes where one may carry several of these.

        Returns
        -------
        those whose whole is a group of the codes, and the others
        """
        groups: list[Sums] = []
        totals: list[Sums] = []
        for number, axis in enumerate(self.axes):
            for whole, parts in axis.lists:
                wholes = np.flatnonzero(self.codes[:, number] == whole)
                sets = np.asarray(sorted(parts), dtype=np.int64)
                cells = self._find(self._keys_beside(wholes, number, sets))
                is_complete = (cells != ABSENT).all(axis=1)
                is_group = axis.sets[whole] in axis.groups
                kind = groups if is_group else totals
                kind.append((wholes[is_complete], cells[is_complete]))
        return groups, totals

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
        sums[:, self._outside_core()] = 0
        self._add(sums)
        self._add(self.finest.rows)

    def _sums_of_finest(self) -> list[Sums]:
        """Write cells of the core as sums of the finest cells in them.

        A cell that is a sum of others of the core follows from these.
        """
        if not self.finest.core:
            return []
        outside = self.codes[:, self._outside_core()]
        is_of_core = np.asarray(~outside.any(axis=1), dtype=bool)
        is_open = is_of_core.copy()
        for wholes, parts in self.equations:
            is_open[wholes[is_of_core[parts].all(axis=1)]] = False
        by_size: dict[int, list[Ints]] = {}
        for cell in np.flatnonzero(is_open).tolist():
            inside = self.finest.inside(self.codes[cell].tolist())
            if inside is not None and len(inside) > 1:
                parts = self._find(inside @ self.strides)
                by_size.setdefault(len(parts), []).append(np.append(cell, parts))
        tables = [np.asarray(lines, dtype=np.int64) for lines in by_size.values()]
        return [(table[:, 0], table[:, 1:]) for table in tables]

    @property
    def is_implicit(self) -> Bools:
        """Which cells nobody printed."""
        return np.asarray(np.arange(len(self.codes)) >= self.n_printed)

    @property
    def is_latent(self) -> Bools:
        """Which cells are finest combinations that nobody printed.

        Those without a code of which one may carry several are of the same kind where
        their whole is.
        """
        is_latent = np.zeros(len(self.codes), dtype=bool)
        if not self.finest.core:
            return is_latent
        is_latent[self._find(self.finest.rows @ self.strides)] = True
        is_latent &= self.is_implicit
        for number, axis in enumerate(self.axes):
            is_rest = np.isin(self.codes[:, number], list(axis.rests))
            rests = np.flatnonzero(is_rest)
            wholes = self.codes[rests].copy()
            wholes[:, number] = 0
            cells = self._find(wholes @ self.strides)
            is_latent[rests] |= (cells != ABSENT) & is_latent[cells]
        return is_latent


def _axes_of(tables: Sequence[PublishedTable]) -> tuple[Axis, ...]:
    """Return an axis for every dimension of some tables, and for every extent."""
    names: set[str] = set()
    for table in tables:
        names.update(dimension.name for dimension in table.dimensions)
        names.update(table.extents)
    return tuple(Axis(name) for name in sorted(names))


def _strides(sizes: Sequence[int]) -> Ints:
    """Return the numbers that make one key of the codes of a cell: `codes @ strides`.

    Raises
    ------
    AuditFailed : the keys would not fit in a whole number
    """
    if float(np.prod([float(size) for size in sizes])) >= MOST_KEYS:
        raise AuditFailed(
            "The tables span too many combinations to audit as one.",
            now="Audit fewer at once.",
        )
    if not sizes:
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64)
