"""The verb `zicht audit` on printed sums of amounts, attacked as any reader and as every contributor."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.desk.contributions import Contributions
from zicht.desk.printed import read_published
from zicht.desk.printed_rows import Reader
from zicht.desk.requests import (
    COUNT_ROWS,
    Amounts,
    AttackOnSums,
    Notation,
    PrintedFile,
    RecordsFile,
)
from zicht.desk.trees import must_be_used, read_hierarchies
from zicht.disclosure import sums
from zicht.disclosure.amounts import LARGEST_SUM
from zicht.disclosure.audit.amounts import audit_sums
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.errors import UsageError


@dataclass(frozen=True)
class FindingsOnSums:
    """What an attack on printed sums found.

    Parameters
    ----------
    cells, withheld : how many sums the tables print, and withhold
    sensitive : how many of them the rules call sensitive
    sensitive_shown : how many of these are printed openly
    others : printed sums that are not those of the records
    revealed : sums that some reader can bound too closely, or work out
    by_contributors : how many of these only a contributor can
    contradiction : whether the printed sums cannot all be true
    complete : whether every sum was looked at, as every contributor
    seconds : it took
    named : the revealed sums in words, without their values; for the analyst only
    """

    cells: int
    withheld: int
    sensitive: int
    sensitive_shown: int
    others: int
    revealed: int
    by_contributors: int
    contradiction: bool
    complete: bool
    seconds: float
    named: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was revealed and nothing was left unlooked at."""
        is_wrong = self.sensitive_shown or self.others or self.revealed
        return self.complete and not self.contradiction and not is_wrong

    def as_mapping(self) -> dict[str, object]:
        """Return what `zicht audit --json` prints."""
        return {
            "cells": self.cells,
            "withheld": self.withheld,
            "sensitive": self.sensitive,
            "sensitive_shown": self.sensitive_shown,
            "others": self.others,
            "revealed": self.revealed,
            "by_contributors": self.by_contributors,
            "contradiction": self.contradiction,
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
            "ok": self.ok,
        }


def audit_sums_of_files(
    files: Sequence[PrintedFile], notation: Notation, attack: AttackOnSums
) -> FindingsOnSums:
    """Attack printed sums, whoever protected them.

    Parameters
    ----------
    files : attacked together
    notation : how they are to be read; `value` names the sums here and the amounts in the
        records. The value of a withheld sum is never looked at
    attack : the records behind the sums, whose amounts they are, and the rules

    Returns
    -------
    findings; `.ok` says whether the tables hold

    Raises
    ------
    UsageError : a file cannot be read as what it should be, or the records are not those
        of the tables
    """
    begin = time.monotonic()
    tables = _read_tables(files, notation)
    contributions = _read_records(files, notation, attack)
    truth = _true_sums(files, tables, contributions)
    _refuse_large_sums(truth, notation.value)
    asked = _rises(truth, attack)
    printed = [replace(table, universe=contributions.universe) for table in tables]
    revealed = audit_sums(printed, truth, asked, attack.policy, seconds=attack.seconds)
    to_any_reader = {sum_.name for sum_ in revealed.told if sum_.contributor is None}
    return FindingsOnSums(
        cells=sum(len(table.values) for table in tables),
        withheld=sum(int((table.marks != Mark.SHOWN).sum()) for table in tables),
        sensitive=sum(int((rises > 0).sum()) for rises in asked),
        sensitive_shown=_n_sensitive_shown(tables, asked),
        others=_n_others(tables, truth),
        revealed=len(revealed.named),
        by_contributors=len(set(revealed.named) - to_any_reader),
        contradiction=revealed.contradiction,
        complete=revealed.complete,
        seconds=time.monotonic() - begin,
        named=revealed.named,
    )


def _true_sums(
    files: Sequence[PrintedFile],
    tables: Sequence[PublishedTable],
    contributions: Contributions,
) -> list[sums.Amounts]:
    """Sum the records for the cells of each printed table."""
    truth = []
    for file, table in zip(files, tables, strict=True):
        where = getattr(file.path, "name", "A table")
        names = [dimension.name for dimension in table.dimensions]
        truth.append(contributions.of_rows(names, table.codes, where))
    return truth


def _read_tables(
    files: Sequence[PrintedFile], notation: Notation
) -> list[PublishedTable]:
    """Read the printed tables.

    Raises
    ------
    UsageError : they are rounded, or their totals are said to cover other periods
    """
    if notation.base is not None:
        raise UsageError(
            "--base: printed sums are exact or withheld, and these are said to be rounded.",
            now="Leave --base out; rounded sums are not attacked here.",
        )
    if any(file.extent for file in files):
        raise UsageError(
            "--extent: sums of records are attacked for one period.",
            now="Leave --extent out, and give records and tables of one period.",
        )
    trees = read_hierarchies(notation.levels, notation.totals)
    must_be_used(trees, {name for file in files for name in file.columns})
    reader = Reader(
        value=notation.value,
        status=notation.status,
        hierarchies=trees,
        totals=notation.totals,
        several=frozenset(notation.several),
    )
    return [read_published(file.path, file.columns, reader)[0] for file in files]


def _read_records(
    files: Sequence[PrintedFile], notation: Notation, attack: AttackOnSums
) -> Contributions:
    """Read the records behind the tables."""
    tables = tuple({frozenset(file.columns): file.columns for file in files}.values())
    records = RecordsFile(
        path=attack.records,
        tables=tables,
        levels=notation.levels,
        count=COUNT_ROWS,
        without=attack.without,
        totals=notation.totals,
        code_lists=notation.code_lists,
    )
    amounts = Amounts(notation.value, attack.contributor)
    return Contributions.read(records, amounts, attack.policy)


def _refuse_large_sums(truth: Sequence[sums.Amounts], value: str) -> None:
    """Refuse sums of which the programmes of the attack are no longer exact to one."""
    largest = max(int(table.sums.counts.max(initial=0)) for table in truth)
    if largest > LARGEST_SUM:
        raise UsageError(
            f"Some sums of {value} are above {LARGEST_SUM}: the attack would not be exact.",
            now="Give tables and records in thousands, as whole numbers.",
        )


def _rises(truth: Sequence[sums.Amounts], attack: AttackOnSums) -> list[Floats]:
    """Return per table how much higher each sum must possibly be."""
    typical = sums.typical_amount(truth)
    policy = attack.policy
    return [
        sums.rises_of(table, limits_of(table.sums, policy), policy, typical)
        for table in truth
    ]


def _n_sensitive_shown(
    tables: Sequence[PublishedTable], asked: Sequence[Floats]
) -> int:
    """Count the sums that had to be withheld and are printed openly."""
    n_shown = 0
    for table, rises in zip(tables, asked, strict=True):
        n_shown += int(((table.marks == Mark.SHOWN) & (rises > 0)).sum())
    return n_shown


def _n_others(tables: Sequence[PublishedTable], truth: Sequence[sums.Amounts]) -> int:
    """Count the printed sums that are not those of the records."""
    n_others = 0
    for table, of_records in zip(tables, truth, strict=True):
        is_shown = table.marks == Mark.SHOWN
        is_other = table.values != of_records.sums.counts
        n_others += int(np.sum(is_shown & is_other))
    return n_others
