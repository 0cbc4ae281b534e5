"""Every fixed text, in all languages whose catalogue has it.

Apart from `words`, so that the chain of imports stays short (ADR 0106): `words` imports the locale data, and files far
below the pages, such as `project.codes`, need a text in every language and nothing of these data.
"""

from collections.abc import Mapping
from functools import cache

from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.vocabulary.text import Text


@cache
def all_words() -> Mapping[str, Text]:
    """Every text by its key, in the languages whose catalogue has it."""
    by_key: dict[str, dict[str, str]] = {}
    for language in languages_with_words():
        for key, words in words_of(language).items():
            by_key.setdefault(key, {})[language] = words
    return {key: Text.of(by_language) for key, by_language in by_key.items()}
