"""Withdrawal of consent: records leave the vault, and files that brought them leave the folder with deliveries."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from zicht import sources
from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.pipeline import folders
from zicht.pipeline.delivered import cut_withdrawn, seal_received
from zicht.pipeline.inbox import Inbox, open_inbox
from zicht.pipeline.linking import links_of_records
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vault.erasure import SamePerson
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.withdrawals import Answer, Withdrawn


@dataclass(frozen=True)
class Report:
    """What a withdrawal did, or would do.

    Parameters
    ----------
    project : folder
    done : by the vault
    files : delivered files that were, or would be, written anew without these people, sealed
    dry_run : whether nothing was done
    """

    project: Path
    done: Withdrawn
    files: int
    dry_run: bool

    def as_fields(self) -> dict[str, object]:
        """Return the report as plain values."""
        verb = "to erase" if self.dry_run else "withdrawn"
        return {
            "rows asked": self.done.asked,
            f"records {verb}": self.done.records,
            "of the same people, by linkage": self.done.further,
            "rows of which the vault holds nothing": self.done.not_found,
            "delivered files to seal without them"
            if self.dry_run
            else "delivered files sealed without them": self.files,
        }

    def answers(self) -> list[tuple[int, int, int, str]]:
        """Return the answer to each row of the request: row, records, further records, and words."""
        return [
            (answer.row, answer.records, answer.further, _in_words(answer))
            for answer in self.done.answers
        ]

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values, with an answer per row."""
        names = ("row", "records", "further", "answer")
        rows = [dict(zip(names, answer, strict=True)) for answer in self.answers()]
        return {**self.as_fields(), "rows": rows}

    def next_step(self) -> Message:
        """Return what a user may do now."""
        if self.dry_run:
            return Message("note.nothing_erased")
        return Message("note.after_withdrawal", project=quote(str(self.project)))


def _in_words(answer: Answer) -> Message:
    """Return the answer to a row of the request."""
    if answer.was_withdrawn:
        return Message("answer.withdrawn_before")
    if not answer.records and not answer.stays_out:
        return Message("answer.not_kept_out")
    if not answer.records and answer.mixes_scripts:
        return Message("answer.mixed_scripts")
    if not answer.records:
        return Message("answer.not_held")
    kind = "answer.records_alike" if answer.has_other_signs else "answer.records"
    records = Message(kind, n=answer.records)
    if answer.further:
        return Message("answer.and_further", records=records, n=answer.further)
    return records


def withdraw(
    folder: Path,
    file: Path,
    *,
    ground: str,
    day: str,
    dry_run: bool,
    tell: Progress,
    only_named: bool = False,
) -> Report:
    """Erase the people that a file names; the next run makes a release without them.

    Parameters
    ----------
    file : request, outside the project
    ground : legal ground
    day : YYYY-MM-DD; today when empty
    dry_run : True to count only
    only_named : True to erase the records that the file names, and no other record of the same people

    Raises
    ------
    UsageError : no legal ground or no day, or the file lies in the project
    DeliveryError : the file is not a request; every row that does not hold, by its number
    VaultError : there is no vault, or its file could not be written anew
    """
    project = Project.open(folder)
    day_of_withdrawal = _day(day)
    _refuse_without_ground(ground)
    _refuse_within_project(file, folder)
    _refuse_without_vault(folder)
    # Read within the session: from its start on no core is dumped, whatever happens.
    with (
        folders.claimed(folder),
        open_vault(project, why="withdraw", tell=tell) as (session, vault),
    ):
        asked = sources.read_withdrawals(file, project.forms)
        step = "looking_for_records" if dry_run else "erasing_records"
        tell(Message(f"progress.{step}"))
        done = vault.withdraw(
            asked,
            day=day_of_withdrawal,
            ground=ground.strip(),
            same_person=None if only_named else _linkage(project, session, vault),
            dry_run=dry_run,
        )
        inbox = open_inbox(project)
        if dry_run:
            n_files = _count_files(inbox, done.deliveries)
        else:
            seal_received(project, vault, inbox, keep=True, tell=tell)
            n_files = cut_withdrawn(project, session, vault, tell=tell)
    return Report(folder, done, n_files, dry_run)


def _refuse_without_ground(ground: str) -> None:
    if not ground.strip():
        raise UsageError(
            "No legal ground was given.",
            now='Pass --ground "AVG, artikel 7 lid 3", or what applies.',
        )


def _refuse_within_project(file: Path, folder: Path) -> None:
    if file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "A request for withdrawal does not belong in the project.",
            now="Keep it elsewhere, and destroy it after.",
        )


def _count_files(inbox: Inbox, deliveries: Collection[str]) -> int:
    """Count the delivered files that hold records of the people who withdrew."""
    return sum(
        waiting.digest in deliveries
        for waiting in inbox.waiting
        if not waiting.is_put_away
    )


def _linkage(project: Project, session: Session, vault: Vault) -> SamePerson:
    """Return what linkage says: from pseudonyms to the other records of the same people."""

    def same_person(named: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        if not vault.receipts() or not named:
            return {}
        links = links_of_records(project, session, vault)
        fields = vault.link_fields()
        query = sql(
            "SELECT mine.pseud_id, theirs.pseud_id, source FROM {links} AS mine"
            " JOIN {links} AS theirs USING (person_id)"
            " JOIN {fields} AS field ON field.pseud_id = theirs.pseud_id"
            " WHERE list_contains(?, mine.pseud_id) AND theirs.pseud_id <> mine.pseud_id",
            links=identifier(links.relation),
            fields=identifier(fields.relation),
        )
        others: dict[str, list[tuple[str, str]]] = {}
        for mine, theirs, source in session.rows(query, [list(named)]):
            others.setdefault(mine, []).append((source, theirs))
        return others

    return same_person


def _day(words: str) -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    try:
        day = datetime.date.fromisoformat(words) if words else today
    except ValueError:
        raise UsageError(
            f"{words!r} is not a valid day.", now="Write it as YYYY-MM-DD."
        ) from None
    # Where a day begins earlier than in UTC it may be tomorrow already.
    if day > today + datetime.timedelta(days=1):
        raise UsageError(
            f"The day of the withdrawal, {day}, lies in the future.",
            now="Give the day on which it was received, or leave --day out.",
        )
    return day.isoformat()


def _refuse_without_vault(folder: Path) -> None:
    if not has_vault(folder):
        raise VaultError(
            f"{folder} has no vault yet: nothing was received.",
            now="Ask the supplier to leave the records out of the delivery, or receive it first.",
        )
