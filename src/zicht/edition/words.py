"""The fixed words of reports, in every language; they stand in `words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zicht.vocabulary.errors import PublishingError


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every text in one language by its key; nested tables are joined with dots."""
    table = tomllib.loads(
        files("zicht.edition").joinpath("words.toml").read_text(encoding="utf-8")
    )
    place = {"nl": 0, "en": 1}[language]
    found: dict[str, str] = {}

    def walk(node: Mapping[str, object], prefix: str) -> None:
        for key, value in node.items():
            if isinstance(value, Mapping):
                walk(value, f"{prefix}{key}.")
            elif isinstance(value, list):
                found[f"{prefix}{key}"] = str(value[place])

    walk(table, "")
    return found


class Words:
    """Fixed words in one language: `w("page", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = words_of(language)

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def __call__(self, key: str, **values: object) -> str:
        """Give the words of a key, with values filled in."""
        words = self._words.get(key)
        if words is None:
            raise PublishingError(
                f"Reports have no words for {key!r}.",
                now="Add it to edition/words.toml.",
            )
        return words.format(**values) if values else words

    def all(self) -> Mapping[str, str]:
        """Every text by its key."""
        return self._words
