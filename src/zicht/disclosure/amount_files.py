"""`zicht protect --value`: sums a column of a plain file of records, and withholds what rests on few or on one."""

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.disclosure.amounts import publish_amounts
from zicht.disclosure.csvs import need, numbers_of, told_columns
from zicht.disclosure.inhabitants import read_inhabitants
from zicht.disclosure.records import ROWS, read_records
from zicht.disclosure.tabulate import tabulate_amounts
from zicht.disclosure.verbs import read_policy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.tables import TOTAL, ProtectedTable, Status


@dataclass(frozen=True)
class AmountsReport:
    """What `zicht protect --value` did.

    Parameters
    ----------
    files : written, in the order of the tables
    policy : by which rules
    cells, hidden : how many sums there are, and how many show no number
    seconds : it took
    """

    files: tuple[Path, ...]
    policy: str
    cells: int
    hidden: int
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
        return {
            "files": [path.name for path in self.files],
            "method": "suppression of sums",
            "policy": self.policy,
            "cells": self.cells,
            "hidden": self.hidden,
            "seconds": round(self.seconds, 3),
        }


def protect_amounts(
    micro: Path,
    *,
    value: str,
    contributor: str = "",
    by: Sequence[str],
    hierarchies: Sequence[str] = (),
    policy: Path,
    out: Path,
    inhabitants: Sequence[str] = (),
    without: Sequence[str] = (),
    seconds: float = 300.0,
) -> AmountsReport:
    """Sum amounts of micro data, withhold sensitive sums and what gives them away, attack, and write.

    Parameters
    ----------
    micro : CSV with a row per record
    value : column with the amount of each record: days, euros; whole numbers from 0
    contributor : column that says whose amount it is; each record is one contributor where it is left out
    by, hierarchies, policy, out, inhabitants, without : as for `protect_files`; the policy must say
        `method = "suppression"`
    seconds : the longest protection, or one attack, may take

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be
    DisclosureRefused : the gate refuses; nothing is written
    """
    begin = time.monotonic()
    rules = read_policy(policy)
    records = read_records(micro, by, hierarchies, rules, count=ROWS, without=without)
    rows = records.rows
    need(rows, [name for name in (value, contributor) if name], micro.name)
    taken = {value, contributor} & set(records.columns)
    if taken:
        raise UsageError(f"{micro.name}: column {', '.join(sorted(taken))} is in --by too.", now=told_columns(rows))
    amounts = numbers_of(rows, value, micro.name).astype(np.int64)
    people = np.unique([row[contributor] for row in rows], return_inverse=True)[1] if contributor else None
    whose = np.arange(len(rows)) if people is None else people.astype(np.int64)
    tables = [
        tabulate_amounts(records.columns, amounts, whose, dimensions, levels=levels)
        for dimensions, levels in records.layout()
    ]
    known = read_inhabitants(inhabitants, rules, records.columns)
    protected = publish_amounts(tables, rules, inhabitants=known, seconds=seconds)
    out.mkdir(parents=True, exist_ok=True)
    files = tuple(
        _write(table, out / f"{value}_by_{'_'.join(names)}.csv", names, value)
        for table, names in zip(protected.tables, records.wanted, strict=True)
    )
    hidden = sum(int((table.statuses != Status.PUBLISHED).sum()) for table in protected.tables)
    cells = sum(len(table.values) for table in protected.tables)
    return AmountsReport(files, protected.policy, cells, hidden, time.monotonic() - begin)


def _write(table: ProtectedTable, path: Path, names: Sequence[str], value: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, value, "status"])
        shown = table.statuses == Status.PUBLISHED
        numbers = ["" if not show else str(n) for n, show in zip(table.values.tolist(), shown, strict=True)]
        codes = [["Total" if code == TOTAL else code for code in column.tolist()] for column in table.codes]
        writer.writerows(zip(*codes, numbers, table.statuses.tolist(), strict=True))
    return path
