"""Answers a question with a table: counts, protects by cell key, attacks with all that was printed, enters it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from zicht.disclosure import ondemand
from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.indicators import units
from zicht.indicators.asking import Asked, asked, columns_of
from zicht.pipeline import counting, folders, ledger
from zicht.pipeline.answered import AnsweredTable
from zicht.pipeline.given_tables import GIVEN, tables_of
from zicht.pipeline.inbox import Waiting, find_deliveries
from zicht.pipeline.inhabitants import inhabitants_of, of_areas
from zicht.pipeline.linking import links_of_records
from zicht.pipeline.secret import say_lost_secret
from zicht.pipeline.vaults import (
    has_vault,
    open_vault,
    refuse_missing,
)
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.release import store
from zicht.vault.journal import (
    TABLE_ASKED,
    TABLE_GIVEN_AGAIN,
    TABLE_REFUSED,
)
from zicht.vault.noise import noise_key
from zicht.vault.vault import Vault
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import (
    DisclosureRefused,
    ProjectError,
    Refusal,
    UsageError,
    ZichtError,
)
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable
from zicht.vocabulary.units import Units


@dataclass(frozen=True)
class Request:
    """What somebody asks, and why.

    Parameters
    ----------
    by, of, indicator, where : what is asked, see `asking.asked`
    statement : why it is asked and for whom (a role, never a name); required unless the country is invented
    seconds : the longest one attack may take
    """

    by: Sequence[str]
    of: str = ""
    indicator: str = ""
    where: Sequence[str] = ()
    statement: str = ""
    seconds: float = 300.0


def ask(folder: Path, request: Request, *, tell: Progress) -> AnsweredTable:
    """Answer with a table on demand, from the vault as it stands, and enter it in the ledger: it is a publication.

    Parameters
    ----------
    folder : of the project
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
    question = _understood(project, request)
    _refuse_without_statement(project, request.statement)
    _refuse_without_vault(folder)
    waiting = find_deliveries(project)
    with (
        folders.claimed(folder),
        open_vault(project, why="table", tell=tell) as (session, vault),
    ):
        about = {"question": question.words, "statement": request.statement.strip()}
        with _stated_in_journal(vault, about) as number:
            refuse_missing(vault)
            n_unseen = _count_unseen(vault, waiting, tell)
            answer = _answer(
                project, session, vault, question, request.seconds, tell=tell
            )
        # An answer that is on record is not refused any more, whatever fails from here on.
        if answer.is_new:
            _enter(vault, answer, about, number)
            outdated = _outdated(folder, vault)
        else:
            vault.write_in_journal(TABLE_GIVEN_AGAIN, {"request": number})
            outdated = ()
    return AnsweredTable(
        question=question.words,
        answer=answer,
        rows=_rows(answer.table, question),
        lists=project.all_lists,
        unseen=n_unseen,
        outdated=outdated,
    )


@contextmanager
def _stated_in_journal(vault: Vault, about: Mapping[str, str]) -> Iterator[int]:
    """State a request in the journal before anything is counted, and why it is refused where it is.

    Who asks table after table until the gate refuses learns from its refusals too, so that these are on record. A
    request that was killed is one without an answer.

    Parameters
    ----------
    about : question and statement of the request

    Yields
    ------
    number of the entry, which the entry about the answer names
    """
    number = vault.write_in_journal(TABLE_ASKED, about)
    try:
        yield number
    except BaseException as error:
        # What fails here would hide why the table is refused; the next command meets it again.
        with suppress(OSError, ZichtError):
            answer = {"request": number, "reason": _kind_of(error)}
            vault.write_in_journal(TABLE_REFUSED, answer)
        raise


def _kind_of(error: BaseException) -> str:
    """Return the kind of a reason: messages of the gate name cells, which the journal does not."""
    if isinstance(error, DisclosureRefused):
        return error.reason.value
    return type(error).__name__


def _understood(project: Project, request: Request) -> Asked:
    return asked(
        project.indicators,
        dimensions(project.all_lists),
        request.by,
        of=request.of,
        indicator=request.indicator,
        where=request.where,
    )


def _refuse_without_statement(project: Project, statement: str) -> None:
    if not project.face.invented and not statement.strip():
        raise UsageError(
            "Why is this table asked, and for whom?",
            now='Give --statement "question of the ministry, for its letter".',
        )


def _refuse_without_vault(folder: Path) -> None:
    if not has_vault(folder):
        raise ProjectError(
            "There is no vault yet: nothing was received.", now=f"zicht run {folder}"
        )


def _count_unseen(vault: Vault, waiting: Sequence[Waiting], tell: Progress) -> int:
    """Count the deliveries in the folder that the vault does not hold yet, and say so."""
    n_unseen = sum(not vault.holds(delivery.digest) for delivery in waiting)
    if n_unseen:
        tell(Message("careful.deliveries_unseen", n=n_unseen))
    return n_unseen


