"""Where things stand in a project folder."""

from pathlib import Path


def private(project: Path) -> Path:
    """Give the folder that holds vault, keys and spill; only its owner may enter."""
    path = project / ".zicht"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def keys(project: Path) -> Path:
    """Give the folder with the keys, beside the vault and outside its file."""
    return private(project) / "keys"


def deliveries(project: Path) -> Path:
    """Give the folder where suppliers' files are put."""
    return project / "deliveries"


def releases(project: Path) -> Path:
    """Give the folder with releases."""
    return project / "releases"


def site(project: Path) -> Path:
    """Give the folder with pages."""
    return project / "site"
