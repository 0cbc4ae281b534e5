"""Sums of amounts of plain files: `zicht protect --value`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.desk.columns import Columns
from zicht.desk.earlier import (
    counts_revealed,
    refuse_narrowed_counts,
    refuse_renamed_amounts,
    without_records,
)
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

UNKNOWN = -1
"""Row of a cell that the records do not have."""
SUMS_OF = "sums of "
"""First words of the name of a universe of sums; the column that is summed follows."""
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
        amounts = _amounts_of(rows, asked.value)
        contributors = np.arange(len(rows), dtype=np.int64)
        if asked.contributor:
            contributors = rows[asked.contributor].numbers
        universe = universe_of(asked.value)
        return cls(records, universe, amounts, contributors)

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
        every = self._all_of(names)
        row_of = {row: number for number, row in enumerate(_rows(every.sums.codes))}
        rows = [row_of.get(row, UNKNOWN) for row in _rows(codes)]
        if UNKNOWN in rows:
            raise UsageError(
                f"{where} shows {rows.count(UNKNOWN)} cells whose codes the records do not have.",
                now="Give the records that the table was made of, with the same levels (--hierarchy) and merges.",
            )
        chosen = np.asarray(rows, dtype=np.int64)
        table = CountTable(
            self.universe,
            every.sums.dimensions,
            tuple(codes),
            every.sums.counts[chosen],
        )
        return sums.Amounts(table, every.given[chosen])

    def has_rows(self, names: Sequence[str], codes: Sequence[Texts]) -> list[bool]:
        """Say of each row of a table whether the records have its codes."""
        known = [self.records.dimensions[name].codes for name in names]
        return [
            all(code in of_column for code, of_column in zip(row, known, strict=True))
            for row in _rows(codes)
        ]

    def _all_of(self, names: Sequence[str]) -> sums.Amounts:
        """Sum every cell of some columns."""
        return tabulate_amounts(
            self.records.codes,
            self.amounts,
            self.contributors,
            [self.records.dimensions[name] for name in names],
            universe=self.universe,
        )

    def refuse_counts(self, value: str) -> None:
        """Refuse amounts that are all the same: their sums would be exact counts.

        Raises
        ------
        UsageError : naming the column
        """
        positive = self.amounts[self.amounts > 0]
        if len(positive) > 1 and positive.min() == positive.max():
            raise UsageError(
                f"{self.records.file.where}: every amount in column {value} is the same,"
                " or nothing: sums of them count the records, and would be printed"
                " without the protection of counts.",
                now=f"Count the records that have {value} instead.",
            )


def universe_of(value: str) -> str:
    """Name what is summed: sums of two columns are two universes."""
    return f"{SUMS_OF}{value}"


def _amounts_of(file: Columns, name: str) -> Ints:
    """Read the amount of each record."""
    where = f"{file.where}, column {name}"
    amounts = whole_numbers(file[name], where, advice=ADVICE_FOR_AMOUNTS)
    return amounts.astype(np.int64)


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
    asked_and_printed = _with_columns_of(file, ledger) if ledger else file
    contributions = Contributions.read(asked_and_printed, amounts, policy)
    contributions.refuse_counts(amounts.value)
    records = contributions.records
    if ledger:
        ledger.refuse_other_merges(merged_by(policy, {}), records.dimensions.keys())
        _refuse_renamed_amounts(ledger, amounts.value, contributions)
    protected = publish_amounts(
        contributions.tables()[: len(file.tables)],
        policy,
        inhabitants=read_inhabitants(protection.inhabitants, policy, records.codes),
        earlier=_printed_before(ledger, contributions) if ledger else (),
        seconds=protection.seconds,
    )
    if ledger:
        revealed = counts_revealed(protected.tables, policy, contributions.amounts)
        refuse_narrowed_counts(ledger, revealed, policy, seconds=protection.seconds)
        # Before the tables: what may be published is never missing from the ledger.
        ledger.save_sums_with(
            destination.folder.name, protected, revealed, merged_by(policy, {})
        )
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


def _with_columns_of(file: RecordsFile, ledger: FileLedger) -> RecordsFile:
    """Ask for the columns of earlier tables too: their cells are summed once more."""
    asked = {frozenset(names) for names in file.tables}
    names = {name for columns in ledger.columns_of_tables for name in columns}
    more = [(name,) for name in sorted(names) if frozenset({name}) not in asked]
    return replace(file, tables=(*file.tables, *more), earlier=ledger.columns_of_tables)


def _refuse_renamed_amounts(
    ledger: FileLedger, value: str, contributions: Contributions
) -> None:
    """Refuse to sum what earlier outputs summed under another name."""
    file = contributions.records.file
    earlier: dict[str, Ints | None] = {}
    for table in ledger.sums.tables:
        name = table.universe.removeprefix(SUMS_OF)
        if name != value:
            earlier[name] = _amounts_of(file, name) if name in file else None
    refuse_renamed_amounts(value, contributions.amounts, earlier, ledger.path)


def _printed_before(
    ledger: FileLedger, contributions: Contributions
) -> list[EarlierSums]:
    """Return what earlier outputs printed of these sums, beside the same sums of today.

    A cell that was counted as empty holds a sum of nothing.
    """
    tables = [
        table
        for table in ledger.sums.tables
        if table.universe == contributions.universe
    ]
    for counts in ledger.printed.tables:
        if all(dimension.adds_up for dimension in counts.dimensions):
            is_known = contributions.has_rows(counts.names, counts.codes)
            empty = without_records(counts, contributions.universe, is_known)
            tables += [empty] if empty else []
    return [_beside_today(table, contributions) for table in tables]


def _beside_today(table: ProtectedTable, contributions: Contributions) -> EarlierSums:
    """Return an earlier table beside the same sums of today."""
    today = contributions.of_rows(
        table.names, table.codes, "A table of an earlier output"
    )
    return EarlierSums(table, today)
