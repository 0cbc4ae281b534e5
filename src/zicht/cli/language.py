"""The language in which the command line speaks to a user.

It is the first of these that names a language with words for the command line:

1. `--language`, of this command;
2. ZICHT_LANGUAGE, of this user or this machine;
3. the locale, where it names a language: `C` and `POSIX` name none;
4. the first language of the project, which those who work on it share;
5. English, in which every sentence exists.
"""

import inspect
import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cyclopts import App

from zicht.cli.place import SETTINGS, is_project, project_around
from zicht.edition.messages import Message, spoken_languages
from zicht.edition.words import REFERENCE
from zicht.vocabulary.errors import UsageError

OPTION = "--language"
VARIABLE = "ZICHT_LANGUAGE"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order of POSIX: the first that is set counts."""
_VERBS_ABOUT_A_TEXT = ("proof",)
"""Verbs whose `--language` is that of a text which they read."""


@dataclass(frozen=True)
class Spoken:
    """The language of a command.

    Parameters
    ----------
    language : code of a language with words for the command line
    words : of the command, without the option where the verb does not take it
    note : what a user should know of the choice; empty where there is nothing
    """

    language: str
    words: list[str]
    note: str = ""


def choose(app: App, words: Sequence[str]) -> Spoken:
    """Choose the language of a command.

    Parameters
    ----------
    app : with the verbs
    words : of the command, as the user gave them

    Raises
    ------
    UsageError : `--language` is the language of the command, and Zicht has no words in it
    """
    stated, others = _take_option(app, list(words))
    if stated:
        _refuse_unspoken(stated)
        return Spoken(stated, others)
    wished = os.environ.get(VARIABLE, "").strip().lower()
    if wished in spoken_languages():
        return Spoken(wished, others)
    note = Message("note.language_unspoken", language=wished) if wished else ""
    for language in (_language_of_locale(), _first_language_of_project(words)):
        if language in spoken_languages():
            return Spoken(language, others, note)
    return Spoken(REFERENCE, others, note)


@contextmanager
def handed_on(language: str) -> Iterator[None]:
    """Let processes that this one starts speak the same language, such as the one that makes pages."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _take_option(app: App, words: list[str]) -> tuple[str, list[str]]:
    """Return the language that the option states, empty where it is not given, and the words that the verb reads."""
    stated, others = _leading_option(words)
    _, apps, behind_verb = app.parse_commands(others)
    place = _place_of_option(behind_verb)
    if place is None or apps[-1].name[0] in _VERBS_ABOUT_A_TEXT:
        return stated, others
    verb = others[: len(others) - len(behind_verb)]
    value, without_option = _without_option(behind_verb, place)
    if _takes_language(apps[-1]):
        return value, others
    return value, [*verb, *without_option]


def _leading_option(words: list[str]) -> tuple[str, list[str]]:
    """Take the option from before the verb."""
    if words and _is_option(words[0]):
        return _without_option(words, 0)
    return "", words


def _place_of_option(words: Sequence[str]) -> int | None:
    places = [place for place, word in enumerate(words) if _is_option(word)]
    return places[0] if places else None


def _is_option(word: str) -> bool:
    return word.partition("=")[0] == OPTION


def _without_option(words: Sequence[str], place: int) -> tuple[str, list[str]]:
    """Return the value of the option at a place, and the words without both."""
    _, equals, value = words[place].partition("=")
    if equals:
        return value.strip().lower(), [*words[:place], *words[place + 1 :]]
    value = words[place + 1] if place + 1 < len(words) else ""
    if not value:
        raise UsageError(
            Message("error.language_without_value", option=OPTION),
            now=_which_languages(),
        )
    return value.strip().lower(), [*words[:place], *words[place + 2 :]]


def _takes_language(verb: App) -> bool:
    if verb.default_command is None:
        return False
    return "language" in inspect.signature(verb.default_command).parameters


def _refuse_unspoken(language: str) -> None:
    if language not in spoken_languages():
        raise UsageError(
            Message("error.language_without_words", language=repr(language)),
            now=_which_languages(),
        )


def _which_languages() -> Message:
    return Message("error.choose_language", languages=spoken_languages())


def _language_of_locale() -> str:
    """Return the language of the locale, such as `nl` of `nl_NL.UTF-8`; `c` where it names none."""
    values = [os.environ.get(name, "") for name in _LOCALE_VARIABLES]
    locale = next((value for value in values if value), "")
    return locale.partition(".")[0].partition("_")[0].lower()


def _first_language_of_project(words: Sequence[str]) -> str:
    """Return the first language of the project that the command is about; empty without one.

    Its settings may hold mistakes, which the verb reports: then nothing is read from them here.
    """
    named = [Path(word) for word in words if is_project(word)]
    folder = named[0] if named else project_around(Path.cwd())
    if folder is None:
        return ""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return str(settings["project"]["languages"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
