"""Texts that a project wrote in a language in which it does not publish: nobody reads them, and nobody said so."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from zicht.pipeline.left_out import LeftOut
from zicht.project.folder import Project
from zicht.project.languages import texts_in
from zicht.project.settings import SETTINGS


def in_unpublished_languages(
    project: Project, values: Iterable[object]
) -> Iterator[LeftOut]:
    """Yield the texts of a project in languages that it does not publish in: one line per file and language.

    A pack writes for several projects, so its texts may be in more languages than one of them needs.

    Parameters
    ----------
    values : everything that is published of the project
    """
    published = set(project.face.languages)
    places: dict[tuple[str, str], set[str]] = {}
    for value in values:
        for text in texts_in(value):
            file = text.place.partition(":")[0]
            for language, words in text.items():
                is_idle = language not in published
                if is_idle and _holds(project.folder / file, words):
                    places.setdefault((file, language), set()).add(text.place)
    for (file, language), in_file in sorted(places.items()):
        first = min(in_file, key=_line)
        yield LeftOut(
            first,
            f"{len(in_file)} texts of {file} are in {language}, in which the project does not publish",
            f"Add {language!r} to languages in {SETTINGS} under [project], or remove these texts.",
        )


def _line(place: str) -> int:
    """Return the number of the line of a place, such as 12 of `zicht.toml:12`."""
    number = place.partition(":")[2].partition(":")[0]
    return int(number) if number.isdecimal() else 0


def _holds(path: Path, words: str) -> bool:
    """Whether a file of the project holds words. A pack may have a file at the same place, below its own folder."""
    first_line = words.strip().partition("\n")[0]
    return bool(first_line) and first_line in _content(path)


@cache
def _content(path: Path) -> str:
    """Return a file as text, with its escaped quotation marks as they are read."""
    if not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace").replace('\\"', '"')
