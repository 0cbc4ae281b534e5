"""Backup of what must not be lost, and its return; `examining` says whether it is needed."""

import errno
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders, reviewers
from zicht.pipeline.delivered import cut_withdrawn
from zicht.pipeline.project_journal import copies_of_journal
from zicht.pipeline.project_keys import unlocked
from zicht.pipeline.rotation import later_file_key
from zicht.pipeline.scratch import private_scratch
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release import approval, store
from zicht.vault.backups import read_backup, write_backup
from zicht.vault.journal import (
    BACKED_UP,
    RESTORED,
    continue_copies,
)
from zicht.vault.noise import journal_key
from zicht.vault.sealed_cells import SealedCells
from zicht.vault.sealed_files import SealedFiles
from zicht.vault.vault import DamagedVaultError
from zicht.vocabulary.durable import OWNER_ONLY, make_folder, move_whole
from zicht.vocabulary.errors import UsageError, VaultError, ZichtError
from zicht.vocabulary.progress import Progress, silent

_ENDING = ".zicht-backup"
_STAMP = f"{'[0-9]' * 8}T{'[0-9]' * 12}Z"
"""Pattern of the time of day in the name of a backup. `one-*` would match backups of a project `one-2` too."""
_VAULT = "vault.duckdb"
_LEFT_IN_PLACE = ("releases", "journal/cells")


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
    make_folder(place, mode=0o700)
    with folders.claimed(folder):
        # Opened first, so that vault and journal agree, and closed again, so that its file is whole.
        with open_vault(project, why="backup", tell=tell) as (_, vault):
            last_erasure = vault.last_erasure()
            before = vault.backups_before_erasure()
            word = reviewers.word_of_id(project.face.id)
            name = f"{word}-{_stamp(last_erasure)}{_ENDING}"
            vault.write_in_journal(BACKED_UP, {"place": place.name, "file": name})
        n_removed = _remove_before(place, project.face.id, last_erasure, before)
        tell(Message("progress.writing_backup"))
        n_parts = _write_backup_of(folder, place / name)
    return Backup(place / name, n_parts, n_removed)


def _write_backup_of(folder: Path, file: Path) -> int:
    """Write the parts of a project into a backup, and return how many there are."""
    parts = [path for path in _parts(folder) if path.is_file()]
    by_name = {str(path.relative_to(folder)): path for path in parts}
    # Under the key of the vault, which the backup does not hold: a stolen backup is
    # closed.
    write_backup(file, by_name, unlocked(folder).file)
    return len(parts)


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
    # Drafts that a killed command left hold people who may withdraw later (ADR 0198).
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
    """Restore a backup; nothing that was withdrawn or published since is undone.

    The journal of the backup is used where the project has none, or continues it where the project's was put back to an
    earlier state. Nothing that was withdrawn, published or received leaves the journal: only entries that say who
    worked with a vault that had been put back give way, and the entry about the restoring states them. Before the vault
    is replaced, the withdrawals and publications that only it knows are written in the journal. Other files of the
    project stay, unless they are missing or damaged.

    Raises
    ------
    VaultError : the keys do not open the backup, or it was altered
    """
    project = Project.open(folder)
    file_key = later_file_key(folder)
    with folders.claimed(folder), private_scratch(folders.private(folder)) as scratch:
        tell(Message("progress.restoring_backup"))
        parts = _unpack(file, file_key, scratch)
        # The journal first: it knows of withdrawals that the vault of the backup has
        # forgotten.
        about = {"backup": file.name}
        _put_back_journal(folder, scratch, parts, about)
        # Only now, as it writes in the journal: a rotation that was killed is completed.
        unlocked(folder, may_lack_entries=True)
        _let_journal_learn(project, tell)
        damaged = _Damaged(folder, file_key)
        for path in parts:
            _put_back(folder, path, path.relative_to(scratch), damaged)
        opening = open_vault(project, why="restore", tell=tell, is_restored=True)
        with opening as (session, vault):
            vault.write_in_journal(RESTORED, about)
            cut_withdrawn(project, session, vault, tell=tell)
    return Backup(file, len(parts))


