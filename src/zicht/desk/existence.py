"""What the presence of rows reveals: `Tuvalu: 0 to 4` is a row only because somebody from Tuvalu is in the file.

The presence of a row reveals nothing if a list of all codes is published, or if every reader knows that a code occurs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.desk.columns import did_you_mean
from zicht.desk.csvs import read_columns
from zicht.desk.names import is_total_of
from zicht.desk.requests import CodeList
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.statuses import Status


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of one table, as far as they reveal which codes of one column occur.

    Parameters
    ----------
    column : of the codes
    codes : the code of each cell
    lower : the least that each cell can be to a reader
    """

    column: str
    codes: Sequence[str]
    lower: Floats


def read_code_lists(
    code_lists: Sequence[CodeList], totals: Mapping[str, str], columns: Sequence[str]
) -> dict[str, set[str]]:
    """Read the code list of each column; an empty set if every reader knows that its codes occur.

    Parameters
    ----------
    code_lists : as the user gave them
    totals : by column, the code of its total if the user gave one
    columns : that tables show

    Raises
    ------
    UsageError : a list names an unknown column, or cannot be read
    """
    codes: dict[str, set[str]] = {}
    for code_list in code_lists:
        column = code_list.column
        if column not in columns:
            raise UsageError(
                f"--codes {column}=... names a column that no table shows.",
                now=did_you_mean(
                    column, list(columns), f"Columns are {', '.join(sorted(columns))}."
                ),
            )
        # An empty source leaves the empty set, which stands for a column whose codes
        # every reader knows.
        listed = codes.setdefault(column, set())
        if code_list.source:
            listed.update(_codes_in_file(code_list, totals))
    return codes


def _codes_in_file(code_list: CodeList, totals: Mapping[str, str]) -> set[str]:
    """Return the codes in the first column of a file, without the total."""
    file = read_columns(Path(code_list.source))
    first_column = next(iter(file.by_name.values()))
    return {
        code
        for code in first_column.texts
        if not is_total_of(code_list.column, code, totals)
    }


def must_be_listed(column: str, codes: set[str], listed: set[str]) -> None:
    """Refuse codes that are not on the list of their column.

    Raises
    ------
    UsageError : with the number of these codes
    """
    unlisted = codes - listed - {TOTAL}
    if listed and unlisted:
        raise UsageError(
            f"Column {column}: {counted(len(unlisted), 'code is not', 'codes are not')} on its list (--codes).",
            now="Add them to the list, or correct the codes.",
        )


def disclosed_by_tables(protected: Protected, known: set[str]) -> dict[str, int]:
    """Count, per column, the codes that the rows of protected tables reveal.

    Parameters
    ----------
    protected : as it is published
    known : columns whose codes every reader knows
    """
    rows: list[_Rows] = []
    for table in protected.tables:
        has_bounds = table.statuses != Status.WITHHELD
        lower = np.where(has_bounds, table.lower, 0).astype(np.float64)
        for dimension, codes in zip(table.dimensions, table.codes, strict=True):
            rows.append(_Rows(dimension.name, codes.tolist(), lower))
    return _disclosed(rows, known)


def disclosed_by_print(
    tables: Sequence[PublishedTable], known: set[str], base: int, least: float
) -> dict[str, int]:
    """Count, per column, the codes that the rows of printed tables reveal.

    Parameters
    ----------
    tables : as they are printed
    known : columns whose codes every reader knows
    base : of a rounding whose bounds are not printed
    least : lower bound of a withheld cell
    """
    rows: list[_Rows] = []
    for table in tables:
        lower = _lower_bounds(table, base, least)
        for dimension, codes in zip(table.dimensions, table.codes, strict=True):
            rows.append(_Rows(dimension.name, codes.tolist(), lower))
    return _disclosed(rows, known)


def _lower_bounds(table: PublishedTable, base: int, least: float) -> Floats:
    """Return the lower bound of each cell, as a reader of the table knows it."""
    is_exact = table.marks == Mark.SHOWN
    is_rounded = table.marks == Mark.ROUNDED
    is_withheld = (table.marks == Mark.PRIMARY) | (table.marks == Mark.SECONDARY)
    prints_bounds = np.isfinite(table.upper)
    # A number rounded to base b may stand for up to b - 1 fewer; no lower bound means
    # that it may be 0.
    of_rounded = np.where(prints_bounds, table.lower, table.values - (base - 1))
    return np.select(
        [is_exact, is_withheld, is_rounded],
        [table.values, np.full(len(table.values), least), of_rounded],
        default=table.lower,
    )


def _disclosed(all_rows: Sequence[_Rows], known: set[str]) -> dict[str, int]:
    """Count, per column, the codes whose presence reveals that somebody has them.

    If a cell of a code prints a lower bound of 1 or more, the table itself states that
    somebody has the code: its rows then reveal nothing further.
    """
    highest_bounds: dict[str, dict[str, float]] = {}
    for rows in all_rows:
        # The row of a listed code is there whether or not somebody has the code.
        if rows.column in known:
            continue
        bounds = highest_bounds.setdefault(rows.column, {})
        for code, bound in zip(rows.codes, rows.lower.tolist(), strict=True):
            if code != TOTAL:
                bounds[code] = max(bound, bounds.get(code, 0.0))
    disclosed: dict[str, int] = {}
    for column, bounds in highest_bounds.items():
        n_disclosed = sum(bound < 1 for bound in bounds.values())
        if n_disclosed:
            disclosed[column] = n_disclosed
    return disclosed
