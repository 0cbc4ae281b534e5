"""Documents of the release as a report lists them: recommendations, publications, activities, accounts."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.edition import numerals
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.vocabulary.content import PUBLICATION_STATUSES, STATUSES
from zicht.vocabulary.releases import Document, Release

_LABELLED = (
    "reaction",
    "reaction_by",
    "postponed_because",
    "evidence",
    "next_look",
    "partner",
    "planned_for",
)
"""Facts that a document may have, though none of the release has them now."""
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


def select(
    release: Release, kind: str, conditions: Mapping[str, str]
) -> Iterator[Document]:
    """Give the documents of a kind that meet every condition on their facts, theme, id or year."""
    for document in release.documents:
        if document.kind == kind and all(
            _meets(document, key, wanted) for key, wanted in conditions.items()
        ):
            yield document


def refuse_unknown(
    release: Release, kind: str, conditions: Mapping[str, str], shown: Sequence[str]
) -> None:
    """Refuse conditions and facts that no document of a kind can have: misspelt, they would leave out silently.

    Raises
    ------
    NoSuchFigure : a condition, one of its values or a fact to show is not known
    """
    documents = [document for document in release.documents if document.kind == kind]
    facts = {key for document in documents for key in document.facts}
    for key in conditions:
        _refuse(
            key, {"year", "theme", "id", *facts}, f"{kind} has no {key!r} to choose by."
        )
    for key in shown:
        _refuse(
            key,
            {"date", "summary", *facts, *_LABELLED},
            f"{kind} has no {key!r} to show.",
        )
    for key in set(conditions) - {"year", "id"}:
        known = {
            value.casefold()
            for document in documents
            for value in _values(document, key)
        }
        known |= {*STATUSES, *PUBLICATION_STATUSES} if key == "status" else set()
        for value in conditions[key].split(","):
            _refuse(value.casefold(), known, f"No {kind} has {key} {value!r}.")


def _refuse(word: str, known: Collection[str], what: str) -> None:
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        raise NoSuchFigure(
            what,
            f"Did you mean {near[0]!r}?"
            if near
            else f"Known are {', '.join(sorted(known))}.",
        )


def _values(document: Document, key: str) -> list[str]:
    value = document.theme if key == "theme" else document.facts.get(key)
    return (
        [str(part) for part in value]
        if isinstance(value, list | tuple)
        else []
        if value is None
        else [str(value)]
    )


def _meets(document: Document, key: str, wanted: str) -> bool:
    if key == "year":
        return document.date[:4] == wanted
    if key in ("theme", "id"):
        return str(getattr(document, key)) in wanted.split(",")
    value = document.facts.get(key)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(str(part) in wanted.split(",") for part in value)
    return value is not None and str(value).casefold() in wanted.casefold().split(",")


def entry(
    document: Document, edition: Edition, show: Sequence[str], *, summary: bool
) -> Entry:
    """Describe one document by the facts that an editor asked to show."""
    facts = []
    for key in show:
        words = fact_words(document, key, edition)
        if words:
            plain = key.replace("_", " ").capitalize()
            facts.append((edition.words.any_of(f"fact.{key}", otherwise=plain), words))
    body = edition.say(document.body).strip().split("\n\n", 1)[0] if summary else ""
    return Entry(edition.say(document.title), tuple(facts), " ".join(body.split()))


def fact_words(document: Document, key: str, edition: Edition) -> str:
    """Write one fact in words."""
    if key == "date":
        return numerals.day(document.date, edition.language)
    value = document.facts.get(key)
    if key in ("source", "evidence"):
        named = next(
            (one.title for one in edition.release.documents if one.id == value), None
        )
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
    kinds = ("code", "status", "reach")
    return edition.words.any_of(
        *(f"{kind}.{words}" for kind in kinds), otherwise=numerals.dashed(words)
    )
