"""Backup, restore and examination of what must not be lost."""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zicht import release as room
from zicht.pipeline import folders, pages, reviewers
from zicht.pipeline.delivered import (
    cut_withdrawn,
    is_sealed_well,
    lost_files,
    not_cut,
)
from zicht.pipeline.forgetting import due_in
from zicht.pipeline.inbox import sealed_deliveries
from zicht.pipeline.scratch import private_scratch
from zicht.pipeline.vaults import (
    copies_of_journal,
    has_vault,
    journal_head,
    lacks_heads,
    open_vault,
    sealed_files,
    unlocked,
)
from zicht.project.folder import Project
from zicht.vault import (
    BACKED_UP,
    RESTORED,
    Vault,
    check_every_signature,
    check_journal,
    flush,
    read_backup,
    write_backup,
)
from zicht.vocabulary.errors import UsageError, VaultError, ZichtError
from zicht.vocabulary.progress import Progress

_ENDING = ".zicht-backup"
_STAMP = f"{'[0-9]' * 8}T{'[0-9]' * 12}Z"
"""Pattern of the time of day in the name of a backup. `one-*` would match backups of a project `one-2` too."""
_VAULT = "vault.duckdb"
_LEFT_IN_PLACE = ("releases", "journal/cells")
Found = tuple[str, str, str]
"""What was examined, `good`, `bad` or `note`, and what was found."""


@dataclass(frozen=True)
class Backup:
    """A backup that was written or put back.

    Parameters
    ----------
    file : path
    parts : files in it
    removed : earlier backups that were removed, because they hold what was erased since
    """

    file: Path
    parts: int
    removed: int = 0

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "backup": str(self.file),
            "files": self.parts,
            "earlier backups removed": self.removed,
        }


def back_up(folder: Path, place: Path, *, tell: Progress) -> Backup:
    """Write an encrypted backup of vault, journal, printed cells and releases; the keys are not in it.

    Backups from before the last withdrawal, or before the last retention period that ended, are removed from the same
    folder, because they still hold the erased records.

    Parameters
    ----------
    folder : of the project
    place : folder for backups, outside the project

    Raises
    ------
    UsageError : the place lies in the project
    VaultError : there is no vault
    """
    project = Project.open(folder)
    _refuse_place_within(folder, place)
    if not has_vault(folder):
        raise VaultError(f"{folder} has no vault yet.", now="Nothing needs a backup.")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folders.claimed(folder):
        # Opened first, so that vault and journal agree, and closed again, so that its file is whole.
        with open_vault(project, why="backup", tell=tell) as (_, vault):
            last_erasure = vault.last_erasure()
            before = vault.backups_before_erasure()
            word = reviewers.word_of_id(project.face.id)
            name = f"{word}-{_stamp(last_erasure)}{_ENDING}"
            vault.write_in_journal(BACKED_UP, {"place": place.name, "file": name})
        n_removed = _remove_before(place, project.face.id, last_erasure, before)
        tell("Writing the backup")
        parts = [path for path in _parts(folder) if path.is_file()]
        named = {str(path.relative_to(folder)): path for path in parts}
        write_backup(place / name, named, unlocked(folder).file)
    return Backup(place / name, len(parts), n_removed)


def _refuse_place_within(folder: Path, place: Path) -> None:
    if place.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "A backup in the project is lost with it.",
            now="Choose a folder on another disk for --to.",
        )


def _stamp(last: str) -> str:
    """Return the time of day in the name of a backup.

    The journal records whole seconds. A backup written in the same second as the last erasure gets the name of the
    next second, so that a later backup does not remove it as older than the erasure.
    """
    moment = datetime.now(UTC)
    if last:
        moment = max(moment, datetime.fromisoformat(last) + timedelta(seconds=1))
    return moment.strftime("%Y%m%dT%H%M%S%fZ")


