"""Examines what must not be lost: journal, keys, vault, ledger, releases, sealed deliveries and root of trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zicht.edition.messages import Message
from zicht.pipeline import folders, pages, reviewers
from zicht.pipeline.delivered import is_sealed_well, lost_files, not_cut
from zicht.pipeline.forgetting import due_in, kept_in_words
from zicht.pipeline.inbox import sealed_deliveries
from zicht.pipeline.project_journal import (
    copies_of_journal,
    journal_head,
    lacks_heads,
    publications,
)
from zicht.pipeline.project_keys import sealed_files, unlocked
from zicht.pipeline.rotation import is_unfinished
from zicht.pipeline.secret import lost_secret
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release import approval, store
from zicht.vault.journal import (
    check_every_signature,
    check_journal,
    how_copies_come_back,
)
from zicht.vault.keys import HOW_KEYS_COME_BACK
from zicht.vault.noise import JOURNAL_KEY, first_journal_key
from zicht.vault.retention import Due
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ZichtError
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True)
class Finding:
    """What was found of one part.

    Parameters
    ----------
    part : such as `keys`
    state : whether it is as it should be; a note says what is worth knowing
    found : what was found
    now : what to do about it; empty where nothing is to be done
    """

    part: str
    state: Literal["good", "bad", "note"]
    found: str
    now: str = ""


def examine(folder: Path, *, head: str = "", tell: Progress) -> list[Finding]:
    """Examine journal, keys, vault, ledger and releases of a project, and say what is wrong.

    Every signature of the journal is checked, not only the last; every release is verified. Where the journal was put
    back to an earlier state, nothing is written: no entry, no key and no file.

    Parameters
    ----------
    head : number and digest of an entry of the journal that was written down elsewhere; the journal must hold it
    """
    project = Project.open(folder)
    of_heads = list(_examine_heads(folder, head))
    was_put_back = any(finding.state == "bad" for finding in of_heads)
    # The journal that a backup brings back must fit this one: nothing here may write in it, or change a key (ADR 0208).
    must_not_rotate = was_put_back and is_unfinished(folder)
    return [
        *([_of_rotation()] if must_not_rotate else _examine_keys(project)),
        *_examine_journal(folder),
        *of_heads,
        *_examine_vault(project, was_put_back=was_put_back, tell=tell),
        *_examine_releases(folder),
        *_examine_publications(folder),
        *([] if must_not_rotate else _examine_sealed(folder)),
        *_examine_traces(folder),
        *_examine_trust(project),
    ]


def _bad(part: str, error: ZichtError) -> Finding:
    return Finding(part, "bad", error.what, error.now)


def _examine_journal(folder: Path) -> Iterator[Finding]:
    part = Message("doctor.journal")
    copies = copies_of_journal(folder)
    for copy in copies:
        if not copy.exists():
            yield Finding(part, "note", Message("doctor.no_copy", place=copy))
            continue
        try:
            # Each copy by itself, so that the finding names the one that was altered.
            entries = check_journal(copy)
            check_every_signature(entries)
        except ZichtError as error:
            yield Finding(part, "bad", error.what, how_copies_come_back(copies))
            continue
        message = Message("doctor.entries_signed", n=len(entries), place=copy)
        yield Finding(part, "good", message)


def _examine_heads(folder: Path, head: str) -> Iterator[Finding]:
    """Compare the journal with the heads recorded outside it: by the user, and in each release by its builder."""
    part = Message("doctor.head")
    holder_of: dict[str, Message] = {
        approval.journal_of(path): Message("doctor.release", name=path.name)
        for path in store.list_releases(folders.releases(folder))
    }
    # Releases of earlier versions recorded no head.
    holder_of.pop("", None)
    written_head = " ".join(head.split()).lower()
    if written_head:
        holder_of[written_head] = Message("doctor.given_head")
    try:
        lacking = lacks_heads(folder, holder_of)
        head_now = journal_head(folder)
    except ZichtError:
        return  # `_examine_journal` says which copy was altered
    for lost in lacking:
        number = lost.partition(" ")[0]
        message = Message("doctor.entry_lost", number=number, holder=holder_of[lost])
        yield Finding(part, "bad", message, Message("doctor.restore_latest"))
    if head_now:
        n_known = len(holder_of) - len(lacking)
        message = Message("doctor.known_heads", head=head_now, n=n_known)
        yield Finding(part, "good", message)


def _of_rotation() -> Finding:
    """Return the finding on a rotation that was interrupted, and that opening the keys would complete."""
    part, waits = Message("doctor.keys"), Message("doctor.rotation_waits")
    return Finding(part, "note", waits)


def _examine_keys(project: Project) -> Iterator[Finding]:
    folder = project.folder
    keys_folder = folders.keys(folder)
    part = Message("doctor.keys")
    none_there = Message("doctor.no_keys", place=keys_folder)
    if not keys_folder.is_dir():
        # Keys that are missing beside a vault are lost; without a vault they were never
        # made.
        if has_vault(folder):
            yield Finding(part, "bad", none_there, HOW_KEYS_COME_BACK)
        else:
            yield Finding(part, "note", none_there)
        return
    try:
        unlocked(folder)
        if folders.journal(folder).exists() or (keys_folder / JOURNAL_KEY).exists():
            first_journal_key(keys_folder, may_make=False)
        lost = lost_secret(project)
    except ZichtError as error:
        yield _bad(part, error)
        return
    if lost:
        yield Finding(part, "bad", lost, HOW_KEYS_COME_BACK)
        return
    is_beside_vault = keys_folder.is_relative_to(folder)
    key = "doctor.keys_beside_vault" if is_beside_vault else "doctor.keys_apart"
    yield Finding(part, "good", Message(key, place=keys_folder))


def _examine_vault(
    project: Project, *, was_put_back: bool, tell: Progress
) -> Iterator[Finding]:
    """Open the vault and read it through, unless its journal lacks entries that are known from elsewhere."""
    part = Message("doctor.vault")
    if not has_vault(project.folder):
        yield Finding(part, "note", Message("doctor.no_vault"))
        return
    if was_put_back:
        # Every opening writes an entry, and a journal that goes on otherwise is harder to complete from a backup.
        yield Finding(part, "note", Message("doctor.vault_not_opened"))
        return
    try:
        with open_vault(project, why="doctor", tell=tell) as (_, vault):
            vault.read_through()
            sentences = vault.agreement.sentences()
            missing = vault.missing_deliveries()
            overdue = due_in(project, vault)
            status = vault.status()
            lost, uncut = _sealed_away(project, vault)
    except ZichtError as error:
        yield _bad(part, error)
        return
    # The vault is closed again: what follows is told from what was read.
    for sentence in sentences:
        yield _replayed(sentence, is_missing=bool(missing))
    yield from map(_kept_too_long, overdue)
    yield from _examine_sealed_away(lost, uncut)
    if not missing:
        agreement = Message(
            "doctor.vault_agrees",
            n=status.deliveries,
            withdrawn=status.withdrawn,
            releases=status.releases,
        )
        yield Finding(part, "good", agreement)


def _kept_too_long(due: Due) -> Finding:
    """Return the finding on records that are kept after their retention period ended."""
    message = Message(
        "doctor.past_term",
        source=due.source,
        what=kept_in_words(due),
        before=due.before,
        n=due.rows,
    )
    return Finding(
        Message("doctor.retention"), "bad", message, Message("doctor.forget")
    )


def _replayed(sentence: Message, *, is_missing: bool) -> Finding:
    """Return what the vault had forgotten: with what to do while deliveries are missing, else as done."""
    part = Message("doctor.vault")
    if not is_missing:
        return Finding(part, "note", Message("doctor.agrees_again", what=sentence))
    return Finding(part, "bad", sentence, Message("doctor.receive_missing"))


def _sealed_away(project: Project, vault: Vault) -> tuple[list[str], list[str]]:
    """Name the deliveries whose sealed files are gone, and those whose files hold who withdrew."""
    try:
        uncut = [waiting.name for waiting in not_cut(project.folder, vault)]
        return list(lost_files(project, vault)), uncut
    except ZichtError:
        return [], []  # `_examine_sealed` says which sealed file is damaged


def _examine_sealed_away(
    lost: Sequence[str], uncut: Sequence[str]
) -> Iterator[Finding]:
    """Name the files that were sealed away and are gone, and those that still hold people who withdrew."""
    part = Message("doctor.sealed_deliveries")
    for name in lost:
        message = Message("doctor.file_gone", name=name)
        yield Finding(part, "note", message, Message("doctor.restore_file"))
    for name in uncut:
        message = Message("doctor.file_not_cut", name=name)
        yield Finding(part, "bad", message, Message("doctor.cut_file"))


def _examine_releases(folder: Path) -> Iterator[Finding]:
    for path in store.list_releases(folders.releases(folder)):
        part = Message("doctor.release", name=path.name)
        wrong = store.verify(path)
        if wrong:
            yield Finding(
                part, "bad", "; ".join(wrong[:3]), Message("doctor.restore_release")
            )
            continue
        try:
            is_published = pages.is_published(folder, path)
        except ZichtError as error:
            yield _bad(part, error)
            continue
        key = "doctor.published_as_sealed" if is_published else "doctor.as_sealed"
        yield Finding(part, "good", Message(key))


def _examine_publications(folder: Path) -> Iterator[Finding]:
    """Name the releases that were published and are gone: their figures cannot be verified or explained any more."""
    try:
        published = publications(folder)
    except ZichtError:
        return  # `_examine_journal` says which copy was altered
    names = {path.name for path in store.list_releases(folders.releases(folder))}
    for entry in published:
        # A table on demand is published without a release.
        if entry.text("name") in names or entry.text("table"):
            continue
        part = Message("doctor.release", name=entry.text("name"))
        message = Message("doctor.release_gone")
        yield Finding(part, "bad", message, Message("doctor.restore_later_backup"))


def _examine_sealed(folder: Path) -> Iterator[Finding]:
    """Read every sealed delivery to its end."""
    n_whole = 0
    part = Message("doctor.sealed_deliveries")
    advice = Message("doctor.restore_sealed")
    try:
        # Read to the end, because a fault of the disk shows only there.
        for waiting in sealed_deliveries(folder):
            if is_sealed_well(sealed_files(folder), waiting):
                n_whole += 1
            else:
                message = Message("doctor.unreadable", name=waiting.name)
                yield Finding(part, "bad", message, advice)
    except ZichtError as error:
        yield _bad(part, error)
    if n_whole:
        yield Finding(part, "good", Message("doctor.readable", n=n_whole))


def _examine_traces(folder: Path) -> Iterator[Finding]:
    clear = [
        path
        for path in folders.deliveries(folder).rglob("*")
        if path.is_file() and path.suffix not in (".toml", ".received", ".md")
    ]
    if clear:
        message = Message("doctor.clear_files", n=len(clear))
        yield Finding(Message("doctor.deliveries"), "note", message)


def _examine_trust(project: Project) -> Iterator[Finding]:
    part = Message("doctor.root_of_trust")
    try:
        roles = reviewers.roles_of(project.face.id)
        reviewers.registered(project.folder)
    except ZichtError as error:
        yield _bad(part, error)
        return
    if roles is None:
        yield Finding(part, "note", Message("doctor.no_root"))
        return
    message = Message("doctor.roles", number=roles.number, n=len(roles.members))
    yield Finding(part, "good", message)
