"""Printed tables of any tool, read as their readers do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from zicht.desk.csvs import (
    Rows,
    is_total,
    nearest,
    need,
    numbers_of,
    read_rows,
    told_columns,
)
from zicht.desk.statuses import Reading, codes_of, read_cell
from zicht.desk.trees import dimension_of
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError

STATUS = "status"
STAND_INS = (
    *("suppressed", "sdcstatus", "sdc_status", "statusvar", "cell_status"),
    *("conf_status", "obs_status", "obs_flag", "obs_flags", "flag", "flags"),
)
"""Columns that say what was done with a cell where there is no column `status`."""


@dataclass(frozen=True)
class Reader:
    """How printed tables are to be read.

    Parameters
    ----------
    value, status : columns
    hierarchies : by column
    totals : by column, the code of its margin; empty for a column that has none
    base : of the rounding; None where tables are not rounded
    nearest : whether to the nearest multiple, so that a number is at most half the base away
    least : that a cell printed as `<5` can be: zeros are printed as zeros, unless they may hide
    several : columns of which one may carry several codes, which do not add up
    """

    value: str = "n"
    status: str | None = STATUS
    hierarchies: Mapping[str, Sequence[Hierarchy]] = field(default_factory=dict)
    totals: Mapping[str, str] = field(default_factory=dict)
    base: int | None = None
    least: int = 0
    several: frozenset[str] = frozenset()
    nearest: bool = False


def read_published(
    path: Path, by: Sequence[str], reader: Reader
) -> tuple[PublishedTable, list[dict[str, str]]]:
    """Read one printed table; the value of a withheld cell is never looked at.

    Returns
    -------
    the table, and its rows for a comparison with an original column
    """
    rows = read_rows(path)
    rows = _as_named(rows, [*by, reader.value])
    need(rows, [*by, reader.value], path.name)
    keys = [
        tuple(_code(row[name], reader.totals.get(name)) for name in by) for row in rows
    ]
    rows, keys, by = _levels_folded(rows, keys, by, reader, path.name)
    _refuse_twice(rows, keys, by, reader.totals, path.name)
    cells = _cells(rows, reader, path.name)
    marks = np.asarray([int(cell.mark) for cell in cells], dtype=np.int64)
    lower, upper = (
        np.asarray(
            [
                max(cell.lower, reader.least * (cell.mark is Mark.BANDED))
                for cell in cells
            ]
        ),
        np.asarray([cell.upper for cell in cells]),
    )
    shown = marks == Mark.SHOWN
    values = numbers_of(
        [{reader.value: cell.text} for cell in cells],
        reader.value,
        path.name,
        only=shown,
    )
    if {"lower", "upper"} <= rows[0].keys():
        marks, lower, upper = _with_bounds(rows, marks, values, lower, upper)
    if reader.base is not None:
        marks = np.where(marks == Mark.SHOWN, int(Mark.ROUNDED), marks)
        if reader.nearest:
            rounded, half = marks == Mark.ROUNDED, reader.base // 2
            lower = np.where(rounded, np.maximum(values - half, 0), lower)
            upper = np.where(rounded, values + half, upper)
    marks = np.where(
        (marks == Mark.BANDED) & ~np.isfinite(upper), int(Mark.PRIMARY), marks
    )
    is_shown = (marks == Mark.SHOWN) | (marks == Mark.ROUNDED)
    columns = tuple(np.asarray(column) for column in zip(*keys, strict=True))
    names = [
        _dimension_named(name, set(own.tolist()), by, reader)
        for name, own in zip(by, columns, strict=True)
    ]
    dimensions = tuple(
        dimension_of(
            name,
            set(column.tolist()),
            reader.hierarchies.get(name, ()),
            adds_up=not {name, own} & reader.several,
        )
        for name, own, column in zip(names, by, columns, strict=True)
    )
    printed = np.where(is_shown, values, np.nan)
    return PublishedTable(
        "table", dimensions, columns, printed, marks, lower, upper
    ), rows


def _as_named(
    rows: list[dict[str, str]], wanted: Sequence[str]
) -> list[dict[str, str]]:
    """Give columns the name they were asked by, where only capitals differ."""
    have = {name.casefold(): name for name in rows[0]}
    renamed = {
        have[name.casefold()]: name
        for name in wanted
        if name not in rows[0] and name.casefold() in have
    }
    if not renamed or len(have) != len(rows[0]):
        return rows
    return [
        {renamed.get(name, name): value for name, value in row.items()} for row in rows
    ]


def _levels_folded(
    rows: list[dict[str, str]],
    keys: list[tuple[str, ...]],
    by: Sequence[str],
    reader: Reader,
    where: str,
) -> tuple[list[dict[str, str]], list[tuple[str, ...]], Sequence[str]]:
    """Make one dimension of a column and the column of its level: read apart, nobody would know what is part of what.

    A cell that a table prints once per level, in the same words, is one.
    """
    pairs = [
        (by.index(column), by.index(tree.name), tree)
        for column, trees in reader.hierarchies.items()
        for tree in trees
        if column in by and tree.name in by and tree.name != column
    ]
    for low, high, tree in pairs:
        clashes = 0
        for at, key in enumerate(keys):
            above = {TOTAL, *tree.ancestors(key[low])}
            if key[low] == TOTAL:
                keys[at] = (*key[:low], key[high], *key[low + 1 :])
            clashes += key[low] != TOTAL and key[high] not in above
        if clashes:
            raise UsageError(
                f"{where}: {clashes} rows give a code of {by[low]} a {by[high]} that the hierarchy does not.",
                now=f"Correct the table or the hierarchy, or leave {by[high]} out of --by.",
            )
    if not pairs:
        return rows, keys, by
    gone = {high for _, high, _ in pairs}
    keys = [
        tuple(code for at, code in enumerate(key) if at not in gone) for key in keys
    ]
    said: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, str]] = {}
    for key, row in zip(keys, rows, strict=True):
        rest = tuple(value for name, value in row.items() if name and name not in by)
        said.setdefault((key, rest), row)
    return (
        list(said.values()),
        [key for key, _ in said],
        [name for at, name in enumerate(by) if at not in gone],
    )


def _code(text: str, total: str | None) -> str:
    """Read a code; the margin is what the user says it is, or what it is usually called."""
    word = text.strip()
    if total is not None:
        return TOTAL if total and word == total else word or TOTAL
    return TOTAL if is_total(word) else word


def _refuse_twice(
    rows: Rows,
    keys: Sequence[tuple[str, ...]],
    by: Sequence[str],
    totals: Mapping[str, str],
    where: str,
) -> None:
    names = {
        name: {row[name].strip() for row in rows if is_total(row[name])}
        for name in by
        if name not in totals
    }
    blank = [name for name, own in names.items() if "" in own and len(own) > 1]
    twice = len(keys) - len(set(keys))
    if blank and not twice:
        raise UsageError(
            f"{where}: column {', '.join(blank)} names its total in two ways, and once by nothing.",
            now="Take notes below the table out, and give every total one name.",
        )
    if not twice:
        return
    first_at: dict[tuple[str, ...], int] = {}
    first = min(
        at for at, key in enumerate(keys, start=1) if first_at.setdefault(key, at) != at
    )
    ways = [name for name, own in names.items() if len(own) > 1]
    told = f" Column {', '.join(ways)} names its total in two ways." if ways else ""
    raise UsageError(
        f"{where}: {twice} cells stand twice, the first in row {first}.{told}",
        now=f"Take double rows and other breakdowns out, or name every dimension in --by. {told_columns(rows)}",
    )


def _cells(rows: Rows, reader: Reader, where: str) -> list[Reading]:
    """Say for each row what it prints."""
    column = _status_column(rows, reader, where)
    texts = [row[reader.value] for row in rows]
    if column is None:
        found = [read_cell(text, None) for text in texts]
    else:
        words = [row[column].strip().casefold() for row in rows]
        _refuse_empty(words, texts, where)
        marks = codes_of(words, column, where)
        own = [marks.get(word) for word in words]
        if column.casefold() == "suppressed" and "primary" in rows[0]:
            first = codes_of([row["primary"] for row in rows], "primary", where)
            is_first = [
                first.get(row["primary"].strip().casefold()) is Mark.PRIMARY
                for row in rows
            ]
            own = [
                Mark.SECONDARY if mark is Mark.PRIMARY and not primary else mark
                for mark, primary in zip(own, is_first, strict=True)
            ]
        if reader.base is not None:
            # Tools that round leave U and M beside the rounded numbers they print.
            own = [
                Mark.SHOWN if word in ("u", "m") and _is_number(text) else mark
                for word, mark, text in zip(words, own, texts, strict=True)
            ]
        found = [
            read_cell(text, mark, word)
            for text, mark, word in zip(texts, own, words, strict=True)
        ]
    unclear = sum(cell is None for cell in found)
    if unclear:
        raise UsageError(
            f"{where}, column {reader.value}: {unclear} cells hold a dash or a mark that some offices use for zero "
            "and others for withheld.",
            now="Write 0 or x there, or give the table a status column.",
        )
    return [cell for cell in found if cell is not None]


def _refuse_empty(words: Sequence[str], texts: Sequence[str], where: str) -> None:
    """Refuse rows that say nothing where others have a status: read as withheld they would hide other cells."""
    empty = [
        at
        for at, (word, text) in enumerate(zip(words, texts, strict=True), start=1)
        if not word + text.strip()
    ]
    if empty and 2 * sum(map(bool, words)) > len(words):
        raise UsageError(
            f"{where}: {len(empty)} rows have neither a number nor a status, the first is row {empty[0]}.",
            now="Take notes below the table out; write 0, x or a status into cells.",
        )


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _status_column(rows: Rows, reader: Reader, where: str) -> str | None:
    if reader.status is None or reader.status in rows[0]:
        return reader.status
    folded = {name.casefold(): name for name in rows[0]}
    if reader.status.casefold() in folded:
        return folded[reader.status.casefold()]
    if reader.status != STATUS:
        near = nearest(reader.status, list(rows[0]))
        raise UsageError(
            f"{where}: column {reader.status} is missing.",
            now=(f"Did you mean {near}? " if near else "") + told_columns(rows),
        )
    return next((folded[name] for name in STAND_INS if name in folded), None)


def _with_bounds(
    rows: Rows,
    marks: Ints,
    values: Floats,
    lower: Floats,
    upper: Floats,
) -> tuple[Ints, Floats, Floats]:
    """Take the printed bounds of bands, and of numbers that say of themselves how far they were rounded."""
    ends = np.asarray(
        [(_end(row["lower"], 0.0), _end(row["upper"], np.inf)) for row in rows]
    )
    banded = (marks == Mark.BANDED) & ~np.isfinite(upper)
    lower, upper = (
        np.where(banded, ends[:, 0], lower),
        np.where(banded, ends[:, 1], upper),
    )
    if int((banded & (lower > upper)).sum()):
        raise UsageError(
            "Some bands end before they begin.", now="Mend the columns lower and upper."
        )
    says_so = STATUS in rows[0] and any(
        row[STATUS].strip().casefold() == "published" for row in rows
    )
    ranged = (
        (marks == Mark.SHOWN)
        & (ends[:, 0] < ends[:, 1])
        & (ends[:, 0] <= values)
        & (values <= ends[:, 1])
    )
    if (
        not says_so
        or not ranged.any()
        or not _is_rounding(values[ranged], ends[ranged])
    ):
        return marks, lower, upper
    marks = np.where(ranged, int(Mark.ROUNDED), marks)
    return (
        marks,
        np.where(ranged, ends[:, 0], lower),
        np.where(ranged, ends[:, 1], upper),
    )


def _is_rounding(values: Floats, ends: Floats) -> bool:
    """Whether bounds tell of a rounding, and not of an interval of another kind: all reach one less than the base."""
    reach = ends[:, 1] - values
    base = reach[0] + 1
    return bool(
        (reach == reach[0]).all()
        and (ends[:, 0] >= values - reach[0]).all()
        and (values % base == 0).all()
    )


def _end(text: str, otherwise: float) -> float:
    try:
        found = float(text)
    except ValueError:
        return otherwise
    return found if np.isfinite(found) else otherwise


def _dimension_named(
    name: str, codes: set[str], by: Sequence[str], reader: Reader
) -> str:
    """Give the dimension of which a column shows a level: `province`, where it is a level of `region`."""
    if name in reader.hierarchies:
        return name
    others = {
        column: own for column, own in reader.hierarchies.items() if column not in by
    }
    for column, own in others.items():
        if any(hierarchy.name == name for hierarchy in own):
            return column
    inside = [
        column
        for column, own in others.items()
        if codes - {TOTAL}
        and any(codes - {TOTAL} <= set(hierarchy.parents.values()) for hierarchy in own)
    ]
    return inside[0] if len(inside) == 1 else name
