"""Folders that are expensive to make, made once for all workers of a test run."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Let the first worker that asks make a folder; the others wait for it.

    Parameters
    ----------
    temporary : `tmp_path_factory` of the worker
    name : of the folder, one for each thing that is made
    make : fills the folder; when it fails, the next worker tries anew

    Returns
    -------
    a copy of the folder for this worker alone: the program locks a project that it works on
    """
    own = temporary.getbasetemp()
    is_worker = own.name.startswith("popen-")
    shared = own.parent if is_worker else own
    folder = shared / f"shared-{name}"
    is_made = shared / f"shared-{name}.made"
    with (shared / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            is_made.touch()
        copy = temporary.mktemp(name)
        return Path(shutil.copytree(folder, copy, dirs_exist_ok=True))
