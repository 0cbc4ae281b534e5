"""The verb `zicht protect` on plain CSV files: counts or sums records, protects the tables, writes them."""

import time
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zicht.desk.earlier import facts_about_counts
from zicht.desk.existence import disclosed_by_tables
from zicht.desk.inhabitants import read_inhabitants
from zicht.desk.ledgers import FileLedger, open_ledger
from zicht.desk.losses import Loss
from zicht.desk.rare import Gate, group_rare
from zicht.desk.records import read_records
from zicht.desk.requests import (
    Destination,
    Names,
    Protection,
    RecordsFile,
)
from zicht.desk.written import (
    Output,
    Written,
    local_levels,
    must_be_free,
    write,
)
from zicht.disclosure import policy as policies
from zicht.edition.numerals import sentence
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class ProtectReport:
    """Report of `zicht protect`.

    Parameters
    ----------
    files : written, in the order of the tables
    method, policy : of the protection
    cells, hidden : number of cells, and number of cells without a number
    losses : by name
    tables : loss of each table, computed from what is published
    page : that describes the tables
    audit : the command that attacks the tables
    notes : on rows that were left out and categories that were merged
    existence : per column without a list of its codes, the number of codes that the rows reveal
    seconds : of run time
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
    existence: Mapping[str, int]
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """Return what `--json` prints."""
        report: dict[str, object] = {
            "files": [path.name for path in self.files],
            "method": self.method,
            "policy": self.policy,
            "cells": self.cells,
            "hidden": self.hidden,
        }
        report["losses"] = dict(self.losses)
        report["tables"] = [loss.as_mapping() for loss in self.tables]
        report["page"] = self.page.name
        report["audit"] = self.audit
        report["notes"] = list(self.notes)
        report["existence"] = dict(self.existence)
        report["seconds"] = round(self.seconds, 3)
        return report


@dataclass(frozen=True)
class ProtectedRecords:
    """Tables of records that may be published.

    Parameters
    ----------
    protected : the tables, sealed
    tables : per table the columns it was asked by
    left_out, merged : notes on rows that were not counted, and on categories that were merged
    groups : per column, each merged category and the category it became part of
    existence : per column without a list of its codes, the number of codes that the rows reveal
    known : columns whose codes every reader knows
    """

    protected: Protected
    tables: tuple[Names, ...]
    left_out: tuple[Text, ...]
    merged: tuple[Text, ...]
    groups: Mapping[str, Mapping[str, str]]
    existence: Mapping[str, int]
    known: frozenset[str]

    @property
    def notes(self) -> tuple[Text, ...]:
        """All notes."""
        return (*self.left_out, *self.merged)


def protect_files(
    file: RecordsFile,
    protection: Protection,
    destination: Destination,
    *,
    progress: Progress | None = None,
) -> ProtectReport:
    """Count micro data, protect all tables as one system, attack them, and write them.

    Parameters
    ----------
    file : of records, and the tables to count
    protection : by which rules
    destination : a CSV per table (`region_year.csv`), the levels and a page are written there
    progress : called with words about each step

    Returns
    -------
    files, losses and seconds; nothing is written when the gate refuses

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be, or the folder holds other files
    DisclosureRefused : the gate refuses, and names what to merge
    """
    # An occupied folder is refused before the long run, not after it.
    begin = time.monotonic()
    must_be_free(destination.folder)
    ledger = open_ledger(destination.ledger) if destination.ledger else None
    protected_records = protect_records(
        file, protection, progress=progress, ledger=ledger
    )
    if ledger:
        # If the run stops between the two, the ledger holds a table too many, which
        # only makes later outputs stricter.
        # The ledger is written first, so that it never lacks a table that may be published.
        ledger.save_with(
            destination.folder.name,
            protected_records.protected,
            merged_by(protection.policy, protected_records.groups),
        )
    output = Output(
        protected=protected_records.protected,
        tables=protected_records.tables,
        policy=protection.policy,
        notes=protected_records.left_out,
        groups=protected_records.groups,
        existence=protected_records.existence,
        known=protected_records.known,
        earlier_outputs=ledger.n_outputs if ledger else None,
    )
    written = write(output, destination)
    return report_of(
        protected_records.protected,
        written,
        destination,
        protected_records.notes,
        protected_records.existence,
        begin=begin,
    )


def protect_records(
    file: RecordsFile,
    protection: Protection,
    *,
    progress: Progress | None = None,
    ledger: FileLedger | None = None,
) -> ProtectedRecords:
    """Count micro data, protect all tables as one system, and attack them. Nothing is written.

    Parameters
    ----------
    file, protection, progress : as for `protect_files`
    ledger : with what earlier outputs printed

    Raises
    ------
    UsageError, ProjectError : the records cannot be read as what they should be
    DisclosureRefused : the gate refuses, and says what to merge
    """
    policy = protection.policy
    # The columns of earlier outputs are compared as well: one that was renamed, or that
    # is a level of another, would hide what was printed.
    earlier = ledger.columns_of_tables if ledger else ()
    records = read_records(replace(file, earlier=earlier), policy)
    columns = records.dimensions.keys()
    inhabitants = read_inhabitants(protection.inhabitants, policy, columns)
    gate = Gate(policy, inhabitants, progress, protection.seconds)
    if ledger:
        gate = _with_ledger(gate, ledger)
    # Earlier outputs determine which categories are merged: the difference between two
    # outputs with other merges is the count of the categories that joined.
    groups_of_ledger = _merged_in(ledger) if ledger else {}
    grouped = group_rare(records, protection.merge_rare, gate, groups_of_ledger)
    if ledger:
        ledger.refuse_other_merges(merged_by(policy, grouped.groups), columns)
    protected = gate.publish(grouped.records.tables())
    return ProtectedRecords(
        protected=protected,
        tables=records.layout.tables,
        left_out=(*records.notes, *note_on_local_levels(protected, policy)),
        merged=grouped.notes,
        groups=grouped.groups,
        existence=existence_of(protected, records.known, policy, grouped.groups),
        known=records.known,
    )


def _with_ledger(gate: Gate, ledger: FileLedger) -> Gate:
    """Return the gate with the secret of the ledger, and with what earlier outputs revealed."""
    return replace(
        gate,
        secret=ledger.secret,
        ledger=ledger.printed,
        facts=facts_about_counts(ledger.behind_sums.tables),
    )


def _merged_in(ledger: FileLedger) -> dict[str, Mapping[str, str]]:
    """Return, per column of earlier outputs, the categories that these merged."""
    return {column: ledger.merged.get(column, {}) for column in ledger.columns}


def merged_by(
    policy: Policy, groups: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return, per column, the categories that were merged by the policy or as rare."""
    merged = {name: dict(merges) for name, merges in policy.merges.items()}
    for name, group in groups.items():
        merged[name] = merged.get(name, {}) | dict(group)
    return merged


