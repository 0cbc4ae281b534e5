"""Reads the tables of an audit, and counts the cells that are wrong before any attack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.desk.columns import Columns, did_you_mean
from zicht.desk.existence import must_be_listed, read_code_lists
from zicht.desk.names import COUNT, COUNTS
from zicht.desk.numbers import whole_numbers
from zicht.desk.printed import read_published
from zicht.desk.printed_rows import Reader
from zicht.desk.requests import Attack, Notation, PrintedFile
from zicht.desk.trees import Trees, must_be_used, read_hierarchies, upper_codes
from zicht.disclosure.audit.attackers import Attacker
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import UsageError

USUAL_BASE = 5
"""Base that is assumed for a rounding without a stated base."""


@dataclass(frozen=True, eq=False)
class Printed:
    """Printed tables, and their faults before any attack.

    Parameters
    ----------
    tables : as they were read
    off_base : rounded cells that are not multiples of the base, or too far from the original
    small_printed : printed numbers that had to be withheld
    known : columns whose codes every reader knows
    """

    tables: list[PublishedTable]
    off_base: int
    small_printed: int
    known: set[str]


def read_tables(
    files: Sequence[PrintedFile], notation: Notation, attack: Attack
) -> Printed:
    """Read all tables, and count the cells that are wrong before any attack.

    Raises
    ------
    UsageError : a file cannot be read, or an option has no effect
    """
    # Options are checked before any table is read, so that a misspelled column is
    # reported as such and not as a missing total.
    trees = read_hierarchies(notation.levels, notation.totals)
    columns = {name for file in files for name in file.columns}
    must_be_used(trees, columns)
    known_columns = sorted(columns | set(trees))
    _refuse_unknown_columns(notation.several, known_columns)
    lists = read_code_lists(notation.code_lists, notation.totals, known_columns)
    reader = _reader(notation, attack, trees)
    tables = []
    n_off_base = 0
    n_small_printed = 0
    for file in files:
        table, rows = _read_table(file, notation, reader, lists)
        table = _with_thresholds(table, attack)
        tables.append(table)
        n_small_printed += _n_small_printed(table, attack.small)
        n_off_base += _n_off_base(table, _original_counts(rows, notation), reader)
    _refuse_idle_thresholds(tables, attack.thresholds)
    return Printed(tables, n_off_base, n_small_printed, set(lists) | set(trees))


def _read_table(
    file: PrintedFile,
    notation: Notation,
    reader: Reader,
    lists: Mapping[str, set[str]],
) -> tuple[PublishedTable, Columns]:
    """Read one table and its rows, if it holds counts of known codes."""
    table, rows = read_published(file.path, file.columns, reader)
    # Sums of amounts are refused before they are attacked as counts, which they would
    # survive.
    _refuse_amounts(rows, notation)
    _refuse_unlisted(table, lists)
    return table, rows


def base_of(notation: Notation, attack: Attack) -> int | None:
    """Return the base that the user gave or the attacker assumes; None for tables that are not rounded."""
    if notation.base is None and attack.attacker == Attacker.ROUNDED:
        return USUAL_BASE
    return notation.base


def _reader(notation: Notation, attack: Attack, trees: Trees) -> Reader:
    """Return how the attacker reads the tables."""
    base = base_of(notation, attack)
    # Where zeros are withheld or rounded as other numbers are, `<5` may stand for 0.
    zeros_may_hide = attack.attacker == Attacker.ZERO or base is not None
    return Reader(
        value=notation.value,
        status=notation.status,
        hierarchies=trees,
        totals=notation.totals,
        base=base,
        least=0 if zeros_may_hide else attack.small[0],
        several=frozenset(notation.several),
        nearest=notation.nearest,
    )


# ---- what is refused


def _refuse_amounts(file: Columns, notation: Notation) -> None:
    """Refuse sums of amounts, which would pass as counts although few contributors may be behind them.

    Raises
    ------
    UsageError : by its description the file holds sums, or the name of its column does not show that it holds counts
    """
    if file.holds_sums:
        raise UsageError(
            f"{file.where} holds sums of {notation.value}, and does not show how many contributors each sum has.",
            now="Give the records: --records FILE, with --contributor COLUMN if one may have several.",
        )
    name = notation.value.casefold()
    if not notation.counts and name not in COUNTS | {COUNT}:
        raise UsageError(
            f"{file.where}: does column {notation.value} count units, or is it a sum of amounts?",
            now="Give --counts if every number counts units; for sums of amounts give --records FILE.",
        )


def _refuse_unlisted(table: PublishedTable, lists: Mapping[str, set[str]]) -> None:
    """Refuse a table with codes that are not on the list of their column."""
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if dimension.name in lists:
            shown = set(codes.tolist()) - upper_codes(dimension.hierarchies)
            must_be_listed(dimension.name, shown, lists[dimension.name])


def _refuse_unknown_columns(several: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a column of several codes that no table has: the option would have no effect."""
    for column in several:
        if column not in known:
            raise UsageError(
                f"--several {column}: no table has that column in --by.",
                now=did_you_mean(column, known, f"--by names {', '.join(known)}."),
            )


