"""Finds the cells of all tables and every equation between them, universe by universe."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.cells import Cells, CellsOfUniverse
from zicht.disclosure.audit.fields import Field, Sums
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.published import PublishedTable
from zicht.vocabulary.arrays import Bools, Ints


def gather(tables: Sequence[PublishedTable], *, most_finest: int = MOST) -> Cells:
    """Find the cells of all tables and every equation between them."""
    fields = _fields_of(tables, most_finest)
    # Cells are numbered through all universes, so that one matrix holds every sum.
    sizes = [len(field.codes) for field in fields.values()]
    *firsts, n_cells = accumulate(sizes, initial=0)
    first_of = dict(zip(fields, firsts, strict=True))
    equations = _numbered(fields, first_of, lambda field: field.equations)
    groups = _numbered(fields, first_of, lambda field: field.groups)
    totals = _numbered(fields, first_of, lambda field: field.totals)
    universes = [
        CellsOfUniverse(name, first_of[name], field.codes, field.axes)
        for name, field in fields.items()
    ]
    left_out = [name for name, field in fields.items() if field.finest.is_too_large]
    return Cells(
        universes=tuple(universes),
        rows=_rows_of_tables(tables, fields, first_of),
        matrix=_matrix(equations, n_cells),
        groups=_matrix(groups, n_cells),
        totals=tuple(_matrix([sums], n_cells) for sums in totals),
        implicit=_joined([field.is_implicit for field in fields.values()]),
        latent=_joined([field.is_latent for field in fields.values()]),
        left_out=tuple(left_out),
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


def _rows_of_tables(
    tables: Sequence[PublishedTable],
    fields: Mapping[str, Field],
    first_of: Mapping[str, int],
) -> tuple[Ints, ...]:
    """Return for each table the cell of each row, numbered among those of all universes."""
    rows_of = {name: iter(field.rows) for name, field in fields.items()}
    rows = []
    for table in tables:
        # A field holds its tables in the order in which they stand here.
        cells = next(rows_of[table.universe])
        rows.append(cells + first_of[table.universe])
    return tuple(rows)


def _numbered(
    fields: Mapping[str, Field],
    first_of: Mapping[str, int],
    sums_of: Callable[[Field], Sequence[Sums]],
) -> list[Sums]:
    """Return the sums of all universes, with cells numbered among those of all."""
    numbered: list[Sums] = []
    for name, field in fields.items():
        first = first_of[name]
        numbered += [sums.numbered_from(first) for sums in sums_of(field)]
    return numbered


def _joined(arrays: Sequence[Bools]) -> Bools:
    """Join the answers for the cells of each universe."""
    return np.concatenate([np.zeros(0, dtype=bool), *arrays])


def _matrix(all_sums: Sequence[Sums], n_cells: int) -> csr_array:
    """Write sums as rows of a matrix: +1 for each part, -1 for the whole."""
    values = [np.zeros(0)]
    columns = [np.zeros(0, dtype=np.int64)]
    rows = [np.zeros(0, dtype=np.int64)]
    n_rows = 0
    for sums in all_sums:
        n_wholes, n_parts = sums.parts.shape
        signs = np.append(np.ones(n_parts), -1.0)
        cells = np.concatenate([sums.parts, sums.wholes[:, None]], axis=1)
        values.append(np.tile(signs, n_wholes))
        columns.append(cells.ravel())
        rows.append(np.repeat(np.arange(n_rows, n_rows + n_wholes), n_parts + 1))
        n_rows += n_wholes
    places = np.concatenate(rows), np.concatenate(columns)
    return csr_array((np.concatenate(values), places), shape=(n_rows, n_cells))
