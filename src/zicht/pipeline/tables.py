"""A table asked on demand: count it, protect it by cell key, attack it with all that was printed, enter it, give it."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from zicht import release
from zicht.disclosure import ondemand
from zicht.engine import Session
from zicht.indicators import units
from zicht.indicators.asking import Asked, asked, columns_of
from zicht.pipeline import counting, folders, ledger
from zicht.pipeline.inbox import find_deliveries
from zicht.pipeline.linking import link_records
from zicht.pipeline.vaults import has_vault, open_vault, refuse_missing
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.vault import Vault, noise_key
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import PERIOD, TOTAL
from zicht.vocabulary.errors import DisclosureRefused, ProjectError, UsageError
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.people import Payload
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable, Status
from zicht.vocabulary.units import Units

_GIVEN = "table "
"""Before the digest of a table in the notes of the vault: who asked what, when and why."""
WORDS: Mapping[str, str] = {
    Status.PUBLISHED.value: "number",
    Status.BANDED.value: "range only",
    Status.WITHHELD.value: "not shown",
}


@dataclass(frozen=True, eq=False)
class Given:
    """A table as it is given to whoever asked.

    Parameters
    ----------
    question : in one line
    answer : what the gate let through
    rows : which rows of it are shown
    lists : code list per dimension, for words beside codes
    unseen : deliveries in the folder that the vault does not hold yet
    outdated : releases that wait for signatures, and were protected before this table was given
    """

    question: str
    answer: ondemand.Answer
    rows: Sequence[int]
    lists: Mapping[str, CodeList]
    unseen: int
    outdated: tuple[str, ...]

    @property
    def table(self) -> ProtectedTable:
        """Give the protected table."""
        return self.answer.table

    def header(self) -> tuple[str, ...]:
        """Name the columns of the file."""
        return (
            *self.table.names,
            "value",
            "lower",
            "upper",
            "status",
            "printed_before",
        )

    def lines(self, *, in_words: bool = False) -> list[tuple[str, ...]]:
        """Give the rows shown: codes, or words for them, and what may be said of each cell."""
        return [
            (*self._codes(row, in_words=in_words), *self._said(row))
            for row in self.rows
        ]

    def _codes(self, row: int, *, in_words: bool) -> list[str]:
        codes = [str(column[row]) for column in self.table.codes]
        if not in_words:
            return codes
        return [
            "all" if code == TOTAL else self.lists[name].labels[code].en
            for name, code in zip(self.table.names, codes, strict=True)
        ]

    def _said(self, row: int) -> tuple[str, ...]:
        table = self.table
        status = str(table.statuses[row])
        value = str(table.values[row]) if status == Status.PUBLISHED else ""
        bounds = (
            ("", "")
            if status == Status.WITHHELD
            else (str(table.lower[row]), str(table.upper[row]))
        )
        return (value, *bounds, status, "yes" if self.answer.is_before[row] else "no")

    def meaning(self) -> list[str]:
        """Say what the numbers mean and what was lost, in words for whoever decides upon them."""
        rows = np.asarray(self.rows, dtype=np.int64)
        ranged = int(np.count_nonzero(self.table.statuses[rows] != Status.PUBLISHED))
        before = int(np.count_nonzero(self.answer.is_before[rows]))
        said = [
            f"Each new number was moved by chance, at most {self.answer.largest} up or down, so that nobody is found.",
            "The true number lies between `lower` and `upper`. Small numbers are given as a range only.",
            "The same people always get the same number, in whatever table; numbers need not add up to their totals.",
            f"{len(rows)} cells: {len(rows) - ranged} with a number, {ranged} as a range.",
        ]
        if before:
            said.append(
                f"{before} cells were printed before, and stand here exactly as they were printed."
            )
        if self.answer.widened:
            said.append(
                f"{self.answer.widened} cells of the table have a wider range, to guard what others would tell."
            )
        return said

    def as_csv(self) -> str:
        """Write the rows shown as a file."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.header())
        writer.writerows(self.lines())
        return text.getvalue()

    def as_json(self) -> dict[str, object]:
        """Give everything as plain values."""
        rows = []
        for row in self.rows:
            value, lower, upper, status, before = self._said(row)
            codes = dict(
                zip(self.table.names, self._codes(row, in_words=False), strict=True)
            )
            numbers = {"value": value, "lower": lower, "upper": upper}
            counted = {
                name: int(text) if text else None for name, text in numbers.items()
            }
            rows.append(
                {
                    **codes,
                    **counted,
                    "status": status,
                    "printed_before": before == "yes",
                }
            )
        return {
            "question": self.question,
            "table": self.answer.protected.digest[:16],
            "new": self.answer.is_new,
            "meaning": self.meaning(),
            "lost": dict(self.answer.protected.losses),
            "deliveries not received yet": self.unseen,
            "releases to protect again": list(self.outdated),
            "rows": rows,
        }

    def write(self, path: Path) -> tuple[Path, Path]:
        """Write the table, and beside it a text that says what it means."""
        note = path.with_suffix(".txt")
        path.write_text(self.as_csv(), encoding="utf-8")
        note.write_text(
            "\n".join([f"Table {self.question}.", *self.meaning()]) + "\n",
            encoding="utf-8",
        )
        return path, note


