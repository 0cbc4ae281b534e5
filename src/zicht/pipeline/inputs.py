"""Digests of what a release is made from: deliveries, withdrawals, settings and code."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zicht.vocabulary.package import FOLDER

_NOT_SETTINGS = frozenset(
    {"deliveries", "truth", "releases", "site", "reports-built", "reviewers"}
)
_CODE = frozenset(
    {".py", ".sql", ".toml", ".html", ".css", ".js", ".typ", ".xml", ".txt", ".jinja"}
)


@dataclass(frozen=True)
class Inputs:
    """Digests of everything that may move a figure.

    Parameters
    ----------
    deliveries : of every delivered file with its letter, sorted
    settings : of the project folder, its deliveries and products left out
    code : of this package with its catalogue
    withdrawals : of who withdrew consent; empty while nobody did
    """

    deliveries: tuple[str, ...]
    settings: str
    code: str
    withdrawals: str = ""

    def as_manifest(self) -> dict[str, object]:
        """Write them as they stand in the manifest of a release."""
        found: dict[str, object] = {
            "deliveries": list(self.deliveries),
            "settings": self.settings,
            "code": self.code,
        }
        return {**found, "withdrawals": self.withdrawals} if self.withdrawals else found


def inputs_of(
    project: Path, deliveries: Iterable[str], withdrawals: str = ""
) -> Inputs:
    """Compute the digests for a project, given those of its deliveries and of who withdrew."""
    parts = sorted(
        path
        for path in project.iterdir()
        if path.name not in _NOT_SETTINGS and path.name[0] != "."
    )
    settings = [
        path for part in parts for path in ([part] if part.is_file() else _files(part))
    ]
    return Inputs(
        tuple(sorted(deliveries)),
        _digest(project, settings),
        digest_of_code(),
        withdrawals,
    )


def digest_of_code() -> str:
    """Compute the digest of this package with its catalogue."""
    package = FOLDER
    return _digest(package, (path for path in _files(package) if path.suffix in _CODE))


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def _digest(root: Path, files: Iterable[Path]) -> str:
    state = hashlib.sha256()
    for path in files:
        state.update(
            f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return state.hexdigest()
