"""The fixed words of site, reports and command line: one file per language, `words/nl.toml` and `words/en.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.text import LANGUAGES, Text

_SEPARATOR = "."


@cache
def languages_with_words() -> tuple[str, ...]:
    """Languages in which Zicht has its fixed words: those of which there is a file."""
    folder = files("zicht.edition").joinpath("words")
    names = sorted(file.name for file in folder.iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every text of one language by its key; the keys of nested tables are joined with dots."""
    file = files("zicht.edition").joinpath("words", f"{language}.toml")
    return _flat(tomllib.loads(file.read_text(encoding="utf-8")))


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat.update(_flat(value, key + _SEPARATOR))
        else:
            flat[key] = str(value)
    return flat


@cache
def all_words() -> Mapping[str, Text]:
    """Every text in both languages by its key.

    Raises
    ------
    PublishingError : a key stands in the file of one language only
    """
    dutch, english = (words_of(language) for language in LANGUAGES)
    lonely = sorted(set(dutch) ^ set(english))
    if lonely:
        raise PublishingError(
            f"{len(lonely)} words stand in one language only: {', '.join(lonely[:5])}.",
            now="Add them to the other file in edition/words/.",
        )
    return {key: Text(dutch[key], english[key]) for key in dutch}


class Words:
    """Fixed words in one language: `words("latest", period="2024")`.

    Parameters
    ----------
    language : `nl` or `en`
    section : table of the file whose words come before the shared ones, such as `report`
    """

    def __init__(self, language: str, section: str = "") -> None:
        self.language = language
        self._words = dict(words_of(language))
        if section:
            prefix = section + _SEPARATOR
            self._words |= {
                key.removeprefix(prefix): text
                for key, text in words_of(language).items()
                if key.startswith(prefix)
            }

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
            raise PublishingError(
                f"There are no words for {key!r}.",
                now=f"Add it to edition/words/{self.language}.toml.",
            )
        return words.format(**values) if values else words

    def any_of(self, *keys: str, otherwise: str) -> str:
        """Return the words of the first key that exists, else the given ones."""
        for key in keys:
            if key in self._words:
                return self._words[key]
        return otherwise

    def all(self) -> Mapping[str, str]:
        """Every text by its key."""
        return self._words
