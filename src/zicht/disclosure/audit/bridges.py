"""Cells that nobody printed, through which printed tables add up.

A table by municipality, sex and form and another by province and form share the sums of
every province and form, although no table shows the levels in between. An attacker adds
up all the same. So for every two shapes of cells (a level on each axis) the levels
between them are laid out, and where neither lies within the other, the sums that both
have in common.
"""

from collections.abc import Iterator, Sequence
from itertools import product

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
    for first, second in _pairs(list(cells.rows)):
        cells.add_common_sums(first, second)
    shapes = list(cells.rows)
    for coarse, fine in _pairs(shapes):
        for upper, lower in ((coarse, fine), (fine, coarse)):
            # Where tables print the levels in between, their equations join the two
            # shapes already, and nothing is added (ADR 0113).
            if cells.is_within(lower, upper) and not cells.is_tied(upper, lower):
                cells.add_levels_between(upper, lower)
    return cells.added(len(axes))


def _pairs(shapes: Sequence[Shape]) -> Iterator[tuple[Shape, Shape]]:
    for number, first in enumerate(shapes):
        for second in shapes[number + 1 :]:
            yield first, second


class _Cells:
    """The cells of one universe by shape."""

    def __init__(self, ladders: Sequence[Levels], codes: Ints) -> None:
        self.ladders = ladders
        self.rows: dict[Shape, dict[Row, None]] = {}
        self.given: dict[Row, None] = dict.fromkeys(map(tuple, codes.tolist()))
        for row in self.given:
            shape = tuple(
                ladder.level[at] for ladder, at in zip(ladders, row, strict=True)
            )
            self.rows.setdefault(shape, {})[row] = None

    def is_within(self, fine: Shape, coarse: Shape) -> bool:
        """Whether one shape refines another on two axes or more."""
        differs = [a for a in range(len(fine)) if fine[a] != coarse[a]]
        return len(differs) > 1 and all(
            fine[a] in self.ladders[a].below[coarse[a]] for a in differs
        )

    def is_tied(self, coarse: Shape, fine: Shape) -> bool:
        """Whether shapes that are there lead from one to the other, axis by axis."""
        reached, todo = {coarse}, [coarse]
        while todo:
            shape = todo.pop()
            if shape == fine:
                return True
            for axis, ladder in enumerate(self.ladders):
                for level in ladder.steps[shape[axis]]:
                    is_on_the_way = (
                        level == fine[axis] or fine[axis] in ladder.below[level]
                    )
                    after = (*shape[:axis], level, *shape[axis + 1 :])
                    if is_on_the_way and after in self.rows and after not in reached:
                        reached.add(after)
                        todo.append(after)
        return False

    def add_levels_between(self, coarse: Shape, fine: Shape) -> None:
        """Lay out the shapes on one way down, the axis with the fewest codes first."""
        shape, rows = coarse, list(self.rows[coarse])
        # Every step multiplies the cells by the codes of its axis: with the fewest
        # codes first, the fewest cells are added.
        order = sorted(
            (a for a in range(len(fine)) if fine[a] != coarse[a]),
            key=lambda a: self.ladders[a].sizes[fine[a]],
        )
        for axis in order:
            for level in self.ladders[axis].way_down(coarse[axis], fine[axis]):
                shape = (*shape[:axis], level, *shape[axis + 1 :])
                if shape == fine:
                    return
                parts = self.ladders[axis].parts
                rows = [
                    (*row[:axis], part, *row[axis + 1 :])
                    for row in rows
                    for part in parts.get((row[axis], level), ())
                ]
                self._add(shape, rows)

    def add_common_sums(self, first: Shape, second: Shape) -> None:
        """Add the finest sums that cells of two shapes both lead to."""
        common = tuple(
            ladder.meet(one, other)
            for ladder, one, other in zip(self.ladders, first, second, strict=True)
        )
        if common in self.rows:
            return
        sums = [self._lifted(shape, common) for shape in (first, second)]
        self._add(common, [row for row in sums[0] if row in sums[1]])

    def _lifted(self, shape: Shape, common: Shape) -> dict[Row, None]:
        """Return the cells of a coarser shape that the cells of a shape lie in."""
        lifted: dict[Row, None] = {}
        for row in self.rows[shape]:
            choices = [
                ladder.wholes.get((at, level), ())
                for ladder, at, level in zip(self.ladders, row, common, strict=True)
            ]
            lifted |= dict.fromkeys(product(*choices))
        return lifted

    def _add(self, shape: Shape, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self.rows.setdefault(shape, {}).update(dict.fromkeys(rows))
        if sum(map(len, self.rows.values())) - len(self.given) > LARGEST:
            raise AuditFailed(
                "The tables add up through too many levels that none of them shows.",
                now="Audit fewer at once, or add the levels in between as tables.",
            )

    def added(self, n_axes: int) -> Ints:
        """Return the rows that were not given."""
        rows = [
            row for own in self.rows.values() for row in own if row not in self.given
        ]
        return np.asarray(sorted(rows), dtype=np.int64).reshape(len(rows), n_axes)
