"""What the journal of a project states, read from its longest copy: neither vault nor keys are opened."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders
from zicht.vault.journal import (
    PUBLISHED,
    STATES_EVERY_RELEASE,
    WITHDRAWN,
    Entry,
    check_journal,
    head_of,
    lacking_heads,
)
from zicht.vault.noise import JOURNAL_KEY, first_journal_key
from zicht.vocabulary.errors import ReleaseError, VaultError


def publications(folder: Path) -> list[Entry]:
    """Return the entries that published releases and tables, as the longest copy of the journal states them.

    Raises
    ------
    VaultError : that copy was altered
    """
    return [entry for entry in _longest_journal(folder) if entry.what == PUBLISHED]


def states_publication(folder: Path, gate_digest: str, name: str, head: str) -> bool:
    """Whether the longest copy of the journal states that a release was published.

    A journal of an earlier version states what the gate sealed once, under the name of the first release that printed
    it. That is enough for a release that was built before the journal began to state every release.

    Parameters
    ----------
    gate_digest : of what the gate sealed
    name : of the release
    head : number and digest of the last entry of the journal when it was built, as its builder signed them; the
        builder may have signed an earlier one than the last

    Raises
    ------
    VaultError : that copy was altered
    """
    entries = _longest_journal(folder)
    names = {
        entry.text("name")
        for entry in entries
        if entry.what == PUBLISHED and entry.text("gate") == gate_digest
    }
    if name in names:
        return True
    built_at = len(entries)
    first_stating_all = len(entries) + 1
    for entry in reversed(entries):
        if head_of(entry) == head:
            built_at = entry.number
        if STATES_EVERY_RELEASE in entry.about:
            first_stating_all = entry.number
    # A head that the journal does not hold, whatever its number, counts as one of today.
    return bool(names) and built_at < first_stating_all


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


def publication_of(folder: Path, gate_digest: str, name: str) -> str:
    """Return number and digest of the entry that published a release; empty where none did.

    Where no entry names it, that of the first release which printed the same is returned.

    Raises
    ------
    VaultError : the longest copy of the journal was altered
    """
    of_gate = [
        entry for entry in publications(folder) if entry.text("gate") == gate_digest
    ]
    named = [entry for entry in of_gate if entry.text("name") == name]
    first = next(iter(named or of_gate), None)
    return head_of(first) if first else ""


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
    return latest_of(_longest_journal(folder))


def latest_of(entries: Iterable[Entry]) -> str:
    """Return the latest time of day that some entries state; empty where there are none."""
    return max((entry.at for entry in entries), default="")


def lacks_heads(folder: Path, heads: Iterable[str]) -> list[str]:
    """Return those of some heads that the journal of a project does not hold: it was put back to before them.

    Parameters
    ----------
    heads : number and digest of an entry each, as `journal_head` gave them at some time
    """
    return lacking_heads(_longest_journal(folder), heads)


def refuse_lost_entries(
    release_of: Mapping[str, str], entries: Sequence[Entry]
) -> None:
    """Refuse to go on with a journal that lacks an entry which the builder of a release signed.

    Vault and journal were put back to before that release, and agree with each other: who withdrew since would count
    again, and what was published since would bind nobody.

    Parameters
    ----------
    release_of : head of the journal that a release names, to the name of that release
    entries : of the journal

    Raises
    ------
    VaultError : naming the releases
    """
    lacking = lacking_heads(entries, release_of)
    if lacking:
        raise VaultError(
            f"The journal was put back to before {len(lacking)} releases that lie in releases/: who withdrew since"
            " would count again.",
            now="`zicht restore` the latest backup: entries that it holds come back. Where no copy and no backup has"
            " them, nobody here knows who withdrew since: move these releases out of releases/, give those requests"
            " again, and run. A release of another project does not belong here either.",
            details=[
                f"release {release_of[head]}: entry {head.partition(' ')[0]}"
                for head in lacking
            ],
        )


def refuse_unfit_journal(folder: Path) -> None:
    """Refuse to write in the journal of a project that lacks an entry which a release names.

    The signatures of the releases are not checked: that is done in a room above this one, when the vault is opened.
    Here a file that somebody altered can only lead to a refusal.

    Raises
    ------
    VaultError : naming the releases, or saying that the journal was altered
    """
    release_of: dict[str, str] = {}
    for path in sorted(folders.releases(folder).glob("*/signatures/builder.json")):
        try:
            fields = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue  # `zicht release verify` and `zicht doctor` name it
        # Releases of earlier versions recorded no head.
        head = fields.get("journal") if isinstance(fields, dict) else None
        if isinstance(head, str) and head:
            release_of[head] = path.parent.parent.name
    refuse_lost_entries(release_of, _longest_journal(folder))


def _longest_journal(folder: Path) -> list[Entry]:
    copies = [check_journal(copy) for copy in copies_of_journal(folder)]
    # Where one begins as the other does, the shorter lags behind. Two that contradict each other are refused where
    # the vault is opened.
    return max(copies, key=len)


def copies_of_journal(folder: Path) -> tuple[Path, ...]:
    """Return where the copies of the journal of a project lie, whether or not they are there."""
    own_copy, keys_folder = folders.journal(folder), folders.keys(folder)
    # Without the key the place of the other copy is not known, as it is named by the
    # key.
    if not (keys_folder / JOURNAL_KEY).exists():
        return (own_copy,)
    return own_copy, folders.other_journal(
        folder, first_journal_key(keys_folder, may_make=False)
    )


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
    *_, own_copy = copies_of_journal(folder)
    identity = own_copy.stem.rpartition("-")[0]
    if not identity:
        return
    for copy in sorted(folders.outside_journals().glob(f"{identity}-*.jsonl")):
        if copy == own_copy:
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
        # What another copy published was never attacked together with this (ADR 0191).
        if elsewhere.published:
            raise ReleaseError(
                f"Another copy of this project published {elsewhere.published} releases or tables that the ledger here"
                " does not hold, so the attack here did not take them into account.",
                now="Publish from that copy. If that copy no longer exists and nobody outside the office received its"
                f" output, remove its journal: {elsewhere.copy}",
            )
