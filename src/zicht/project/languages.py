"""Whether every text of a project is there in every language that the project publishes in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text, is_language

MOST_LISTED = 60


def refuse_missing_words(values: Iterable[object], languages: Sequence[str]) -> None:
    """Refuse a project of which a text lacks a language.

    Parameters
    ----------
    values : everything that is published of the project
    languages : of the project

    Raises
    ------
    ProjectError : with the place of every text that is missing, and the language
    """
    missing = dict.fromkeys(
        f"{place}: no words in {', '.join(lacking)}"
        for value in values
        for place, lacking in _missing(value, languages)
    )
    if not missing:
        return
    details = list(missing)
    more = len(details) - MOST_LISTED
    if more > 0:
        details = [*details[:MOST_LISTED], f"and {more} more"]
    raise ProjectError(
        f"{len(missing)} texts are not there in every language of the project ({', '.join(languages)}).",
        now="Write them, or leave that language out of [project] languages in zicht.toml.",
        details=details,
    )


def _missing(
    value: object, languages: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the place of each text that lacks languages; a name that is the same everywhere has no place."""
    for part in _texts_and_documents(value):
        if isinstance(part, Document):
            yield from _missing_of_facts(part, languages)
            continue
        lacking = [code for code in languages if code not in part.languages]
        if part.place and lacking:
            yield part.place, lacking


def texts_in(value: object) -> Iterator[Text]:
    """Yield every text of a part of a project, however deep it lies."""
    for part in _texts_and_documents(value):
        if isinstance(part, Text):
            yield part


def _texts_and_documents(value: object) -> Iterator[Text | Document]:
    if isinstance(value, Text):
        yield value
        return
    if isinstance(value, Document):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts_and_documents(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts_and_documents(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts_and_documents(inner)


def _missing_of_facts(
    document: Document, languages: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield facts that are words by language; a document holds them as plain mappings."""
    for key, fact in document.facts.items():
        is_words = (
            isinstance(fact, Mapping) and bool(fact) and all(map(is_language, fact))
        )
        lacking = [code for code in languages if is_words and code not in fact]  # type: ignore[operator]
        if lacking:
            yield f"{document.kind} {document.id}, {key}", lacking
