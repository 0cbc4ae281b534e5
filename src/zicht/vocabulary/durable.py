"""Files that outlast a power failure: written whole or not at all, and on the disk before the caller goes on.

A system writes a file to memory first, and to the disk some seconds later. A name may reach the disk before what it
names. So after a power failure a file that was written just before can be empty, or be gone. `fsync` waits for the
disk; it has to be asked for the file, and for the folder that holds its name.
"""

import os
from pathlib import Path

OWNER_ONLY = 0o600
"""Rights of a file that its owner alone may read."""


def write_whole(
    path: Path, content: bytes, *, mode: int = 0o666, draft: Path | None = None
) -> None:
    """Write a file, whole or not at all; an earlier one stays until the disk has the new one.

    Parameters
    ----------
    path : of the file
    content : its bytes
    mode : rights of a new file, from its first byte on; the mask of the process is taken off
    draft : where it is written first, on the same file system; beside it when left out

    Raises
    ------
    OSError : it could not be written
    """
    if draft is None:
        draft = path.with_name(f".{path.name}.new")
    # A command that was killed may have left a draft, with other rights.
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush(path.parent)


def move_whole(draft: Path, path: Path) -> None:
    """Give a file that is complete its place: the disk has its bytes before its name changes.

    Raises
    ------
    OSError : it could not be moved
    """
    flush(draft)
    draft.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder.

    Raises
    ------
    OSError : it could not be written
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Wait until the disk has a folder with everything in it.

    Raises
    ------
    OSError : something in it could not be written
    """
    for path in folder.rglob("*"):
        flush(path)
    flush(folder)


def make_folder(path: Path, *, mode: int = 0o777) -> None:
    """Make a folder with those above it, where they are missing, and wait until the disk has their names.

    Parameters
    ----------
    path : of the folder
    mode : its rights; folders above it get the usual ones
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    for folder in missing:
        flush(folder.parent)
