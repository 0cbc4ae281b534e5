"""`zicht protect --value`: sums a column of a plain file of records, and withholds what rests on few or on one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.desk.csvs import OF_AMOUNTS, need, numbers_of, told_columns
from zicht.desk.inhabitants import read_inhabitants
from zicht.desk.losses import Loss
from zicht.desk.protect import read_policy
from zicht.desk.records import ROWS, read_records
from zicht.desk.tabulate import tabulate_amounts
from zicht.desk.written import must_be_free, write
from zicht.disclosure.amounts import publish_amounts
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.protected import Status
from zicht.vocabulary.text import Language


@dataclass(frozen=True)
class AmountsReport:
    """What `zicht protect --value` did.

    Parameters
    ----------
    files : written, in the order of the tables
    policy : by which rules
    cells, hidden : how many sums there are, and how many show no number
    tables : what each table lost
    page : that tells it
    notes : what was left out, in words
    seconds : it took
    """

    files: tuple[Path, ...]
    policy: str
    cells: int
    hidden: int
    tables: tuple[Loss, ...]
    page: Path
    notes: tuple[str, ...]
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
        return {
            "files": [path.name for path in self.files],
            "method": "suppression of sums",
            "policy": self.policy,
            "cells": self.cells,
            "hidden": self.hidden,
            "tables": [loss.as_mapping() for loss in self.tables],
            "page": self.page.name,
            "notes": list(self.notes),
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
    totals: Sequence[str] = (),
    language: Language = "en",
    seconds: float = 300.0,
) -> AmountsReport:
    """Sum amounts of micro data, withhold sensitive sums and what gives them away, attack, and write.

    Parameters
    ----------
    micro : CSV with a row per record
    value : column with the amount of each record: days, euros; whole numbers from 0
    contributor : column that says whose amount it is; each record is one contributor where it is left out
    by, hierarchies, policy, out, inhabitants, without, totals, language : as for `protect_files`; the policy must say
        `method = "suppression"`
    seconds : the longest protection, or one attack, may take

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be
    DisclosureRefused : the gate refuses; nothing is written
    """
    begin = time.monotonic()
    rules = read_policy(policy)
    must_be_free(out)
    if value.casefold() == "status":
        raise UsageError(
            "--value status: the tables have a column of that name.",
            now="Rename the column.",
        )
    records = read_records(
        micro, by, hierarchies, rules, count=ROWS, without=without, totals=totals
    )
    rows = records.rows
    need(rows, [name for name in (value, contributor) if name], micro.name)
    taken = {value, contributor} & set(records.columns)
    if taken:
        raise UsageError(
            f"{micro.name}: column {', '.join(sorted(taken))} is in --by too.",
            now=told_columns(rows),
        )
    amounts = numbers_of(rows, value, micro.name, now=OF_AMOUNTS).astype(np.int64)
    people = (
        np.unique([row[contributor] for row in rows], return_inverse=True)[1]
        if contributor
        else None
    )
    whose = np.arange(len(rows)) if people is None else people.astype(np.int64)
    tables = [
        tabulate_amounts(records.columns, amounts, whose, dimensions, levels=levels)
        for dimensions, levels in records.layout()
    ]
    known = read_inhabitants(inhabitants, rules, records.columns)
    protected = publish_amounts(tables, rules, inhabitants=known, seconds=seconds)
    written = write(
        protected,
        records.wanted,
        out,
        rules,
        notes=records.notes,
        amount=value,
        language=language,
    )
    return AmountsReport(
        files=written.files,
        policy=protected.policy,
        cells=sum(len(table.values) for table in protected.tables),
        hidden=sum(
            int((table.statuses != Status.PUBLISHED).sum())
            for table in protected.tables
        ),
        tables=written.losses,
        page=written.page,
        notes=tuple(note.in_language(language) for note in records.notes),
        seconds=time.monotonic() - begin,
    )
