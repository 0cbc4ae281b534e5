"""Examines what must not be lost: journal, keys, vault, ledger, releases, sealed deliveries and root of trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zicht import release as room
from zicht.pipeline import folders, pages, reviewers
from zicht.pipeline.delivered import is_sealed_well, lost_files, not_cut
from zicht.pipeline.forgetting import due_in
from zicht.pipeline.inbox import sealed_deliveries
from zicht.pipeline.secret import lost_secret
from zicht.pipeline.vaults import (
    copies_of_journal,
    has_vault,
    journal_head,
    lacks_heads,
    open_vault,
    publications,
    sealed_files,
    unlocked,
)
from zicht.project.folder import Project
from zicht.vault import (
    HOW_KEYS_COME_BACK,
    JOURNAL_KEY,
    Vault,
    check_every_signature,
    check_journal,
    first_journal_key,
    how_copies_come_back,
)
from zicht.vocabulary.errors import ZichtError
from zicht.vocabulary.progress import Progress

_RESTORE_A_RELEASE = (
    "`zicht restore` puts it back from a backup. Without one, move it out of releases/"
    " and run again: what was published must be reviewed again then."
)


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

    Every signature of the journal is checked, not only the last; every release is verified.

    Parameters
    ----------
    head : number and digest of an entry of the journal that was written down elsewhere; the journal must hold it
    """
    project = Project.open(folder)
    return [
        *_examine_keys(project),
        *_examine_journal(folder),
        *_examine_heads(folder, head),
        *_examine_vault(project, tell=tell),
        *_examine_releases(folder),
        *_examine_publications(folder),
        *_examine_sealed(folder),
        *_examine_traces(folder),
        *_examine_trust(project),
    ]


def _bad(part: str, error: ZichtError) -> Finding:
    return Finding(part, "bad", error.what, error.now)


def _examine_journal(folder: Path) -> Iterator[Finding]:
    copies = copies_of_journal(folder)
    for copy in copies:
        if not copy.exists():
            yield Finding("journal", "note", f"no copy in {copy}")
            continue
        try:
            entries = check_journal(copy)
            check_every_signature(entries)
        except ZichtError as error:
            yield Finding("journal", "bad", error.what, how_copies_come_back(copies))
            continue
        found = f"{len(entries)} entries, each signed, in {copy}"
        yield Finding("journal", "good", found)


def _examine_heads(folder: Path, head: str) -> Iterator[Finding]:
    """Compare the journal with the heads recorded outside it: by the user, and in each release by its builder."""
    part = "head of the journal"
    holder_of = {
        room.journal_of(path): f"release {path.name}"
        for path in room.list_releases(folders.releases(folder))
    }
    holder_of.pop("", None)
    given = " ".join(head.split()).lower()
    if given:
        holder_of[given] = "the head that was given"
    try:
        lacking = lacks_heads(folder, holder_of)
        now = journal_head(folder)
    except ZichtError:
        return  # `_examine_journal` says which copy was altered
    for lost in lacking:
        number = lost.partition(" ")[0]
        found = f"entry {number}, of {holder_of[lost]}, is not in the journal: it was put back to before it"
        advice = (
            "`zicht restore` the latest backup: entries that it holds come back. Where no copy has them, give the"
            " requests of who withdrew since again"
        )
        yield Finding(part, "bad", found, f"{advice}.")
    if now:
        n_known = len(holder_of) - len(lacking)
        yield Finding(part, "good", f"{now}; {n_known} known heads are in it")


def _examine_keys(project: Project) -> Iterator[Finding]:
    folder = project.folder
    place = folders.keys(folder)
    if not place.is_dir():
        if has_vault(folder):
            yield Finding("keys", "bad", f"none in {place}", HOW_KEYS_COME_BACK)
        else:
            yield Finding("keys", "note", f"none in {place}")
        return
    try:
        unlocked(folder)
        if folders.journal(folder).exists() or (place / JOURNAL_KEY).exists():
            first_journal_key(place, may_make=False)
        lost = lost_secret(project)
    except ZichtError as error:
        yield _bad("keys", error)
        return
    if lost:
        yield Finding("keys", "bad", lost, HOW_KEYS_COME_BACK)
        return
    where = (
        "beside the vault"
        if place.is_relative_to(folder)
        else "on a place of their own"
    )
    found = f"whole, {where}: {place}. Is there a copy elsewhere? No backup holds them"
    yield Finding("keys", "good", found)