def ask(
    folder: Path,
    by: Sequence[str],
    *,
    of: str = "",
    indicator: str = "",
    where: Sequence[str] = (),
    statement: str = "",
    seconds: float = 300.0,
    tell: Progress,
) -> Given:
    """Give a table on demand, from the vault as it stands, and enter it in the ledger: it is a publication.

    Parameters
    ----------
    folder : of the project
    by, of, indicator, where : what is asked, see `asking.asked`
    statement : why it is asked and for whom (a role, never a name); required unless the country is invented
    seconds : the longest one attack may take
    tell : told of each step

    Returns
    -------
    the table; one of which every cell was printed before is given as it was, and nothing is entered

    Raises
    ------
    UsageError : a name is unknown, or the statement is missing
    ProjectError : there is nothing in the vault, or another run is going on
    DisclosureRefused : no release printed its totals yet, it is too sparse, or would reveal something
    """
    project = Project.open(folder)
    question = asked(
        project.indicators,
        dimensions(project.all_lists),
        by,
        of=of,
        indicator=indicator,
        where=where,
    )
    if not project.face.invented and not statement.strip():
        raise UsageError(
            "Why is this table asked, and for whom?",
            now='Give --statement "question of the ministry, for its letter".',
        )
    if not has_vault(folder):
        raise ProjectError(
            "There is no vault yet: nothing was received.", now=f"zicht run {folder}"
        )
    waiting = find_deliveries(project)
    with (
        folders.claimed(folder),
        open_vault(project, why="table", tell=tell) as (session, vault),
    ):
        refuse_missing(vault)
        unseen = sum(not vault.holds(one.digest) for one in waiting)
        if unseen:
            tell(
                f"{unseen} deliveries in the folder are not in the vault yet; the table does not see them"
            )
        before = ledger.published(vault)
        _refuse_before_release(before, question)
        payload = vault.payload()
        counted = _units(
            project,
            session,
            vault,
            payload,
            question=question,
            before=before,
            tell=tell,
        )
        sign = counting.signature_by(counting.gate_key(folder))
        tell("Protecting the table")
        found = ondemand.answer(
            counted,
            question.shape,
            project.policy,
            secret=noise_key(folders.keys(folder)),
            sign=sign,
            ledger=before,
            cited=counting.printed_elsewhere(project),
            inhabitants=counting.of_areas(
                counting.inhabitants_of(project, session, payload),
                project.geography,
            ),
            withdrawn=bool(vault.withdrawals()),
            progress=tell,
            seconds=seconds,
        )
        if found.is_new:
            _enter(vault, found, question, statement)
        outdated = _outdated(folder, vault) if found.is_new else ()
    return Given(
        question.words,
        found,
        _rows(found.table, question),
        project.all_lists,
        unseen,
        outdated,
    )


