"""The verbs `zicht protect` and `zicht audit` on plain CSV files."""

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from zicht.disclosure import policy as policies
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.contradictions import contradictions
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import Findings, audit
from zicht.disclosure.csvs import nearest, numbers_of, pairs_of
from zicht.disclosure.extents import with_extents
from zicht.disclosure.inhabitants import read_inhabitants
from zicht.disclosure.losses import Loss
from zicht.disclosure.marginals import refuse_unmarked
from zicht.disclosure.printed import Reader, read_published
from zicht.disclosure.rare import Gate, group_rare
from zicht.disclosure.records import names_of, read_records
from zicht.disclosure.trees import must_be_used, read_hierarchies
from zicht.disclosure.written import must_be_free, write
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import TOTAL, CountTable, Hierarchy, Status
from zicht.vocabulary.text import Language

MANY, LEAST_STEP = 8, 3
"""Numbers of which it is no chance that all are multiples of this, or of more."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class ProtectReport:
    """What `zicht protect` did.

    Parameters
    ----------
    files : written, in the order of the tables
    method, policy : how, and by which rules
    cells, hidden : how many cells there are, and how many show no number
    losses : by name
    tables : what each table lost, as it can be read off the published table
    page : that tells it
    audit : the command that attacks the tables
    notes : what was left out or merged, in words
    seconds : it took
    """

    files: tuple[Path, ...]
    method: str
    policy: str
    cells: int
    hidden: int
    losses: Mapping[str, float]
    tables: tuple[Loss, ...]
    page: Path
    audit: str
    notes: tuple[str, ...]
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
        return {
            "files": [path.name for path in self.files],
            "method": self.method,
            "policy": self.policy,
            "cells": self.cells,
            "hidden": self.hidden,
            "losses": dict(self.losses),
            "tables": [loss.as_mapping() for loss in self.tables],
            "page": self.page.name,
            "audit": self.audit,
            "notes": list(self.notes),
            "seconds": round(self.seconds, 3),
        }


def protect_files(
    micro: Path,
    *,
    by: Sequence[str],
    hierarchies: Sequence[str] = (),
    policy: Path,
    out: Path,
    inhabitants: Sequence[str] = (),
    count: str = "",
    without: Sequence[str] = (),
    merge_rare: Sequence[str] = (),
    several: Sequence[str] = (),
    person: str = "",
    totals: Sequence[str] = (),
    language: Language = "en",
    progress: Progress | None = None,
    seconds: float = 300.0,
) -> ProtectReport:
    """Count micro data, protect all tables as one system, attack them, and write them.

    Parameters
    ----------
    micro : CSV with a row per record
    by : for each table its columns, as `region,year`; the name of a level (`province`) stands for its column there
    hierarchies : `region=FILE`, several for one column where they cross; a CSV of child and parent, or a .hrc file;
        `region=province` for a column of the micro data, and `region=` where no other column is a level of it
    policy : TOML file with the rules
    out : folder to write to, new or written by an earlier run; a file per table (`region_year.csv`), the levels, a page
    inhabitants : `region=FILE`, for a policy with `minimum_population`
    count : column that says how many units a row stands for; `n` where there is one, and `rows` for one each
    without : `COLUMN=MEMBER`: rows to leave out, with * for anything
    merge_rare : `COLUMN=LEAST`: categories whose published number is below it are published together
    several : columns of which one may carry several codes: they do not add up to their total
    person : column that says whose row it is: rows of one person with the same other codes count once
    totals : `COLUMN=CODE`: the code of a total where its name does not say so; `COLUMN=` where there is none
    language : of the page and the notes
    seconds : the longest one part of the protection, or the attack, may take

    Returns
    -------
    files, losses and seconds; nothing is written when the gate refuses

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be, or the folder holds other files
    DisclosureRefused : the gate refuses, and says what to merge
    """
    begin = time.monotonic()
    rules = read_policy(policy)
    must_be_free(out)
    records = read_records(
        micro,
        by,
        hierarchies,
        rules,
        count=count,
        without=without,
        several=several,
        person=person,
        totals=totals,
    )
    people = dict.fromkeys(records.dimensions, records)
    gate = Gate(rules, read_inhabitants(inhabitants, rules, people), progress, seconds)
    grouped = group_rare(records, merge_rare, gate)
    protected = gate.publish(grouped.records.tables())
    written = write(
        protected,
        grouped.records.wanted,
        out,
        rules,
        notes=records.notes,
        groups=grouped.groups,
        language=language,
    )
    hidden = sum(
        int((table.statuses != Status.PUBLISHED).sum()) for table in protected.tables
    )
    return ProtectReport(
        files=written.files,
        method=protected.method,
        policy=protected.policy,
        cells=sum(len(table.values) for table in protected.tables),
        hidden=hidden,
        losses=protected.losses,
        tables=written.losses,
        page=written.page,
        audit=written.audit,
        notes=tuple(
            note.in_language(language) for note in (*records.notes, *grouped.notes)
        ),
        seconds=time.monotonic() - begin,
    )


def read_policy(path: Path) -> Policy:
    """Read the rules from a TOML file."""
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            f"{path.name} is no TOML: {error}.",
            now="See docs/disclosure.md for a policy.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"{path.name} cannot be read as UTF-8 text.",
            now="Give a TOML file with rules.",
        ) from error
    return policies.read(mapping, where=path.name)


def count_file(
    micro: Path, by: Sequence[str], hierarchies: Sequence[str], rules: Policy
) -> tuple[CountTable, ...]:
    """Count a micro data file into the tables asked for."""
    return read_records(micro, by, hierarchies, rules).tables()


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
    """Tell what the findings do not say by themselves: a table without sums or without protection proves little."""
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
