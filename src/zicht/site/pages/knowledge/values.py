"""Values of facts about documents, in words."""

from collections.abc import Mapping

from zicht.site.library import SiteEdition
from zicht.vocabulary.text import Text


def in_words(edition: SiteEdition, value: object) -> str:
    """Write a value: words, numbers, dates, lists of those, or words per language."""
    if isinstance(value, Text):
        return edition.say(value)
    if isinstance(value, Mapping):
        in_language = value.get(edition.language)
        if in_language is not None:
            return str(in_language)
        pairs = [
            edition.labelled(key, in_words(edition, part))
            for key, part in value.items()
        ]
        return "; ".join(pairs)
    if isinstance(value, list | tuple):
        parts = [in_words(edition, part) for part in value]
        return "; ".join(part for part in parts if part)
    if isinstance(value, bool):
        return edition.words("yes" if value else "no")
    return "" if value in (None, "") else edition.day(str(value))


def as_list(value: object) -> list[object]:
    """Return the values of a fact that holds several; empty if it holds none."""
    return list(value) if isinstance(value, list | tuple) else []
