"""Whether the catalogue of a language is complete, and fits that of the reference: what an editor of words is told."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

from babel import Locale, UnknownLocaleError

from zicht.edition.catalogue_files import catalogue_text, parsed_catalogue, words_of
from zicht.edition.words import REFERENCE, plural_form, without_form
from zicht.vocabulary.text import hidden_signs

_SECTION = re.compile(r"\[([\w.-]+)\]")
_KEY = re.compile(r"""["']?([\w-]+)["']?\s*=""")
_LOCALE = "language.locale"
_LETTERS = "language.letters_after_z"
"""The one key that may be left out: few languages sort letters after z."""
_COMMAND_LINE = "cli."
"""Beginning of keys that may be left out: the command line speaks English where a language has no words for it."""
_HELP = "cli.help."
"""Beginning of keys of help, whose English stands in the docstrings of the verbs and in no catalogue."""
_NUMBERS = 1000
"""Whole numbers below which every plural form of a language is found."""
_NOUN = "level_"
"""Beginning of slots for what an area is called: a language chooses the form that its sentence needs."""


@cache
def faults_of(language: str) -> tuple[str, ...]:
    """Return what is wrong with the catalogue of a language, as `faults_in` says it.

    A catalogue is part of the program: it does not change while this runs, and a run opens its project many times.
    """
    return tuple(faults_in(language, catalogue_text(language)))


def faults_in(language: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a catalogue, each with file and key, and the line where it has one.

    A key is missing or is none of Zicht's, a text lacks a slot for a value or has another one, lacks a plural form of
    its language, holds a sign that no reader sees, or the locale is not one of the Unicode data.

    Parameters
    ----------
    language : of the catalogue
    text : of the catalogue, as it is written

    Raises
    ------
    ProjectError : the catalogue is not valid TOML
    """
    file = f"edition/words/{language}.toml"
    words = parsed_catalogue(language, text)
    lines = _lines_of_keys(text)
    slots_of_reference = _slots_by_key(words_of(REFERENCE))
    for key in sorted(slots_of_reference.keys() - {*map(without_form, words)}):
        if key != _LETTERS and not key.startswith(_COMMAND_LINE):
            yield f"{file}: {key} has no words."
    for key, value in words.items():
        if key.startswith(_HELP):
            continue
        expected = slots_of_reference.get(without_form(key))
        place = f"{file}:{lines.get(key, lines.get(without_form(key), 1))}"
        for fault in _faults_of_text(key, value, expected):
            yield f"{place}: {key} {fault}."
    for key, forms in _lacking_forms(words):
        yield f"{file}:{lines.get(key, 1)}: {key} lacks the plural form {forms}."


def _lacking_forms(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the key of each text in plural forms that lacks forms of its language, with these forms.

    Forms are needed for whole numbers: `many` of French is of millions, and `other` of Polish of fractions alone.
    """
    locale = words.get(_LOCALE, "")
    if not _is_locale(locale):
        return
    form_of = Locale.parse(locale).plural_form
    needed = {form_of(number) for number in range(_NUMBERS)}
    forms_of: dict[str, set[str]] = {}
    for key in words:
        if plural_form(key):
            forms_of.setdefault(without_form(key), set()).add(plural_form(key))
    for key, forms in forms_of.items():
        if needed - forms:
            yield key, ", ".join(sorted(needed - forms))


def _faults_of_text(
    key: str, text: object, expected: frozenset[str] | None
) -> Iterator[str]:
    """Yield what is wrong with one text; `expected` are its slots, None of a key that the reference does not have."""
    if expected is None:
        yield "is not a key of Zicht"
        return
    if not isinstance(text, str) or not text.strip():
        yield "is not a text"
        return
    if any(hidden_signs(text)):
        yield "holds a sign that no reader sees"
    if key == _LOCALE and not _is_locale(text):
        yield f"is {text!r}, which is not a locale of the Unicode data, such as pt_PT"
    try:
        slots = _slots(text)
    except ValueError:
        yield "has a brace that is not closed"
        return
    strays = sorted(slots - expected)
    # A form of the plural may leave its number out: "one person".
    lacking = [] if plural_form(key) else sorted(expected - slots)
    if strays:
        yield f"has {{{strays[0]}}}, which nothing fills: its values are {_listed(expected)}"
    if lacking:
        yield f"lacks {_listed(lacking)}"


def _listed(slots: frozenset[str] | list[str]) -> str:
    return ", ".join(f"{{{slot}}}" for slot in sorted(slots)) or "none"


def _slots_by_key(words: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the slots of each text by its key without the plural form."""
    by_key: dict[str, frozenset[str]] = {}
    for key, text in words.items():
        plain = without_form(key)
        by_key[plain] = by_key.get(plain, frozenset()) | _slots(text)
    return {_LETTERS: frozenset(), **by_key}


def _slots(text: str) -> frozenset[str]:
    """Return the names in braces of a text, without those of areas."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return frozenset(name for name in names if not name.lower().startswith(_NOUN))


def _is_locale(name: str) -> bool:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _lines_of_keys(text: str) -> dict[str, int]:
    """Return the line of each key, written as in the catalogue: that of its table before it."""
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _SECTION.match(line)
        key = _KEY.match(line)
        if header:
            section = f"{header[1]}."
        elif key:
            lines.setdefault(section + key[1], number)
    return lines