def existence_of(
    protected: Protected,
    known: frozenset[str],
    policy: Policy,
    groups: Mapping[str, Mapping[str, str]],
) -> dict[str, int]:
    """Count, per column, the codes that the rows or the list of merged categories reveal."""
    if policy.method == "suppression" and policy.zeros == "structural":
        # Under this policy zeros are printed, so a withheld cell is known not to be empty.
        return {}
    disclosed = disclosed_by_tables(protected, set(known))
    for column, merged in groups.items():
        if column not in known:
            # The page names every merged category, so that the list reveals that
            # somebody has each.
            disclosed[column] = disclosed.get(column, 0) + len(merged)
    return disclosed


def note_on_local_levels(protected: Protected, policy: Policy) -> list[Text]:
    """Return a note if the local threshold differs from the threshold and applies to none of these tables."""
    is_used = bool(local_levels(protected, policy))
    if is_used or policy.local_threshold == policy.threshold:
        return []
    names = ", ".join(policy.local_levels)
    threshold = str(policy.local_threshold)
    if not names:
        return [sentence("gate_note.no_local", threshold=threshold)]
    return [sentence("gate_note.no_such_local", threshold=threshold, names=names)]


def report_of(
    protected: Protected,
    written: Written,
    destination: Destination,
    notes: Iterable[Text],
    existence: Mapping[str, int],
    *,
    begin: float,
) -> ProtectReport:
    """Return the report: the files that were written, and what was lost."""
    n_hidden = sum(
        int((table.statuses != Status.PUBLISHED).sum()) for table in protected.tables
    )
    return ProtectReport(
        files=written.files,
        method=protected.method,
        policy=protected.policy,
        cells=sum(len(table.values) for table in protected.tables),
        hidden=n_hidden,
        losses=protected.losses,
        tables=written.losses,
        page=written.page,
        audit=written.audit,
        notes=tuple(note.in_language(destination.language) for note in notes),
        existence=existence,
        seconds=time.monotonic() - begin,
    )


def read_policy(path: Path) -> Policy:
    """Read the rules from a TOML file.

    Raises
    ------
    ProjectError : it is not TOML, or a rule is not valid
    """
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            f"{path.name} is not valid TOML: {error}.",
            now="See docs/disclosure-reference.md for a policy.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"{path.name} cannot be read as UTF-8 text.",
            now="Give a TOML file with rules.",
        ) from error
    return policies.read(mapping, where=path.name)
