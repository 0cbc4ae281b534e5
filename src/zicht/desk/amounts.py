"""Sums of amounts of plain files: `zicht protect --value`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.desk.inhabitants import read_inhabitants
from zicht.desk.ledgers import FileLedger, open_ledger
from zicht.desk.numbers import ADVICE_FOR_AMOUNTS, whole_numbers
from zicht.desk.protect import (
    ProtectReport,
    existence_of,
    merged_by,
    note_on_local_levels,
    report_of,
)
from zicht.desk.records import Records, read_records
from zicht.desk.requests import Amounts, Destination, Protection, RecordsFile
from zicht.desk.tabulate import tabulate_amounts
from zicht.desk.written import Output, must_be_free, write
from zicht.disclosure import sums
from zicht.disclosure.amounts import EarlierSums, publish_amounts
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.tables import CountTable

RECORDS, POLICY = "RECORDS.csv", "POLICY.toml"
"""What the command on a page calls the records and the policy: it names no path."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """Records with the amount of each, and whose it is.

    Parameters
    ----------
    records : to be summed
    universe : name of what is summed
    amounts : of each record
    contributors : number of the contributor of each record
    """

    records: Records
    universe: str
    amounts: Ints
    contributors: Ints

    @classmethod
    def read(cls, file: RecordsFile, asked: Amounts, policy: Policy) -> "Contributions":
        """Read records and their amounts.

        Raises
        ------
        UsageError : a column is missing, holds no amounts, or is one that tables show
        """
        records = read_records(file, policy)
        rows = records.file
        names = [name for name in (asked.value, asked.contributor) if name]
        rows.require(names)
        counted_by = sorted(set(names) & records.codes.keys())
        if counted_by:
            raise UsageError(
                f"{rows.where}: column {', '.join(counted_by)} is in --by too.",
                now=rows.listed(),
            )
        amounts = whole_numbers(
            rows[asked.value],
            f"{rows.where}, column {asked.value}",
            advice=ADVICE_FOR_AMOUNTS,
        )
        contributors = np.arange(len(rows), dtype=np.int64)
        if asked.contributor:
            contributors = rows[asked.contributor].numbers
        universe = universe_of(asked.value)
        return cls(records, universe, amounts.astype(np.int64), contributors)

    def tables(self) -> list[sums.Amounts]:
        """Sum every table that was asked for."""
        return [
            tabulate_amounts(
                self.records.codes,
                self.amounts,
                self.contributors,
                dimensions,
                universe=self.universe,
                levels=levels,
            )
            for dimensions, levels in self.records.table_dimensions()
        ]

    def of_rows(
        self, names: Sequence[str], codes: Sequence[Texts], where: str
    ) -> sums.Amounts:
        """Sum the cells of a printed table.

        Parameters
        ----------
        names, codes : its columns, and the codes of each row in them
        where : name of the table, for errors

        Raises
        ------
        UsageError : the records know no such cell
        """
        dimensions = [self.records.dimensions[name] for name in names]
        every = tabulate_amounts(
            self.records.codes,
            self.amounts,
            self.contributors,
            dimensions,
            universe=self.universe,
        )
        row_of = {row: at for at, row in enumerate(_rows(every.sums.codes))}
        found = [row_of.get(row, -1) for row in _rows(codes)]
        if min(found, default=0) < 0:
            raise UsageError(
                f"{where} shows {found.count(-1)} cells whose codes the records do not have.",
                now="Give the records that the table was made of, with the same levels (--hierarchy) and merges.",
            )
        rows = np.asarray(found, dtype=np.int64)
        table = CountTable(
            self.universe, tuple(dimensions), tuple(codes), every.sums.counts[rows]
        )
        return sums.Amounts(table, every.given[rows])


def universe_of(value: str) -> str:
    """Name what is summed: sums of two columns are two universes."""
    return f"sums of {value}"


def _rows(codes: Sequence[Texts]) -> list[tuple[str, ...]]:
    """Return the codes of each row."""
    return list(zip(*(column.tolist() for column in codes), strict=True))


def protect_amounts(
    file: RecordsFile,
    amounts: Amounts,
    protection: Protection,
    destination: Destination,
) -> ProtectReport:
    """Sum amounts of micro data, withhold sensitive sums and what reveals them, attack, and write.

    Parameters
    ----------
    file : of records, and the tables to sum
    amounts : the column to sum, and whose amounts they are
    protection : the policy must have `method = "suppression"`
    destination : as for `protect_files`; with a ledger the sums are protected and attacked
        together with those that earlier outputs printed

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be
    DisclosureRefused : the gate refuses; nothing is written
    """
    begin = time.monotonic()
    policy = protection.policy
    must_be_free(destination.folder)
    if amounts.value.casefold() == "status":
        raise UsageError(
            "--value status: the tables have a column of that name.",
            now="Rename the column.",
        )
    ledger = open_ledger(destination.ledger) if destination.ledger else None
    printed = _printed_before(ledger, universe_of(amounts.value))
    asked_and_printed = _with_columns_of(file, printed)
    contributions = Contributions.read(asked_and_printed, amounts, policy)
    records = contributions.records
    if ledger:
        ledger.refuse_other_merges(merged_by(policy, {}), records.dimensions.keys())
    protected = publish_amounts(
        contributions.tables()[: len(file.tables)],
        policy,
        inhabitants=read_inhabitants(protection.inhabitants, policy, records.codes),
        earlier=[_beside_today(table, contributions) for table in printed],
        seconds=protection.seconds,
    )
    if ledger:
        # Before the tables: what may be published is never missing from the ledger.
        ledger.save_sums_with(destination.folder.name, protected, merged_by(policy, {}))
    existence = existence_of(protected, records.known, policy, {})
    notes = (*records.notes, *note_on_local_levels(protected, policy))
    output = Output(
        protected=protected,
        tables=file.tables,
        policy=policy,
        notes=notes,
        amount=amounts.value,
        behind=_behind(file, amounts, str(file.path), protection.policy_file),
        behind_on_page=_behind(
            file, amounts, RECORDS, protection.policy_file and POLICY
        ),
        existence=existence,
        known=records.known,
        earlier_outputs=ledger.n_outputs_of_sums if ledger else None,
    )
    written = write(output, destination)
    return report_of(protected, written, destination, notes, existence, begin=begin)


def _behind(
    file: RecordsFile, amounts: Amounts, records: str, policy: str
) -> tuple[str, ...]:
    """Return the options that say which records and rules are behind the sums."""
    words = ["--records", records]
    if amounts.contributor:
        words += ["--contributor", amounts.contributor]
    if policy:
        words += ["--policy", policy]
    for exclusion in file.without:
        words += ["--without", str(exclusion)]
    return tuple(words)


def _printed_before(ledger: FileLedger | None, universe: str) -> list[ProtectedTable]:
    """Return the tables of the same amounts that earlier outputs printed."""
    if ledger is None:
        return []
    return [
        table
        for entry in ledger.sums.entries
        for table in entry.tables
        if table.universe == universe
    ]


def _with_columns_of(
    file: RecordsFile, printed: Sequence[ProtectedTable]
) -> RecordsFile:
    """Ask for the columns of earlier tables too: their cells are summed once more."""
    asked = {frozenset(names) for names in file.tables}
    names = {name for table in printed for name in table.names}
    more = [(name,) for name in sorted(names) if frozenset({name}) not in asked]
    return replace(file, tables=(*file.tables, *more))


def _beside_today(table: ProtectedTable, contributions: Contributions) -> EarlierSums:
    """Return an earlier table beside the same sums of today."""
    today = contributions.of_rows(
        table.names, table.codes, "A table of an earlier output"
    )
    return EarlierSums(table, today)
