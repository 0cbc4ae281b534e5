"""Writes protected tables, their levels and a description as files."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from zicht.desk.csvs import PROFILE
from zicht.desk.names import MARGIN
from zicht.desk.requests import Names
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status

Field = tuple[str, str, str]
"""Name, type and meaning of a column."""
COUNT_FIELDS: tuple[Field, ...] = (
    ("n", "integer", "What is shown; empty where no number is."),
    ("status", "string", "published, banded (between lower and upper) or withheld."),
    ("lower", "integer", "The count is at least this."),
    ("upper", "integer", "The count is at most this."),
)


def fields_of(amount: str) -> tuple[Field, ...]:
    """Return the columns of a file after its codes: those of counts, or those of sums of `amount`."""
    if not amount:
        return COUNT_FIELDS
    return (
        (amount, "integer", "The sum; empty where it is withheld."),
        ("status", "string", "published or withheld."),
    )


def write_table(
    table: ProtectedTable, path: Path, columns: Names, fields: Sequence[Field]
) -> None:
    """Write a table: the codes of each cell, then what is published of it."""
    is_published = table.statuses == Status.PUBLISHED
    has_bounds = table.statuses != Status.WITHHELD
    published = (
        _texts(table.values, is_published),
        table.statuses.tolist(),
        _texts(table.lower, has_bounds),
        _texts(table.upper, has_bounds),
    )
    codes = [np.where(column == TOTAL, MARGIN, column) for column in table.codes]
    header = [*columns, *(name for name, _, _ in fields)]
    # Sums have no bounds: their files end after the status.
    rows = zip(*codes, *published[: len(fields)], strict=True)
    _write_csv(path, [header, *rows])


def _texts(numbers: Ints, is_shown: Bools) -> list[str]:
    """Return the shown numbers as texts, and an empty text for each of the others."""
    pairs = zip(numbers.tolist(), is_shown.tolist(), strict=True)
    return [str(number) if shown else "" for number, shown in pairs]


def _write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_levels(protected: Protected, folder: Path) -> list[tuple[str, str]]:
    """Write the hierarchies that the gate used: lists of codes, without counts.

    Returns
    -------
    column and file name of each
    """
    written = []
    for (column, level), (hierarchy, roots) in _hierarchies(protected).items():
        name = f"{file_stem(column)}.{file_stem(level)}.levels.csv"
        # A level may have the name of its column; a header must not have the same name twice.
        header = (column, level if level != column else f"{level} (level)")
        below = sorted(hierarchy.parents.items())
        # Codes right below the total stand in no pair: without a line of their own the
        # audit would take them for unknown codes.
        top = [(code, "") for code in sorted(roots)]
        _write_csv(folder / name, [header, *below, *top])
        written.append((column, name))
    return written


def _hierarchies(
    protected: Protected,
) -> dict[tuple[str, str], tuple[Hierarchy, frozenset[str]]]:
    """Return, by column and level, each hierarchy and the codes right below the total."""
    hierarchies: dict[tuple[str, str], tuple[Hierarchy, frozenset[str]]] = {}
    for table in protected.tables:
        for dimension in table.dimensions:
            for hierarchy in dimension.hierarchies:
                key = (dimension.name, hierarchy.name)
                hierarchies[key] = (hierarchy, dimension.roots)
    return hierarchies


def description(
    *,
    amount: str,
    made_by: str,
    columns_by_file: Mapping[str, Names],
    further_files: Sequence[str],
) -> str:
    """Describe the files as a data package, in JSON.

    Parameters
    ----------
    amount : the column that was summed; empty for counts
    made_by : method and policy, as a sentence
    columns_by_file : per table its file and the columns that it is broken down by
    further_files : with levels
    """
    package = {
        "profile": PROFILE,
        "title": f"Protected sums of {amount}" if amount else "Protected tables",
        "description": made_by,
        "resources": [
            _resource(file, columns, amount)
            for file, columns in columns_by_file.items()
        ],
        "files": [*columns_by_file, *further_files],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(file: str, columns: Names, amount: str) -> dict[str, object]:
    """Describe one table."""
    fields = [{"name": column, "type": "string"} for column in columns]
    for name, kind, meaning in fields_of(amount):
        fields.append({"name": name, "type": kind, "description": meaning})
    resource: dict[str, object] = {
        "name": file.removesuffix(".csv").lower(),
        "path": file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
    }
    if amount:
        resource["amount"] = amount
    resource["schema"] = {
        "fields": fields,
        "primaryKey": list(columns),
        "missingValues": [""],
    }
    return resource


def file_names(tables: Sequence[Names], amount: str) -> list[str]:
    """Name the file of each table by its columns, and by the column that is summed."""
    prefix = f"{file_stem(amount)}_by_" if amount else ""
    names: list[str] = []
    for columns in tables:
        stem = prefix + "_".join(file_stem(column) for column in columns)
        while f"{stem}.csv" in names:
            # Two columns may differ only in signs that no file name takes.
            stem += "_2"
        names.append(f"{stem}.csv")
    return names


def file_stem(name: str) -> str:
    """Return a name without the signs that some file systems refuse."""
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "column"
