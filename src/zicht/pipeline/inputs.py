"""Digests of what a release is made from: deliveries, withdrawals, settings and code."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from zicht.vocabulary.package import FOLDER
from zicht.vocabulary.releases import Inputs

_NOT_SETTINGS = frozenset(
    {
        "deliveries",
        "journal",
        "truth",
        "releases",
        "site",
        "reports-built",
        "reviewers",
    }
)
_CODE = frozenset(
    {".py", ".sql", ".toml", ".html", ".css", ".js", ".typ", ".xml", ".txt", ".jinja"}
)


def inputs_of(
    project: Path,
    deliveries: Iterable[str],
    withdrawals: str = "",
    forgotten: str = "",
    *,
    pack: Path | None = None,
) -> Inputs:
    """Compute the digests for a project and the pack it uses, given those of what its vault received and erased."""
    parts = sorted(
        path
        for path in project.iterdir()
        # Everything else counts as a setting: a file that is forgotten here would
        # change figures without a new release.
        if path.name not in _NOT_SETTINGS and path.name[0] != "."
    )
    settings = [
        path for part in parts for path in ([part] if part.is_file() else _files(part))
    ]
    return Inputs(
        tuple(sorted(deliveries)),
        _digest_of_settings(project, settings, pack),
        digest_of_code(),
        withdrawals,
        forgotten,
    )


def _digest_of_settings(project: Path, files: list[Path], pack: Path | None) -> str:
    """Compute one digest of the files of a project and of its pack."""
    of_project = _digest(project, files)
    if pack is None:
        return of_project
    of_pack = _digest(pack, _files(pack))
    return hashlib.sha256(f"{of_project}\n{of_pack}\n".encode()).hexdigest()


@cache
def digest_of_code() -> str:
    """Compute the digest of this package."""
    # Once: a process runs the code that it loaded, whatever is written to the disk since.
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
        # Name and digest of each file: the contents alone would not tell two files that
        # changed names.
        state.update(
            f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return state.hexdigest()
