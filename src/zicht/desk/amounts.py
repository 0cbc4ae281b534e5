"""Sums of amounts of plain files: `zicht protect --value`."""

import time
from dataclasses import replace

from zicht.desk.contributions import SUMS_OF, Contributions, amounts_of
from zicht.desk.earlier import (
    counts_revealed,
    refuse_narrowed_counts,
    refuse_renamed_amounts,
    without_records,
)
from zicht.desk.inhabitants import read_inhabitants
from zicht.desk.ledgers import FileLedger, open_ledger
from zicht.desk.protect import (
    ProtectReport,
    existence_of,
    merged_by,
    note_on_local_levels,
    report_of,
)
from zicht.desk.requests import Amounts, Destination, Protection, RecordsFile
from zicht.desk.written import Output, Summed, must_be_free, write
from zicht.disclosure.amounts import EarlierSums, publish_amounts
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable

RECORDS = "RECORDS.csv"
POLICY = "POLICY.toml"
"""Stand for the records and the policy in the command on a page, which must not show a path."""


def protect_amounts(
    file: RecordsFile,
    amounts: Amounts,
    protection: Protection,
    destination: Destination,
) -> ProtectReport:
    """Sum amounts of micro data, withhold sensitive sums and those that reveal them, attack the tables, and write them.

    Parameters
    ----------
    file : of records, and the tables to sum
    amounts : the column to sum, and the column of contributors
    protection : the policy must have `method = "suppression"`
    destination : as for `protect_files`; with a ledger the sums are protected and attacked
        together with those that earlier outputs printed

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be
    DisclosureRefused : the gate refuses; nothing is written
    """
    begin = time.monotonic()
    # An occupied folder and a bad name are refused before the long run, not after it.
    must_be_free(destination.folder)
    _refuse_column_called_status(amounts)
    ledger = open_ledger(destination.ledger) if destination.ledger else None
    contributions = _read(file, amounts, protection.policy, ledger)
    protected = _publish(file, contributions, protection, ledger)
    if ledger:
        _enter(ledger, protected, contributions, protection, destination)
    output = _output(
        file,
        amounts,
        protection,
        contributions=contributions,
        protected=protected,
        ledger=ledger,
    )
    written = write(output, destination)
    return report_of(
        protected, written, destination, output.notes, output.existence, begin=begin
    )


def _publish(
    file: RecordsFile,
    contributions: Contributions,
    protection: Protection,
    ledger: FileLedger | None,
) -> Protected:
    """Protect and attack the requested sums, together with those of earlier outputs."""
    policy = protection.policy
    areas = contributions.records.codes
    # The further tables only make the columns of earlier outputs known
    # (`_with_columns_of`); they are not printed.
    requested = contributions.tables()[: len(file.tables)]
    return publish_amounts(
        requested,
        policy,
        inhabitants=read_inhabitants(protection.inhabitants, policy, areas),
        earlier=_printed_before(ledger, contributions) if ledger else (),
        seconds=protection.seconds,
    )


def _output(
    file: RecordsFile,
    amounts: Amounts,
    protection: Protection,
    *,
    contributions: Contributions,
    protected: Protected,
    ledger: FileLedger | None,
) -> Output:
    """Return the protected sums with everything that is written about them."""
    policy = protection.policy
    records = contributions.records
    policy_file = protection.policy_file
    policy_on_page = POLICY if policy_file else ""
    return Output(
        protected=protected,
        tables=file.tables,
        policy=policy,
        notes=(*records.notes, *note_on_local_levels(protected, policy)),
        summed=Summed(
            column=amounts.value,
            options=_behind(file, amounts, str(file.path), policy_file),
            # The page may be published: a path on it would name folders of the office.
            options_on_page=_behind(file, amounts, RECORDS, policy_on_page),
        ),
        existence=existence_of(protected, records.known, policy, {}),
        known=records.known,
        earlier_outputs=ledger.n_outputs_of_sums if ledger else None,
    )


def _refuse_column_called_status(amounts: Amounts) -> None:
    """Refuse to sum a column whose name the written tables already have."""
    if amounts.value.casefold() == "status":
        raise UsageError(
            "--value status: the tables have a column of that name.",
            now="Rename the column.",
        )


