"""Completes a rotation of keys that was committed: whatever moment it was killed at, the next command goes on.

A rotation is prepared beside what is there: new keys in a folder `next` within that of the keys, and the vault under
them in a file of its own. One file, `committed`, decides. Without it nothing has happened; with it every step below is
taken, and each may be taken twice.
"""

import fcntl
from pathlib import Path
from shutil import rmtree

from zicht.pipeline import folders
from zicht.vault import (
    FILE,
    KEY_CHANGED,
    ROTATION,
    Journal,
    Keys,
    SealedCells,
    SealedFiles,
    copy_key,
    flush,
    journal_key,
    later_name,
    read_rotated,
)

NEXT, COMMITTED = "next", "committed"
ROTATED_VAULT = "vault.duckdb.rotated"


def complete_rotation(folder: Path) -> None:
    """Take the steps of a committed rotation that were not taken yet.

    Raises
    ------
    VaultError : a key is missing or damaged, or a file beside the vault belongs to neither of the two sets of keys
    """
    place = folders.keys(folder)
    if not (place / NEXT / COMMITTED).exists():
        return
    private = folders.private(folder)
    with (private / ".rotation").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if (place / NEXT / COMMITTED).exists():
            _complete(folder, private, place)


def _complete(folder: Path, private: Path, place: Path) -> None:
    before = Keys.load(place)
    keys = read_rotated(place / NEXT, before)
    vault = private / "vault.duckdb"
    if (private / ROTATED_VAULT).exists():
        vault.with_name(f"{vault.name}.wal").unlink(missing_ok=True)
        (private / ROTATED_VAULT).replace(vault)
        flush(private)
    SealedFiles(folders.sealed(folder), keys.file).renew(before.file)
    SealedCells(folders.cells(folder), keys.file).renew(before.file)
    _state_in_journal(folder, place, len(keys.later))
    # The key of the file is replaced last: until then the steps above need the one of before.
    later = later_name(len(keys.later))
    if not (place / later).exists():
        copy_key(place / NEXT / later, place / later)
    copy_key(place / NEXT / FILE, place / FILE)
    (place / NEXT / COMMITTED).unlink()
    rmtree(place / NEXT)


def _state_in_journal(folder: Path, place: Path, rotation: int) -> None:
    """State the rotation once: digests in entries before it were made without its secret."""
    own = folders.journal(folder)
    secret = journal_key(place, may_make=False)
    journal = Journal.open((own, folders.other_journal(folder, secret)), secret)
    stated = [entry.about.get(ROTATION) for entry in journal.of(KEY_CHANGED)]
    if rotation not in stated:
        journal.append(KEY_CHANGED, {"change": "keys rotated", ROTATION: rotation})
