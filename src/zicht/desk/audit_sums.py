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
    """Findings of an attack on printed sums.

    Parameters
    ----------
    cells, withheld : number of sums in the tables, and number of withheld sums
    sensitive : number of sums that are sensitive by the rules
    sensitive_shown : number of sensitive sums that are printed
    others : number of printed sums that differ from those of the records
    revealed : number of sums that some reader can compute, or bound too closely
    by_contributors : number of revealed sums that only a contributor can compute or bound
    contradiction : whether the printed sums cannot all be true
    complete : whether every sum was attacked as every contributor
    seconds : of run time
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
        """Whether the attack was complete and revealed nothing."""
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
    """Attack printed sums of any origin.

    Parameters
    ----------
    files : attacked together
    notation : how to read them; `value` names both the sums and the amounts in the
        records. The value of a withheld sum is never read
    attack : the records behind the sums, their contributors, and the rules

    Returns
    -------
    findings; `.ok` is true if the tables reveal nothing

    Raises
    ------
    UsageError : a file cannot be read, or the records do not have the codes of the tables
    """
    begin = time.monotonic()
    tables = _read_tables(files, notation)
    contributions = _read_records(files, notation, attack)
    truth = _true_sums(files, tables, contributions)
    # The attack would miss sums that are revealed by a few units, which lie below the
    # tolerance of the solver.
    _refuse_large_sums(truth, notation.value)
    required_rises = _required_rises(truth, attack)
    # The attack joins tables only if they count the same thing, and printed files do
    # not name it.
    printed = [replace(table, universe=contributions.universe) for table in tables]
    revealed = audit_sums(
        printed, truth, required_rises, attack.policy, seconds=attack.seconds
    )
    # A sum that any reader can compute counts once, whoever else can compute it.
    to_any_reader = {sum_.name for sum_ in revealed.sums if sum_.contributor is None}
    return FindingsOnSums(
        cells=sum(len(table.values) for table in tables),
        withheld=sum(_n_withheld(table) for table in tables),
        sensitive=sum(int((rises > 0).sum()) for rises in required_rises),
        sensitive_shown=_n_sensitive_shown(tables, required_rises),
        others=_n_others(tables, truth),
        revealed=len(revealed.named),
        by_contributors=len(set(revealed.named) - to_any_reader),
        contradiction=revealed.contradiction,
        complete=revealed.complete,
        seconds=time.monotonic() - begin,
        named=revealed.named,
    )


def _n_withheld(table: PublishedTable) -> int:
    """Count the sums of a table that are not printed."""
    return int((table.marks != Mark.SHOWN).sum())


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
    UsageError : an option describes them as rounded, or their totals as covering other periods
    """
    if notation.base is not None:
        raise UsageError(
            "--base describes the sums as rounded; only sums that are exact or withheld are attacked here.",
            now="Leave --base out, if the sums are not rounded.",
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
    # Two printed tables may be by the same columns, as of two tools; the records need
    # one.
    tables = tuple({frozenset(file.columns): file.columns for file in files}.values())
    records = RecordsFile(
        path=attack.records,
        tables=tables,
        levels=notation.levels,
        # Every record has one amount, so no column of the file holds a number of
        # records.
        count=COUNT_ROWS,
        without=attack.without,
        totals=notation.totals,
        code_lists=notation.code_lists,
    )
    amounts = Amounts(notation.value, attack.contributor)
    return Contributions.read(records, amounts, attack.policy)


def _refuse_large_sums(truth: Sequence[sums.Amounts], value: str) -> None:
    """Refuse sums that are too large for the linear programmes of the attack to be exact."""
    largest = max(int(table.sums.counts.max(initial=0)) for table in truth)
    if largest > LARGEST_SUM:
        raise UsageError(
            f"Some sums of {value} are above {LARGEST_SUM}: the attack would not be exact.",
            now="Give tables and records in thousands, as whole numbers.",
        )


def _required_rises(
    truth: Sequence[sums.Amounts], attack: AttackOnSums
) -> list[Floats]:
    """Return, per table, how far the upper bound of each sum must lie above its value."""
    typical = sums.typical_amount(truth)
    policy = attack.policy
    return [
        sums.rises_of(table, limits_of(table.sums, policy), policy, typical)
        for table in truth
    ]


def _n_sensitive_shown(
    tables: Sequence[PublishedTable], required_rises: Sequence[Floats]
) -> int:
    """Count the sensitive sums that are printed."""
    n_shown = 0
    for table, rises in zip(tables, required_rises, strict=True):
        n_shown += int(((table.marks == Mark.SHOWN) & (rises > 0)).sum())
    return n_shown


def _n_others(tables: Sequence[PublishedTable], truth: Sequence[sums.Amounts]) -> int:
    """Count the printed sums that differ from those of the records."""
    n_others = 0
    for table, of_records in zip(tables, truth, strict=True):
        is_shown = table.marks == Mark.SHOWN
        is_other = table.values != of_records.sums.counts
        n_others += int(np.sum(is_shown & is_other))
    return n_others
