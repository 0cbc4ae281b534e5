"""The keys of a project: divided among several people, and restored from what they keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders, reviewers
from zicht.pipeline.rotation import (
    COMMITTED,
    NEXT,
    ROTATED_VAULT,
    complete_in_turn,
    complete_rotation,
    turn_of_rotation,
)
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vault.custody import Share, join_shares, read_share, split_keys
from zicht.vault.keys import Keys, write_rotated
from zicht.vault.marking import coded_keys
from zicht.vault.noise import write_journal_key
from zicht.vocabulary.durable import OWNER_ONLY, flush, make_folder, write_whole
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True)
class Custody:
    """Keys that were divided or restored.

    Parameters
    ----------
    folder : with the keys
    files : shares that were written, or keys that were restored
    needed : how many shares restore them
    """

    folder: Path
    files: tuple[Path, ...]
    needed: int

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "keys": str(self.folder),
            "files": [str(file) for file in self.files],
            "shares needed": self.needed,
        }


def split(
    folder: Path, place: Path, *, shares: int = 3, needed: int = 2, tell: Progress
) -> Custody:
    """Write the keys of a project as shares, one file each, to be given to people who keep them apart.

    Parameters
    ----------
    folder : of the project
    place : folder for the shares, outside the project; it must hold none yet
    shares, needed : how many are made, and how many of them restore the keys

    Raises
    ------
    UsageError : the place lies in the project
    VaultError : there are no keys, or the numbers make no split custody
    """
    project = Project.open(folder)
    keys = folders.keys(folder)
    if place.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "Shares in the project are lost and stolen with it.",
            now="Choose a folder on another medium for --to.",
        )
    # Loaded first: damaged keys would be divided as they are, and nobody would notice.
    Keys.load(keys)
    contents = {path.name: path.read_bytes() for path in sorted(keys.glob("*.key"))}
    divided = split_keys(project.face.id, contents, shares=shares, needed=needed)
    files = _write_shares(project, place, divided)
    with folders.claimed(folder), open_vault(project, why="keys", tell=tell) as opened:
        _, vault = opened
        vault.state_change_of_keys("keys divided", {"shares": shares, "needed": needed})
    return Custody(keys, files, needed)


def _write_shares(
    project: Project, place: Path, shares: Sequence[Share]
) -> tuple[Path, ...]:
    """Write each share into a file of its own.

    Raises
    ------
    UsageError : one of the files is there already; nothing is written
    """
    make_folder(place, mode=0o700)
    name = reviewers.word_of_id(project.face.id)
    files = tuple(place / f"{name}-share-{share.number}.toml" for share in shares)
    taken = [file.name for file in files if file.exists()]
    if taken:
        # Shares of two splits restore nothing together.
        raise UsageError(
            f"{place} holds {taken[0]} already.", now="Name an empty folder for --to."
        )
    for file, share in zip(files, shares, strict=True):
        write_whole(file, share.text().encode(), mode=OWNER_ONLY)
    return files


def join(folder: Path, shares: Sequence[Path]) -> Custody:
    """Restore the keys of a project from shares. Keys that are there are never replaced.

    Raises
    ------
    VaultError : too few shares, of another project or split, mistyped, or a key that is there is another one
    """
    project = Project.open(folder)
    read = [
        read_share(path.read_text(encoding="utf-8", errors="replace"), path.name)
        for path in shares
    ]
    # Shares of two projects never restore a key, and the message can say which it is.
    strange = [share for share in read if share.project != project.face.id]
    if strange:
        raise VaultError(
            f"A share is of project {strange[0].project}, and this is {project.face.id}.",
            now="Ask its holders for the shares of this project.",
        )
    keys = join_shares(read)
    keys_folder = folders.keys(folder)
    _refuse_other_keys(keys_folder, keys)
    make_folder(keys_folder, mode=0o700)
    restored = [
        keys_folder / name for name in sorted(keys) if not (keys_folder / name).exists()
    ]
    for path in restored:
        write_whole(path, keys[path.name], mode=OWNER_ONLY)
    Keys.load(keys_folder)
    return Custody(keys_folder, tuple(restored), read[0].needed)


def _refuse_other_keys(place: Path, keys: Mapping[str, bytes]) -> None:
    """Refuse to restore keys beside others: the vault opens with those that are there."""
    others = [
        name
        for name, key in keys.items()
        if (place / name).exists() and (place / name).read_bytes() != key
    ]
    if others:
        raise VaultError(
            f"{place} holds other keys than these shares: {', '.join(sorted(others))}.",
            now="Keep the keys that are there; or move that folder away, and run this again.",
        )


@dataclass(frozen=True)
class Rotation:
    """Keys that were rotated.

    Parameters
    ----------
    folder : with the keys
    number : how many rotations there were
    """

    folder: Path
    number: int

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        return {"keys": str(self.folder), "rotations": self.number}


def rotate(folder: Path, *, tell: Progress) -> Rotation:
    """Give the vault and the journal new keys, and every record a new pseudonym; what belonged together still does.

    Killed at any moment it has happened or it has not; the next command completes it.

    Raises
    ------
    VaultError : there is no vault, or a column of keyed digests holds something else
    """
    project = Project.open(folder)
    if not has_vault(folder):
        raise VaultError(
            f"{folder} has no vault yet.", now="Nothing has to be rotated."
        )
    with folders.claimed(folder):
        complete_rotation(folder)
        with turn_of_rotation(folder):
            place, rotation = _commit_rotation(project, tell)
            complete_in_turn(folder)
        with open_vault(project, why="keys rotated", tell=tell):
            pass
    return Rotation(place, rotation)


def _commit_rotation(project: Project, tell: Progress) -> tuple[Path, int]:
    """Write the vault under new keys beside the old one, and commit to them.

    It is committed while the vault is open: whoever opens it next completes the rotation, and takes none of its files
    for what a killed command left.

    Returns
    -------
    folder of the keys, and the number of the rotation
    """
    folder = project.folder
    keys_folder, private = folders.keys(folder), folders.private(folder)
    with open_vault(project, why="rotate keys", tell=tell) as (_, vault):
        keys = Keys.load(keys_folder).rotated()
        tell(Message("progress.writing_vault_anew"))
        left_out = vault.write_rotated(private / ROTATED_VAULT, keys, _coded(project))
        if left_out:
            tell(Message("careful.judgements_go", n=left_out))
        write_rotated(keys_folder / NEXT, keys)
        write_journal_key(keys_folder / NEXT, len(keys.later))
        # The disk has the vault under the new keys before the mark says that it takes the place of the old one.
        flush(private / ROTATED_VAULT)
        flush(private)
        # Written last: this file alone decides that the rotation has happened.
        (keys_folder / NEXT / COMMITTED).touch()
        flush(keys_folder / NEXT)
        flush(keys_folder)
    return keys_folder, len(keys.later)


def _coded(project: Project) -> dict[str, set[str]]:
    """Return, per source, the columns that hold keyed digests in some version of its form."""
    return {
        source: {column.name for form in forms for column in coded_keys(form)}
        for source, forms in project.forms.items()
    }
