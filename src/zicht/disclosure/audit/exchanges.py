"""Makes further possible tables of one: two codes exchange all their records.

A programme shows that one municipality may hold five of the nine people whose sex nobody
knows. Then each municipality of that province may, of which as little is printed: the two
exchange their records, and no sum of both changes. So one programme answers for all cells
that differ from its own in one code.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge
from zicht.disclosure.audit.cells import Cells, CellsOfUniverse
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats, Ints

TOTAL_OF_AXIS = 0
"""Number of the set that holds everything."""


class Exchanges:
    """Exchanges the records of two codes.

    Parameters
    ----------
    cells : of the attack
    known : bounds of each cell; what is found is noted there
    wanted : what must stay possible
    """

    def __init__(self, cells: Cells, known: Knowledge, wanted: Demands) -> None:
        self.known, self.wanted = known, wanted
        self._columns = csc_array(known.matrix)
        self._codes = [_Codes(universe) for universe in cells.universes]

    def see_from(self, cell: int, point: Floats) -> None:
        """Note what cells that differ from one cell in one code can be.

        Parameters
        ----------
        cell : that is high or low in the counts
        point : a possible count per cell of the attack; NaN where it is not known
        """
        for codes in self._codes:
            for axis in codes.axes_of(cell):
                targets = codes.cells_beside(cell, axis)
                targets = targets[self._is_unmet(targets)]
                for target in targets.tolist():
                    self._exchange(codes, axis, (cell, target), point)

    def _is_unmet(self, cells: Ints) -> Bools:
        """Return of which cells no possible table shows that they meet their demands."""
        known, asked = self.known, self.wanted.of(cells)
        is_met = asked.met(known.seen_lower[cells], known.seen_upper[cells])
        return np.asarray(asked.any & ~is_met)

    def _exchange(
        self, codes: "_Codes", axis: int, pair: tuple[int, int], point: Floats
    ) -> None:
        """Exchange the records of the codes that two cells have on an axis, and note what results."""
        first, second = (codes.cells_of(cell, axis) for cell in pair)
        # Of a code that is broken down in another way not every count has a counterpart;
        # a municipality of another province would change the sum of both.
        if first.pattern != second.pattern:
            return
        # Other components stay as they are, whatever their counts.
        is_known = np.isfinite(point[first.cells]) & np.isfinite(point[second.cells])
        one_side, other_side = first.cells[is_known], second.cells[is_known]
        exchanged = np.concatenate([one_side, other_side])
        counts = point[np.concatenate([other_side, one_side])]
        if self._are_within_bounds(exchanged, counts) and self._keep_rows(
            exchanged, counts - point[exchanged], point
        ):
            self.known.see(exchanged, counts)

    def _are_within_bounds(self, cells: Ints, counts: Floats) -> bool:
        """Whether cells may have these counts by their bounds; a count of NaN is none."""
        known = self.known
        is_above = counts >= known.lower[cells] - TOLERANCE
        is_below = counts <= known.upper[cells] + TOLERANCE
        return bool(np.all(is_above & is_below))

    def _keep_rows(self, cells: Ints, changes: Floats, point: Floats) -> bool:
        """Whether every row holds after some cells of possible counts have changed."""
        known = self.known
        entries = self._columns[:, cells]
        by_row = entries @ changes
        rows = np.flatnonzero(np.abs(by_row) > TOLERANCE)
        if not len(rows):
            return True
        sums = known.matrix[rows] @ point + by_row[rows]
        is_above = sums >= known.row_lower[rows] - TOLERANCE
        is_below = sums <= known.row_upper[rows] + TOLERANCE
        return bool(np.all(is_above & is_below))


@dataclass(frozen=True, eq=False)
class _CellsOfCode:
    """The cells with one code of an axis.

    Parameters
    ----------
    cells : in the order of their other codes
    pattern : equal for codes that are broken down in the same way, and are parts of the
        same wholes
    """

    cells: Ints
    pattern: tuple[bytes, tuple[int, ...]]


class _Codes:
    """The cells of one universe by their codes.

    Parameters
    ----------
    universe : to look up
    """

    def __init__(self, universe: CellsOfUniverse) -> None:
        self._first = universe.first
        self._axes = universe.axes
        self._columns = [column.copy() for column in universe.codes.T]
        self._cells_of: dict[tuple[int, int], _CellsOfCode] = {}
        # Any numbers will do that tell combinations of codes apart in nearly every case:
        # what is exchanged is checked.
        rng = np.random.default_rng(0)
        self._weights = rng.integers(1, 2**40, len(self._columns))

    def axes_of(self, cell: int) -> list[int]:
        """Return the axes by which a cell is broken down; none for another universe."""
        place = cell - self._first
        if not self._columns or not 0 <= place < len(self._columns[0]):
            return []
        return [
            number
            for number, column in enumerate(self._columns)
            if column[place] != TOTAL_OF_AXIS
        ]

    def cells_beside(self, cell: int, axis: int) -> Ints:
        """Return the cells that have another code than a cell on one axis, and no other difference."""
        place = cell - self._first
        is_beside = self._columns[axis] != TOTAL_OF_AXIS
        for number, column in enumerate(self._columns):
            if number == axis:
                is_beside &= column != column[place]
            else:
                is_beside &= column == column[place]
        return self._first + np.flatnonzero(is_beside)

    def cells_of(self, cell: int, axis: int) -> "_CellsOfCode":
        """Return the cells with the code that a cell has on an axis, in the order of their other codes."""
        code = int(self._columns[axis][cell - self._first])
        if (axis, code) not in self._cells_of:
            places = np.flatnonzero(self._columns[axis] == code)
            numbers = self._other_codes(places, axis)
            order = np.argsort(numbers, kind="stable")
            cells = self._first + places[order]
            pattern = (numbers[order].tobytes(), self._sums_with(axis, code))
            self._cells_of[axis, code] = _CellsOfCode(cells, pattern)
        return self._cells_of[axis, code]

    def _sums_with(self, axis: int, code: int) -> tuple[int, ...]:
        """Return the numbers of the sums of an axis in which a code is a part."""
        covers = enumerate(self._axes[axis].covers)
        return tuple(number for number, (_, parts) in covers if code in parts)

    def _other_codes(self, places: Ints, axis: int) -> Ints:
        """Return a number for the codes of cells on every axis but one."""
        numbers = np.zeros(len(places), dtype=np.int64)
        for number, column in enumerate(self._columns):
            if number != axis:
                numbers += column[places] * self._weights[number]
        return numbers