def _answer(
    project: Project,
    session: Session,
    vault: Vault,
    question: Asked,
    seconds: float,
    *,
    tell: Progress,
) -> ondemand.Answer:
    """Count the table, and let it through the gate together with everything that was printed before."""
    before = ledger.of_today(ledger.published(vault))
    _refuse_before_release(before, question)
    payload = replace(vault.payload(), link_names=project.link_names)
    links = _linked(project, session, vault, tell)
    tell(Message("progress.counting_table", question=question.words))
    counted = _count_units(project, session, payload, links, question, before=before)
    inhabitants = inhabitants_of(project, session, payload)
    key = counting.gate_key(project.folder)
    tell(Message("progress.protecting_table"))
    say_lost_secret(project, tell)
    return ondemand.answer(
        counted,
        question.shape,
        project.policy,
        # Tables on demand have a secret of their own, also in an invented country.
        secret=noise_key(folders.keys(project.folder)),
        sign=counting.signature_by(key),
        ledger=before,
        cited=counting.printed_elsewhere(project),
        inhabitants=of_areas(inhabitants, project.geography),
        withdrawn=bool(vault.withdrawals()),
        progress=tell,
        seconds=seconds,
    )


def _count_units(
    project: Project,
    session: Session,
    payload: Payload,
    links: Links,
    question: Asked,
    *,
    before: Ledger,
) -> Units:
    """Count the units of the question by its dimensions, and by those of earlier tables of the same units."""
    # The attack compares the table with earlier ones, so their dimensions are counted
    # too.
    names = _dimensions_to_count(question, before)
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


def _linked(project: Project, session: Session, vault: Vault, tell: Progress) -> Links:
    tell(Message("progress.linking"))
    return links_of_records(project, session, vault)


def _dimensions_to_count(question: Asked, before: Ledger) -> list[str]:
    """Name the dimensions of the table, then those of earlier tables of the same units that the query also has."""
    printed: set[str] = set()
    for table in before.tables:
        if table.universe == question.universe:
            printed.update(table.names)
    countable = printed & set(columns_of(question.indicator))
    return [*question.shape, *sorted(countable - question.shape.keys())]


def _refuse_before_release(before: Ledger, question: Asked) -> None:
    """Refuse years of which no release printed the total: a number with noise would stand in its way."""
    printed = _printed_by_releases(before, question.universe)
    periods = {code for layer in question.shape[PERIOD] for code in layer.values()}
    lacking = []
    for period in sorted(periods):
        total = (question.universe, frozenset({(PERIOD, period)}))
        if total not in printed:
            lacking.append(period)
    if lacking:
        raise DisclosureRefused(
            f"No published release gives the total of {question.universe} of {', '.join(lacking)}.",
            now="Publish a release first: its totals are rounded together, and a table asked before would undo that.",
            reason=Refusal.NO_RELEASE,
        )


def _printed_by_releases(before: Ledger, universe: str) -> set[CellKey]:
    """Return the cells of a universe that releases printed, not tables on demand."""
    printed: set[CellKey] = set()
    for entry in before.entries:
        # A table on demand may print a total with noise, which no release would then
        # round.
        if entry.method == CELL_KEY:
            continue
        for table in entry.tables:
            if table.universe == universe:
                printed.update(table.keys())
    return printed


def _enter(
    vault: Vault, answer: ondemand.Answer, about: Mapping[str, str], number: int
) -> None:
    """Write the table in the ledger before anybody sees it; last of all, that it counts.

    Parameters
    ----------
    about : question and statement of the request
    number : of the entry of the journal that states the request
    """
    digest = answer.protected.digest
    given_table = {
        **about,
        "given": datetime.now(UTC).isoformat(timespec="seconds"),
        "cells": len(answer.table.values),
    }
    # The table is written down first and published last: a command that stops in
    # between has given nothing away.
    ledger.write_down(vault, answer.protected)
    stated = json.dumps(given_table, sort_keys=True)
    vault.note(GIVEN + digest, stated)
    entry_about = {"table": stated, "request": number}
    vault.publish(digest, f"{GIVEN}{digest[:16]}", entry_about)


def _rows(table: ProtectedTable, question: Asked) -> list[int]:
    is_shown = np.ones(len(table.values), dtype=bool)
    for name, column in zip(table.names, table.codes, strict=True):
        if name in question.shown:
            is_shown &= np.isin(column, sorted(question.shown[name]))
    return np.flatnonzero(is_shown).tolist()


def _outdated(folder: Path, vault: Vault) -> tuple[str, ...]:
    """List the releases that nobody published yet and that a table has overtaken."""
    outdated = []
    for path in store.list_releases(folders.releases(folder)):
        gate = store.gate_of(path)
        if gate is not None and not vault.is_published(gate.digest):
            outdated.append(path.name)
    return tuple(outdated)


def given(folder: Path, *, tell: Progress) -> list[dict[str, object]]:
    """List the tables that were given, oldest first: when, what, why; none where there is no vault."""
    project = Project.open(folder)
    if not has_vault(folder):
        return []
    with open_vault(project, why="list tables", tell=tell) as (_, vault):
        return tables_of(vault)
