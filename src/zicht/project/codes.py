"""Code lists of the standard catalogue and of a project."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zicht.project.about import WHERE_CONCEPTS_STAND
from zicht.project.rows import read_words
from zicht.proof.lexicon import about_problems
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import UNKNOWN, CodeList
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text, is_language

STANDARD = Path(__file__).parent.parent / "catalogue" / "codes"
"""Folder of the standard code lists."""

_OTHER_KEYS = frozenset({"code", "in", "about"})
"""Keys of a code that are no words."""


def read_codes(*folders: Path) -> dict[str, CodeList]:
    """Read the code lists of the standard catalogue, then those of further folders.

    Parameters
    ----------
    folders : each with files `<name>.toml`; a list in a later folder replaces an earlier one of the same name

    Returns
    -------
    name to code list

    Raises
    ------
    ProjectError : a file is not as it should be; it says which

    Examples
    --------
    >>> read_codes()["leeftijdsgroep"].leaves
    ('minderjarig', 'adolescent', 'volwassen', 'onbekend')
    """
    lists = (
        _read_file(file)
        for folder in (STANDARD, *folders)
        for file in sorted(folder.glob("*.toml"))
    )
    return {code_list.name: code_list for code_list in lists}


def codes_of_areas(geography: Geography, *, unknown: Text | None = None) -> CodeList:
    """Make the code list of the finest level of areas, under its own name, with the levels above it.

    Parameters
    ----------
    geography : of one year
    unknown : words for `onbekend`, which is a code of the finest level

    Returns
    -------
    CodeList with a hierarchy per level of `geography.parents`, under the level's own name
    """
    leaves = labels_of_areas(geography, geography.leaf_level)
    leaves[UNKNOWN] = unknown or Text("Gemeente onbekend", "Municipality unknown")
    above = {code for tree in geography.parents.values() for code in tree.values()}
    labels = {code: _same(geography.areas[code].name) for code in sorted(above)}
    return CodeList(geography.leaf_level, {**leaves, **labels}, geography.parents)


def labels_of_areas(geography: Geography, level: str) -> dict[str, Text]:
    """Return the names of the areas of a level by code; names of places have no translation."""
    return {area.code: _same(area.name) for area in geography.level(level)}


def _same(name: str) -> Text:
    return Text(name, name)


def code_list(table: Mapping[str, Any], *, where: str) -> CodeList:
    """Make one code list of the mapping that its TOML file holds; `where` names the file for errors."""
    entries = table.get("code", [])
    strays = set(table) - {"name", "adds_up", "code"}
    if strays or not isinstance(table.get("name"), str) or not entries:
        raise ProjectError(
            f"{where}: a code list has `name`, `adds_up` and entries [[code]]"
            f"{'; unknown: ' + ', '.join(sorted(strays)) if strays else ''}.",
            now="Compare it with a list of the standard catalogue.",
        )
    keys = {key for entry in entries for key in entry} - _OTHER_KEYS
    words = {key for key in keys if not is_language(key)}
    if words:
        raise ProjectError(
            f"{where}: {', '.join(sorted(words))} means nothing here.",
            now="Remove or correct it.",
        )
    codes = [str(entry.get("code", "")) for entry in entries]
    if len(set(codes)) != len(codes) or "" in codes:
        raise ProjectError(
            f"{where}: a code is empty or stands twice.",
            now="Give every entry a code of its own.",
        )
    labels = {
        code: Text.from_table(_words(entry), where=f"{where}, {code}")
        for code, entry in zip(codes, entries, strict=True)
    }
    adds_up = bool(table.get("adds_up", True))
    return CodeList(
        str(table["name"]),
        labels,
        _parents(zip(codes, entries, strict=True)),
        adds_up,
        _about(codes, entries, where=where),
    )


def _about(
    codes: Iterable[str], entries: Iterable[Mapping[str, Any]], *, where: str
) -> dict[str, tuple[str, ...]]:
    """Read what the figures of each code are about."""
    about: dict[str, tuple[str, ...]] = {}
    for code, entry in zip(codes, entries, strict=True):
        concepts = tuple(entry.get("about", ()))
        unknown = about_problems(concepts)
        if unknown:
            raise ProjectError(
                f"{where}, {code}: `about` names no known concept: {', '.join(unknown)}.",
                now=WHERE_CONCEPTS_STAND,
            )
        if concepts:
            about[code] = concepts
    return about


def _words(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in _OTHER_KEYS}


def _parents(
    entries: Iterable[tuple[str, Mapping[str, Any]]],
) -> dict[str, dict[str, str]]:
    parents: dict[str, dict[str, str]] = {}
    for code, entry in entries:
        for level, parent in entry.get("in", {}).items():
            parents.setdefault(level, {})[code] = str(parent)
    return parents


def _read_file(file: Path) -> CodeList:
    try:
        table = tomllib.loads(read_words(file, file.parent.parent))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            f"Code list {file.name} is no TOML: {error}", now="Mend the file."
        ) from None
    read = code_list(table, where=f"Code list {file.name}")
    if read.name != file.stem:
        raise ProjectError(
            f"Code list {file.name} calls itself {read.name}.",
            now="Give file and list one name.",
        )
    return read
