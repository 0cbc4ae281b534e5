"""What the command line says: a text in English, that can be written in every language with words for it.

The words stand in the catalogues of `words/`, under `[cli]`. A language whose catalogue has no such table can publish
pages, and its command line speaks English.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Self

from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.edition.locales import marks, text_with_form
from zicht.edition.words import REFERENCE

SECTION = "cli"
"""Table of a catalogue with the words of the command line."""
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


class Grouped(int):
    """A number that is written with the mark between thousands of the language."""


class Message(str):
    """A sentence of the command line.

    As a text it is English, so that JSON, files and logs are the same in every language. Only the command line writes
    it in another: it knows the key and the values.

    Parameters
    ----------
    key : of the words in the catalogues, below `[cli]`
    values : by the name of the slot that each fills; a message among them is written in the same language. Of a text
        with plural forms, `n` is the number that chooses one

    Examples
    --------
    >>> message = Message("progress.estimating_stratum", number=2, of=5)
    >>> message, message.in_language("nl")
    ('Estimating stratum 2 of 5', 'Stratum 2 van 5 schatten')
    """

    key: str
    values: Mapping[str, object]

    def __new__(cls, key: str, /, **values: object) -> Self:
        """Write the sentence in English.

        Raises
        ------
        KeyError : the English catalogue has no such key, or a slot has no value
        """
        message = super().__new__(cls, _written(key, values, REFERENCE))
        message.key = key
        message.values = values
        return message

    def __reduce__(self) -> tuple[object, ...]:
        """Let another process make it again: a text alone would lose its key."""
        return _made_again, (self.key, dict(self.values))

    def in_language(self, language: str) -> str:
        """Write the sentence in a language, or in English where the language has no words for it."""
        return _written(self.key, self.values, language)


def _made_again(key: str, values: Mapping[str, object]) -> Message:
    return Message(key, **values)


def _written(key: str, values: Mapping[str, object], language: str) -> str:
    text = _text(key, values, language)
    return text.format(
        **{slot: _filled_in(value, language) for slot, value in values.items()}
    )


def _text(key: str, values: Mapping[str, object], language: str) -> str:
    """Return the words of a key, English where the language has none.

    All forms of a language come before those of English: one may have plural forms where the other has none.
    """
    for code in (language, REFERENCE):
        words = _words_of_command_line(code)
        text = text_with_form(words, key, values.get("n"), code)
        if text is not None:
            return text
    raise KeyError(key)


def _filled_in(value: object, language: str) -> str:
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Grouped):
        return f"{int(value):,}".replace(",", marks(language)[0])
    if isinstance(value, tuple | list):
        return ", ".join(_filled_in(member, language) for member in value)
    return str(value)


@cache
def _words_of_command_line(language: str) -> Mapping[str, str]:
    """Return the words of the command line in a language; empty where it has none."""
    prefix = f"{SECTION}."
    return {
        key.removeprefix(prefix): text
        for key, text in words_of(language).items()
        if key.startswith(prefix)
    }


@cache
def spoken_languages() -> tuple[str, ...]:
    """Return the languages in which the command line speaks: those whose catalogue has words for it."""
    return tuple(
        language
        for language in languages_with_words()
        if any(key.startswith(f"{SECTION}.") for key in words_of(language))
    )


def value_in_words(code: str) -> Message:
    """Return the message for a code such as `other vintage`: a state, a role, a verdict.

    Raises
    ------
    KeyError : the English catalogue has no words for it
    """
    return Message(f"value.{code.replace(' ', '_')}")


def help_words(language: str) -> Mapping[str, str]:
    """Return the translated texts of `--help` by their key: the verb, a dot, and `about` or the name of an option."""
    prefix = "help."
    words = _words_of_command_line(language)
    return {
        key.removeprefix(prefix): text
        for key, text in words.items()
        if key.startswith(prefix)
    }


def key_of_name(name: str) -> str:
    """Return the key of the name of a field or column: its letters and digits, the rest as underscores.

    Examples
    --------
    >>> key_of_name("deliveries in the folder"), key_of_name("95% interval")
    ('name.deliveries_in_the_folder', 'name.95_interval')
    """
    return f"name.{_NOT_IN_A_KEY.sub('_', name.lower()).strip('_')}"


def name_in(name: str, language: str) -> str:
    """Return the name of a field or column in a language.

    In code and in JSON a name is English. A name that no catalogue has is that of something of the project, such as a
    dimension, and is returned as it is.
    """
    if language == REFERENCE:
        return name
    return _words_of_command_line(language).get(key_of_name(name), name)
