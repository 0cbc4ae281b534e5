"""The verb `zicht audit` on plain CSV files: attacks printed tables, whoever protected them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.desk.columns import Columns, did_you_mean
from zicht.desk.existence import disclosed_by_print, must_be_listed, read_code_lists
from zicht.desk.extents import with_extents
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.names import COUNT, COUNTS
from zicht.desk.numbers import whole_numbers
from zicht.desk.printed import Reader, read_published
from zicht.desk.requests import Attack, Category, Notation, PrintedFile
from zicht.desk.trees import Trees, must_be_used, read_hierarchies, upper_codes
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.contradictions import contradictions
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress

MANY, LEAST_STEP = 8, 3
"""How many numbers, and of which multiple, are too many for a coincidence."""
USUAL_BASE = 5


@dataclass(frozen=True, eq=False)
class _Printed:
    """Printed tables, and what is wrong with them before any attack.

    Parameters
    ----------
    tables : as they were read
    off_base : rounded cells that are not multiples of the base, or too far from the original
    small_printed : cells that print a number that had to be withheld
    known : columns whose codes are known to every reader
    """

    tables: list[PublishedTable]
    off_base: int
    small_printed: int
    known: set[str]


def audit_files(
    files: Sequence[PrintedFile],
    notation: Notation,
    attack: Attack,
    *,
    progress: Progress | None = None,
) -> Findings:
    """Attack printed tables, whoever protected them.

    Parameters
    ----------
    files : attacked together
    notation : how they are to be read; the value of a withheld cell is never looked at
    attack : what the attacker knows, and what had to be withheld
    progress : called with words about each step

    Returns
    -------
    findings; `.ok` says whether the tables hold, `.as_mapping()` is what `--json` prints

    Raises
    ------
    UsageError : a file cannot be read as what it should be, or a code looks like a total that nobody marked
    """
    begin = time.monotonic()
    _refuse_bad_request(files, notation, attack)
    printed = _read_tables(files, notation, attack)
    coincidences = refuse_unmarked(printed.tables, notation.totals)
    background = _background(printed.tables, notation, attack)
    existence = _existence(printed, attack, background)
    extended = with_extents(printed.tables, [file.extent for file in files])
    tables = _with_same_leaves(extended)
    findings = audit(tables, background, seconds=attack.seconds, progress=progress)
    broken = contradictions(tables, background) if findings.contradiction else ()
    return replace(
        findings,
        off_base=printed.off_base,
        small_printed=printed.small_printed,
        existence=sum(existence.values()),
        notes=(
            *_notes(findings, printed.tables),
            *_notes_on_existence(existence),
            *coincidences,
        ),
        broken=broken or findings.broken,
        seconds=time.monotonic() - begin,
    )


def _refuse_bad_request(
    files: Sequence[PrintedFile], notation: Notation, attack: Attack
) -> None:
    """Refuse options that contradict each other."""
    if attack.attacker not in list(Attacker):
        raise UsageError(
            f"--attacker {attack.attacker!r} is not known.",
            now="Take zero, one, threshold or rounded.",
        )
    if notation.nearest and notation.base is None:
        raise UsageError(
            "--nearest needs the base of the rounding.", now="Add --base 5"
        )
    if notation.original is not None and notation.base is None:
        raise UsageError(
            "--original needs the base of the rounding.", now="Add --base 5"
        )
    if not files:
        raise UsageError("No table was given.", now="Give one CSV or more.")


def _read_tables(
    files: Sequence[PrintedFile], notation: Notation, attack: Attack
) -> _Printed:
    """Read all tables, and count the cells that are wrong before any attack."""
    trees = read_hierarchies(notation.levels, notation.totals)
    columns = {name for file in files for name in file.columns}
    must_be_used(trees, columns)
    _refuse_unknown_columns("--several", notation.several, trees, columns)
    lists = read_code_lists(
        notation.code_lists, notation.totals, sorted(columns | set(trees))
    )
    reader = _reader(notation, attack, trees)
    low, high = attack.small
    tables = []
    off_base = small_printed = 0
    for file in files:
        read, rows = read_published(file.path, file.columns, reader)
        _refuse_amounts(rows, notation)
        _refuse_unlisted(read, lists)
        table = _with_thresholds(read, attack)
        tables.append(table)
        highest = high if table.thresholds is None else table.thresholds - 1
        is_small = (low <= table.values) & (table.values <= highest)
        small_printed += int((is_small & (table.marks == Mark.SHOWN)).sum())
        if reader.base is not None:
            truth = None
            if notation.original is not None:
                rows.require([notation.original])
                where = f"{rows.where}, column {notation.original}"
                truth = whole_numbers(rows[notation.original], where)
            reach = reader.base // 2 if reader.nearest else reader.base - 1
            off_base += _n_off_base(table.values, truth, reader.base, reach)
    _refuse_idle_thresholds(tables, attack.thresholds)
    return _Printed(tables, off_base, small_printed, set(lists) | set(trees))


def _refuse_amounts(file: Columns, notation: Notation) -> None:
    """Refuse sums of amounts, which would pass as counts: nothing is known of how few contributors are behind a sum.

    Raises
    ------
    UsageError : the file says that it holds sums, or its column is not called as counts are and the user says nothing
    """
    if file.holds_sums:
        raise UsageError(
            f"{file.where} holds sums of {notation.value}, of which the table does not say who stands behind them.",
            now="Give the records: --records FILE, with --contributor COLUMN where one may have several.",
        )
    name = notation.value.casefold()
    if not notation.counts and name not in COUNTS | {COUNT}:
        raise UsageError(
            f"{file.where}: does column {notation.value} count units, or is it a sum of amounts?",
            now="Say --counts where every number counts units; for sums of amounts give --records FILE.",
        )


def _refuse_unlisted(table: PublishedTable, lists: Mapping[str, set[str]]) -> None:
    """Refuse a table with codes that are not on the list of their column."""
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if dimension.name in lists:
            shown = set(codes.tolist()) - upper_codes(dimension.hierarchies)
            must_be_listed(dimension.name, shown, lists[dimension.name])


def _with_thresholds(table: PublishedTable, attack: Attack) -> PublishedTable:
    """Add the count from which each cell may be shown, where some level has another than the rest."""
    if not attack.thresholds:
        return table
    thresholds = np.full(len(table.values), attack.small[1] + 1, dtype=np.int64)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        for level, threshold in attack.thresholds.items():
            is_of_level = np.isin(codes, sorted(_codes_of_level(dimension, level)))
            thresholds = np.where(
                is_of_level, np.maximum(thresholds, threshold), thresholds
            )
    return replace(table, thresholds=thresholds)


def _codes_of_level(dimension: Dimension, level: str) -> set[str]:
    """Return the codes of a column or of one of its levels; none where it is neither."""
    codes = set(dimension.leaves) if dimension.name == level else set[str]()
    return codes | upper_codes(
        tree for tree in dimension.hierarchies if tree.name == level
    )


def _refuse_idle_thresholds(
    tables: Sequence[PublishedTable], thresholds: Mapping[str, int]
) -> None:
    """Refuse a threshold of a level that no table has: it would silently do nothing."""
    levels = {
        name
        for table in tables
        for dimension in table.dimensions
        for name in (dimension.name, *(tree.name for tree in dimension.hierarchies))
    }
    for level in thresholds:
        if level not in levels:
            every_level = f"Columns and levels are {', '.join(sorted(levels))}."
            raise UsageError(
                f"--threshold {level}: no table has a column or level of that name.",
                now=did_you_mean(level, sorted(levels), every_level),
            )


def _existence(
    printed: _Printed, attack: Attack, background: Background
) -> dict[str, int]:
    """Count per column the codes of which the rows alone reveal that somebody has them."""
    is_rounded = any(table.is_rounded for table in printed.tables)
    may_be_empty = attack.attacker == Attacker.ZERO or is_rounded
    least = 0.0 if may_be_empty else 1.0
    return disclosed_by_print(printed.tables, printed.known, background.base, least)


def _notes_on_existence(existence: Mapping[str, int]) -> list[str]:
    """Ask whether the codes of a column are known to every reader."""
    return [
        f"Column {name}: is there a public list of its codes? Without one, that there are rows reveals of {n} codes "
        f"that somebody has them. Give --codes {name}=FILE, or --codes {name}= where every reader knows that they "
        "occur."
        for name, n in existence.items()
    ]


def _reader(notation: Notation, attack: Attack, trees: Trees) -> Reader:
    """Return how tables are to be read by an attacker."""
    base = notation.base
    if base is None and attack.attacker == Attacker.ROUNDED:
        base = USUAL_BASE
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


def _background(
    tables: Sequence[PublishedTable], notation: Notation, attack: Attack
) -> Background:
    """Return what the attacker knows: tables that print their own rounding bounds are rounded, whatever was said."""
    printed_bases = [_printed_base(table) for table in tables]
    is_rounded = (
        notation.base is not None
        or attack.attacker == Attacker.ROUNDED
        or any(printed_bases)
    )
    attacker = Attacker.ROUNDED if is_rounded else Attacker(attack.attacker)
    base = notation.base
    if base is None and attack.attacker == Attacker.ROUNDED:
        base = USUAL_BASE
    groups = Groups(_sensitive_codes(attack.sensitive, tables), attack.small[1] + 1)
    return Background(
        attacker,
        attack.small,
        base or max([USUAL_BASE, *printed_bases]),
        groups=groups,
    )


def _printed_base(table: PublishedTable) -> int:
    """Return the base of a rounding that the printed bounds reveal; 0 where they reveal none."""
    has_bounds = (table.marks == Mark.ROUNDED) & np.isfinite(table.upper)
    reach = (table.upper - table.values)[has_bounds]
    return int(reach.max(initial=-1)) + 1


def _n_off_base(
    values: np.ndarray, truth: np.ndarray | None, base: int, reach: int
) -> int:
    """Count the rounded cells that are not multiples of the base, or too far from the original."""
    is_printed = np.isfinite(values)
    numbers = np.where(is_printed, values, 0)
    is_off = numbers % base != 0
    if truth is not None:
        is_off |= np.abs(numbers - truth) > reach
    return int((is_printed & is_off).sum())


def _with_same_leaves(tables: Sequence[PublishedTable]) -> list[PublishedTable]:
    """Give a column the same categories in every table, but where its extent differs: an absent row means zero."""
    leaves: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            leaves.setdefault(dimension.name, set()).update(dimension.leaves)
    extended = []
    for table in tables:
        dimensions = tuple(
            dimension
            if dimension.name in table.extents
            else replace(dimension, leaves=tuple(sorted(leaves[dimension.name])))
            for dimension in table.dimensions
        )
        extended.append(replace(table, dimensions=dimensions))
    return extended


def _notes(findings: Findings, tables: Sequence[PublishedTable]) -> list[str]:
    """Say what the findings do not say by themselves: a table without sums or without protection proves little."""
    notes = []
    if findings.relations:
        notes += [
            f"No total of {name} was found: its cells are not taken to add up."
            for name in _columns_without_total(tables)
        ]
    else:
        notes.append(
            "Nothing adds up: no column has a total or a hierarchy, so that no cell follows from others."
        )
    if findings.left_out:
        notes.append(
            "The tables cross more combinations of codes than were attacked: limits"
            " that no sum of printed cells shows were not looked for."
        )
    step = _common_step(tables)
    if step >= LEAST_STEP:
        notes.append(
            f"Every number is a multiple of {step}: give --base {step} where they were rounded (and --nearest)."
        )
    if not findings.protected:
        notes.append(
            "No cell is withheld, banded or rounded: there was nothing to attack."
        )
    return notes


def _columns_without_total(tables: Sequence[PublishedTable]) -> list[str]:
    """Return the columns by which every table is broken down, and that have neither a total nor levels in some table.

    A table that is not broken down by a column prints the totals over it.
    """
    names = [{dimension.name for dimension in table.dimensions} for table in tables]
    in_every_table = set.intersection(*names)
    bare = {
        dimension.name
        for table in tables
        for dimension, codes in zip(table.dimensions, table.codes, strict=True)
        if dimension.name in in_every_table
        and TOTAL not in codes
        and not dimension.hierarchies
        and len(dimension.leaves) > 1
    }
    return sorted(bare)


def _common_step(tables: Sequence[PublishedTable]) -> int:
    """Return the number of which every printed number is a multiple; 1 where few are printed."""
    shown = np.concatenate(
        [
            table.values[(table.marks == Mark.SHOWN) & (table.values > 0)]
            for table in tables
        ]
    )
    return int(np.gcd.reduce(shown.astype(np.int64))) if len(shown) >= MANY else 1


def _refuse_unknown_columns(
    option: str, columns: Sequence[str], trees: Trees, used: set[str]
) -> None:
    """Refuse an option about a column that no table has: it would silently do nothing."""
    known = sorted(used | set(trees))
    for column in columns:
        if column in known:
            continue
        raise UsageError(
            f"{option} {column}: no table has that column in --by.",
            now=did_you_mean(column, known, f"--by names {', '.join(known)}."),
        )


def _sensitive_codes(
    categories: Sequence[Category], tables: Sequence[PublishedTable]
) -> Mapping[str, tuple[str, ...]]:
    """Return the sensitive codes by column, each of which some table must show at its finest level."""
    leaves: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            leaves.setdefault(dimension.name, set()).update(dimension.leaves)
    codes: dict[str, tuple[str, ...]] = {}
    for category in categories:
        known = leaves.get(category.column, set())
        if category.code not in known:
            raise UsageError(
                f"--sensitive '{category}': no table has that category.",
                now=did_you_mean(
                    category.code,
                    sorted(known),
                    "Name a column of --by and one of its finest categories.",
                ),
            )
        codes[category.column] = (*codes.get(category.column, ()), category.code)
    return codes
