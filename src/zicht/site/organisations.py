"""Organisations: whose work a page is about, under one name, however it was written."""

import re
from collections.abc import Iterable, Mapping

from zicht.site.addresses import slugify
from zicht.site.edition import Edition
from zicht.site.printed import Group
from zicht.site.words import all_words
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document

_TABLE = "organisation."
_FACTS = ("publisher", "partner", "partners", "addressee", "organisation", "medium")
_PART = re.compile(r"\s*;\s*")
_SHORT = 4


def of_figures(edition: Edition, group: Group) -> tuple[str, ...]:
    """Who counted and who printed the figures of a series."""
    written = [name for figure in group.figures for name in (figure.producer, figure.citation.publisher)]
    return _named(edition, written)


def of_document(edition: Edition, document: Document) -> tuple[str, ...]:
    """Who published a document, worked on it, spoke in it, or is asked something by it."""
    written = [name for key in _FACTS for name in _names(edition, document.facts.get(key))]
    return _named(edition, [*written, edition.say(document.title)] if document.kind == "addressee" else written)


def of_indicator(edition: Edition, indicator: Indicator) -> tuple[str, ...]:
    """Whose registers an indicator is counted from; the register itself where no organisation is named."""
    found: list[str] = []
    parts = zip(_PART.split(indicator.source.nl), _PART.split(edition.say(indicator.source)), strict=False)
    for dutch, source in parts:
        place = f"-{slugify(dutch)}-"
        named = [key for key in _known() if len(key) >= _SHORT and f"-{key}-" in place]
        found += [edition.words(f"{_TABLE}{key}") for key in named] or [source[:1].upper() + source[1:]]
    return tuple(dict.fromkeys(found))


def _known() -> list[str]:
    return [key.removeprefix(_TABLE) for key in all_words() if key.startswith(_TABLE)]


def _named(edition: Edition, written: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(edition.words.any_of(f"{_TABLE}{slugify(name)}", otherwise=name) for name in written if name)
    )


def _names(edition: Edition, value: object) -> list[str]:
    if isinstance(value, str):
        return [name for name in _PART.split(value) if name]
    if isinstance(value, Mapping):
        return [str(value.get(edition.language, ""))]
    return [name for part in value for name in _names(edition, part)] if isinstance(value, list | tuple) else []
