"""Capture tables: read from a CSV, made from linked registrations, lists merged or omitted on record."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.text import Text

COUNT_NAMES = ("count", "counts", "freq", "frequency", "n", "aantal")
WHOLE = re.compile(r"\d+(\.0*)?")


def read_capture_table(
    path: Path, *, lists: Sequence[str] = (), covariates: Sequence[str] | None = None
) -> CaptureTable:
    """Read a capture table from a CSV with one 0/1 column per list.

    Parameters
    ----------
    path : one row per combination of lists with a column `count`, or one row per person without it
    lists : columns that are lists; by default every column that holds only 0 and 1
    covariates : columns that are covariates; by default every other column

    Returns
    -------
    CaptureTable, rows in the order of the file

    Raises
    ------
    EstimationRefused : the rows contradict each other, or no population follows from them
    UsageError : the file or a column does not exist, or holds what is no count and no 0 or 1

    Examples
    --------
    >>> table = read_capture_table(path)  # doctest: +SKIP
    >>> table.n_observed  # doctest: +SKIP
    8234
    """
    header, rows = _read_rows(path)
    return capture_table_of_rows(header, rows, lists=lists, covariates=covariates)


def capture_table_of_rows(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    lists: Sequence[str] = (),
    covariates: Sequence[str] | None = None,
) -> CaptureTable:
    """Make a capture table of rows of text; the parameters and errors are those of `read_capture_table`."""
    count_column = next(
        (
            i
            for i, name in enumerate(header)
            if name.lower() in COUNT_NAMES and name not in lists
        ),
        None,
    )
    _refuse_unknown([*lists, *(covariates or ())], header)
    others = [i for i in range(len(header)) if i != count_column]
    is_list = {
        i: header[i] in lists if lists else all(row[i] in {"0", "1"} for row in rows)
        for i in others
    }
    list_columns = [
        i for i in others if is_list[i] and header[i] not in (covariates or ())
    ]
    chosen = [
        i
        for i in others
        if i not in list_columns and (covariates is None or header[i] in covariates)
    ]
    _refuse_no_binary(header, rows, list_columns)
    patterns = [
        sum(1 << bit for bit, i in enumerate(list_columns) if row[i] == "1")
        for row in rows
    ]
    levels = [tuple(row[i] for i in chosen) for row in rows]
    names = tuple(header[i] for i in list_columns), tuple(header[i] for i in chosen)
    if count_column is None:
        return _count_persons(names[0], names[1], patterns, levels)
    counts = _whole_counts([row[count_column] for row in rows])
    return _kept(names[0], names[1], patterns, counts, levels)


def _read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path.name} cannot be read.", now="Give a CSV file in UTF-8."
        ) from error
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise UsageError(
            f"{path.name} holds no rows.",
            now="Give a header and a row per combination of lists.",
        )
    delimiter = max(",;\t", key=lines[0].count)
    header, *rows = [
        [cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)
    ]
    ragged = sum(len(row) != len(header) for row in rows)
    if ragged:
        raise UsageError(
            f"{path.name}: {ragged} rows do not have {len(header)} columns, as the header has.",
            now="Save it again as CSV.",
        )
    return header, rows


def _refuse_unknown(names: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            f"The table has no column {', '.join(unknown)}.",
            now=f"It has {', '.join(known)}.",
        )


def _refuse_no_binary(
    header: Sequence[str], rows: Sequence[Sequence[str]], list_columns: Sequence[int]
) -> None:
    broken = [
        f"Column {header[i]}: {wrong} rows hold something else than 0 or 1."
        for i in list_columns
        if (wrong := sum(row[i] not in {"0", "1"} for row in rows))
    ]
    if broken:
        raise UsageError(
            "A list column holds only 0 and 1.",
            details=broken,
            now="Correct the table.",
        )


def _whole_counts(words: Sequence[str]) -> list[int]:
    wrong = sum(WHOLE.fullmatch(word) is None for word in words)
    if wrong:
        raise UsageError(
            f"{wrong} of {len(words)} counts are not whole numbers of persons, zero or more.",
            now="A capture table counts persons; give unrounded, unweighted counts.",
        )
    return [int(word.split(".")[0]) for word in words]


def _kept(
    lists: tuple[str, ...],
    covariates: tuple[str, ...],
    patterns: Sequence[int],
    counts: Sequence[int],
    levels: Sequence[tuple[str, ...]],
) -> CaptureTable:
    return CaptureTable(
        lists,
        tuple(patterns),
        tuple(counts),
        covariates,
        tuple(levels) if covariates else (),
    )


def _count_persons(
    lists: tuple[str, ...],
    covariates: tuple[str, ...],
    patterns: Sequence[int],
    levels: Sequence[tuple[str, ...]],
) -> CaptureTable:
    tally = Counter(zip(patterns, levels, strict=True))
    keys = sorted(tally)
    return _kept(
        lists,
        covariates,
        [key[0] for key in keys],
        [tally[key] for key in keys],
        [key[1] for key in keys],
    )


def capture_table_from_links(
    persons: Sequence[object],
    sources: Sequence[str],
    *,
    lists: Sequence[str] = (),
    covariates: Mapping[str, Sequence[object]] | None = None,
) -> CaptureTable:
    """Make a capture table from linked registrations.

    Parameters
    ----------
    persons : one per registration; the linked person it is about
    sources : one per registration; the list it stands on
    lists : order of the lists; by default the order of their names
    covariates : per covariate one value per registration; the same for all registrations of a person

    Raises
    ------
    EstimationRefused : a person has two values of one covariate, or the table cannot be used
    """
    names = tuple(lists) or tuple(sorted(set(sources)))
    _refuse_unknown(sorted(set(sources)), names)
    bit = {name: 1 << i for i, name in enumerate(names)}
    columns = covariates or {}
    seen: dict[object, int] = {}
    levels: dict[object, tuple[str, ...]] = {}
    torn: set[object] = set()
    for row, (person, source) in enumerate(zip(persons, sources, strict=True)):
        seen[person] = seen.get(person, 0) | bit[source]
        values = tuple(str(column[row]) for column in columns.values())
        if levels.setdefault(person, values) != values:
            torn.add(person)
    if torn:
        raise EstimationRefused(
            f"{len(torn)} persons have more than one value of a covariate.",
            now="Decide on one value per person before counting.",
        )
    return _count_persons(
        names, tuple(columns), [seen[p] for p in seen], [levels[p] for p in seen]
    )


def merge_lists(
    table: CaptureTable, names: Sequence[str], *, into: str = ""
) -> CaptureTable:
    """Make one list of several; a person on any of them is on it. The merge goes on record."""
    _refuse_unknown(names, table.lists)
    if len(set(names)) < 2:
        raise UsageError("Merging takes two lists or more.", now="Write --merge A+B.")
    new = into or "".join(name for name in table.lists if name in names)
    first = min(table.lists.index(name) for name in names)
    lists = tuple(
        new if i == first else name
        for i, name in enumerate(table.lists)
        if i == first or name not in names
    )
    position = {
        name: lists.index(new if name in names else name) for name in table.lists
    }
    words = Text(
        nl=f"Lijsten {', '.join(names)} samengevoegd tot {new}.",
        en=f"Lists {', '.join(names)} merged into {new}.",
    )
    return _recast(table, lists, position, words)


def omit_list(table: CaptureTable, name: str) -> CaptureTable:
    """Leave a list out; persons seen nowhere else leave the table. The omission goes on record."""
    _refuse_unknown([name], table.lists)
    bit = 1 << table.lists.index(name)
    alone = sum(
        n
        for pattern, n in zip(table.patterns, table.counts, strict=True)
        if pattern == bit
    )
    lists = tuple(other for other in table.lists if other != name)
    words = Text(
        nl=f"Lijst {name} weggelaten; {alone} personen stonden alleen daarop.",
        en=f"List {name} left out; {alone} persons stood on it alone.",
    )
    return _recast(table, lists, {other: lists.index(other) for other in lists}, words)


def keep_lists(table: CaptureTable, names: Sequence[str]) -> CaptureTable:
    """Keep these lists and leave out every other."""
    _refuse_unknown(names, table.lists)
    for name in table.lists:
        if name not in names:
            table = omit_list(table, name)
    return table


def _recast(
    table: CaptureTable,
    lists: tuple[str, ...],
    position: Mapping[str, int],
    words: Text,
) -> CaptureTable:
    tally: Counter[tuple[int, tuple[str, ...]]] = Counter()
    blank: tuple[str, ...] = ()
    for row, (pattern, count) in enumerate(
        zip(table.patterns, table.counts, strict=True)
    ):
        new = 0
        for i, name in enumerate(table.lists):
            if pattern >> i & 1 and name in position:
                new |= 1 << position[name]
        if new and count:
            tally[new, table.levels[row] if table.covariates else blank] += count
    keys = list(tally)
    return CaptureTable(
        lists,
        tuple(key[0] for key in keys),
        tuple(tally[key] for key in keys),
        table.covariates,
        tuple(key[1] for key in keys) if table.covariates else (),
        (*table.record, words),
    )


def without_covariates(table: CaptureTable) -> CaptureTable:
    """Add the rows up over the covariates."""
    if not table.covariates:
        return table
    counts = table.by_pattern
    patterns = list(dict.fromkeys(table.patterns))
    return CaptureTable(
        table.lists,
        tuple(patterns),
        tuple(int(counts[p]) for p in patterns),
        record=table.record,
    )
