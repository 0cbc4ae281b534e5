"""Attacks on printed tables in a notebook, whoever protected them."""

from collections.abc import Mapping, Sequence
from typing import Any

from zicht.desk.audit import audit_files
from zicht.desk.requests import Attack, Category, Notation, PrintedFile
from zicht.disclosure.audit.findings import Findings
from zicht.notebook.arguments import (
    NamesOfColumns,
    columns_of,
    is_of_one_table,
    levels_of,
)
from zicht.notebook.frames import read_frame
from zicht.vocabulary.progress import Progress


def audit(
    tables: Sequence[Any] | Any,
    by: NamesOfColumns,
    *,
    value: str = "n",
    status: str | None = "status",
    levels: Mapping[str, Mapping[str, str]] | None = None,
    totals: Mapping[str, str] | None = None,
    several: Sequence[str] = (),
    base: int | None = None,
    nearest: bool = False,
    small: tuple[int, int] = (1, 4),
    attacker: str = "one",
    sensitive: Mapping[str, Sequence[str]] | None = None,
    seconds: float = 600.0,
    progress: Progress | None = None,
) -> Findings:
    """Attack tables as their readers could, and say what is revealed. The value of a withheld cell is never looked at.

    Parameters
    ----------
    tables : table, or sequence of tables, of pyarrow, pandas or polars
        Attacked together; a row per cell, margins included.
    by : sequence of str, or a sequence of them per table
        The columns by which each table is broken down.
    value, status : str
        Columns with the number, and with what was done to a cell; without a status, what stands in the place of a
        number says it.
    levels : mapping of str to mapping of str to str, optional
        Per column, the code above each code.
    totals : mapping of str to str, optional
        Per column the code of its margin, where its name does not say so.
    several : sequence of str
        Columns of which one may carry several codes.
    base : int, optional
        Of the rounding; tables are read as rounded where it is given.
    nearest : bool
        Whether numbers were rounded to the nearest multiple of the base.
    small : tuple of int
        Lowest and highest count that had to be withheld.
    attacker : {"zero", "one", "threshold", "rounded"}
        What the attacker knows of withheld cells.
    sensitive : mapping of str to sequence of str, optional
        Per column the categories of which nobody may know that somebody of a row is in it.
    seconds : float
        The longest the attack may take.
    progress : callable, optional
        Called with words about each step.

    Returns
    -------
    Findings
        `ok` says whether the tables hold; `as_mapping()` gives the numbers.

    Raises
    ------
    UsageError
        A table cannot be read as what it should be.

    References
    ----------
    Fischetti, M. & Salazar-González, J. J. (2000). Models and algorithms for optimizing cell suppression in tabular
    data with linear constraints. JASA 95(451), 916-928. What is attacked: docs/disclosure.md.

    Examples
    --------
    A single withheld cell beside a total can be computed:

    >>> import pyarrow as pa
    >>> printed = pa.table({"sex": ["f", "m", "Total"], "n": [None, 38, 41],
    ...                     "status": ["withheld", "published", "published"]})
    >>> audit(printed, ["sex"]).ok
    False
    """
    files = _printed(tables, by)
    notation = Notation(
        value=value,
        status=status,
        levels=levels_of(levels or {}),
        totals=totals or {},
        several=tuple(several),
        base=base,
        nearest=nearest,
    )
    attack = Attack(
        small=small,
        attacker=attacker,
        sensitive=_categories(sensitive or {}),
        seconds=seconds,
    )
    return audit_files(files, notation, attack, progress=progress)


def _printed(tables: Sequence[Any] | Any, by: NamesOfColumns) -> list[PrintedFile]:
    """Return the tables as the desk attacks them, each with the columns it is broken down by."""
    several = list(tables) if isinstance(tables, list | tuple) else [tables]
    names_of_tables = _names_of_tables(by, len(several))
    printed = []
    numbered = enumerate(zip(several, names_of_tables, strict=True), start=1)
    for number, (table, names) in numbered:
        texts, _ = read_frame(table)
        printed.append(PrintedFile(columns_of(texts, f"table {number}"), tuple(names)))
    return printed


def _names_of_tables(by: NamesOfColumns, n_tables: int) -> list[Sequence[str]]:
    """Return the columns of each table; given once, they are those of every table."""
    if is_of_one_table(by):
        return [[str(name) for name in by]] * n_tables
    return [list(names) for names in by]


def _categories(sensitive: Mapping[str, Sequence[str]]) -> tuple[Category, ...]:
    """Return each sensitive code with its column."""
    categories: list[Category] = []
    for column, codes in sensitive.items():
        categories += [Category(column, code) for code in codes]
    return tuple(categories)