def _examine_vault(project: Project, *, tell: Progress) -> Iterator[Finding]:
    if not has_vault(project.folder):
        yield Finding("vault", "note", "none yet")
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
        yield _bad("vault", error)
        return
    for sentence in sentences:
        yield _replayed(sentence, is_missing=bool(missing))
    for due in overdue:
        found = f"{due.source}, {due.what} from before {due.before}: {due.rows} rows are past their term"
        yield Finding("retention", "bad", found, "`zicht forget` forgets them.")
    yield from _examine_sealed_away(lost, uncut)
    if not missing:
        counted = f"{status.deliveries} deliveries, {status.withdrawn} withdrawn, {status.releases} in the ledger"
        yield Finding("vault", "good", f"agrees with its journal: {counted}")


def _replayed(sentence: str, *, is_missing: bool) -> Finding:
    """Return what the vault had forgotten: with what to do while deliveries are missing, else as done."""
    if not is_missing:
        return Finding("vault", "note", f"{sentence} It agrees with its journal again.")
    advice = (
        "`zicht run` receives missing deliveries again from what was sealed away. Where that is gone too,"
        " `zicht restore` a backup, or put the suppliers' files back and run."
    )
    return Finding("vault", "bad", sentence, advice)


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
    for name in lost:
        found = f"the file of {name} is gone. The vault holds what it brought, and cannot be rebuilt without it"
        advice = "`zicht restore` a backup that holds it, or put the supplier's file back and run."
        yield Finding("sealed deliveries", "note", found, advice)
    for name in uncut:
        found = f"{name} still holds people who withdrew, or what is past its term"
        advice = "`zicht run` takes them out, and says why where it cannot."
        yield Finding("sealed deliveries", "bad", found, advice)


def _examine_releases(folder: Path) -> Iterator[Finding]:
    for path in room.list_releases(folders.releases(folder)):
        part = f"release {path.name}"
        wrong = room.verify(path)
        if wrong:
            yield Finding(part, "bad", "; ".join(wrong[:3]), _RESTORE_A_RELEASE)
            continue
        try:
            is_published = pages.is_published(folder, path)
        except ZichtError as error:
            yield _bad(part, error)
            continue
        state = "published" if is_published else "not published"
        yield Finding(part, "good", f"every byte is as it was sealed, {state}")


def _examine_publications(folder: Path) -> Iterator[Finding]:
    """Name the releases that were published and are gone: their figures cannot be verified or explained any more."""
    try:
        published = publications(folder)
    except ZichtError:
        return  # `_examine_journal` says which copy was altered
    sealed = {
        gate.digest
        for path in room.list_releases(folders.releases(folder))
        if (gate := room.gate_of(path))
    }
    for entry in published:
        if entry.text("gate") in sealed or entry.text("table"):
            continue
        found = "it was published, and is not in releases/"
        advice = "`zicht restore` a backup of after its publication."
        yield Finding(f"release {entry.text('name')}", "bad", found, advice)


def _examine_sealed(folder: Path) -> Iterator[Finding]:
    """Read every sealed delivery to its end."""
    n_whole = 0
    part = "sealed deliveries"
    advice = "`zicht restore` puts it back from a backup. Without one, put the supplier's file back and run."
    try:
        for waiting in sealed_deliveries(folder):
            if is_sealed_well(sealed_files(folder), waiting):
                n_whole += 1
            else:
                yield Finding(
                    part, "bad", f"{waiting.name} cannot be read back", advice
                )
    except ZichtError as error:
        yield _bad(part, error)
    if n_whole:
        yield Finding(part, "good", f"{n_whole} can be read back to their end")


def _examine_traces(folder: Path) -> Iterator[Finding]:
    clear = [
        path
        for path in folders.deliveries(folder).rglob("*")
        if path.is_file() and path.suffix not in (".toml", ".received", ".md")
    ]
    if clear:
        found = f"{len(clear)} files lie there as suppliers sent them, in clear text"
        yield Finding("deliveries", "note", found)


def _examine_trust(project: Project) -> Iterator[Finding]:
    try:
        roles = reviewers.roles_of(project.face.id)
        reviewers.registered(project.folder)
    except ZichtError as error:
        yield _bad("root of trust", error)
        return
    if roles is None:
        found = "none: only a demonstration can be published"
        yield Finding("root of trust", "note", found)
        return
    found = f"version {roles.number}, {len(roles.members)} keys"
    yield Finding("root of trust", "good", found)
