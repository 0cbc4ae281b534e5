"""Whose signature counts: reviewers registered in a project, and generated ones that only demonstrate."""

import tomllib
from pathlib import Path

from zicht.vocabulary.errors import ProjectError


def registered(project: Path) -> dict[str, str]:
    """Give reviewer to public key (hexadecimal), from `reviewers/*.toml`."""
    return _read(project / "reviewers")


def demonstrators(project: Path) -> dict[str, str]:
    """Give the generated reviewers of a demonstration, who stand for nobody."""
    return _read(project / ".zicht" / "demonstration")


def known(project: Path) -> dict[str, str]:
    """Give every reviewer whose signature counts, demonstrators included."""
    return {**demonstrators(project), **registered(project)}


def register(folder: Path, name: str, public_key: bytes) -> Path:
    """Write a reviewer's public key where the project finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.casefold().replace(' ', '-')}.toml"
    path.write_text(f'name = "{name}"\npublic_key = "{public_key.hex()}"\n')
    return path


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
