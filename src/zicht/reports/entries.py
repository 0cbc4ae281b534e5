"""Documents of the release as a report lists them: recommendations, publications, activities, accounts."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.edition import numerals
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.vocabulary.content import PUBLICATION_STATUSES, STATUSES
from zicht.vocabulary.releases import Document, Release

_OPTIONAL_FACTS = (
    "reaction",
    "reaction_by",
    "postponed_because",
    "evidence",
    "next_look",
    "partner",
    "planned_for",
)
"""Facts that a document may have, though no document of this release has them."""
_MONTH_OR_DAY = re.compile(r"\d{4}-(0\d|1[0-2])(-\d\d)?")


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


# ---- choosing documents


def select(
    release: Release, kind: str, conditions: Mapping[str, str]
) -> Iterator[Document]:
    """Yield the documents of a kind that meet every condition.

    Parameters
    ----------
    release : whose documents are searched
    kind : such as `recommendation`
    conditions : fact, `theme`, `id` or `year` to the values that are accepted, separated by commas
    """
    for document in release.documents:
        if document.kind != kind:
            continue
        if all(_meets(document, key, value) for key, value in conditions.items()):
            yield document


def _meets(document: Document, key: str, condition: str) -> bool:
    """Whether a document meets one condition."""
    if key == "year":
        return document.date[:4] == condition
    if key == "theme":
        return document.theme in condition.split(",")
    if key == "id":
        return document.id in condition.split(",")
    value = document.facts.get(key)
    if value is None:
        return False
    if isinstance(value, Sequence) and not isinstance(value, str):
        accepted = condition.split(",")
        return any(str(member) in accepted for member in value)
    return str(value).casefold() in condition.casefold().split(",")


# ---- refusing what no document can have


def refuse_unknown(
    release: Release,
    kind: str,
    conditions: Mapping[str, str],
    facts_to_show: Sequence[str],
) -> None:
    """Refuse conditions and facts that no document of a kind can have: a misspelling would leave out documents.

    Raises
    ------
    NoSuchFigure : a condition, one of its values or a fact to show is not known
    """
    documents = [document for document in release.documents if document.kind == kind]
    facts: set[str] = set()
    for document in documents:
        facts.update(document.facts)
    conditional = {"year", "theme", "id", *facts}
    for key in conditions:
        _refuse(key, conditional, f"{kind} has no {key!r} to choose by.")
    showable = {"date", "summary", *facts, *_OPTIONAL_FACTS}
    for key in facts_to_show:
        _refuse(key, showable, f"{kind} has no {key!r} to show.")
    for key, condition in conditions.items():
        if key not in ("year", "id"):
            known_values = _known_values(documents, key)
            for value in condition.split(","):
                problem = f"No {kind} has {key} {value!r}."
                _refuse(value.casefold(), known_values, problem)


def _refuse(word: str, known: Collection[str], problem: str) -> None:
    """Refuse a word that is not known, and name the one that comes nearest."""
    if word in known:
        return
    near = difflib.get_close_matches(word, known, n=1)
    advice = f"Known are {', '.join(sorted(known))}."
    if near:
        advice = f"Did you mean {near[0]!r}?"
    raise NoSuchFigure(problem, advice)


def _known_values(documents: Sequence[Document], key: str) -> set[str]:
    """Return every value of a fact, in small letters; of a status all that exist."""
    values: set[str] = set()
    for document in documents:
        for value in _values(document, key):
            values.add(value.casefold())
    if key == "status":
        values.update(STATUSES)
        values.update(PUBLICATION_STATUSES)
    return values


def _values(document: Document, key: str) -> list[str]:
    """Return the values of one fact of a document."""
    if key == "theme":
        return [document.theme]
    value = document.facts.get(key)
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [str(member) for member in value]
    return [str(value)]


# ---- writing


def entry(
    document: Document,
    edition: Edition,
    facts_to_show: Sequence[str],
    *,
    summary: bool,
) -> Entry:
    """Describe one document by the facts that an editor asked to show."""
    facts = []
    for key in facts_to_show:
        words = fact_words(document, key, edition)
        if words:
            facts.append((_heading(key, edition), words))
    title = edition.say(document.title)
    first_paragraph = ""
    if summary:
        first_paragraph = _first_paragraph(edition.say(document.body))
    return Entry(title, tuple(facts), first_paragraph)


def _heading(key: str, edition: Edition) -> str:
    plain = key.replace("_", " ").capitalize()
    return edition.words.any_of(f"fact.{key}", otherwise=plain)


def _first_paragraph(text: str) -> str:
    """Return the first paragraph of a text on one line."""
    paragraph, *_ = text.strip().split("\n\n", 1)
    return " ".join(paragraph.split())


def fact_words(document: Document, key: str, edition: Edition) -> str:
    """Write one fact in words."""
    if key == "date":
        return numerals.day(document.date, edition.language)
    value = document.facts.get(key)
    if key in ("source", "evidence"):
        title = _title_of_document(value, edition)
        if title:
            return _in_words(title, edition)
    return _in_words(value, edition)


def _title_of_document(id_: object, edition: Edition) -> str:
    """Return the title of a document of the release; empty if there is none with this id."""
    for document in edition.release.documents:
        if document.id == id_:
            return numerals.dashed(edition.say(document.title))
    return ""


def _in_words(value: object, edition: Edition) -> str:
    """Write the value of a fact, of whatever type it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return edition.words("yes" if value else "no")
    if isinstance(value, Mapping):
        return str(value.get(edition.language, ""))
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(member, edition) for member in value)
    text = str(value)
    if _MONTH_OR_DAY.fullmatch(text):
        return numerals.day(text, edition.language)
    kinds_of_words = ("code", "status", "reach")
    keys = [f"{kind}.{text}" for kind in kinds_of_words]
    return edition.words.any_of(*keys, otherwise=numerals.dashed(text))
