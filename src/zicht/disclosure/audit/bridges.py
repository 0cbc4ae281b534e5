"""Cells that nobody printed, through which printed tables add up.

A table by municipality, sex and form and another by province and form share the sums of
every province and form, although no table shows the levels in between. An attacker adds
up all the same. So for every two shapes of cells (a level on each axis) the levels
between them are laid out, and where neither lies within the other, the sums that both
have in common.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

import numpy as np

from zicht.disclosure.audit.axes import Axis
from zicht.disclosure.audit.levels import Levels
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import AuditFailed

Shape = tuple[int, ...]
"""A level on each axis."""
Row = tuple[int, ...]
"""A set of leaves on each axis."""
LARGEST = 300_000
"""Cells that are added at most."""


def bridging_rows(axes: Sequence[Axis], codes: Ints) -> Ints:
    """Return the cells that tie printed shapes together and that nobody printed.

    Parameters
    ----------
    axes : of one universe
    codes : the cells it has so far: a row per cell, a set of each axis per column

    Returns
    -------
    rows of the same kind, none of which is among `codes`

    Raises
    ------
    AuditFailed : there would be too many
    """
    ladders = [
        Levels.of(axis.sets, axis.covers, axis.lists, axis.rests) for axis in axes
    ]
    cells = _Cells(ladders, codes)
    for first, second in combinations(list(cells.rows), 2):
        cells.add_common_sums(first, second)
    # With the common sums there are more shapes: each two of these are looked at too.
    for first, second in combinations(list(cells.rows), 2):
        cells.tie(first, second)
        cells.tie(second, first)
    return cells.added()


class _Cells:
    """The cells of one universe by shape.

    Parameters
    ----------
    ladders : the levels of each axis
    codes : the cells that are there, a set of each axis per column

    Attributes
    ----------
    rows : per shape its cells, in the order in which they were added
    """

    def __init__(self, ladders: Sequence[Levels], codes: Ints) -> None:
        self.ladders = ladders
        self.rows: dict[Shape, dict[Row, None]] = {}
        self._begin: dict[Row, None] = dict.fromkeys(map(tuple, codes.tolist()))
        for row in self._begin:
            self.rows.setdefault(self._shape_of(row), {})[row] = None

    def _shape_of(self, row: Row) -> Shape:
        """Return the level of a cell on each axis."""
        pairs = zip(self.ladders, row, strict=True)
        return tuple(ladder.level[number] for ladder, number in pairs)

    # ---- sums that two shapes have in common

    def add_common_sums(self, first: Shape, second: Shape) -> None:
        """Add the finest sums that cells of two shapes both lead to."""
        levels = zip(self.ladders, first, second, strict=True)
        common = tuple(ladder.meet(level, other) for ladder, level, other in levels)
        if common in self.rows:
            return
        sums_of_first = self._lifted(first, common)
        sums_of_second = self._lifted(second, common)
        self._add(common, [row for row in sums_of_first if row in sums_of_second])

    def _lifted(self, shape: Shape, common: Shape) -> dict[Row, None]:
        """Return the cells of a coarser shape that the cells of a shape lie in."""
        lifted: dict[Row, None] = {}
        for row in self.rows[shape]:
            choices = [
                ladder.wholes.get((number, level), ())
                for ladder, number, level in zip(self.ladders, row, common, strict=True)
            ]
            lifted |= dict.fromkeys(product(*choices))
        return lifted

    # ---- levels between two shapes

    def tie(self, coarse: Shape, fine: Shape) -> None:
        """Add the levels between two shapes, where no printed ones lead from one to the other.

        Where tables print the levels in between, their equations join the two shapes
        already, and nothing is added (ADR 0113).
        """
        if self._is_refined(coarse, fine) and not self._is_tied(coarse, fine):
            self._add_levels_between(coarse, fine)

    def _is_refined(self, coarse: Shape, fine: Shape) -> bool:
        """Whether the second shape refines the first one on two axes or more.

        On one axis alone the two are a whole and its parts, which needs no bridge.
        """
        axes = _axes_that_differ(coarse, fine)
        return len(axes) > 1 and all(
            fine[axis] in self.ladders[axis].below[coarse[axis]] for axis in axes
        )

    def _is_tied(self, coarse: Shape, fine: Shape) -> bool:
        """Whether shapes that are there lead from one to the other, axis by axis."""
        reached, todo = {coarse}, [coarse]
        while todo:
            shape = todo.pop()
            if shape == fine:
                return True
            for finer in self._next_shapes(shape, fine):
                if finer in self.rows and finer not in reached:
                    reached.add(finer)
                    todo.append(finer)
        return False

    def _next_shapes(self, shape: Shape, fine: Shape) -> Iterator[Shape]:
        """Yield the shapes one level below a shape on one axis, on the way to a finer one."""
        for axis, ladder in enumerate(self.ladders):
            for level in ladder.steps[shape[axis]]:
                if level == fine[axis] or fine[axis] in ladder.below[level]:
                    yield _with(shape, axis, level)

    def _add_levels_between(self, coarse: Shape, fine: Shape) -> None:
        """Lay out the shapes on one way down, the axis with the fewest codes first."""
        # Every step multiplies the cells by the codes of its axis: with the fewest
        # codes first, the fewest cells are added.
        axes = sorted(
            _axes_that_differ(coarse, fine),
            key=lambda axis: self.ladders[axis].sizes[fine[axis]],
        )
        shape, rows = coarse, list(self.rows[coarse])
        for axis in axes:
            for level in self.ladders[axis].way_down(coarse[axis], fine[axis]):
                shape = _with(shape, axis, level)
                if shape == fine:
                    return
                rows = self._parts_of(rows, axis, level)
                self._add(shape, rows)

    def _parts_of(self, rows: Sequence[Row], axis: int, level: int) -> list[Row]:
        """Return the cells that some cells consist of, on the next level of one axis."""
        parts_of = self.ladders[axis].parts
        parts = []
        for row in rows:
            sets = parts_of.get((row[axis], level), ())
            parts += [_with(row, axis, number) for number in sets]
        return parts

    # ---- what was added

    def _add(self, shape: Shape, rows: Sequence[Row]) -> None:
        """Add cells of a shape.

        Raises
        ------
        AuditFailed : there would be too many
        """
        if not rows:
            return
        self.rows.setdefault(shape, {}).update(dict.fromkeys(rows))
        if sum(map(len, self.rows.values())) - len(self._begin) > LARGEST:
            raise AuditFailed(
                "The tables add up through too many levels that none of them shows.",
                now="Audit fewer at once, or add the levels in between as tables.",
            )

    def added(self) -> Ints:
        """Return the rows that were not there at the beginning."""
        every_row = chain.from_iterable(self.rows.values())
        added = sorted(row for row in every_row if row not in self._begin)
        return np.asarray(added, dtype=np.int64).reshape(len(added), len(self.ladders))


def _axes_that_differ(first: Shape, second: Shape) -> list[int]:
    """Return the axes on which two shapes have another level."""
    return [axis for axis in range(len(first)) if first[axis] != second[axis]]


def _with(numbers: tuple[int, ...], axis: int, number: int) -> tuple[int, ...]:
    """Return a shape or a row with another number on one axis."""
    return (*numbers[:axis], number, *numbers[axis + 1 :])
