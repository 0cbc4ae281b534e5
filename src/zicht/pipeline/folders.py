"""Where things stand in a project folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zicht.vocabulary.errors import ProjectError


def private(project: Path) -> Path:
    """Give the folder that holds vault, keys and spill; only its owner may enter."""
    path = project / ".zicht"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def claimed(project: Path) -> Iterator[None]:
    """Keep other runs out while this one writes releases and pages; the claim of a killed run ends with it."""
    with (private(project) / "claim").open("a") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ProjectError(f"Another run on {project} is going on.", now="Wait until it ends.") from None
        yield


def keys(project: Path) -> Path:
    """Give the folder with the keys, outside the vault's file: beside it, or where ZICHT_KEYS says."""
    elsewhere = os.environ.get("ZICHT_KEYS", "")
    return Path(elsewhere) / project.resolve().name if elsewhere else private(project) / "keys"


def deliveries(project: Path) -> Path:
    """Give the folder where suppliers' files are put."""
    return project / "deliveries"


def releases(project: Path) -> Path:
    """Give the folder with releases."""
    return project / "releases"


def site(project: Path) -> Path:
    """Give the folder with pages."""
    return project / "site"
