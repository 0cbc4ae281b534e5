"""The verbs `zicht protect` and `zicht audit` on plain CSV files."""

import csv
import hashlib
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure import policy as policies
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.published import PublishedTable
from zicht.disclosure.audit.report import Findings, audit
from zicht.disclosure.csvs import TOTALS, dimension_of, numbers_of, read_hierarchy, read_published, read_rows
from zicht.disclosure.extents import with_extents
from zicht.disclosure.gate import publish
from zicht.disclosure.inhabitants import read_inhabitants
from zicht.disclosure.merging import merge_categories, refuse_idle
from zicht.disclosure.tabulate import tabulate
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import TOTAL, CountTable, Dimension, Draft, Hierarchy, ProtectedTable, Status

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
    seconds : it took
    """

    files: tuple[Path, ...]
    method: str
    policy: str
    cells: int
    hidden: int
    losses: Mapping[str, float]
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
    progress: Progress | None = None,
    seconds: float = 300.0,
) -> ProtectReport:
    """Count micro data, protect all tables as one system, attack them, and write them.

    Parameters
    ----------
    micro : CSV with a row per record; a column `n`, where there is one, says how many units a row stands for
    by : for each table its columns, as `region,year`; the name of a level (`province`) stands for its column there
    hierarchies : `region=FILE`, several for one column where they cross; a CSV of child and parent, or a .hrc file
    policy : TOML file with the rules
    out : folder to write to; a file per table, `region_year.csv`
    inhabitants : `region=FILE`, for a policy with `minimum_population`

    Returns
    -------
    files, losses and seconds; nothing is written when the gate refuses

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be
    DisclosureRefused : the gate refuses, and says what to merge
    """
    begin = time.monotonic()
    rules = read_policy(policy)
    tables = count_file(micro, by, hierarchies, rules)
    protected = publish(
        Draft(tables),
        rules,
        sign=lambda digest: hashlib.sha256(digest).hexdigest(),
        progress=progress,
        inhabitants=read_inhabitants(inhabitants, rules, {name: one for one in tables for name in one.names}),
        seconds=seconds,
    )
    out.mkdir(parents=True, exist_ok=True)
    files = tuple(_write(table, out, _names(one)) for table, one in zip(protected.tables, by, strict=True))
    hidden = sum(int((table.statuses != Status.PUBLISHED).sum()) for table in protected.tables)
    cells = sum(len(table.values) for table in protected.tables)
    spent = time.monotonic() - begin
    return ProtectReport(files, protected.method, protected.policy, cells, hidden, protected.losses, spent)


def read_policy(path: Path) -> Policy:
    """Read the rules from a TOML file."""
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(
            f"{path.name} cannot be read as TOML.", now="See docs/disclosure.md for a policy."
        ) from error
    return policies.read(mapping, where=path.name)


@dataclass(frozen=True, eq=False)
class Layout:
    """How a micro data file is to be counted.

    Parameters
    ----------
    columns : per dimension the leaf of each record
    wanted : per table its columns, as they were asked for
    tables : per table its dimensions, and the hierarchy at which a dimension is shown
    """

    columns: Mapping[str, NDArray[np.str_]]
    wanted: tuple[list[str], ...]
    tables: tuple[tuple[list[Dimension], dict[str, str]], ...]


def lay_out(micro: Path, by: Sequence[str], hierarchies: Sequence[str], rules: Policy) -> Layout:
    """Read the columns of the tables asked for, merged as the policy says."""
    rows = read_rows(micro)
    wanted = tuple(_names(one) for one in by)
    if not wanted:
        raise UsageError("No table was asked for.", now="Say which columns: --by region,year")
    above = read_hierarchies(hierarchies)
    level = {name: _level_of(name, names, above, rows) for names in wanted for name in names}
    columns = sorted({level[name] or name for names in wanted for name in names})
    missing = [name for name in columns if name not in rows[0]]
    if missing:
        raise UsageError(f"{micro.name}: column {', '.join(missing)} is missing.", now=f"It has {', '.join(rows[0])}.")
    codes = {name: [row[name].strip() for row in rows] for name in columns}
    refuse_idle(rules, set(rows[0]), above, where=micro.name)
    codes, above = merge_categories(codes, above, rules.merges, where=micro.name)
    reserved = [name for name, own in codes.items() if TOTALS.intersection(own)]
    if reserved:
        raise UsageError(
            f"{micro.name}: column {', '.join(reserved)} holds blanks or totals.",
            now="Give records only, with unknown written out as a category.",
        )
    dimensions = {name: dimension_of(name, own, above.get(name, ())) for name, own in codes.items()}
    tables = tuple(
        ([dimensions[level[n] or n] for n in names], {own: n for n in names if (own := level[n]) is not None})
        for names in wanted
    )
    return Layout({name: np.asarray(own) for name, own in codes.items()}, wanted, tables)


def count_file(micro: Path, by: Sequence[str], hierarchies: Sequence[str], rules: Policy) -> tuple[CountTable, ...]:
    """Count a micro data file into the tables asked for."""
    layout, rows = lay_out(micro, by, hierarchies, rules), read_rows(micro)
    is_counted = "n" in rows[0] and "n" not in layout.columns
    weights = (numbers_of(rows, "n", micro.name) if is_counted else np.ones(len(rows))).astype(np.int64)
    return tuple(
        tabulate(layout.columns, weights, dimensions, "records", levels=levels) for dimensions, levels in layout.tables
    )


def _level_of(
    name: str,
    names: Sequence[str],
    above: Mapping[str, Sequence[Hierarchy]],
    rows: Sequence[Mapping[str, str]],
) -> str | None:
    """Give the column of which a name is a level, so that a province is the sum of its municipalities in any table."""
    for column, hierarchies in above.items():
        for hierarchy in hierarchies:
            if hierarchy.name != name or column == name or column not in rows[0]:
                continue
            if name in rows[0] and any(hierarchy.parents.get(row[column].strip()) != row[name].strip() for row in rows):
                continue
            if column in names:
                raise UsageError(
                    f"--by names {column} and {name}, which is a level of it.", now=f"Leave {name} out: it is added."
                )
            return column
    return None


def _names(one: str) -> list[str]:
    names = [name.strip() for name in one.split(",") if name.strip()]
    if not names or len(set(names)) != len(names):
        raise UsageError(f"--by {one!r} names no columns, or one twice.", now="Write --by region,year")
    return names


def read_hierarchies(given: Sequence[str]) -> dict[str, list[Hierarchy]]:
    """Read `region=FILE` arguments."""
    found: dict[str, list[Hierarchy]] = {}
    for one in given:
        column, _, file = one.partition("=")
        if not column or not file:
            raise UsageError(f"--hierarchy {one!r} is not understood.", now="Write --hierarchy region=FILE")
        found.setdefault(column.strip(), []).append(read_hierarchy(Path(file)))
    return found


def _write(table: ProtectedTable, out: Path, names: Sequence[str]) -> Path:
    path = out / f"{'_'.join(names)}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, "n", "status", "lower", "upper"])
        shown = table.statuses == Status.PUBLISHED
        withheld = table.statuses == Status.WITHHELD
        values = ["" if not show else str(n) for n, show in zip(table.values.tolist(), shown, strict=True)]
        lower = ["" if hide else str(n) for n, hide in zip(table.lower.tolist(), withheld, strict=True)]
        upper = ["" if hide else str(n) for n, hide in zip(table.upper.tolist(), withheld, strict=True)]
        codes = [["Total" if code == TOTAL else code for code in column.tolist()] for column in table.codes]
        writer.writerows(zip(*codes, values, table.statuses.tolist(), lower, upper, strict=True))
    return path


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
    extents: Sequence[str] = (),
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
    extents : what the totals cover, `year=2019-2024` or `year` for the years a table lists: one, or one per table

    Returns
    -------
    findings; `.ok` says whether the tables hold, `.as_mapping()` is what `--json` prints
    """
    begin = time.monotonic()
    low, high = _small(small)
    if attacker not in list(Attacker):
        raise UsageError(f"--attacker {attacker!r} is not known.", now="Take zero, one, threshold or rounded.")
    if original is not None and base is None:
        raise UsageError("--original needs the base of the rounding.", now="Add --base 5")
    is_rounded = base is not None or attacker == Attacker.ROUNDED
    step = base or 5
    above = read_hierarchies(hierarchies)
    wanted = [_names(one) for one in by]
    if len(wanted) not in (1, len(tables)):
        raise UsageError(f"{len(tables)} tables and {len(wanted)} --by.", now="Give --by once, or once per table.")
    read: list[PublishedTable] = []
    off_base = 0
    for at, path in enumerate(tables):
        table, rows = read_published(
            path, wanted[at % len(wanted)], value=value, status=status, hierarchies=above, is_rounded=is_rounded
        )
        read.append(table)
        if is_rounded:
            truth = numbers_of(rows, original, path.name) if original is not None else None
            off_base += _off_base(table.values, truth, step)
    kind = Attacker.ROUNDED if is_rounded else Attacker(attacker)
    read = _same_leaves(with_extents(read, extents))
    findings = audit(read, Background(kind, (low, high), step), seconds=seconds, progress=progress)
    return replace(findings, off_base=off_base, seconds=time.monotonic() - begin)


def _off_base(values: np.ndarray, truth: np.ndarray | None, base: int) -> int:
    """Count the rounded cells that are no multiple of the base, or that lie a base or more from the original."""
    shown = np.isfinite(values)
    bad = shown & (np.where(shown, values, 0) % base != 0)
    if truth is not None:
        bad |= shown & (np.abs(np.where(shown, values, 0) - truth) >= base)
    return int(bad.sum())


def _small(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    if not low.isdigit() or not high.isdigit() or not 1 <= int(low) <= int(high):
        raise UsageError(f"--small {text!r} is not understood.", now="Write --small 1-4")
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
                d if d.name in table.extents else replace(d, leaves=tuple(sorted(leaves[d.name])))
                for d in table.dimensions
            ),
        )
        for table in tables
    ]
