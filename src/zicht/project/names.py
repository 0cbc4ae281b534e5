"""Names that a country gives to what it counts: themes, breakdowns, levels of area, organisations, steps of the chain.

They stand in `names/CODE.toml` of a pack and of a project, one file per language, and travel in the release. The
catalogues of Zicht itself know no name of a country.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.catalogue_files import flat
from zicht.project.rows import is_slug, lines_of_tables, parsed_toml, read_words
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

FOLDER = "names"
SECTIONS: Mapping[str, str] = {
    "theme": "theme or group of key figures, in a list",
    "theme_lead": "sentence under the heading of a theme",
    "theme_in_a_sentence": "theme, within a sentence of a brief",
    "theme_slug": "theme, in an address",
    "field": "field of work",
    "field_about": "sentence that says what a field of work is",
    "group": "group of key figures",
    "level": "level of area, in the plural",
    "area": "area of the finest level within sentences, under the name of the level",
    "area_slug": "finest level of areas, in an address",
    "dimension": "breakdown, as it follows `by`",
    "split": "code of a column that registers are divided by, under the name of the column",
    "dimension_slug": "breakdown, in an address",
    "universe": "what is counted, in the plural, by universe",
    "estimate_title": "estimated number, without its year, by indicator",
    "source": "register that delivers",
    "organisation": "organisation, by the way it is written elsewhere",
    "chain_of": "heading of a step of the chain, by indicator",
    "chain_says": "sentence under a step of the chain, by indicator",
    "chain_on": "those who went on, by indicator",
    "chain_off": "those who did not, by indicator",
    "chain_told": "statistic of a duration, by its code",
}
"""Sections of a file of names, with what a name in it is of."""


_OF_TWO_NAMES = ("split", "area")
"""Sections whose keys are two names: of a column and a code of it, or of a level and a form of its noun."""
_SLUGS = tuple(section for section in SECTIONS if section.endswith("_slug"))
"""Sections of parts of addresses."""


def read_names(
    layers: Iterable[tuple[Path, Path]], languages: Iterable[str]
) -> dict[str, Text]:
    """Read the names of a pack and of a project.

    Parameters
    ----------
    layers : folders of names, each with the folder to which errors are relative; a name in a later one replaces that
        of an earlier one
    languages : of the project; each name is needed in all of them

    Returns
    -------
    names by `section.key`, in the order of the alphabet, as a release keeps them

    Raises
    ------
    ProjectError : a section that nothing reads, names that are no text or that a language lacks, and parts of addresses
        that are no address or that two have; all of them at once
    """
    by_key: dict[str, dict[str, str]] = {}
    place_of: dict[str, str] = {}
    mistakes: list[str] = []
    for folder, root in layers:
        if folder.is_file():
            place = _place(folder, root)
            mistakes.append(
                f"{place} is a file: make it a folder with a file per language."
            )
        for path in sorted(folder.glob("*.toml")):
            file = _read_file(path, root)
            mistakes += file.mistakes
            for key, name in file.names.items():
                by_key.setdefault(key, {})[path.stem] = name
            place_of |= file.place_of
    for language in languages:
        mistakes += _without_name(by_key, language, place_of)
        mistakes += _wrong_addresses(by_key, language, place_of)
    if mistakes:
        raise ProjectError(
            f"{len(mistakes)} mistakes in the names of this project.",
            details=mistakes,
            now=f"Sections are {', '.join(SECTIONS)}. Write each name in every language of the project, "
            f"in {FOLDER}/CODE.toml.",
        )
    return {key: Text.of(words) for key, words in sorted(by_key.items())}


@dataclass(frozen=True)
class _File:
    """The names of one language in one layer.

    Parameters
    ----------
    names : by `section.key`
    place_of : file and line of each of them
    mistakes : sections that are not read, and names that are not texts
    """

    names: Mapping[str, str]
    place_of: Mapping[str, str]
    mistakes: Sequence[str]


def _read_file(path: Path, root: Path) -> _File:
    file = _place(path, root)
    words = read_words(path, root)
    content = parsed_toml(words, file)
    lines = lines_of_tables(words)
    unread = [
        f"{_line_of(file, lines, section)}: [{section}] is not read."
        for section in sorted(set(content) - set(SECTIONS))
    ]
    names = flat(content)
    place_of = {}
    for key in names:
        section, _, name = key.partition(".")
        place_of[key] = _line_of(file, lines, section, name)
    return _File(names, place_of, [*unread, *_not_texts(content, file, lines)])


def _without_name(
    by_key: Mapping[str, Mapping[str, str]],
    language: str,
    place_of: Mapping[str, str],
) -> list[str]:
    """Return which names exist in another language and not in this one."""
    return [
        f"{place_of[key]}: {key} has no name in {language!r}."
        for key, words in by_key.items()
        if language not in words
    ]


_Lines = Mapping[str, list[tuple[int, dict[str, int]]]]
"""Line of each table of a file, with the lines of the keys under it."""


def _line_of(file: str, lines: _Lines, section: str, key: str = "") -> str:
    """Return file and line of a name: its own, else that of its section."""
    _, line_of_name = lines[""][0]
    line = line_of_name.get(section, 1)
    for line_of_table, keys in lines.get(section, []):
        line = keys.get(key.rpartition(".")[2], keys.get(key, line_of_table))
    return f"{file}:{line}"


def _not_texts(content: Mapping[str, object], file: str, lines: _Lines) -> list[str]:
    """Return which sections are not tables of texts."""
    mistakes: list[str] = []
    for section, names in content.items():
        if not isinstance(names, Mapping):
            place = _line_of(file, lines, section)
            mistakes.append(f"{place}: {section} is not a table of names.")
            continue
        by_key = flat(names) if section in _OF_TWO_NAMES else names
        mistakes += [
            f"{_line_of(file, lines, section, key)}: {section}.{key} is not a text."
            for key, words in by_key.items()
            if not isinstance(words, str) or not words.strip()
        ]
    return mistakes


def _wrong_addresses(
    by_key: Mapping[str, Mapping[str, str]],
    language: str,
    place_of: Mapping[str, str],
) -> list[str]:
    """Return the parts of addresses that are not valid, or stand for two: one page would replace the other."""
    mistakes: list[str] = []
    taken: dict[tuple[str, str], str] = {}
    for key, words in sorted(by_key.items()):
        section, _, name = key.partition(".")
        if section not in _SLUGS or language not in words:
            continue
        slug = words[language]
        if not is_slug(slug):
            mistakes.append(
                f"{place_of[key]}: {key} in {language!r} is not a valid part of an address:"
                " write small letters, digits and hyphens."
            )
        other = taken.setdefault((section, slug), name)
        if other != name:
            mistakes.append(
                f"{place_of[key]}: {key} and {section}.{other} are both {slug!r}."
            )
    return mistakes


def _place(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
