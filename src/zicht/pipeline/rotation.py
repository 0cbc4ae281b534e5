"""Completes a rotation of keys that was committed: whatever moment it was killed at, the next command goes on.

A rotation is prepared beside what is there: new keys in a folder `next` within that of the keys, and the vault under
them in a file of its own. One file, `committed`, decides. Without it nothing has happened; with it every step below is
taken, and each may be taken twice.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from zicht.pipeline import folders, put_away
from zicht.pipeline.project_journal import refuse_unfit_journal
from zicht.vault.journal import (
    KEY_CHANGED,
    ROTATION,
    Journal,
    public_key_of,
    read_copies,
)
from zicht.vault.keys import (
    FILE,
    Keys,
    copy_key,
    later_name,
    read_key,
    read_rotated,
)
from zicht.vault.noise import first_journal_key, journal_key, later_journal_key
from zicht.vault.sealed_cells import SealedCells
from zicht.vault.sealed_files import SealedFiles
from zicht.vocabulary.durable import flush, move_whole

NEXT, COMMITTED = "next", "committed"
ROTATED_VAULT = "vault.duckdb.rotated"


def complete_rotation(folder: Path, *, may_lack_entries: bool = False) -> None:
    """Take the steps of a committed rotation that were not taken yet.

    Parameters
    ----------
    folder : of the project
    may_lack_entries : whether it is completed though a release names an entry that the journal does not hold

    Raises
    ------
    VaultError : a key is missing or damaged, a file beside the vault belongs to neither of the two sets of keys, or
        the journal was put back to an earlier state; in that case nothing was done
    """
    if not is_unfinished(folder):
        return
    if not may_lack_entries:
        # The rotation is stated in the journal, which would contradict that of every backup then.
        refuse_unfit_journal(folder)
    with turn_of_rotation(folder):
        complete_in_turn(folder)


@contextmanager
def turn_of_rotation(folder: Path) -> Iterator[None]:
    """Keep others from completing a rotation, from before it is committed until it is complete."""
    with (folders.private(folder) / ".rotation").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def later_file_key(folder: Path) -> bytes:
    """Return the key of the vault's file as it is once a committed rotation is complete, without completing it.

    Raises
    ------
    VaultError : a key is missing or damaged
    """
    keys_folder = folders.keys(folder)
    keys = Keys.load(keys_folder)
    if is_unfinished(folder):
        keys = read_rotated(keys_folder / NEXT, keys)
    return keys.file


def complete_in_turn(folder: Path) -> None:
    """Take the steps of a committed rotation that were not taken yet, within one's turn."""
    if not is_unfinished(folder):
        return
    keys_folder, private = folders.keys(folder), folders.private(folder)
    before = Keys.load(keys_folder)
    keys = read_rotated(keys_folder / NEXT, before)
    vault = private / "vault.duckdb"
    if (private / ROTATED_VAULT).exists():
        # The changes that wait beside the former vault are encrypted with its key, and
        # belong to another file.
        vault.with_name(f"{vault.name}.wal").unlink(missing_ok=True)
        move_whole(private / ROTATED_VAULT, vault)
    files = SealedFiles(folders.sealed(folder), keys.file)
    put_away.renew(folder, files, before.file)
    SealedCells(folders.cells(folder), keys.file).renew(before.file)
    rotation = len(keys.later)
    _state_in_journal(folder, keys_folder, rotation)
    # The key of the file is replaced last, because the steps above need the former key.
    for later in (later_name(rotation), later_journal_key(rotation)):
        if (keys_folder / NEXT / later).exists() and not (keys_folder / later).exists():
            copy_key(keys_folder / NEXT / later, keys_folder / later)
    copy_key(keys_folder / NEXT / FILE, keys_folder / FILE)
    (keys_folder / NEXT / COMMITTED).unlink()
    # With the mark still there after a power failure, and a key beside it gone, no command could go on.
    flush(keys_folder / NEXT)
    rmtree(keys_folder / NEXT)


def remove_drafts(folder: Path) -> None:
    """Remove what a command that was killed left half written: it may hold people who withdrew since.

    Whoever has the vault open may do so: nobody else writes such files then.
    """
    keys_folder, private = folders.keys(folder), folders.private(folder)
    vault = "vault.duckdb"
    drafts = [f"{vault}.new", f".{vault}.new"]
    if not is_unfinished(folder):
        # Without the mark nothing was rotated, and the new vault is a copy of
        # everybody.
        drafts += [ROTATED_VAULT, f"{ROTATED_VAULT}.draft"]
        if (keys_folder / NEXT).is_dir():
            rmtree(keys_folder / NEXT)
    for name in drafts:
        for path in (private / name, private / f"{name}.wal"):
            path.unlink(missing_ok=True)
    left = [
        *folders.sealed(folder).glob("*/*.new"),
        *folders.cells(folder).glob("*.new"),
        *folders.deliveries(folder).glob(f"*/.*{put_away.ENDING}.new"),
    ]
    for path in left:
        path.unlink(missing_ok=True)


def is_unfinished(folder: Path) -> bool:
    """Whether a rotation was committed and not completed: whatever opens the keys of the project completes it."""
    return (folders.keys(folder) / NEXT / COMMITTED).exists()


def _state_in_journal(folder: Path, place: Path, rotation: int) -> None:
    """Record the rotation in the journal once, with the new signing key; the former key signs the entry.

    Digests in entries before it were made without the secret of this rotation.
    """
    own_copy = folders.journal(folder)
    first = first_journal_key(place, may_make=False)
    copies = (own_copy, folders.other_journal(folder, first))
    # This step may be taken twice: the entry is written once.
    if rotation in (entry.about.get(ROTATION) for entry in read_copies(copies)):
        return
    about: dict[str, object] = {"change": "keys rotated", ROTATION: rotation}
    following = place / NEXT / later_journal_key(rotation)
    # A rotation that an earlier version began brings no key of the journal.
    if following.exists():
        about["public_key"] = public_key_of(read_key(following))
    journal = Journal.open(copies, journal_key(place, may_make=False))
    journal.append(KEY_CHANGED, about)