def _refuse_before_release(before: Ledger, question: Asked) -> None:
    """Refuse years of which no release printed the total: a number with noise would stand in its way."""
    printed = {
        key
        for entry in before.entries
        for table in entry.tables
        if entry.method != CELL_KEY and table.universe == question.universe
        for key in table.keys()  # noqa: SIM118 - a table is no mapping
    }
    periods = {code for layer in question.shape[PERIOD] for code in layer.values()}
    lacking = sorted(
        code
        for code in periods
        if (question.universe, frozenset({(PERIOD, code)})) not in printed
    )
    if lacking:
        raise DisclosureRefused(
            f"No published release gives the total of {question.universe} of {', '.join(lacking)}.",
            now="Publish a release first: its totals are rounded together, and a table asked before would undo that.",
        )


def _units(
    project: Project,
    session: Session,
    vault: Vault,
    payload: Payload,
    *,
    question: Asked,
    before: Ledger,
    tell: Progress,
) -> Units:
    """Take the units of the universe, with the dimensions of the table and, where the query has them, earlier ones."""
    tell("Linking records of one person")
    links = link_records(project, session, vault).links
    tell(f"Counting {question.words}")
    earlier = {
        d
        for entry in before.entries
        for t in entry.tables
        if t.universe == question.universe
        for d in t.names
    }
    names = [
        *question.shape,
        *sorted(
            (earlier & set(columns_of(question.indicator))) - question.shape.keys()
        ),
    ]
    return units(
        session,
        payload,
        links,
        question.indicator,
        [question.known[name] for name in names],
        views=project.views,
        known=question.known,
        merges=project.policy.merges,
    )


def _enter(
    vault: Vault, found: ondemand.Answer, question: Asked, statement: str
) -> None:
    """Write the table in the ledger before anybody sees it; last of all, that it counts."""
    digest = found.protected.digest
    about = {
        "question": question.words,
        "statement": statement.strip(),
        "given": datetime.now(UTC).isoformat(timespec="seconds"),
        "cells": len(found.table.values),
    }
    ledger.write_down(vault, found.protected)
    stated = json.dumps(about, sort_keys=True)
    vault.note(_GIVEN + digest, stated)
    vault.publish(digest, f"{_GIVEN}{digest[:16]}", {"table": stated})


def _rows(table: ProtectedTable, question: Asked) -> list[int]:
    shown = np.ones(len(table.values), dtype=bool)
    for name, column in zip(table.names, table.codes, strict=True):
        if name in question.shown:
            shown &= np.isin(column, sorted(question.shown[name]))
    return np.flatnonzero(shown).tolist()


def _outdated(folder: Path, vault: Vault) -> tuple[str, ...]:
    """List the releases that nobody published yet and that a table has overtaken."""
    found = []
    for path in release.list_releases(folders.releases(folder)):
        gate = release.gate_of(path)
        if gate is not None and not vault.is_published(gate.digest):
            found.append(path.name)
    return tuple(found)


def given(folder: Path, *, tell: Progress) -> list[dict[str, object]]:
    """List the tables that were given, oldest first: when, what, why; none where there is no vault."""
    project = Project.open(folder)
    if not has_vault(folder):
        return []
    with open_vault(project, why="list tables", tell=tell) as (_, vault):
        return tables_of(vault)


def tables_of(vault: Vault) -> list[dict[str, object]]:
    """List the tables that a vault remembers to have given."""
    found = []
    for entry in ledger.published(vault).entries:
        about = vault.noted(_GIVEN + entry.release)
        if about:
            found.append({"table": entry.release[:16], **json.loads(about)})
    return found
