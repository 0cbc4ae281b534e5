"""Plain CSV files: hierarchies, micro data and printed tables, of Zicht or of another tool."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.errors import DisclosureRefused, UsageError
from zicht.vocabulary.tables import TOTAL, Dimension, Hierarchy

TOTALS = frozenset({TOTAL, "Total", "total", "TOTAL", "Totaal", "totaal", "T", "All", "all", ""})
LARGEST = 1_500_000
MARKS: Mapping[str, Mark] = {
    **dict.fromkeys(("s", "published", "safe", "ok", "e", "z", "empty", "zero", "p", "v", "false", "0"), Mark.SHOWN),
    **dict.fromkeys(
        ("u", "primary", "unsafe", "c", "x", "withheld", "suppressed", "hidden", "confidential", "true", "1", "*", ":"),
        Mark.PRIMARY,
    ),
    **dict.fromkeys(("m", "secondary", "sec"), Mark.SECONDARY),
    **dict.fromkeys(("banded", "b", "band"), Mark.BANDED),
}
"""What status codes of Zicht, the τ-ARGUS family, sdcTable, GaussSuppression and SDMX say."""


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV with a header; comma or semicolon."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read as UTF-8 text.", now="Give the path of a CSV file.") from error
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        found = list(rows)
    except csv.Error as error:
        raise UsageError(f"{path.name} is not a well-formed CSV ({error}).", now="Save it again as CSV.") from error
    if not rows.fieldnames or not found:
        raise UsageError(f"{path.name} has no rows.", now="Give a CSV with a header and at least one row.")
    if len(found) > LARGEST:
        raise DisclosureRefused(f"{path.name} has {len(found)} rows; the gate takes {LARGEST}.", now="Split the table.")
    if any(None in row or None in row.values() for row in found):
        raise UsageError(f"{path.name}: some rows have more or fewer fields than the header.", now="Save it again.")
    return found


def read_hierarchy(path: Path, *, name: str | None = None) -> Hierarchy:
    """Read a hierarchy: a CSV with child and parent, or a τ-ARGUS file with @ per level."""
    if path.suffix.lower() == ".hrc":
        return Hierarchy(name or path.stem, _read_hrc(path))
    rows = read_rows(path)
    columns = list(rows[0])
    if len(columns) != 2:
        raise UsageError(f"{path.name} has {len(columns)} columns.", now="A hierarchy file has two: child and parent.")
    child, parent = columns
    parents: dict[str, str] = {}
    for row in rows:
        below, above = row[child].strip(), row[parent].strip()
        if above in TOTALS:
            continue
        if parents.setdefault(below, above) != above:
            raise UsageError(
                f"{path.name}: a code has two parents.", now="Give crossing hierarchies as two files with --hierarchy."
            )
    return Hierarchy(name or parent, parents)


def _read_hrc(path: Path) -> dict[str, str]:
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        code = line.strip().lstrip("@")
        depth = len(line.strip()) - len(code)
        if not code:
            continue
        if depth > len(above):
            raise UsageError(f"{path.name}: a line skips a level.", now="Use one @ more per level.")
        above = [*above[:depth], code]
        if depth and parents.setdefault(code, above[depth - 1]) != above[depth - 1]:
            raise UsageError(f"{path.name}: a code has two parents.", now="Give crossing hierarchies as two files.")
    return parents


def dimension_of(name: str, codes: Iterable[str], hierarchies: Sequence[Hierarchy]) -> Dimension:
    """Make a dimension of the codes found in files and the hierarchies given for it."""
    above = {parent for hierarchy in hierarchies for parent in hierarchy.parents.values()}
    below = {child for hierarchy in hierarchies for child in hierarchy.parents}
    leaves = ({*codes} | below) - above - {TOTAL}
    if hierarchies:
        loose = [code for code in leaves if not any(code in hierarchy.parents for hierarchy in hierarchies)]
        if loose:
            raise UsageError(
                f"Column {name}: {len(loose)} codes are in no hierarchy file.",
                now="Add them to the file, or correct the table.",
            )
    return Dimension(name, tuple(sorted(leaves)), tuple(hierarchies))


def numbers_of(
    rows: Sequence[Mapping[str, str]], column: str, where: str, *, blank: bool = False
) -> NDArray[np.float64]:
    """Read a column of counts: whole numbers from 0, perhaps written as 12.0."""
    _need(rows, [column], where)
    values = np.full(len(rows), np.nan)
    bad = 0
    for at, row in enumerate(rows):
        text = row[column].strip()
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            bad += not blank
        elif value < 0 or value != round(value):
            bad += 1
        else:
            values[at] = value
    if bad:
        raise UsageError(
            f"{where}, column {column}: {bad} values are no whole number from 0.", now="Counts are 0, 1, 2 and so on."
        )
    return values


def _need(rows: Sequence[Mapping[str, str]], columns: Sequence[str], where: str) -> None:
    missing = [column for column in columns if column not in rows[0]]
    if missing:
        raise UsageError(f"{where}: column {', '.join(missing)} is missing.", now=f"It has {', '.join(rows[0])}.")


def read_published(
    path: Path,
    by: Sequence[str],
    *,
    value: str,
    status: str | None,
    hierarchies: Mapping[str, Sequence[Hierarchy]],
    is_rounded: bool,
    universe: str = "table",
) -> tuple[PublishedTable, list[dict[str, str]]]:
    """Read one printed table; the value of a withheld cell is never looked at.

    Returns
    -------
    the table, and its rows for a comparison with an original column
    """
    rows = read_rows(path)
    _need(rows, [*by, value, *([status] if status else [])], path.name)
    keys = [tuple(_code(row[name]) for name in by) for row in rows]
    if len(set(keys)) != len(keys):
        raise UsageError(
            f"{path.name}: {len(keys) - len(set(keys))} cells stand twice.",
            now=f"Name every dimension in --by; columns: {', '.join(rows[0])}.",
        )
    marks = _marks(rows, value, status, path.name)
    hidden = np.isin(marks, (int(Mark.PRIMARY), int(Mark.SECONDARY), int(Mark.BANDED)))
    if is_rounded:
        # Of a rounding, a cell without a number was withheld; other tools keep their codes beside the rounded ones.
        hidden &= (marks == Mark.BANDED) | np.asarray([not _is_number(row[value]) for row in rows])
        marks = np.where(hidden, marks, int(Mark.ROUNDED))
    read = numbers_of(
        [row if not hide else {**row, value: "0"} for row, hide in zip(rows, hidden, strict=True)], value, path.name
    )
    columns = [np.asarray(column) for column in zip(*keys, strict=True)]
    names = [_dimension_named(name, by, hierarchies) for name in by]
    dimensions = tuple(
        dimension_of(name, set(column.tolist()), hierarchies.get(name, ()))
        for name, column in zip(names, columns, strict=True)
    )
    lower, upper = np.zeros(len(rows)), np.full(len(rows), np.inf)
    banded = marks == Mark.BANDED
    if banded.any() and {"lower", "upper"} <= rows[0].keys():
        lower[banded] = [float(row["lower"]) for row, own in zip(rows, banded, strict=True) if own]
        upper[banded] = [float(row["upper"]) for row, own in zip(rows, banded, strict=True) if own]
    elif banded.any():
        marks = np.where(banded, int(Mark.PRIMARY), marks)
    table = PublishedTable(universe, dimensions, tuple(columns), np.where(hidden, np.nan, read), marks, lower, upper)
    return table, rows


def _dimension_named(name: str, by: Sequence[str], hierarchies: Mapping[str, Sequence[Hierarchy]]) -> str:
    """Give the dimension of which a column shows a level: `province`, where it is a level of `region`."""
    for column, own in hierarchies.items():
        if name not in hierarchies and column not in by and any(hierarchy.name == name for hierarchy in own):
            return column
    return name


def _code(text: str) -> str:
    return TOTAL if text.strip() in TOTALS else text.strip()


def _marks(rows: Sequence[Mapping[str, str]], value: str, status: str | None, where: str) -> NDArray[np.int64]:
    if status is None:
        texts = ["published" if _is_number(row[value]) else "withheld" for row in rows]
    else:
        texts = [row[status].strip().lower() for row in rows]
    unknown = {text for text in texts if text not in MARKS}
    if unknown:
        raise UsageError(
            f"{where}, column {status}: {len(unknown)} status codes are not known.",
            now="Known are S and E (printed), U or x (withheld), M (secondary), published, banded, withheld.",
        )
    return np.asarray([int(MARKS[text]) for text in texts], dtype=np.int64)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
