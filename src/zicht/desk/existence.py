"""Which rows there are is information: a row `Tuvalu: 0 to 4` exists only because somebody of Tuvalu is in the file.

It is none where a list of all codes is published, or where every reader knows that a code occurs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from zicht.desk.columns import did_you_mean
from zicht.desk.csvs import read_columns
from zicht.desk.names import is_total_of
from zicht.desk.requests import CodeList
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.protected import Protected, Status

Cells = Sequence[tuple[Dimension, Sequence[str], Floats]]
"""Per dimension of a table: the code of each cell, and the least that a reader knows of it."""


def read_code_lists(
    code_lists: Sequence[CodeList], totals: Mapping[str, str], columns: Sequence[str]
) -> dict[str, set[str]]:
    """Read the codes of each column that has a list; none where every reader knows that its codes occur.

    Parameters
    ----------
    code_lists : as the user gave them
    totals : by column the code of its total, where the user gave it
    columns : that tables show

    Raises
    ------
    UsageError : a list is of no column, or cannot be read
    """
    codes: dict[str, set[str]] = {}
    for code_list in code_lists:
        column = code_list.column
        if column not in columns:
            raise UsageError(
                f"--codes {column}=... is of no column that a table shows.",
                now=did_you_mean(
                    column, list(columns), f"Columns are {', '.join(sorted(columns))}."
                ),
            )
        of_column = codes.setdefault(column, set())
        if code_list.source:
            file = read_columns(Path(code_list.source))
            listed = next(iter(file.by_name.values())).texts
            of_column.update(
                code for code in listed if not is_total_of(column, code, totals)
            )
    return codes


def must_be_listed(column: str, codes: set[str], listed: set[str]) -> None:
    """Refuse codes that are not on the list of their column.

    Raises
    ------
    UsageError : counting them
    """
    unlisted = codes - listed - {TOTAL}
    if listed and unlisted:
        raise UsageError(
            f"Column {column}: {len(unlisted)} codes are not on its list (--codes).",
            now="Add them to the list, or correct the codes.",
        )


def disclosed_by_tables(protected: Protected, known: set[str]) -> dict[str, int]:
    """Count per column the codes of which protected tables reveal that somebody has them.

    Parameters
    ----------
    protected : as it is published
    known : columns whose codes are known
    """
    cells = []
    for table in protected.tables:
        has_bounds = table.statuses != Status.WITHHELD
        least = np.where(has_bounds, table.lower, 0).astype(np.float64)
        cells += [
            (dimension, codes.tolist(), least)
            for dimension, codes in zip(table.dimensions, table.codes, strict=True)
        ]
    return _disclosed(cells, known)


def disclosed_by_print(
    tables: Sequence[PublishedTable], known: set[str], base: int, least: float
) -> dict[str, int]:
    """Count per column the codes of which printed tables reveal that somebody has them.

    Parameters
    ----------
    tables : as they are printed
    known : columns whose codes are known
    base : of a rounding whose bounds are not printed
    least : that a withheld cell can be
    """
    cells = []
    for table in tables:
        is_exact = table.marks == Mark.SHOWN
        is_rounded = table.marks == Mark.ROUNDED
        is_withheld = (table.marks == Mark.PRIMARY) | (table.marks == Mark.SECONDARY)
        rounded = np.where(
            np.isfinite(table.upper), table.lower, table.values - (base - 1)
        )
        lowest = np.where(is_rounded, rounded, table.lower)
        lowest = np.where(is_withheld, least, lowest)
        lowest = np.where(is_exact, table.values, lowest)
        cells += [
            (dimension, codes.tolist(), lowest)
            for dimension, codes in zip(table.dimensions, table.codes, strict=True)
        ]
    return _disclosed(cells, known)


def _disclosed(cells: Cells, known: set[str]) -> dict[str, int]:
    """Count per column the codes of which no cell is known to hold somebody, and whose rows exist all the same."""
    highest: dict[str, dict[str, float]] = {}
    for dimension, codes, least in cells:
        if dimension.name in known:
            continue
        of_column = highest.setdefault(dimension.name, {})
        for code, n in zip(codes, least.tolist(), strict=True):
            if code != TOTAL:
                of_column[code] = max(n, of_column.get(code, 0.0))
    counts = {
        name: sum(n < 1 for n in of_column.values())
        for name, of_column in highest.items()
    }
    return {name: n for name, n in counts.items() if n}
