"""Withdrawal of consent: records leave the vault, and files that brought them leave the folder with deliveries."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from zicht import sources
from zicht.pipeline import folders
from zicht.pipeline.inbox import find_deliveries, put_away
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.withdrawals import Withdrawn


@dataclass(frozen=True)
class Report:
    """What a withdrawal did, or would do.

    Parameters
    ----------
    project : folder
    done : by the vault
    files : delivered files that were, or would be, put away
    dry_run : whether nothing was done
    """

    project: Path
    done: Withdrawn
    files: int
    dry_run: bool

    def as_fields(self) -> dict[str, object]:
        """Give the report as plain values."""
        return {
            "rows asked": self.done.asked,
            "records to erase"
            if self.dry_run
            else "records withdrawn": self.done.records,
            "rows of which the vault holds nothing": self.done.not_found,
            "delivered files to put away"
            if self.dry_run
            else "delivered files put away": self.files,
        }

    def next_step(self) -> str:
        """Return what a user may do now."""
        if self.dry_run:
            return "Nothing was erased. The same command without --dry-run erases; it cannot be undone."
        return (
            "Zicht kept nothing of the file: destroy it. Ask the suppliers to leave these records out, and destroy "
            f"copies of vault and deliveries. A new release without them: zicht run {quote(str(self.project))}"
        )


def withdraw(
    folder: Path, file: Path, *, ground: str, day: str, dry_run: bool, tell: Progress
) -> Report:
    """Erase the records that a file names; the next run makes a release without them.

    Raises
    ------
    UsageError : no legal ground or no day, or the file lies in the project
    DeliveryError : the file is no request; every row that does not hold, by its number
    VaultError : there is no vault, or its file could not be written anew
    """
    project = Project.open(folder)
    on = _day(day)
    if not ground.strip():
        raise UsageError(
            "No legal ground was given.",
            now='Pass --ground "AVG, artikel 7 lid 3", or what applies.',
        )
    if file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "A request for withdrawal does not belong in the project.",
            now="Keep it elsewhere, and destroy it after.",
        )
    _refuse_without_vault(folder)
    # Read within the session: from its start on no core is dumped, whatever happens.
    with (
        folders.claimed(folder),
        open_vault(project, why="withdraw", tell=tell) as (_, vault),
    ):
        asked = sources.read_withdrawals(file, project.forms)
        tell("Looking for the records" if dry_run else "Erasing the records")
        done = vault.withdraw(asked, day=on, ground=ground.strip(), dry_run=dry_run)
        waiting = [one for one in find_deliveries(project) if not one.is_put_away]
        if dry_run:
            files = sum(one.digest in done.deliveries for one in waiting)
        else:
            files = put_away(waiting, vault.brought_withdrawn(), tell=tell)
    return Report(folder, done, files, dry_run)


def _day(words: str) -> str:
    try:
        day = (
            datetime.date.fromisoformat(words)
            if words
            else datetime.datetime.now(tz=datetime.UTC).date()
        )
    except ValueError:
        raise UsageError(
            f"{words!r} is no day.", now="Write it as YYYY-MM-DD."
        ) from None
    return day.isoformat()


def _refuse_without_vault(folder: Path) -> None:
    if not has_vault(folder):
        raise VaultError(
            f"{folder} has no vault yet: nothing was received.",
            now="Ask the supplier to leave the records out of the delivery, or receive it first.",
        )
