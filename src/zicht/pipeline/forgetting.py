"""Terms of retention: what is due, and how it is forgotten."""

from dataclasses import dataclass
from pathlib import Path

from zicht.edition.messages import Message, value_in_words
from zicht.pipeline import folders
from zicht.pipeline.delivered import cut_withdrawn, seal_received
from zicht.pipeline.expected import today
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vault.retention import Due
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.forms import Retention
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten, or would be.

    Parameters
    ----------
    due : by source and part
    files : sealed files that were written anew
    dry_run : whether nothing was done
    """

    due: tuple[Due, ...]
    files: int
    dry_run: bool

    def rows(self) -> list[tuple[str, str, str, int, str]]:
        """Return a line per source and part: what, before which day, how many rows, and why."""
        return [
            (
                overdue.source,
                kept_in_words(overdue),
                str(overdue.before),
                overdue.rows,
                overdue.ground,
            )
            for overdue in self.due
        ]

    def as_json(self) -> dict[str, object]:
        """Return it as plain values."""
        names = ("source", "what", "before", "rows", "ground")
        due = [dict(zip(names, row, strict=True)) for row in self.rows()]
        return {"forgotten": not self.dry_run, "due": due, "files": self.files}


def kept_in_words(due: Due) -> Message:
    """Return which part of a source is kept too long, as the command line writes it."""
    return value_in_words(due.what)


def terms_of(project: Project) -> dict[str, Retention]:
    """Return the terms of each source: those of the last version of its form."""
    return {
        source: forms[-1].retention
        for source, forms in project.forms.items()
        if forms[-1].retention.has_terms
    }


def due_in(project: Project, vault: Vault) -> tuple[Due, ...]:
    """Return what a vault keeps longer than the forms of its project allow."""
    return vault.due(terms_of(project), today())


def forget(folder: Path, *, dry_run: bool, tell: Progress) -> Forgotten:
    """Forget what is kept longer than the legal ground of its form allows.

    Raises
    ------
    VaultError : there is no vault
    """
    project = Project.open(folder)
    if not has_vault(folder):
        raise VaultError(f"{folder} has no vault yet.", now="Nothing is kept.")
    with (
        folders.claimed(folder),
        open_vault(project, why="forget", tell=tell) as (session, vault),
    ):
        # A verb of its own, and a dry run of it: a mistyped term erases years that
        # nobody can send again (ADR 0197).
        if dry_run:
            return Forgotten(due_in(project, vault), 0, dry_run=True)
        due = vault.forget(terms_of(project), today())
        # Files are sealed before they are cut: rows are taken out of sealed files
        # alone.
        seal_received(project, vault, open_inbox(project), keep=True, tell=tell)
        files = cut_withdrawn(project, session, vault, tell=tell)
    return Forgotten(due, files, dry_run=False)