def _parts(folder: Path) -> Iterator[Path]:
    yield folders.private(folder) / _VAULT
    yield folders.journal(folder)
    yield from sorted(folders.sealed(folder).glob("*/*.sealed"))
    for within in _LEFT_IN_PLACE:
        yield from (
            path
            for path in sorted((folder / within).rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        )


def _remove_before(
    place: Path, project_id: str, last: str, before: Collection[str]
) -> int:
    """Remove backups that were written before the last erasure, and what a killed command left half written.

    Parameters
    ----------
    place : folder with backups
    project_id : of the project whose backups they are
    last : time of day of the last erasure, which removes backups that the journal does not name
    before : names of backups that the journal names before that erasure, whatever the clock said then
    """
    start = f"{reviewers.word_of_id(project_id)}-"
    name = f"{start}{_STAMP}{_ENDING}"
    for draft in place.glob(f".{name}.new"):
        draft.unlink()
    if not last:
        return 0
    moment = datetime.fromisoformat(last).strftime("%Y%m%dT%H%M%S")
    earlier = [
        path
        for path in place.glob(name)
        if path.name in before or path.name.removeprefix(start)[: len(moment)] <= moment
    ]
    for path in earlier:
        path.unlink()
    return len(earlier)


def restore(folder: Path, file: Path, *, tell: Progress) -> Backup:
    """Restore a backup, and replay later withdrawals and publications of the journal over it.

    The journal is never put back to an earlier state: that of the backup is used only where the project has none.
    Releases that are there stay; those that are missing are put back.

    Raises
    ------
    VaultError : the keys do not open the backup, or it was altered
    """
    project = Project.open(folder)
    keys = unlocked(folder)
    with folders.claimed(folder), private_scratch(folders.private(folder)) as scratch:
        tell("Putting the backup back")
        parts = _unpack(file, keys.file, scratch)
        for path in parts:
            _put_back(folder, path, path.relative_to(scratch))
        with open_vault(project, why="restore", tell=tell) as (session, vault):
            vault.write_in_journal(RESTORED, {"backup": file.name})
            cut_withdrawn(project, session, vault, tell=tell)
    return Backup(file, len(parts))


def _put_back(folder: Path, path: Path, name: Path) -> None:
    """Put a file of a backup under its name in the project, where it may replace what is there."""
    target = folder / name
    is_vault = target == folders.private(folder) / _VAULT
    if not is_vault and _stays(folder, target):
        return
    if is_vault:
        # Changes that were not yet written into the old vault must not be applied to the restored one.
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    _move(path, target, is_private=".zicht" in name.parts)


def _stays(folder: Path, target: Path) -> bool:
    """Whether a file of the project is kept instead of the one of the backup."""
    if target == folders.journal(folder):
        return any(copy.exists() for copy in copies_of_journal(folder))
    return target.exists()


def _unpack(file: Path, secret: bytes, scratch: Path) -> list[Path]:
    """Unpack a backup into the private scratch folder; nothing of a person in it is in clear text."""
    try:
        read_backup(file, secret, scratch)
    except OSError:
        raise UsageError(
            f"{file} cannot be read.", now="Name a backup that `zicht backup` made."
        ) from None
    return [
        path
        for path in sorted(scratch.rglob("*"))
        if path.is_file() and path.stat().st_size
    ]


def _move(path: Path, target: Path, *, is_private: bool) -> None:
    """Move an unpacked file to its place, whole or not at all; where that is on another disk, through a copy."""
    target.parent.mkdir(
        mode=0o700 if is_private else 0o755, parents=True, exist_ok=True
    )
    path.chmod(0o600 if is_private else 0o644)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    try:
        path.replace(target)
    except OSError:
        draft = target.with_name(f".{target.name}.new")
        shutil.copy(path, draft)
        draft.replace(target)
    flush(target.parent)


def examine(folder: Path, *, head: str = "", tell: Progress) -> list[Found]:
    """Examine journal, keys, vault, ledger and releases of a project, and say what is wrong.

    Every signature of the journal is checked, not only the last; every release is verified.

    Parameters
    ----------
    head : number and digest of an entry of the journal that was written down elsewhere; the journal must hold it
    """
    project = Project.open(folder)
    return [
        *_examine_journal(folder),
        *_examine_heads(folder, head),
        *_examine_keys(folder),
        *_examine_vault(project, tell=tell),
        *_examine_releases(folder),
        *_examine_sealed(folder),
        *_examine_traces(folder),
        *_examine_trust(project),
    ]


def _examine_journal(folder: Path) -> Iterator[Found]:
    for copy in copies_of_journal(folder):
        if not copy.exists():
            yield "journal", "note", f"no copy in {copy}"
            continue
        try:
            entries = check_journal(copy)
            check_every_signature(entries)
        except ZichtError as error:
            yield "journal", "bad", error.what
            continue
        yield "journal", "good", f"{len(entries)} entries, each signed, in {copy}"


def _examine_heads(folder: Path, head: str) -> Iterator[Found]:
    """Compare the journal with the heads recorded outside it: by the user, and in each release by its builder."""
    name = "head of the journal"
    stated = {
        room.journal_of(path): f"release {path.name}"
        for path in room.list_releases(folders.releases(folder))
    }
    stated.pop("", None)
    given = " ".join(head.split()).lower()
    if given:
        stated[given] = "the head that was given"
    try:
        lacking = lacks_heads(folder, stated)
        now = journal_head(folder)
    except ZichtError as error:
        yield name, "bad", error.what
        return
    for one in lacking:
        yield (
            name,
            "bad",
            f"entry {one.partition(' ')[0]}, of {stated[one]}, is not in the journal: it was put back to before it",
        )
    if now:
        yield name, "good", f"{now}; {len(stated) - len(lacking)} known heads are in it"


def _examine_keys(folder: Path) -> Iterator[Found]:
    place = folders.keys(folder)
    if not place.is_dir():
        yield "keys", "note" if not has_vault(folder) else "bad", f"none in {place}"
        return
    try:
        unlocked(folder)
    except ZichtError as error:
        yield "keys", "bad", error.what
        return
    where = (
        "beside the vault"
        if place.is_relative_to(folder)
        else "on a place of their own"
    )
    yield "keys", "good", f"whole, {where}: {place}. Is there a copy elsewhere?"


def _examine_vault(project: Project, *, tell: Progress) -> Iterator[Found]:
    if not has_vault(project.folder):
        yield "vault", "note", "none yet"
        return
    try:
        with open_vault(project, why="doctor", tell=tell) as (_, vault):
            sentences = vault.agreement.sentences()
            missing = vault.missing_deliveries()
            overdue = due_in(project, vault)
            status = vault.status()
            lost, uncut = _sealed_away(project, vault)
    except ZichtError as error:
        yield "vault", "bad", error.what
        return
    for sentence in sentences:
        yield "vault", "bad", sentence
    for due in overdue:
        yield (
            "retention",
            "bad",
            f"{due.source}, {due.what} from before {due.before}: {due.rows} rows are past their term, `zicht forget`",
        )
    yield from _examine_sealed_away(lost, uncut)
    if not missing:
        counted = f"{status.deliveries} deliveries, {status.withdrawn} withdrawn, {status.releases} in the ledger"
        yield "vault", "good", f"agrees with its journal: {counted}"


def _sealed_away(project: Project, vault: Vault) -> tuple[list[str], list[str]]:
    """Name the deliveries whose sealed files are gone, and those whose files hold who withdrew."""
    try:
        uncut = [waiting.name for waiting in not_cut(project.folder, vault)]
        return list(lost_files(project, vault)), uncut
    except ZichtError:
        return [], []  # `_examine_sealed` says which sealed file is damaged


def _examine_sealed_away(lost: Sequence[str], uncut: Sequence[str]) -> Iterator[Found]:
    """Name the files that were sealed away and are gone, and those that still hold people who withdrew."""
    for name in lost:
        found = (
            f"the file of {name} is gone. The vault holds what it brought, and cannot be rebuilt without it:"
            " put the supplier's file back and run, or keep a backup"
        )
        yield "sealed deliveries", "note", found
    for name in uncut:
        found = (
            f"{name} still holds people who withdrew, or what is past its term: `zicht run` takes them out, and says"
            " why where it cannot"
        )
        yield "sealed deliveries", "bad", found


def _examine_releases(folder: Path) -> Iterator[Found]:
    for path in room.list_releases(folders.releases(folder)):
        wrong = room.verify(path)
        if wrong:
            yield f"release {path.name}", "bad", "; ".join(wrong[:3])
            continue
        try:
            is_published = pages.is_published(folder, path)
        except ZichtError as error:
            yield f"release {path.name}", "bad", error.what
            continue
        state = "published" if is_published else "not published"
        yield f"release {path.name}", "good", f"every byte is as it was sealed, {state}"


def _examine_sealed(folder: Path) -> Iterator[Found]:
    """Read every sealed delivery to its end."""
    whole = 0
    try:
        for waiting in sealed_deliveries(folder):
            if is_sealed_well(sealed_files(folder), waiting):
                whole += 1
            else:
                yield "sealed deliveries", "bad", f"{waiting.name} cannot be read back"
    except ZichtError as error:
        yield "sealed deliveries", "bad", error.what
    if whole:
        yield "sealed deliveries", "good", f"{whole} can be read back to their end"


def _examine_traces(folder: Path) -> Iterator[Found]:
    clear = [
        path
        for path in folders.deliveries(folder).rglob("*")
        if path.is_file() and path.suffix not in (".toml", ".received", ".md")
    ]
    if clear:
        yield (
            "deliveries",
            "note",
            f"{len(clear)} files lie there as suppliers sent them, in clear text",
        )


def _examine_trust(project: Project) -> Iterator[Found]:
    try:
        roles = reviewers.roles_of(project.face.id)
        reviewers.registered(project.folder)
    except ZichtError as error:
        yield "root of trust", "bad", error.what
        return
    if roles is None:
        yield "root of trust", "note", "none: only a demonstration can be published"
        return
    yield "root of trust", "good", f"version {roles.number}, {len(roles.members)} keys"
