"""The fixed words of site, reports and command line: one catalogue per language, `words/CODE.toml`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from zicht.edition import locales
from zicht.edition.catalogue_files import SEPARATOR, languages_with_words, words_of
from zicht.vocabulary.errors import PublishingError, UsageError
from zicht.vocabulary.text import Text

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""Plural categories of CLDR; a table with such keys holds the forms of one text."""
REFERENCE = "en"
"""Language of the catalogue with which the others are compared."""
_NOUN_OF_SLOT = {"{level_one}": "one", "{level_many}": "other", "{level_a}": "a"}
"""Slots in words for what an area of the finest level is called, each with the form of the noun that fills it."""
_SLOT = re.compile(r"\{[lL]evel_(?:one|many|a)\}")


def refuse_other_language(language: str) -> None:
    """Refuse a language that has no catalogue.

    Raises
    ------
    UsageError : naming those that have one
    """
    known = languages_with_words()
    if language not in known:
        raise UsageError(
            f"{language!r} is not a language that Zicht has words in.",
            now=f"Choose one of {', '.join(known)}.",
        )


def ids_under(section: str, names: Mapping[str, Text]) -> tuple[str, ...]:
    """Return the ids of what has names of its own in a section, in the order of the alphabet."""
    prefix = section + SEPARATOR
    return tuple(key.removeprefix(prefix) for key in names if key.startswith(prefix))


def in_every_language(write: Callable[[str], str]) -> Text:
    """Write a text once in every language that has a catalogue: what Zicht itself says in a release.

    Parameters
    ----------
    write : given the code of a language, returns the words in it
    """
    return Text.of({language: write(language) for language in languages_with_words()})


def nouns_of_areas(
    language: str, level: str, names: Mapping[str, Text]
) -> tuple[str, ...]:
    """Return what an area of a level is called: one, several, and one with its article.

    Where the country gives the level no name, its areas are called areas.
    """
    nouns = []
    for form in _NOUN_OF_SLOT.values():
        name = names.get(f"area.{level}.{form}")
        general = words_of(language)[f"area_noun.{form}"]
        nouns.append(name.in_language(language) if name is not None else general)
    return tuple(nouns)


@cache
def _words_with_nouns(language: str, nouns: tuple[str, ...]) -> Mapping[str, str]:
    """Return the words of a language in which areas are called by their name."""
    nouns_by_slot = {}
    for slot, noun in zip(_NOUN_OF_SLOT, nouns, strict=True):
        nouns_by_slot[slot] = noun
        nouns_by_slot[_with_capital(slot)] = _with_capital(noun)
    words_by_key = {}
    for key, text in words_of(language).items():
        words_by_key[key] = _SLOT.sub(lambda slot: nouns_by_slot[slot[0]], text)
    return words_by_key


def _with_capital(words: str) -> str:
    """Write words, or the slot for them, with a capital."""
    start = 1 if words.startswith("{") else 0
    return words[:start] + words[start : start + 1].upper() + words[start + 1 :]


def without_form(key: str) -> str:
    """Return the key of a text, without the plural form that it may end with."""
    form = plural_form(key)
    return key.removesuffix(SEPARATOR + form) if form else key


def plural_form(key: str) -> str:
    """Return the plural form that a key ends with; empty where it ends with none."""
    text_key, _, form = key.rpartition(SEPARATOR)
    return form if text_key and form in PLURAL_FORMS else ""


class Words:
    """Fixed words in one language: `words("latest", period="2024")`.

    Parameters
    ----------
    language : code of a language that has a catalogue
    section : table of the file whose words come before the shared ones, such as `report`
    names : what the country of a release calls things, by `section.key`
    level : finest level of areas, whose name words about areas say
    """

    def __init__(
        self,
        language: str,
        section: str = "",
        names: Mapping[str, Text] | None = None,
        level: str = "",
    ) -> None:
        self.language = language
        names = names or {}
        words_by_key = _words_with_nouns(
            language, nouns_of_areas(language, level, names)
        )
        self._words = dict(words_by_key)
        for key, name in names.items():
            self._words[key] = name.in_language(language)
        if section:
            prefix = section + SEPARATOR
            for key, text in words_by_key.items():
                if key.startswith(prefix):
                    self._words[key.removeprefix(prefix)] = text

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key, with values filled in.

        Raises
        ------
        PublishingError : there are no words for the key
        """
        words = self._words.get(key)
        if words is None:
            raise self._without_words(key)
        return words.format(**values) if values else words

    def form(self, key: str, n: int | Decimal) -> str:
        """Return the form of a text that goes with a number; its slots are not filled in.

        Raises
        ------
        PublishingError : there are no words for the key
        TypeError : the text has forms, and `n` is a float
        """
        words = locales.text_with_form(self._words, key, n, self.language)
        if words is None:
            raise self._without_words(key)
        return words

    def count(self, key: str, n: int | Decimal, **values: object) -> str:
        """Return the form of a text that goes with a number: `1 municipality`, `2 municipalities`.

        Parameters
        ----------
        key : of a table with the plural forms that the language has, `other` at least
        n : the number, with the decimals that are to be shown; it fills `{n}` as the language writes it
        values : for the other slots

        Raises
        ------
        PublishingError : there are no words for the key
        TypeError : `n` is a float, which does not say with how many decimals it is shown
        """
        locales.refuse_float(n)
        value = n if isinstance(n, Decimal) else Decimal(int(n))
        exponent = value.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        number = locales.number(value, self.language, decimals)
        return self.form(key, n).format(n=number, **values)

    def _without_words(self, key: str) -> PublishingError:
        return PublishingError(
            f"There are no words for {key!r}.",
            now=f"Add it to edition/words/{self.language}.toml.",
        )

    def any_of(self, *keys: str, otherwise: str) -> str:
        """Return the words of the first key that exists, else the given ones."""
        for key in keys:
            if key in self._words:
                return self._words[key]
        return otherwise

    def all(self) -> Mapping[str, str]:
        """Every text by its key."""
        return self._words
