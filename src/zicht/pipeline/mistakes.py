"""Collects every mistake of a project, each with file and line, so that an editor mends them in one go."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from zicht.project.rows import lines_of_tables, read_words
from zicht.project.settings import SETTINGS
from zicht.vocabulary.errors import (
    DisclosureRefused,
    IndicatorError,
    ProjectError,
    PublishingError,
    ZichtError,
)

T = TypeVar("T")
_OF_THE_EDITOR = (ProjectError, IndicatorError, PublishingError, DisclosureRefused)
"""Errors that an editor mends in the files of a project."""
_SECTION = re.compile(
    rf"^{re.escape(SETTINGS)}, \[+(?P<name>\w+)[\w.]*\]+(?: (?P<nth>\d+))?(?::(?P<line>\d+))?:?\s*"
)
_QUOTED = re.compile(r"'([\w-]+)'")
_PLACE = re.compile(r"(\S+:\d+): ")
"""File and line with which a mistake begins."""
_FIRST_WORD = re.compile(r"([\w-]+)\b")


class Mistakes:
    """Mistakes that were found so far, in the order in which they were looked for.

    Parameters
    ----------
    folder : of the project
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._errors: list[ZichtError] = []

    @property
    def are_there(self) -> bool:
        """Whether there is any so far."""
        return bool(self._errors)

    def look_at(self, part: Callable[[], T]) -> T | None:
        """Return a part of the project; None where it holds mistakes, which are kept."""
        try:
            return part()
        except _OF_THE_EDITOR as error:
            self._errors.append(error)
            return None

    def refuse(self) -> None:
        """Raise one error with every mistake, if there is any.

        Raises
        ------
        PublishingError : all mistakes are in reports
        ProjectError : otherwise
        """
        if not self._errors:
            return
        lines = told_once(
            placed_in_settings(line, self._folder)
            for error in self._errors
            for line in _lines(error)
        )
        # Reports have an error of their own, so that a project without other mistakes
        # ends with its exit code.
        all_in_reports = all(isinstance(e, PublishingError) for e in self._errors)
        kind = PublishingError if all_in_reports else ProjectError
        number = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        raise kind(f"{number} in this project.", details=lines)


def told_once(mistakes: Iterable[str]) -> list[str]:
    """Report a mistake at several places once, with all its places.

    Examples
    --------
    >>> told_once(["cards.toml:2: no theme.", "zicht.toml:9: no id.", "cards.toml:6: no theme."])
    ['cards.toml:2: no theme. Also at cards.toml:6.', 'zicht.toml:9: no id.']
    """
    places: dict[str, dict[str, None]] = {}
    for mistake in mistakes:
        place = _PLACE.match(mistake)
        words = mistake[place.end() :] if place else mistake
        places.setdefault(words, {})[place[1] if place else ""] = None
    lines = []
    for words, of_words in places.items():
        first, *others = of_words
        head = f"{first}: " if first else ""
        also = f" Also at {', '.join(others)}." if others else ""
        lines.append(f"{head}{words}{also}")
    return lines


def _lines(error: ZichtError) -> list[str]:
    """Return the mistakes that an error reports, each in one line with what to do."""
    if not error.details:
        return [_joined(error.what, error.now)]
    is_place = error.what.startswith(f"{SETTINGS}, [")
    head = error.what.partition(":")[0] + ":" if is_place else ""
    return [_joined(head, detail, error.now) for detail in error.details]


def _joined(*parts: str) -> str:
    """Write sentences one after another; each ends with a full stop."""
    sentences = [part if part[-1] in ".:!?" else f"{part}." for part in parts if part]
    return " ".join(sentences)


def placed_in_settings(mistake: str, folder: Path) -> str:
    """Add the line to a mistake in the settings: that of the key it quotes, else that of its section.

    Examples
    --------
    >>> placed_in_settings("codes/age.toml:3: 'ordered' must be true or false.", Path())
    "codes/age.toml:3: 'ordered' must be true or false."
    """
    section = _SECTION.match(mistake)
    if section is None:
        return mistake
    rest = mistake[section.end() :]
    if section["line"]:
        return f"{SETTINGS}:{section['line']}: [{section['name']}] {rest}"
    tables = lines_of_tables(read_words(folder / SETTINGS, folder))
    of_name = tables.get(section["name"], [])
    # Tables of one name are counted from 1 in messages.
    nth = int(section["nth"] or 1) - 1
    if nth >= len(of_name):
        return f"{SETTINGS}:1: [{section['name']}] {rest}"
    line, keys = of_name[nth]
    first = _FIRST_WORD.match(rest)
    words = [*_QUOTED.findall(rest), *([first[1]] if first else [])]
    # The key that the message quotes is the nearest; without one its section is.
    line_of_key = next((keys[word] for word in words if word in keys), line)
    return f"{SETTINGS}:{line_of_key}: [{section['name']}] {rest}"
