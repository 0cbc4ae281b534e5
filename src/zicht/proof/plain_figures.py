"""Figures from a plain CSV, so that a text can be checked without a project."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from zicht.edition import numerals
from zicht.proof.facts import axes_of
from zicht.proof.lexicon import about_problems, lexicon
from zicht.proof.periods import label_of
from zicht.proof.quantities import follow_ups
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Fact, Knowledge, Topic
from zicht.vocabulary.errors import PublishingError

REQUIRED = ("id", "title", "value", "kind")
OPTIONAL = ("period", "since", "about", "vintage", "producer")
_KINDS = tuple(kind.value for kind in QuantityKind)


def read_figures(path: Path, language: str) -> Knowledge:
    """Read figures.

    Parameters
    ----------
    path : UTF-8 CSV with the columns id, title, value and kind, and any of period, since, about, vintage, producer.
        `kind` is count, share, change, difference, multiple, amount or rate; `value` has a decimal point and no
        thousands mark; `about` lists concepts, with spaces between; without it they are read from the title
    language : of the titles

    Raises
    ------
    PublishingError : all mistakes of the file, each with its line
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    header = set(rows[0]) if rows else set()
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise PublishingError(
            f"{path.name}: columns are missing: {', '.join(missing)}.",
            now=f"A file of figures has {', '.join(REQUIRED)}, and any of {', '.join(OPTIONAL)}.",
        )
    mistakes: list[str] = []
    topics: dict[object, Topic] = {}
    for line, row in enumerate(rows, start=2):
        problems = list(_problems(row))
        if problems:
            mistakes += [f"line {line}: {problem}" for problem in problems]
        else:
            _add(row, language, topics)
    if mistakes:
        raise PublishingError(
            f"{path.name} cannot be read as figures.",
            details=mistakes,
            now="Correct these lines.",
        )
    without_subject = [
        fact.id for topic in topics.values() if not topic.axes for fact in topic.facts
    ]
    return Knowledge(topics.values(), {}, without_subject=without_subject)


def _problems(row: Mapping[str, str]) -> Iterator[str]:
    if not row["id"]:
        yield "id is empty"
    if row["kind"] not in _KINDS:
        yield f"kind is not one of {', '.join(_KINDS)}"
    try:
        Decimal(row["value"])
    except InvalidOperation:
        yield "value is not a number"
    unknown = about_problems((row.get("about") or "").split())
    if unknown:
        yield f"about names no known concept: {', '.join(unknown)}"
    if row["kind"] in {"change", "difference", "multiple"} and not row.get("since"):
        yield f"a {row['kind']} needs since, the period it compares with"


def _add(row: Mapping[str, str], language: str, topics: dict[object, Topic]) -> None:
    kind = QuantityKind(row["kind"])
    about = (row.get("about") or "").split() or _concepts_of(row["title"], language)
    axes, omissible = axes_of(about)
    key = (frozenset(axes.items()), kind)
    if key not in topics:
        topics[key] = Topic(axes, omissible, kind, 0, row["title"])
    value = Decimal(row["value"])
    sign = "%" if kind in {QuantityKind.SHARE, QuantityKind.CHANGE} else ""
    period = row.get("period") or ""
    topics[key].facts.append(
        Fact(
            id=row["id"],
            value=value,
            shown=numerals.as_printed(value, language) + sign,
            period=label_of(period) or period,
            since=row.get("since") or "",
            vintage=row.get("vintage") or "",
            producer=row.get("producer") or "",
        )
    )


def _concepts_of(title: str, language: str) -> list[str]:
    """Concepts that a title names."""
    mentions = lexicon(language).mentions(title)
    named = [mention.concept for mention in mentions if mention.axis != "weak_age"]
    terms = [f"{term.months}m" for term in follow_ups(title, language)]
    return [*named, *terms]
