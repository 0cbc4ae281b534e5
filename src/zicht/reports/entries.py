"""Documents of the release as a report lists them: recommendations, publications, activities, accounts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.reports.figures import Edition
from zicht.vocabulary import numerals
from zicht.vocabulary.releases import Document, Release

_DAY_OR_MONTH = re.compile(r"\d{4}-(0\d|1[0-2])(-\d\d)?")


@dataclass(frozen=True)
class Entry:
    """One document in a list.

    Parameters
    ----------
    title : of the document
    facts : what is said of it: heading and words
    summary : first paragraph of its text, where it has any
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    summary: str = ""


def select(release: Release, kind: str, conditions: Mapping[str, str]) -> Iterator[Document]:
    """Give the documents of a kind that meet every condition on their facts, theme, id or year."""
    for document in release.documents:
        if document.kind == kind and all(_meets(document, key, wanted) for key, wanted in conditions.items()):
            yield document


def _meets(document: Document, key: str, wanted: str) -> bool:
    if key == "year":
        return document.date[:4] == wanted
    if key in ("theme", "id"):
        return str(getattr(document, key)) in wanted.split(",")
    value = document.facts.get(key)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(str(part) in wanted.split(",") for part in value)
    return value is not None and str(value).casefold() in wanted.casefold().split(",")


def entry(document: Document, edition: Edition, show: Sequence[str], *, summary: bool) -> Entry:
    """Describe one document by the facts that an editor asked to show."""
    facts = []
    for key in show:
        words = fact_words(document, key, edition)
        if words:
            facts.append((edition.words.all().get(f"fact.{key}", key.replace("_", " ").capitalize()), words))
    body = edition.say(document.body).strip().split("\n\n", 1)[0] if summary else ""
    return Entry(edition.say(document.title), tuple(facts), " ".join(body.split()))


def fact_words(document: Document, key: str, edition: Edition) -> str:
    """Write one fact in words."""
    if key == "date":
        return numerals.day(document.date, edition.language)
    value = document.facts.get(key)
    if key in ("source", "evidence"):
        named = next((one.title for one in edition.release.documents if one.id == value), None)
        value = numerals.dashed(edition.say(named)) if named else value
    return _written(value, edition)


def _written(value: object, edition: Edition) -> str:
    if isinstance(value, bool):
        return edition.words("yes" if value else "no")
    if isinstance(value, Mapping):
        return str(value.get(edition.language, ""))
    if isinstance(value, list | tuple):
        return ", ".join(_written(part, edition) for part in value)
    words = "" if value is None else str(value)
    if _DAY_OR_MONTH.fullmatch(words):
        return numerals.day(words, edition.language)
    return edition.words.all().get(f"code.{words}", numerals.dashed(words))
