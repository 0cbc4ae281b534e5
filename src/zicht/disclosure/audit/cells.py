"""All cells that an attacker can reason about, and the equations between them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.axes import EVERYTHING, Axis, in_words
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells that an attacker can reason about, and the equations between them.

    Parameters
    ----------
    names : per universe its name, its cells as rows of sets, and its axes
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
        universe_number = bisect_right(self.starts[:-1], cell) - 1
        universe, codes, axes = self.names[universe_number]
        row = codes[cell - self.starts[universe_number]]
        words = [
            f"{axis.name}={in_words(axis.sets[number])}"
            for axis, number in zip(axes, row.tolist(), strict=True)
            if number
        ]
        return f"{universe}: {', '.join(words) or 'total'}"

    def find(self, universe: str, predicate: Mapping[str, frozenset[str]]) -> int:
        """Return the cell of a universe and a predicate; -1 where there is none.

        Parameters
        ----------
        universe : whose units are counted
        predicate : dimension to set of leaves; a dimension left out is total
        """
        for start, (name, codes, axes) in zip(self.starts, self.names, strict=False):
            if name != universe:
                continue
            sets = [
                axis.index.get(predicate.get(axis.name, EVERYTHING), -1)
                for axis in axes
            ]
            is_wanted = (codes == np.asarray(sets, dtype=np.int64)).all(axis=1)
            if is_wanted.any():
                return start + int(np.argmax(is_wanted))
        return -1


STRONGEST = 10
"""Stands for `PRIMARY` while the marks of a cell are compared: it outranks the others."""


def marks_of(cells: Cells, tables: Sequence[PublishedTable]) -> Ints:
    """Return the strongest mark that any table puts on each cell.

    A cell that nobody printed is implicit, the rest of those without a code, or latent.
    """
    marks = np.where(cells.implicit, int(Mark.IMPLICIT), int(Mark.SHOWN))
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        for axis, column in zip(axes, codes.T, strict=True):
            is_rest = np.isin(column, list(axis.rests))
            marks[start + np.flatnonzero(is_rest)] = int(Mark.REST)
    # Finest combinations are unknowns that only help the attack: nothing must stay
    # possible of them (ADR 0114).
    marks[cells.latent] = int(Mark.LATENT)
    for table, rows in zip(tables, cells.rows, strict=True):
        # The strictest mark counts: a cell that one table withholds as small must be
        # able to reach its threshold, whatever other tables print.
        is_primary = table.marks == Mark.PRIMARY
        np.maximum.at(marks, rows, np.where(is_primary, STRONGEST, table.marks))
    return np.where(marks == STRONGEST, int(Mark.PRIMARY), marks)
