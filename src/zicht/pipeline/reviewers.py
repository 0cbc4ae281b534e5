"""Whose signature counts: persons listed in a file that a root key signed, and generated ones that only demonstrate."""

import os
import re
import tomllib
from pathlib import Path

from zicht.pipeline import folders
from zicht.pipeline.project_journal import version_of_roles
from zicht.project.settings import face_of, read_settings
from zicht.release.roles import Member, Panel, Role, Roles, read_roles
from zicht.vocabulary.errors import ProjectError, ReleaseError
from zicht.vocabulary.nouns import counted

_NAME = re.compile(r"[^\W_](?:[^\W_]|[ -](?![ -])){0,79}")
_KEY = re.compile(r"[0-9a-f]{64}")
_FIRST_DAY = "0001-01-01"
ROLES, ROOT = "roles.json", "root.pub"


def trust_folder(project_id: str) -> Path:
    """Return the folder, outside every project, with the roles of a project and the root key that is trusted.

    It is where ZICHT_TRUST says, or with the settings of the user.
    """
    # Outside the project: whoever can write a project could otherwise list themselves.
    elsewhere = os.environ.get("ZICHT_TRUST", "")
    if elsewhere:
        return Path(elsewhere) / word_of_id(project_id)
    return settings_folder() / "trust" / word_of_id(project_id)


def settings_folder() -> Path:
    """Return the folder with the settings of the user for Zicht."""
    settings = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(settings) if settings else Path.home() / ".config"
    return base / "zicht"


def is_public_key(text: str) -> bool:
    """Whether a text is a public key: 64 hexadecimal digits in lower case."""
    return bool(_KEY.fullmatch(text))


def word_of_id(project_id: str) -> str:
    """Return the id of a project as the name of a folder."""
    word = re.sub(r"[^\w-]", "-", project_id.casefold())
    # An id of signs alone would give several projects one folder.
    if not word.strip("-"):
        raise ProjectError(
            "The project has no id.", now="Fill in `id` under [project] in zicht.toml."
        )
    return word


def trusted_root(project_id: str) -> str:
    """Return the root key that is trusted for a project, in hexadecimal; empty where there is none.

    Raises
    ------
    ReleaseError : the file is damaged
    """
    path = trust_folder(project_id) / ROOT
    if not path.is_file():
        return ""
    root = path.read_text().strip()
    if not _KEY.fullmatch(root):
        raise ReleaseError(
            f"{path} is not a public key of 64 hexadecimal digits.",
            now="Write the public root key there, as whoever keeps it gives it.",
        )
    return root


def roles_of(project_id: str) -> Roles | None:
    """Return the roles of a project; None where no root of trust was made for it.

    Raises
    ------
    ReleaseError : the file with roles is missing, altered, or signed by another root key
    """
    root = trusted_root(project_id)
    if not root:
        return None
    path = trust_folder(project_id) / ROLES
    return read_roles(path, root=root, project=project_id)


def registered(project: Path) -> Panel:
    """Return the panel of persons that the root key lists; nobody where there is no root of trust.

    Raises
    ------
    ReleaseError : see `roles_of`; or the file with roles is an earlier one, in which nobody's role had ended yet
    """
    roles = roles_of(face_of(project, read_settings(project)).id)
    if roles is None:
        return Panel(())
    newest = version_of_roles(project, roles.root)
    # Who was revoked could otherwise put the file back in which they were listed.
    if roles.number < newest:
        raise ReleaseError(
            f"The file with roles is version {roles.number}, and the journal knows version {newest}.",
            now="Get the last file from whoever keeps the root key: `zicht trust pin`.",
        )
    return Panel.of(roles)


def demonstrators(project: Path) -> Panel:
    """Return the generated reviewers of a demonstration, who stand for nobody."""
    folder = folders.private(project) / "demonstration"
    members = [
        Member(name, Role.REVIEWER, public_key, _FIRST_DAY)
        for name, public_key in _read(folder).items()
    ]
    return Panel(tuple(members), is_demonstration=True)


def panels(project: Path) -> tuple[Panel, ...]:
    """Return the panels of which two must sign: reviewers, or else demonstrators. Their signatures are never mixed."""
    return registered(project), demonstrators(project)


def register(folder: Path, name: str, public_key: bytes) -> Path:
    """Write a demonstrator's public key where the project finds it."""
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
    """Return the word of a file for a person's name: letters, digits, spaces and hyphens only."""
    if not _NAME.fullmatch(name):
        raise ProjectError(
            f"{counted(len(name), 'character is not', 'characters are not')} a valid name of a person.",
            now="Use letters, digits, spaces, hyphens.",
        )
    return name.casefold().replace(" ", "-")


def _read(folder: Path) -> dict[str, str]:
    keys: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            fields = tomllib.loads(path.read_text())
            keys[str(fields["name"])] = bytes.fromhex(fields["public_key"]).hex()
        except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError):
            raise ProjectError(
                f"{path.name}: a demonstrator needs `name` and `public_key` (hexadecimal).",
                now="Remove that file; `zicht release approve --demonstration` makes another.",
            ) from None
    return keys
