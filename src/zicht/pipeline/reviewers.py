"""Whose signature counts: reviewers registered in a project, and generated ones that only demonstrate."""

import re
import tomllib
from pathlib import Path

from zicht.vocabulary.errors import ProjectError

_NAME = re.compile(r"[^\W_](?:[^\W_]|[ -](?![ -])){0,79}")


def registered(project: Path) -> dict[str, str]:
    """Give reviewer to public key (hexadecimal), from `reviewers/*.toml`."""
    return _read(project / "reviewers")


def demonstrators(project: Path) -> dict[str, str]:
    """Give the generated reviewers of a demonstration, who stand for nobody."""
    return _read(project / ".zicht" / "demonstration")


def panels(project: Path) -> tuple[dict[str, str], ...]:
    """Give the groups of which two must sign: reviewers, or else demonstrators. Their signatures are never mixed."""
    return registered(project), demonstrators(project)


def register(folder: Path, name: str, public_key: bytes) -> Path:
    """Write a reviewer's public key where the project finds it."""
    path = folder / f"{word_of(name)}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            file.write(f'name = "{name}"\npublic_key = "{public_key.hex()}"\n')
    except FileExistsError:
        raise ProjectError(
            f"A reviewer is registered in {path.name} already.",
            now="Choose another name, or remove that file first.",
        ) from None
    return path


def word_of(name: str) -> str:
    """Make the word of a file of a reviewer's name: letters, digits, spaces and hyphens only."""
    if not _NAME.fullmatch(name):
        raise ProjectError(
            f"{len(name)} characters are no name of a reviewer.",
            now="Use letters, digits, spaces, hyphens.",
        )
    return name.casefold().replace(" ", "-")


def _read(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            fields = tomllib.loads(path.read_text())
            found[str(fields["name"])] = bytes.fromhex(fields["public_key"]).hex()
        except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError):
            raise ProjectError(
                f"{path.name}: a reviewer needs `name` and `public_key` (hexadecimal).",
                now="`zicht release key` makes a key and shows what to write.",
            ) from None
    return found
