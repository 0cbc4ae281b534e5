"""Where things stand in a project folder."""

import os
from pathlib import Path


def private(project: Path) -> Path:
    """Give the folder that holds vault, keys and spill; only its owner may enter."""
    path = project / ".zicht"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


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