def _put_back_journal(
    folder: Path, scratch: Path, parts: list[Path], about: Mapping[str, object]
) -> None:
    """Put the journal of a backup back where the project has none, or let it continue one that was put back.

    Parameters
    ----------
    about : what the journal states of the restoring, where entries give way to those of the backup
    """
    own_copy = folders.journal(folder)
    from_backup = scratch / own_copy.relative_to(folder)
    if from_backup not in parts:
        return
    parts.remove(from_backup)
    keys_folder = folders.keys(folder)
    continue_copies(
        copies_of_journal(folder),
        from_backup,
        about,
        lambda: journal_key(keys_folder, may_make=False),
    )


def _let_journal_learn(project: Project, tell: Progress) -> None:
    """Write in the journal what is known to the vault that a backup is about to replace.

    Where both copies of the journal were lost or shortened, later withdrawals and publications stand in this vault and
    nowhere else. A damaged vault is replaced after a warning; one under other keys may be whole, and stops the command.
    """
    vault = folders.private(project.folder) / _VAULT
    if not vault.exists():
        return
    why = "restore: before the vault is replaced"
    try:
        with open_vault(project, why=why, tell=silent, is_replaced=True):
            pass  # opening it makes its journal agree with it
    except DamagedVaultError as error:
        tell(Message("careful.vault_unreadable", why=error.what))


class _Damaged:
    """Tells which files of a project are damaged, so that those of a backup take their place.

    Parameters
    ----------
    folder : of the project
    secret : key of the vault's file
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._sealed = SealedFiles(folders.sealed(folder), secret)
        self._cells = SealedCells(folders.cells(folder), secret)
        self._releases = {
            path
            for path in folders.releases(folder).glob("*")
            # Every release is verified once, before files are put back one by one.
            if _is_damaged_release(path)
        }

    def holds(self, target: Path) -> bool:
        """Whether a file of the project is damaged, or belongs to a release that is."""
        if target.is_relative_to(folders.sealed(self._folder)):
            return not self._sealed.is_whole(target)
        if target.is_relative_to(folders.cells(self._folder)):
            return not self._cells.is_whole(target)
        return not self._releases.isdisjoint(target.parents)


def _is_damaged_release(path: Path) -> bool:
    """Whether anything of a release, or a signature beside it, is not as it was made."""
    try:
        signatures = (approval.builder_of(path), *approval.approvals_of(path))
        wrong = store.verify(path)
    except (OSError, ZichtError):
        return True
    return bool(wrong) or any(
        signature is not None and signature.problem for signature in signatures
    )


def _put_back(folder: Path, path: Path, name: Path, damaged: _Damaged) -> None:
    """Put a file of a backup under its name in the project, where it may replace what is there."""
    target = folder / name
    is_vault = target == folders.private(folder) / _VAULT
    # What is whole stays: it may be later than the backup.
    if not is_vault and target.exists() and not damaged.holds(target):
        return
    _remove_links(folder, target)
    if is_vault:
        # Changes that were not yet written into the old vault must not be applied to the restored one.
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    _move(path, target, _draft_of(folder, target), is_private=".zicht" in name.parts)


def _draft_of(folder: Path, target: Path) -> Path:
    """Return where a file is copied to before it gets its place, on the disk of that place."""
    releases = folders.releases(folder)
    # Nothing that is not of a release may lie in its folder, not even what a killed command leaves there.
    beside = releases if target.is_relative_to(releases) else target.parent
    return beside / f".{target.name}.new"


def _remove_links(folder: Path, target: Path) -> None:
    """Remove links within a release on the way to a file of it, which would be written somewhere else."""
    releases = folders.releases(folder)
    for place in reversed((target, *target.parents)):
        if releases in place.parents and place.is_symlink():
            place.unlink()


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


def _move(path: Path, target: Path, draft: Path, *, is_private: bool) -> None:
    """Move an unpacked file to its place, whole or not at all.

    Parameters
    ----------
    draft : where it is copied to first where its place is on another disk
    """
    make_folder(target.parent, mode=0o700 if is_private else 0o755)
    path.chmod(OWNER_ONLY if is_private else 0o644)
    try:
        move_whole(path, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy(path, draft)
        move_whole(draft, target)
