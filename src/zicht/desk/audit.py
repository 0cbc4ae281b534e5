"""The verb `zicht audit` on plain CSV files: attacks printed tables, whoever protected them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.desk.csvs import nearest, numbers_of, pairs_of
from zicht.desk.extents import with_extents
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.printed import Reader, read_published
from zicht.desk.records import names_of
from zicht.desk.trees import must_be_used, read_hierarchies
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.contradictions import contradictions
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import Findings, audit
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress

MANY, LEAST_STEP = 8, 3
"""Numbers of which it is no chance that all are multiples of this, or of more."""


def audit_files(
    tables: Sequence[Path],
    *,
    by: Sequence[str],
    value: str = "n",
    status: str | None = "status",
    hierarchies: Sequence[str] = (),
    small: str = "1-4",
    attacker: str = "one",
    original: str | None = None,
    base: int | None = None,
    nearest: bool = False,
    extents: Sequence[str] = (),
    totals: Sequence[str] = (),
    several: Sequence[str] = (),
    sensitive: Sequence[str] = (),
    seconds: float = 600.0,
    progress: Progress | None = None,
) -> Findings:
    """Attack printed tables, whoever protected them.

    Parameters
    ----------
    tables : CSV files, attacked together
    by : columns of the dimensions: one for all tables, or one per table
    value, status : columns; the value of a withheld cell is never looked at
    hierarchies : `region=FILE`
    small : lowest and highest count that had to be withheld
    attacker : zero, one, threshold or rounded
    original : column with the true counts, to check a rounding against
    base : of the rounding; tables are read as rounded when it is given
    nearest : whether every number was rounded to the nearest multiple of the base
    extents : what the totals cover, `year=2019-2024` or `year` for the years a table lists: one, or one per table
    totals : `region=CODE`: the code of the margin, where its name does not say so; `region=` where there is none
    several : columns of which one may carry several codes: each is at most the total, and they do not add up to it
    sensitive : `form=CODE`: nobody may know that somebody of a row is in it, and fewer than the highest of `small` and
        one are not

    Returns
    -------
    findings; `.ok` says whether the tables hold, `.as_mapping()` is what `--json` prints

    Raises
    ------
    UsageError : a file cannot be read as what it should be, or a code looks like a total that nobody marked
    """
    begin = time.monotonic()
    low, high = _small(small)
    if attacker not in list(Attacker):
        raise UsageError(
            f"--attacker {attacker!r} is not known.",
            now="Take zero, one, threshold or rounded.",
        )
    if nearest and base is None:
        raise UsageError(
            "--nearest needs the base of the rounding.", now="Add --base 5"
        )
    if original is not None and base is None:
        raise UsageError(
            "--original needs the base of the rounding.", now="Add --base 5"
        )
    if not tables:
        raise UsageError("No table was given.", now="Give one CSV or more.")
    step = (base or 5) if base is not None or attacker == Attacker.ROUNDED else None
    above = read_hierarchies(hierarchies)
    wanted = [names_of(one) for one in by]
    if len(wanted) not in (1, len(tables)):
        raise UsageError(
            f"{len(tables)} tables and {len(wanted)} --by.",
            now="Give --by once, or once per table.",
        )
    must_be_used(above, wanted)
    must_be_of_a_table("--several", several, above, wanted)
    margins = pairs_of("--total", totals)
    least = 0 if attacker == Attacker.ZERO or step is not None else low
    reader = Reader(
        value, status, above, margins, step, least, frozenset(several), nearest
    )
    read: list[PublishedTable] = []
    off_base = small_printed = 0
    for at, path in enumerate(tables):
        table, rows = read_published(path, wanted[at % len(wanted)], reader)
        read.append(table)
        small_printed += int(
            (
                (table.marks == Mark.SHOWN)
                & (table.values >= low)
                & (table.values <= high)
            ).sum()
        )
        if step is not None:
            truth = (
                numbers_of(rows, original, path.name) if original is not None else None
            )
            off_base += _off_base(
                table.values, truth, step, step // 2 if nearest else step - 1
            )
    chances = refuse_unmarked(read, margins)
    own_steps = [_own_step(table) for table in read]
    is_rounded = step is not None or any(own_steps)
    kind = Attacker.ROUNDED if is_rounded else Attacker(attacker)
    groups = Groups(sensitive_of(sensitive, read), high + 1)
    background = Background(
        kind, (low, high), step or max([5, *own_steps]), groups=groups
    )
    same = _same_leaves(with_extents(read, extents))
    findings = audit(same, background, seconds=seconds, progress=progress)
    findings = replace(
        findings,
        off_base=off_base,
        small_printed=small_printed,
        notes=(*_notes(findings, read), *chances),
    )
    if findings.contradiction:
        findings = replace(findings, broken=contradictions(same, background))
    return replace(findings, seconds=time.monotonic() - begin)


def _own_step(table: PublishedTable) -> int:
    """Give the base of a rounding that the printed bounds themselves tell; 0 where they tell none."""
    ranged = (table.marks == Mark.ROUNDED) & np.isfinite(table.upper)
    return int((table.upper - table.values)[ranged].max(initial=-1)) + 1


def _notes(findings: Findings, tables: Sequence[PublishedTable]) -> tuple[str, ...]:
    """Return what the findings do not say by themselves: a table without sums or without protection proves little."""
    found = []
    if not findings.relations:
        found.append(
            "Nothing adds up: no column has a total or a hierarchy, so that no cell follows from others."
        )
    else:
        crossed = [
            {dimension.name for dimension in table.dimensions} for table in tables
        ]
        bare = sorted(
            {
                dimension.name
                for table in tables
                for dimension, codes in zip(table.dimensions, table.codes, strict=True)
                if TOTAL not in codes
                and not dimension.hierarchies
                and len(dimension.leaves) > 1
                # A table that does not break down by it gives its totals.
                and all(dimension.name in names for names in crossed)
            }
        )
        found += [
            f"No total of {name} was found: its cells are not taken to add up."
            for name in bare
        ]
    shown = np.concatenate(
        [
            table.values[(table.marks == Mark.SHOWN) & (table.values > 0)]
            for table in tables
        ]
    )
    step = int(np.gcd.reduce(shown.astype(np.int64))) if len(shown) >= MANY else 1
    if step >= LEAST_STEP:
        found.append(
            f"Every number is a multiple of {step}: give --base {step} where they were rounded (and --nearest)."
        )
    if not findings.protected:
        found.append(
            "No cell is withheld, banded or rounded: there was nothing to attack."
        )
    return tuple(found)


def must_be_of_a_table(
    option: str,
    columns: Sequence[str],
    above: Mapping[str, Sequence[Hierarchy]],
    wanted: Sequence[Sequence[str]],
) -> None:
    """Refuse an option about a column that no table has: it would silently do nothing."""
    used = sorted({name for names in wanted for name in names} | set(above))
    for column in columns:
        if column not in used:
            meant = nearest(column, used)
            raise UsageError(
                f"{option} {column}: no table has that column in --by.",
                now=f"Did you mean {meant}?"
                if meant
                else f"--by names {', '.join(used)}.",
            )


def sensitive_of(
    given: Sequence[str], tables: Sequence[PublishedTable]
) -> dict[str, tuple[str, ...]]:
    """Read `COLUMN=CODE` arguments of sensitive categories, which some table must show at its finest level."""
    found: dict[str, tuple[str, ...]] = {}
    for one in given:
        column, _, code = (part.strip() for part in one.partition("="))
        leaves = {
            leaf
            for table in tables
            for own in table.dimensions
            if own.name == column
            for leaf in own.leaves
        }
        if not column or not code:
            raise UsageError(
                f"--sensitive {one!r} is not understood.",
                now="Write --sensitive form=CODE",
            )
        if code not in leaves:
            meant = nearest(code, sorted(leaves))
            raise UsageError(
                f"--sensitive {one!r}: no table has that category.",
                now=f"Did you mean {meant}?"
                if meant
                else "Name a column of --by and one of its finest categories.",
            )
        found[column] = (*found.get(column, ()), code)
    return found


def _off_base(
    values: np.ndarray, truth: np.ndarray | None, base: int, reach: int
) -> int:
    """Count the rounded cells that are no multiple of the base, or that lie further than they may from the original."""
    shown = np.isfinite(values)
    bad = shown & (np.where(shown, values, 0) % base != 0)
    if truth is not None:
        bad |= shown & (np.abs(np.where(shown, values, 0) - truth) > reach)
    return int(bad.sum())


def _small(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    if not low.isdigit() or not high.isdigit() or not 1 <= int(low) <= int(high):
        raise UsageError(
            f"--small {text!r} is not understood.", now="Write --small 1-4"
        )
    return int(low), int(high)


def _same_leaves(tables: Sequence[PublishedTable]) -> list[PublishedTable]:
    """Give a column the same categories in every table, but where its extent differs: a row left out says nobody."""
    leaves: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            leaves.setdefault(dimension.name, set()).update(dimension.leaves)
    return [
        replace(
            table,
            dimensions=tuple(
                d
                if d.name in table.extents
                else replace(d, leaves=tuple(sorted(leaves[d.name])))
                for d in table.dimensions
            ),
        )
        for table in tables
    ]
