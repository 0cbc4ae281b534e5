"""Opens the vault of a project together with its journal, and makes the two agree."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.pipeline import folders, ledger
from zicht.pipeline.project_journal import (
    copies_of_journal,
    happened_elsewhere,
    latest_of,
    refuse_lost_entries,
)
from zicht.pipeline.rotation import complete_rotation, remove_drafts
from zicht.pipeline.scratch import private_scratch
from zicht.project.folder import Project
from zicht.release import approval, store
from zicht.vault.journal import (
    Entry,
    Journal,
)
from zicht.vault.keys import HOW_KEYS_COME_BACK, Keys
from zicht.vault.noise import JOURNAL_KEY, journal_key
from zicht.vault.record import Record
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress

_CLOCKS_DIFFER = timedelta(minutes=5)
"""Clocks are corrected by as much without anybody doing wrong."""
_ENOUGH_SIGNATURES = approval.REVIEWERS_NEEDED


def session_of(project: Project, folder: Path) -> Session:
    """Open a session that may read the deliveries and write in one private folder."""
    reads = [folders.deliveries(project.folder)]
    return Session(
        folder,
        memory=project.memory,
        reads=[path for path in reads if path.is_dir()],
        disk_is_encrypted=project.disk_is_encrypted,
    )


@contextmanager
def open_vault(
    project: Project,
    *,
    why: str,
    tell: Progress,
    is_replaced: bool = False,
    is_restored: bool = False,
) -> Iterator[tuple[Session, Vault]]:
    """Open the vault of a project, made with its keys at first use, and make it agree with its journal.

    Parameters
    ----------
    why : for which verb; the journal states it
    is_replaced : True where a backup takes its place: the journal learns what this vault knows, and may lack entries
    is_restored : True where a backup took its place just now: entries that releases name may be lost for good
    tell : told what the vault had forgotten and what was replayed

    Raises
    ------
    VaultError : keys are missing, vault or journal were altered, or the journal was put back to an earlier state; in
        that case no entry was written in it
    """
    # A rotation that was killed after its commitment left a vault under keys that are
    # not in place yet.
    may_lack_entries = is_replaced or is_restored
    complete_rotation(project.folder, may_lack_entries=may_lack_entries)
    private, keys_folder = folders.private(project.folder), folders.keys(project.folder)
    path = private / "vault.duckdb"
    keys = _keys(project.folder, keys_folder, path)
    with (
        private_scratch(private),
        session_of(project, private) as session,
        Vault.open(path, keys, session) as vault,
    ):
        # With the vault open nobody else writes such files.
        remove_drafts(project.folder)
        record = _record(
            project.folder, keys_folder, keys, vault, may_lack_entries=may_lack_entries
        )
        for sentence in _doubts(project.folder, record.journal.entries):
            tell(sentence)
        # Every opening compares the two: a vault that was put back has forgotten
        # withdrawals (ADR 0191).
        agreement = vault.follow(record, why=why, is_replaced=is_replaced)
        # What a backup is about to bring may be lost until then.
        for publication in () if is_replaced else agreement.lost:
            _read_back(project.folder, vault, publication)
        for sentence in agreement.sentences():
            tell(sentence)
        yield session, vault


def _refuse_lost_entries(folder: Path, entries: Sequence[Entry]) -> None:
    """Refuse to open a vault with a journal that lacks an entry which the builder of a release signed."""
    release_of = {
        approval.journal_of(path): path.name
        for path in store.list_releases(folders.releases(folder))
    }
    # Releases of earlier versions recorded no head.
    release_of.pop("", None)
    refuse_lost_entries(release_of, entries)


def has_vault(folder: Path) -> bool:
    """Whether a project has a vault, or had one: a journal, its key or a counted release say so."""
    places = (
        folders.private(folder) / "vault.duckdb",
        folders.journal(folder),
        folders.keys(folder) / JOURNAL_KEY,
    )
    return any(place.exists() for place in places) or any(
        _gate_digest(path) for path in store.list_releases(folders.releases(folder))
    )


def refuse_missing(vault: Vault) -> None:
    """Refuse to count from a vault that lacks deliveries which it had received.

    Raises
    ------
    VaultError : naming the deliveries
    """
    missing = vault.missing_deliveries()
    if missing:
        raise VaultError(
            f"The vault lacks {counted(len(missing), 'delivery', 'deliveries')}"
            " that it had received: every count would be too low.",
            now="`zicht run` receives again what was sealed away. Where that is gone too, `zicht restore` a backup, or"
            " put the suppliers' files back and run.",
            details=list(map(str, missing)),
        )


def _keys(folder: Path, place: Path, vault: Path) -> Keys:
    """Load the keys; make them only where nothing was ever made with others."""
    journal = folders.journal(folder)
    # A vault without its keys must not get new ones: it would never open again.
    if place.is_dir() or vault.exists():
        return Keys.load(place)
    if journal.exists():
        raise VaultError(
            f"{folder} has a journal, and its keys are not in {place}.",
            now=f"{HOW_KEYS_COME_BACK} Only to begin an invented country anew: remove journal/, releases/ and site/"
            " as well.",
        )
    return Keys.create(place)


def _record(
    folder: Path, place: Path, keys: Keys, vault: Vault, *, may_lack_entries: bool
) -> Record:
    """Open the journal of a vault; a journal that is gone is not begun anew.

    Parameters
    ----------
    place : folder with the keys
    may_lack_entries : whether it is opened though a release names an entry that it does not hold
    """
    own_copy = folders.journal(folder)
    secret = journal_key(place, may_make=not own_copy.exists())
    copies = copies_of_journal(folder)
    # One copy is enough: the other is written again from it.
    if not any(copy.exists() for copy in copies):
        _refuse_to_begin(folder, vault)
        if not may_lack_entries:
            _refuse_lost_entries(folder, [])
    journal = Journal.open(copies, secret)
    # A vault that noted an entry which is lost knows what it stated: it refuses by itself, with other advice.
    vault_knows_more = bool(vault.journal_head) and not journal.holds(
        vault.journal_head
    )
    if not may_lack_entries and not vault_knows_more:
        # Before anything is appended: a journal that went on otherwise than that of a backup contradicts it, and the
        # lost entries could not come back any more.
        _refuse_lost_entries(folder, journal.entries)
    return Record(journal, folders.cells(folder), keys)


def _refuse_to_begin(folder: Path, vault: Vault) -> None:
    """Refuse to begin a journal where there was one, or where releases were published that the vault does not know."""
    if vault.journal_head:
        raise VaultError(
            f"The journal of {folder} is gone: {folders.journal(folder)} and its other copy.",
            now="`zicht restore` the latest backup: it brings a journal. What this vault knows of withdrawals and"
            " publications is written in it.",
        )
    published = [
        path.name
        for path in store.list_releases(folders.releases(folder))
        if len(list((path / "signatures").glob("approval-*"))) >= _ENOUGH_SIGNATURES
        and _gate_digest(path)
        and not vault.is_published(_gate_digest(path))
    ]
    if published:
        raise VaultError(
            f"{len(published)} published releases lie in releases/, and neither vault nor journal knows them.",
            now="`zicht restore` the latest backup: it brings vault and journal. Only to begin an invented country"
            " anew: remove releases/ and site/ as well.",
            details=published,
        )


def _gate_digest(path: Path) -> str:
    gate = store.gate_of(path)
    return gate.digest if gate else ""


def _read_back(folder: Path, vault: Vault, publication: Entry) -> None:
    """Enter a publication in the ledger again from its signed release.

    Raises
    ------
    VaultError : no release in the project holds these cells
    """
    for path in store.list_releases(folders.releases(folder)):
        gate = store.gate_of(path)
        if gate is None or gate.digest != publication.text("gate"):
            continue
        release = store.read(path)
        cells = ledger.cells_of(release, store.read_sealed(path, gate), gate.digest)
        vault.enter_again(publication, cells)
        return
    raise VaultError(
        f"What {publication.text('name')} printed is lost: neither the vault nor journal/cells nor releases/ holds it.",
        now="`zicht restore` a backup of after that publication: it brings the release and what it printed.",
    )


def _doubts(folder: Path, entries: Sequence[Entry]) -> Iterator[Message]:
    """State what casts doubt on a journal: the clock, and copies of the project at other places."""
    latest = latest_of(entries)
    now = datetime.now(UTC)
    if latest and now + _CLOCKS_DIFFER < datetime.fromisoformat(latest):
        clock = f"{now:%Y-%m-%d %H:%M}"
        yield Message("careful.clock_behind", clock=clock, entry=latest)
    for elsewhere in happened_elsewhere(folder, entries):
        yield from elsewhere.sentences()
