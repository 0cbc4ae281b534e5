"""All cells that an attacker can reason about, and the equations between them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.axes import EVERYTHING, Axis, in_words
from zicht.disclosure.audit.cell_index import ABSENT
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Ints

STRONGEST = 10
"""Stands for `PRIMARY` while the marks of a cell are compared: it outranks the others."""


@dataclass(frozen=True, eq=False)
class CellsOfUniverse:
    """The cells of one universe as rows of sets.

    Parameters
    ----------
    name : of the universe
    first : number of its first cell among those of all universes
    codes : a row per cell, the position of a set of each axis per column
    axes : a dimension each
    """

    name: str
    first: int
    codes: Ints
    axes: tuple[Axis, ...]

    def label(self, cell: int) -> str:
        """Name a cell in words, without its value."""
        row = self.codes[cell - self.first].tolist()
        words = [
            f"{axis.name}={in_words(axis.sets[number])}"
            for axis, number in zip(self.axes, row, strict=True)
            if number
        ]
        return f"{self.name}: {', '.join(words) or 'total'}"

    def find(self, predicate: Mapping[str, frozenset[str]]) -> int:
        """Return the cell of a predicate, `ABSENT` where there is none."""
        sets = [
            axis.index.get(predicate.get(axis.name, EVERYTHING), ABSENT)
            for axis in self.axes
        ]
        is_wanted = (self.codes == np.asarray(sets, dtype=np.int64)).all(axis=1)
        if not is_wanted.any():
            return ABSENT
        return self.first + int(np.argmax(is_wanted))


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells that an attacker can reason about, and the equations between them.

    Parameters
    ----------
    universes : the cells of each universe; together they are numbered one after the other
    rows : for each table, the cell of each row
    matrix : equations, `matrix @ x = 0`
    groups : `groups @ x >= 0`: where one may carry several codes, a person in a group of
        codes carries at least one of them
    totals : the same of the totals of each list of such codes, `total @ x >= 0`, where
        everybody carries one
    implicit : which cells nobody printed
    latent : which of these are the finest combinations of codes: no sum of printed cells
    left_out : universes whose finest combinations are too many to be laid out
    """

    universes: tuple[CellsOfUniverse, ...]
    rows: tuple[Ints, ...]
    matrix: csr_array
    groups: csr_array
    totals: tuple[csr_array, ...]
    implicit: Bools
    latent: Bools
    left_out: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.implicit)

    def label(self, cell: int) -> str:
        """Name a cell in words, without its value."""
        firsts = [universe.first for universe in self.universes]
        return self.universes[bisect_right(firsts, cell) - 1].label(cell)

    def find(self, universe: str, predicate: Mapping[str, frozenset[str]]) -> int:
        """Return the cell of a universe and a predicate, `ABSENT` where there is none.

        Parameters
        ----------
        universe : whose units are counted
        predicate : dimension to set of leaves; a dimension left out is total
        """
        for of_universe in self.universes:
            if of_universe.name == universe:
                return of_universe.find(predicate)
        return ABSENT


def marks_of(cells: Cells, tables: Sequence[PublishedTable]) -> Ints:
    """Return the strongest mark that any table puts on each cell.

    A cell that nobody printed is implicit, the rest of those without a code, or latent.
    """
    marks = _marks_of_unprinted(cells)
    for table, rows in zip(tables, cells.rows, strict=True):
        # The strictest mark counts: a cell that one table withholds as small must be
        # able to reach its threshold, whatever other tables print.
        is_primary = table.marks == Mark.PRIMARY
        np.maximum.at(marks, rows, np.where(is_primary, STRONGEST, table.marks))
    return np.where(marks == STRONGEST, int(Mark.PRIMARY), marks)


def _marks_of_unprinted(cells: Cells) -> Ints:
    """Return the marks of the cells that nobody printed; printed ones are `SHOWN` so far."""
    marks = np.where(cells.implicit, int(Mark.IMPLICIT), int(Mark.SHOWN))
    for universe in cells.universes:
        for axis, sets_of_cells in zip(universe.axes, universe.codes.T, strict=True):
            is_rest = np.isin(sets_of_cells, list(axis.rests))
            marks[universe.first + np.flatnonzero(is_rest)] = int(Mark.REST)
    # Finest combinations are unknowns that only help the attack: nothing must stay
    # possible of them (ADR 0114).
    marks[cells.latent] = int(Mark.LATENT)
    return marks