def _read(
    file: RecordsFile, amounts: Amounts, policy: Policy, ledger: FileLedger | None
) -> Contributions:
    """Read the amounts; with a ledger, also for the tables of earlier outputs.

    Raises
    ------
    UsageError : the sums would be counts, or the ledger holds other columns or merges
    """
    asked_and_printed = _with_columns_of(file, ledger) if ledger else file
    contributions = Contributions.read(asked_and_printed, amounts, policy)
    # Counts are protected by rounding and by other thresholds: as sums of equal amounts
    # they would be printed exactly.
    contributions.refuse_counts(amounts.value)
    if ledger:
        columns = contributions.records.dimensions.keys()
        ledger.refuse_other_merges(merged_by(policy, {}), columns)
        _refuse_renamed_amounts(ledger, amounts.value, contributions)
    return contributions


def _enter(
    ledger: FileLedger,
    protected: Protected,
    contributions: Contributions,
    protection: Protection,
    destination: Destination,
) -> None:
    """Refuse sums that reveal earlier counts; enter all others in the ledger.

    The ledger is written before the tables, so that it never lacks a table that may be published.
    """
    policy = protection.policy
    revealed = counts_revealed(protected.tables, policy, contributions.amounts)
    # The attacker divides a printed sum by the smallest and the largest amount, and so
    # bounds a count that an earlier output rounded or withheld.
    refuse_narrowed_counts(ledger, revealed, policy, seconds=protection.seconds)
    ledger.save_sums_with(
        destination.folder.name, protected, revealed, merged_by(policy, {})
    )


def _behind(
    file: RecordsFile, amounts: Amounts, records: str, policy: str
) -> tuple[str, ...]:
    """Return the options of `zicht audit` that name the records and rules of the sums."""
    words = ["--records", records]
    if amounts.contributor:
        words += ["--contributor", amounts.contributor]
    if policy:
        words += ["--policy", policy]
    for exclusion in file.without:
        words += ["--without", str(exclusion)]
    return tuple(words)


def _with_columns_of(file: RecordsFile, ledger: FileLedger) -> RecordsFile:
    """Return the request with a table for each column of earlier outputs, whose cells are then summed again."""
    requested = {frozenset(names) for names in file.tables}
    columns = {name for names in ledger.columns_of_tables for name in names}
    # A table of each column is enough: the records then hold its codes, by which the
    # cells of any earlier crossing are summed.
    further_tables = [
        (column,) for column in sorted(columns) if frozenset({column}) not in requested
    ]
    return replace(
        file,
        tables=(*file.tables, *further_tables),
        earlier=ledger.columns_of_tables,
    )


def _refuse_renamed_amounts(
    ledger: FileLedger, value: str, contributions: Contributions
) -> None:
    """Refuse to sum what earlier outputs summed under another name."""
    file = contributions.records.file
    earlier: dict[str, Ints | None] = {}
    for table in ledger.sums.tables:
        name = table.universe.removeprefix(SUMS_OF)
        if name != value:
            # A column that is gone is passed on as None and refused there: the amounts
            # may be the same under another name.
            earlier[name] = amounts_of(file, name) if name in file else None
    refuse_renamed_amounts(value, contributions.amounts, earlier, ledger.path)


def _printed_before(
    ledger: FileLedger, contributions: Contributions
) -> list[EarlierSums]:
    """Return what earlier outputs printed of these sums, each table beside the same sums of the current records.

    A cell that an earlier table of counts printed as empty has a sum of 0.
    """
    tables = [
        table
        for table in ledger.sums.tables
        if table.universe == contributions.universe
    ]
    for counts in ledger.printed.tables:
        # The records are not read by columns in which a person may have several codes
        # (`columns_of_tables`), so such a cell cannot be compared.
        if all(dimension.adds_up for dimension in counts.dimensions):
            is_known = contributions.has_rows(counts.names, counts.codes)
            empty = without_records(counts, contributions.universe, is_known)
            if empty:
                tables.append(empty)
    return [_beside_current(table, contributions) for table in tables]


def _beside_current(table: ProtectedTable, contributions: Contributions) -> EarlierSums:
    """Return an earlier table beside the same sums of the current records."""
    current = contributions.of_rows(
        table.names, table.codes, "A table of an earlier output"
    )
    return EarlierSums(table, current)
