"""All cells an attacker can speak of, and what he knows to hold between them."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
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


def gather(tables: Sequence[PublishedTable], *, most_finest: int = MOST) -> Cells:
    """Find the cells of all tables and every equation between them."""
    fields = _fields_of(tables, most_finest)
    starts = _first_cells(fields)
    n_cells = starts[-1]
    equations = _numbered(fields, starts, lambda field: field.equations)
    groups = _numbered(fields, starts, lambda field: field.groups)
    totals = _numbered(fields, starts, lambda field: field.totals)
    return Cells(
        names=tuple((name, field.codes, field.axes) for name, field in fields.items()),
        rows=_rows_of_tables(tables, fields, starts),
        matrix=_matrix(equations, n_cells),
        groups=_matrix(groups, n_cells),
        totals=tuple(_matrix([sums], n_cells) for sums in totals),
        implicit=_joined([field.is_implicit for field in fields.values()]),
        latent=_joined([field.is_latent for field in fields.values()]),
        left_out=tuple(
            name for name, field in fields.items() if field.finest.is_too_large
        ),
    )


def _fields_of(tables: Sequence[PublishedTable], most_finest: int) -> dict[str, Field]:
    """Return the cells of each universe: no sum leads from one universe to another."""
    of_universe: dict[str, list[PublishedTable]] = {}
    for table in tables:
        of_universe.setdefault(table.universe, []).append(table)
    return {
        name: Field(some_tables, most_finest=most_finest)
        for name, some_tables in of_universe.items()
    }


def _first_cells(fields: Mapping[str, Field]) -> list[int]:
    """Return the number of the first cell of each universe, and of all cells."""
    return [0, *accumulate(len(field.codes) for field in fields.values())]


def _rows_of_tables(
    tables: Sequence[PublishedTable],
    fields: Mapping[str, Field],
    starts: Sequence[int],
) -> tuple[Ints, ...]:
    """Return for each table the cell of each row, numbered among those of all universes."""
    start_of = dict(zip(fields, starts, strict=False))
    rows_of = {name: iter(field.rows) for name, field in fields.items()}
    rows = []
    for table in tables:
        # A field holds its tables in the order in which they stand here.
        cells = next(rows_of[table.universe])
        rows.append(cells + start_of[table.universe])
    return tuple(rows)


def _numbered(
    fields: Mapping[str, Field],
    starts: Sequence[int],
    sums_of: Callable[[Field], Sequence[Sums]],
) -> list[Sums]:
    """Return the sums of all universes, with cells numbered among those of all."""
    numbered = []
    for field, start in zip(fields.values(), starts, strict=False):
        for wholes, parts in sums_of(field):
            numbered.append((wholes + start, parts + start))
    return numbered


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
