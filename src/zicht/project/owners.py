"""Compares the names that a country gives with what exists: a name of something that does not exist is refused."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from zicht.edition.catalogue_files import flat
from zicht.project.rows import hint, lines_of_tables, parsed_toml, read_words
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.nouns import counted

AREA_FORMS = ("one", "other", "a", "unknown", "authorities")
"""Forms of the noun of a level; the first three are needed."""
_NEEDED_AREA_FORMS = AREA_FORMS[:3]


def refuse_ownerless(
    folder: Path, root: Path, owners: Mapping[str, Collection[str]]
) -> None:
    """Refuse names of what does not exist.

    Parameters
    ----------
    folder : with a file of names per language
    root : to which names of files in errors are relative
    owners : section to the ids of what may have a name in it; a section that is left out is not judged

    Raises
    ------
    ProjectError : with file and line of every such name
    """
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        place = path.relative_to(root).as_posix()
        words = read_words(path, root)
        lines = lines_of_tables(words)
        for section, names in parsed_toml(words, place).items():
            if isinstance(names, Mapping):
                for name, wrong in _wrong_names(section, names, owners):
                    line, keys = lines[section][0]
                    mistakes.append(f"{place}:{keys.get(name, line)}: {wrong}")
    if mistakes:
        raise ProjectError(
            f"{counted(len(mistakes), 'name is', 'names are')} of nothing in this project.",
            details=mistakes,
        )


def _wrong_names(
    section: str, names: Mapping[str, object], owners: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """Yield each name of a section that has no owner, with what is wrong."""
    known = owners.get(section)
    for name, forms in names.items():
        if known is not None and name not in known:
            yield (
                name,
                f"[{section}] names {name!r}, which does not exist. {hint(name, known)}",
            )
        elif section == "area" and isinstance(forms, Mapping):
            yield from _wrong_forms(name, forms)
        elif section == "split" and isinstance(forms, Mapping) and known is not None:
            yield from _wrong_codes(name, forms, owners)


def _wrong_forms(level: str, forms: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    strays = [form for form in forms if form not in AREA_FORMS]
    missing = [form for form in _NEEDED_AREA_FORMS if form not in forms]
    if strays:
        known = ", ".join(AREA_FORMS)
        yield level, f"[area.{level}] has {', '.join(strays)}. Forms are {known}."
    if missing:
        yield (
            level,
            f"[area.{level}] lacks {', '.join(missing)}. Write them beside the others.",
        )


def _wrong_codes(
    column: str, codes: Mapping[str, object], owners: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    known = owners[f"split.{column}"]
    for code in flat(codes):
        if code not in known:
            yield (
                column,
                f"[split.{column}] names {code!r}, which is not a code of it. {hint(code, known)}",
            )
