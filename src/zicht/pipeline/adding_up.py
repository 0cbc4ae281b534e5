"""Adds up every table of a release, whoever sealed it: parts that do not make their total are wrong in themselves."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from zicht.project.dimensions import dimensions
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.protected import CELL_KEY, Protected, ProtectedTable
from zicht.vocabulary.releases import Release
from zicht.vocabulary.statuses import Status

_MOST_NAMED = 20
"""Sums that are named one by one; of the rest only the number is given."""
Codes = tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    """What is printed of one cell; `value` is None where it is hidden."""

    value: int | None
    lower: int
    upper: int


def wrong_sums(content: Release, sealed: Protected) -> list[str]:
    """Name the printed cells that contradict their parts, or themselves.

    A printed total must equal the sum of its printed parts; where a part is hidden, the bounds must leave room for a
    count that adds up. Tables with noise do not add up, so only their bounds are compared.

    Parameters
    ----------
    content : a release, with its code lists
    sealed : protected tables of it, as they stand in its files

    Returns
    -------
    one sentence per contradiction, the first twenty and how many more there are; empty when everything adds up
    """
    known_dimensions = dimensions(content.codes)
    # Noise is drawn for each cell by itself, so that sums of such cells do not hold.
    is_exact = sealed.method != CELL_KEY
    wrong: list[str] = []
    printed: dict[CellKey, _Cell] = {}
    for table in sealed.tables:
        wrong += _contradicting_bounds(table)
        wrong += _printed_otherwise(table, printed)
        wrong += _sums_of_table(
            table, known_dimensions, content.indicators, is_exact=is_exact
        )
    if len(wrong) > _MOST_NAMED:
        more = f"{len(wrong) - _MOST_NAMED} more cells contradict their parts."
        return [*wrong[:_MOST_NAMED], more]
    return wrong


def _cells_of(table: ProtectedTable) -> dict[Codes, _Cell]:
    """Return what is printed of every cell of a table, by its codes."""
    columns = [column.tolist() for column in table.codes]
    rows: list[Codes] = list(zip(*columns, strict=True))
    if not columns:
        rows = [()] * len(table.values)
    numbers = zip(
        table.values.tolist(),
        table.statuses.tolist(),
        table.lower.tolist(),
        table.upper.tolist(),
        strict=True,
    )
    cells = {}
    for codes, (value, status, lower, upper) in zip(rows, numbers, strict=True):
        shown = value if status == Status.PUBLISHED else None
        cells[codes] = _Cell(shown, lower, upper)
    return cells


def _contradicting_bounds(table: ProtectedTable) -> Iterator[str]:
    """Name cells whose own bounds leave no room for a count."""
    for codes, cell in _cells_of(table).items():
        value = cell.lower if cell.value is None else cell.value
        if not 0 <= cell.lower <= value <= cell.upper:
            yield f"{_named(table, codes)}: no count lies between its bounds."


def _printed_otherwise(
    table: ProtectedTable, printed: dict[CellKey, _Cell]
) -> Iterator[str]:
    """Name cells that stand in two tables with different numbers."""
    cells = _cells_of(table)
    for key, (codes, cell) in zip(table.keys(), cells.items(), strict=True):
        if printed.setdefault(key, cell) != cell:
            yield f"{_named(table, codes)} is printed differently in another table."


def _sums_of_table(
    table: ProtectedTable,
    known: Mapping[str, Dimension],
    indicators: Container[str],
    *,
    is_exact: bool,
) -> Iterator[str]:
    """Name the cells of a table that contradict their parts."""
    cells = _cells_of(table)
    for axis, name in enumerate(table.names):
        if name not in known:
            if name.partition(" ")[0] not in indicators:
                yield f"Table {table.universe}: the release has no code list {name}."
            continue  # the steps of a curve follow each other and do not add up
        parts_of = _parts_of(known[name])
        for codes, whole in cells.items():
            for parts in parts_of.get(codes[axis], ()):
                printed = _printed_parts(cells, codes, axis, parts)
                # A table may leave out rows: what is not printed contradicts nothing.
                is_complete = len(printed) == len(parts)
                if is_complete and not _adds_up(whole, printed, is_exact=is_exact):
                    yield f"{_named(table, codes)} is not the sum of its {name}."


def _printed_parts(
    cells: Mapping[Codes, _Cell], codes: Codes, axis: int, parts: Codes
) -> list[_Cell]:
    """Return the cells that differ from a cell in one code, as far as they are printed."""
    keys = [(*codes[:axis], part, *codes[axis + 1 :]) for part in parts]
    return [cells[key] for key in keys if key in cells]


def _parts_of(dimension: Dimension) -> dict[str, list[Codes]]:
    """Return, per code, the sets of codes that add up to it: its children, and all leaves to the total."""
    parts_of: dict[str, list[Codes]] = {}
    if dimension.adds_up and dimension.leaves:
        parts_of[TOTAL] = [dimension.leaves]
    for hierarchy in dimension.hierarchies:
        children: dict[str, list[str]] = {}
        for child, parent in hierarchy.parents.items():
            children.setdefault(parent, []).append(child)
        for parent, below in children.items():
            parts_of.setdefault(parent, []).append(tuple(below))
    return parts_of


def _adds_up(whole: _Cell, parts: list[_Cell], *, is_exact: bool) -> bool:
    """Whether printed parts can make a printed whole."""
    values = [part.value for part in parts if part.value is not None]
    # Only exact numbers must be equal; a hidden part leaves room within its bounds.
    if is_exact and whole.value is not None and len(values) == len(parts):
        return sum(values) == whole.value
    lowest = sum(part.lower for part in parts)
    highest = sum(part.upper for part in parts)
    return lowest <= whole.upper and highest >= whole.lower


def _named(table: ProtectedTable, codes: Codes) -> str:
    """Name a cell by its universe and codes, totals left out."""
    categories = [
        f"{name}={code}"
        for name, code in zip(table.names, codes, strict=True)
        if code != TOTAL
    ]
    return f"{table.universe} ({', '.join(categories) or 'everything'})"
