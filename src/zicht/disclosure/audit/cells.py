"""All cells an attacker can speak of, and what he knows to hold between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.axes import EVERYTHING, Axis, in_words
from zicht.disclosure.audit.fields import Field, Sums
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells an attacker can speak of, and what he knows to hold between them.

    Parameters
    ----------
    names : per universe its name, its cells as rows of sets, and its axes
    rows : for each table, the cell of each row
    matrix : equations, `matrix @ x = 0`
    groups : `groups @ x >= 0`: who is in a group of codes, of which one may carry
        several, carries one of them
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
        at = max(i for i, start in enumerate(self.starts[:-1]) if start <= cell)
        universe, codes, axes = self.names[at]
        row = codes[cell - self.starts[at]]
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


def gather(tables: Sequence[PublishedTable], *, most_finest: int = MOST) -> Cells:
    """Find the cells of all tables and every equation between them."""
    universes = list(dict.fromkeys(table.universe for table in tables))
    rows: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(tables)
    placed: list[tuple[Field, int]] = []
    n_cells = 0
    for universe in universes:
        numbers = [n for n, table in enumerate(tables) if table.universe == universe]
        field = Field([tables[number] for number in numbers], most_finest=most_finest)
        for number, cells in zip(numbers, field.rows, strict=True):
            rows[number] = cells + n_cells
        placed.append((field, n_cells))
        n_cells += len(field.codes)
    fields = dict(zip(universes, (field for field, _ in placed), strict=True))
    equations = [_shifted(field.equations, start) for field, start in placed]
    groups = [_shifted(field.groups, start) for field, start in placed]
    totals = [_shifted(field.totals, start) for field, start in placed]
    return Cells(
        names=tuple(
            (name, of_universe.codes, of_universe.axes)
            for name, of_universe in fields.items()
        ),
        rows=tuple(rows),
        matrix=_matrix(_chained(equations), n_cells),
        groups=_matrix(_chained(groups), n_cells),
        totals=tuple(_matrix([sums], n_cells) for sums in _chained(totals)),
        implicit=_joined([field.is_implicit for field in fields.values()]),
        latent=_joined([field.is_latent for field in fields.values()]),
        left_out=tuple(
            name
            for name, of_universe in fields.items()
            if of_universe.finest.is_too_large
        ),
    )


def _shifted(sums: Sequence[Sums], start: int) -> list[Sums]:
    """Return sums with their cells numbered among those of all universes."""
    return [(wholes + start, parts + start) for wholes, parts in sums]


def _chained(lists: Sequence[list[Sums]]) -> list[Sums]:
    """Return the sums of all universes in one list."""
    return [sums for of_universe in lists for sums in of_universe]


def _joined(arrays: Sequence[Bools]) -> Bools:
    """Join the answers for the cells of each universe."""
    return np.concatenate([np.zeros(0, dtype=bool), *arrays])


def _matrix(sums: Sequence[Sums], n_cells: int) -> csr_array:
    """Write sums as rows of a matrix: +1 for each part, -1 for the whole."""
    values = [np.zeros(0)]
    columns = [np.zeros(0, dtype=np.int64)]
    owners = [np.zeros(0, dtype=np.int64)]
    n_rows = 0
    for wholes, parts in sums:
        n, n_parts = parts.shape
        columns.append(np.concatenate([parts, wholes[:, None]], axis=1).ravel())
        values.append(np.tile(np.append(np.ones(n_parts), -1.0), n))
        owners.append(np.repeat(np.arange(n_rows, n_rows + n), n_parts + 1))
        n_rows += n
    places = np.concatenate(owners), np.concatenate(columns)
    return csr_array((np.concatenate(values), places), shape=(n_rows, n_cells))


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
    marks[cells.latent] = int(Mark.LATENT)
    for table, rows in zip(tables, cells.rows, strict=True):
        is_primary = table.marks == Mark.PRIMARY
        np.maximum.at(marks, rows, np.where(is_primary, STRONGEST, table.marks))
    return np.where(marks == STRONGEST, int(Mark.PRIMARY), marks)
