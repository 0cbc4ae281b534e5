"""Opens the vault of a project together with its journal, and makes the two agree."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zicht import release as room
from zicht.edition.messages import Message
from zicht.engine import Session
from zicht.pipeline import folders, ledger
from zicht.pipeline.rotation import complete_rotation, remove_drafts
from zicht.pipeline.scratch import private_scratch
from zicht.project.folder import Project
from zicht.vault import (
    HOW_KEYS_COME_BACK,
    JOURNAL_KEY,
    PUBLISHED,
    WITHDRAWN,
    Entry,
    Journal,
    Keys,
    Record,
    SealedFiles,
    Vault,
    check_journal,
    first_journal_key,
    head_of,
    journal_key,
)
from zicht.vocabulary.errors import ReleaseError, VaultError
from zicht.vocabulary.progress import Progress

_CLOCKS_DIFFER = timedelta(minutes=5)
"""Clocks are corrected by as much without anybody doing wrong."""
_ENOUGH_SIGNATURES = room.REVIEWERS_NEEDED


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
    project: Project, *, why: str, tell: Progress, is_replaced: bool = False
) -> Iterator[tuple[Session, Vault]]:
    """Open the vault of a project, made with its keys at first use, and make it agree with its journal.

    Parameters
    ----------
    why : for which verb; the journal states it
    is_replaced : True where a backup takes its place: the journal learns what this vault knows, and may lack entries
    tell : told what the vault had forgotten and what was replayed

    Raises
    ------
    VaultError : keys are missing, vault or journal were altered, or the journal was put back to an earlier state
    """
    complete_rotation(project.folder)
    private, place = folders.private(project.folder), folders.keys(project.folder)
    path = private / "vault.duckdb"
    keys = _keys(project.folder, place, path)
    with (
        private_scratch(private),
        session_of(project, private) as session,
        Vault.open(path, keys, session) as vault,
    ):
        remove_drafts(project.folder)
        record = _record(project.folder, place, keys, vault)
        for sentence in _doubts(project.folder, record.journal.entries):
            tell(sentence)
        agreement = vault.follow(record, why=why, is_replaced=is_replaced)
        # What a backup is about to bring may be lost until then.
        for publication in () if is_replaced else agreement.lost:
            _read_back(project.folder, vault, publication)
        for sentence in agreement.sentences():
            tell(sentence)
        yield session, vault


def refuse_lost_entries(folder: Path) -> None:
    """Refuse to count or publish with a journal that lacks an entry which the builder of a release signed.

    Vault and journal were put back to before that release, and agree with each other: who withdrew since would count
    again, and what was published since would bind nobody.

    Raises
    ------
    VaultError : naming the releases
    """
    release_of = {
        room.journal_of(path): path.name
        for path in room.list_releases(folders.releases(folder))
    }
    release_of.pop("", None)
    lacking = lacks_heads(folder, release_of)
    if lacking:
        raise VaultError(
            f"The journal was put back to before {len(lacking)} releases that lie in releases/: who withdrew since"
            " would count again.",
            now="`zicht restore` the latest backup: entries that it holds come back. Where no copy and no backup has"
            " them, nobody here knows who withdrew since: give those requests again, move these releases out of"
            " releases/, and run. A release of another project does not belong here either.",
            details=[
                f"release {release_of[head]}: entry {head.partition(' ')[0]}"
                for head in lacking
            ],
        )


def has_vault(folder: Path) -> bool:
    """Whether a project has a vault, or had one: a journal, its key or a counted release say so."""
    places = (
        folders.private(folder) / "vault.duckdb",
        folders.journal(folder),
        folders.keys(folder) / JOURNAL_KEY,
    )
    return any(place.exists() for place in places) or any(
        _gate_digest(path) for path in room.list_releases(folders.releases(folder))
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
            f"The vault lacks {len(missing)} deliveries that it had received: every count would be too low.",
            now="`zicht run` receives again what was sealed away. Where that is gone too, `zicht restore` a backup, or"
            " put the suppliers' files back and run.",
            details=list(map(str, missing)),
        )


def _keys(folder: Path, place: Path, vault: Path) -> Keys:
    """Load the keys; make them only where nothing was ever made with others."""
    journal = folders.journal(folder)
    if place.is_dir() or vault.exists():
        return Keys.load(place)
    if journal.exists():
        raise VaultError(
            f"{folder} has a journal, and its keys are not in {place}.",
            now=f"{HOW_KEYS_COME_BACK} Only to begin an invented country anew: remove journal/, releases/ and site/"
            " as well.",
        )
    return Keys.create(place)


def _record(folder: Path, place: Path, keys: Keys, vault: Vault) -> Record:
    """Open the journal of a vault; a journal that is gone is not begun anew."""
    own = folders.journal(folder)
    secret = journal_key(place, may_make=not own.exists())
    copies = copies_of_journal(folder)
    if not any(copy.exists() for copy in copies):
        _refuse_to_begin(folder, vault)
    return Record(Journal.open(copies, secret), folders.cells(folder), keys)


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
        for path in room.list_releases(folders.releases(folder))
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
    gate = room.gate_of(path)
    return gate.digest if gate else ""


def _read_back(folder: Path, vault: Vault, publication: Entry) -> None:
    """Enter a publication in the ledger again from its signed release.

    Raises
    ------
    VaultError : no release in the project holds these cells
    """
    for path in room.list_releases(folders.releases(folder)):
        gate = room.gate_of(path)
        if gate is None or gate.digest != publication.text("gate"):
            continue
        release = room.read(path)
        cells = ledger.cells_of(release, room.read_sealed(path, gate), gate.digest)
        vault.enter_again(publication, cells)
        return
    raise VaultError(
        f"What {publication.text('name')} printed is lost: neither the vault nor journal/cells nor releases/ holds it.",
        now="`zicht restore` a backup of after that publication: it brings the release and what it printed.",
    )


def unlocked(folder: Path) -> Keys:
    """Return the keys of the vault of a project.

    Raises
    ------
    VaultError : they are missing, damaged, or open to others
    """
    complete_rotation(folder)
    return Keys.load(folders.keys(folder))


def sealed_files(folder: Path) -> SealedFiles:
    """Return the folder with sealed deliveries of a project.

    Raises
    ------
    VaultError : keys are missing, damaged, or open to others
    """
    return SealedFiles(folders.sealed(folder), unlocked(folder).file)


def publications(folder: Path) -> list[Entry]:
    """Return the entries that published releases and tables, as the longest copy of the journal states them.

    Raises
    ------
    VaultError : that copy was altered
    """
    return [entry for entry in _longest_journal(folder) if entry.what == PUBLISHED]


def publications_of(folder: Path) -> frozenset[str]:
    """Return the digests of what was published, as the longest copy of the journal states them.

    Raises
    ------
    VaultError : that copy was altered
    """
    return frozenset(entry.text("gate") for entry in publications(folder))


def version_of_roles(folder: Path, root: str) -> int:
    """Return the last version of the file with roles that the journal states of a root key; 0 where it states none.

    Raises
    ------
    VaultError : the longest copy of the journal was altered
    """
    versions = [
        entry.about.get("roles")
        for entry in _longest_journal(folder)
        if entry.text("root") == root
    ]
    return max((number for number in versions if isinstance(number, int)), default=0)


def publication_of(folder: Path, gate_digest: str) -> str:
    """Return number and digest of the entry that published what the gate sealed; empty where none did.

    Raises
    ------
    VaultError : the longest copy of the journal was altered
    """
    for entry in publications(folder):
        if entry.text("gate") == gate_digest:
            return head_of(entry)
    return ""


def journal_head(folder: Path) -> str:
    """Return number and digest of the last entry of the journal of a project; empty where it has none.

    Raises
    ------
    VaultError : the longest copy was altered
    """
    entries = _longest_journal(folder)
    return head_of(entries[-1]) if entries else ""


def latest_time(folder: Path) -> str:
    """Return the latest time of day that the journal of a project states, in UTC; empty where it has none.

    That time has passed, though the clock of the machine may have been set back since.

    Raises
    ------
    VaultError : the longest copy was altered
    """
    return _latest_of(_longest_journal(folder))


def _latest_of(entries: Iterable[Entry]) -> str:
    return max((entry.at for entry in entries), default="")


def lacks_heads(folder: Path, heads: Iterable[str]) -> list[str]:
    """Return those of some heads that the journal of a project does not hold: it was put back to before them.

    Parameters
    ----------
    heads : number and digest of an entry each, as `journal_head` gave them at some time
    """
    known = {head_of(entry) for entry in _longest_journal(folder)}
    return [head for head in heads if head not in known]


def _longest_journal(folder: Path) -> list[Entry]:
    copies = [check_journal(copy) for copy in copies_of_journal(folder)]
    return max(copies, key=len)


def copies_of_journal(folder: Path) -> tuple[Path, ...]:
    """Return where the copies of the journal of a project lie, whether or not they are there."""
    own, place = folders.journal(folder), folders.keys(folder)
    if not (place / JOURNAL_KEY).exists():
        return (own,)
    return own, folders.other_journal(folder, first_journal_key(place, may_make=False))


def _doubts(folder: Path, entries: Sequence[Entry]) -> Iterator[Message]:
    """State what casts doubt on a journal: the clock, and copies of the project at other places."""
    latest = _latest_of(entries)
    now = datetime.now(UTC)
    if latest and now + _CLOCKS_DIFFER < datetime.fromisoformat(latest):
        clock = f"{now:%Y-%m-%d %H:%M}"
        yield Message("careful.clock_behind", clock=clock, entry=latest)
    for elsewhere in happened_elsewhere(folder, entries):
        yield from elsewhere.sentences()


@dataclass(frozen=True)
class Elsewhere:
    """What the journal of a copy of a project states, and that of the project does not.

    Parameters
    ----------
    copy : file of that journal
    withdrawn, published : numbers of withdrawals, and of releases and tables
    problem : why it cannot be read; empty where it can
    is_another_project : whether it began otherwise, so that it is of no copy: two projects have one id and one
        folder of keys
    """

    copy: Path
    withdrawn: int = 0
    published: int = 0
    problem: str = ""
    is_another_project: bool = False

    def sentences(self) -> Iterator[Message]:
        """State it for whoever works on the project."""
        if self.is_another_project:
            # What another project withdrew or published is not lacking here.
            yield Message("careful.keys_are_shared", copy=self.copy)
            return
        if self.problem:
            yield Message("careful.copy_unreadable", copy=self.copy, why=self.problem)
        if self.withdrawn:
            yield Message(
                "careful.withdrawn_elsewhere", n=self.withdrawn, copy=self.copy
            )
        if self.published:
            yield Message(
                "careful.published_elsewhere", n=self.published, copy=self.copy
            )


def happened_elsewhere(folder: Path, entries: Sequence[Entry]) -> Iterator[Elsewhere]:
    """Return what happened in copies of the project at other places, and is not known in this one.

    A copy of the folder elsewhere is a project of its own; so a folder that was put back under another name finds no
    copy of its journal. People who withdrew since would count again, and what two copies publish was never attacked
    together; and nobody would know.

    Parameters
    ----------
    folder : of the project
    entries : of its own journal
    """
    known = {entry.digest for entry in entries}
    *_, own = copies_of_journal(folder)
    identity = own.stem.rpartition("-")[0]
    if not identity:
        return
    for copy in sorted(folders.outside_journals().glob(f"{identity}-*.jsonl")):
        if copy == own:
            continue
        try:
            others = check_journal(copy)
        except VaultError as error:
            yield Elsewhere(copy, problem=error.what)
            continue
        lacking = [entry.what for entry in others if entry.digest not in known]
        yield Elsewhere(
            copy,
            withdrawn=lacking.count(WITHDRAWN),
            published=lacking.count(PUBLISHED),
            # A copy has the first entry of its original, however long ago it was made.
            is_another_project=_begin_otherwise(entries, others),
        )


def _begin_otherwise(entries: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Whether two journals have no entry in common; one without entries says nothing."""
    return bool(entries and others) and entries[0].digest != others[0].digest


def refuse_published_elsewhere(folder: Path) -> None:
    """Refuse to publish when another copy of the project published output that the ledger here lacks.

    Raises
    ------
    ReleaseError : naming the journals of those copies
    """
    for elsewhere in happened_elsewhere(folder, _longest_journal(folder)):
        if elsewhere.published:
            raise ReleaseError(
                f"Another copy of this project published {elsewhere.published} releases or tables that the ledger here"
                " does not hold, so the attack here did not take them into account.",
                now="Publish from that copy. If that copy no longer exists and nobody outside the office received its"
                f" output, remove its journal: {elsewhere.copy}",
            )
