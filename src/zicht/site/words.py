"""The fixed words of the pages, in every language; they stand in `words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.text import Text


@cache
def all_words() -> Mapping[str, Text]:
    """Every text by its key; nested tables are joined with dots."""
    table = tomllib.loads(
        files("zicht.site").joinpath("words.toml").read_text(encoding="utf-8")
    )
    found: dict[str, Text] = {}

    def walk(node: Mapping[str, object], prefix: str) -> None:
        for key, value in node.items():
            name = f"{prefix}{key}"
            if isinstance(value, list):
                found[name] = Text(str(value[0]), str(value[1]))
            elif isinstance(value, Mapping):
                walk(value, f"{name}.")

    walk(table, "")
    return found


class Words:
    """Fixed words in one language: `w("latest", period="2024")`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = {
            key: text.in_language(language) for key, text in all_words().items()
        }

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def __call__(self, key: str, **values: object) -> str:
        """Give the words of a key, with values filled in."""
        words = self._words.get(key)
        if words is None:
            raise PublishingError(
                f"The pages have no words for {key!r}.",
                now="Add it to site/words.toml.",
            )
        return words.format(**values) if values else words

    def any_of(self, *keys: str, otherwise: str) -> str:
        """Give the words of the first key that exists, else the given ones."""
        return next((self._words[key] for key in keys if key in self._words), otherwise)
