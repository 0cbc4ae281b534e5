"""The settings of a project, `zicht.toml`, and the face that they give it, without the rest of the project."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zicht.project.face import read_face
from zicht.project.rows import (
    lines_of_tables,
    parsed_toml,
    read_words,
)
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Face

SETTINGS = "zicht.toml"

SECTIONS = frozenset(
    {
        "project",
        "help",
        "pack",
        "sources",
        "indicators",
        "inhabitants",
        "registers",
        "roles",
        "policy",
        "content",
        "capture",
        "estimate",
        "expected",
        "provisional",
        "invent",
    }
)


def read_settings(folder: Path) -> dict[str, Any]:
    """Read the settings of a project.

    Raises
    ------
    ProjectError : the folder is no project, or its settings are no TOML or hold sections nobody reads
    """
    path = folder / SETTINGS
    if not path.is_file():
        raise ProjectError(
            f"{folder} is not a project: it has no {SETTINGS}.",
            now="`zicht new FOLDER` makes one; or name another.",
        )
    words = read_words(path, folder)
    parsed = parsed_toml(words, SETTINGS)
    strays = [name for name in parsed if name not in SECTIONS]
    if strays:
        places = lines_of_tables(words)
        line = places[strays[0]][0][0] if strays[0] in places else 1
        near = difflib.get_close_matches(strays[0], SECTIONS, n=1)
        known = f"Known are {', '.join(sorted(SECTIONS))}."
        raise ProjectError(
            f"{SETTINGS}:{line}: [{strays[0]}] is not a known section.",
            now=f"Did you mean [{near[0]}]?" if near else known,
        )
    return parsed


def face_of(folder: Path, settings: Mapping[str, Any]) -> Face:
    """Read how a project presents itself from its settings; mistakes are named with their lines."""
    words = read_words(folder / SETTINGS, folder)
    places = lines_of_tables(words)
    return read_face(settings, where=SETTINGS, places=places)