def _refuse_idle_thresholds(
    tables: Sequence[PublishedTable], thresholds: Mapping[str, int]
) -> None:
    """Refuse a threshold of a level that no table has: it would have no effect."""
    levels: set[str] = set()
    for table in tables:
        for dimension in table.dimensions:
            levels.add(dimension.name)
            levels.update(tree.name for tree in dimension.hierarchies)
    for level in thresholds:
        if level not in levels:
            every_level = f"Columns and levels are {', '.join(sorted(levels))}."
            raise UsageError(
                f"--threshold {level}: no table has a column or level of that name.",
                now=did_you_mean(level, sorted(levels), every_level),
            )


# ---- thresholds


def _with_thresholds(table: PublishedTable, attack: Attack) -> PublishedTable:
    """Add the count from which each cell may be shown, if some level has a threshold of its own."""
    if not attack.thresholds:
        return table
    thresholds = np.full(len(table.values), attack.small[1] + 1, dtype=np.int64)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        for level, threshold in attack.thresholds.items():
            is_of_level = np.isin(codes, sorted(_codes_of_level(dimension, level)))
            # A cell of two such levels needs the higher of both thresholds.
            raised = np.maximum(thresholds, threshold)
            thresholds = np.where(is_of_level, raised, thresholds)
    return replace(table, thresholds=thresholds)


def _codes_of_level(dimension: Dimension, level: str) -> set[str]:
    """Return the codes of a column or of one of its levels; empty for any other name."""
    codes = set(dimension.leaves) if dimension.name == level else set[str]()
    trees_of_level = [tree for tree in dimension.hierarchies if tree.name == level]
    return codes | upper_codes(trees_of_level)


# ---- cells that are wrong before any attack


def _n_small_printed(table: PublishedTable, small: tuple[int, int]) -> int:
    """Count the printed numbers that had to be withheld."""
    return int((_is_small(table, small) & (table.marks == Mark.SHOWN)).sum())


def _is_small(table: PublishedTable, small: tuple[int, int]) -> Bools:
    """Mark the numbers below their threshold."""
    lowest, usual_highest = small
    highest = usual_highest if table.thresholds is None else table.thresholds - 1
    return np.asarray((lowest <= table.values) & (table.values <= highest))


def _original_counts(rows: Columns, notation: Notation) -> Ints | Floats | None:
    """Return the true counts in the column beside the rounded numbers; None if there is no such column."""
    if notation.original is None:
        return None
    rows.require([notation.original])
    where = f"{rows.where}, column {notation.original}"
    return whole_numbers(rows[notation.original], where)


def _n_off_base(
    table: PublishedTable, truth: Ints | Floats | None, reader: Reader
) -> int:
    """Count the rounded cells that are not multiples of the base, or too far from their true count."""
    base = reader.base
    if base is None:
        return 0
    largest_change = base // 2 if reader.nearest else base - 1
    # Withheld cells have no number. They get 0, which is a multiple of every base.
    is_printed = np.isfinite(table.values)
    numbers = np.where(is_printed, table.values, 0)
    is_off = numbers % base != 0
    if truth is not None:
        is_off |= np.abs(numbers - truth) > largest_change
    return int((is_printed & is_off).sum())
