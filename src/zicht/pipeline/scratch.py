"""Private folders for what a command writes aside; the next command removes what a killed one left."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "scratch-"
_LOCK = "lock"


@contextmanager
def private_scratch(parent: Path) -> Iterator[Path]:
    """Make a folder that only its owner may enter, and let temporary files of every library go there.

    Parameters
    ----------
    parent : private folder of a project; folders that killed commands left there are removed first

    Yields
    ------
    the folder, which is removed at the end
    """
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (parent / ".scratch").open("a") as turn:
        # So that nobody takes a folder that is not locked yet for one that was left.
        fcntl.flock(turn, fcntl.LOCK_EX)
        for left in parent.glob(f"{_PREFIX}*"):
            _remove_unless_in_use(left)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).resolve()
        lock = (folder / _LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    with lock, _temporary_files_in(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Let libraries write their temporary files in a folder."""
    before, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = str(folder)
    # For libraries and processes that do not ask Python.
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        if variable is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = variable


def _remove_unless_in_use(folder: Path) -> None:
    with suppress(OSError), (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
