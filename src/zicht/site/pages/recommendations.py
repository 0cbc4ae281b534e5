"""Recommendations on pages: their status, evidence and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht.site import organisations
from zicht.site.library import SiteEdition
from zicht.site.pages import links
from zicht.site.parts import Link
from zicht.vocabulary.content import EVIDENCE, NEEDS_EVIDENCE
from zicht.vocabulary.releases import Document, Release

_KINDS_THAT_MAY_LIE_AHEAD = ("event",)


@dataclass(frozen=True)
class Step:
    """One step in the history of a recommendation, as a release holds it.

    Parameters
    ----------
    date : ISO date, or a year
    status : code of where the recommendation stood from then on
    by : who said so
    evidence : id of a document of the release, or an address
    strength : of the evidence, a code of `EVIDENCE`
    words : the step in words, by language
    """

    date: str
    status: str
    by: str
    evidence: str
    strength: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class RecommendationLine:
    """One recommendation in a list.

    Parameters
    ----------
    href, title : of its page
    date, iso : when it was made, for readers and for machines
    standing : where it stands, and on whose word
    look : day on which somebody looks again; empty if nobody needs to
    is_overdue : whether that day has passed
    to : links to the organisations that it was made to
    """

    href: str
    title: str
    date: str
    iso: str
    standing: str
    look: str
    is_overdue: bool
    to: Sequence[Link]


@dataclass(frozen=True)
class StepLine:
    """One step of a history in words.

    Parameters
    ----------
    iso, date : of the step, for machines and for readers
    status : where the recommendation stood from then on
    by, note : who said so, and what they said
    evidence, evidence_href, strength : what it rests on, a link to it, and how strong it is
    title, href : of the recommendation
    """

    iso: str
    date: str
    status: str
    by: str
    note: str
    evidence: str
    evidence_href: str
    strength: str
    title: str
    href: str


# ---- reading the facts of a document


def recommendations_of(release: Release) -> list[Document]:
    """Return the recommendations of a release, newest first."""
    return links.of_kind(release.documents, "recommendation")


def status(document: Document) -> str:
    """Code of the status of a recommendation."""
    return str(document.facts.get("status", "open"))


def strength(document: Document) -> str:
    """Strength of the evidence for the status of a recommendation, as a code of `EVIDENCE`; empty without evidence."""
    value = document.facts.get("evidence_strength")
    if isinstance(value, Mapping):
        value = value.get("code")
    return str(value or "")


def is_adopted(document: Document) -> bool:
    """Whether a recommendation is called adopted, in whole or in part."""
    return status(document) in NEEDS_EVIDENCE


def is_checked(document: Document) -> bool:
    """Whether the status of a recommendation was checked in practice."""
    return strength(document) == "checked"


def next_look(document: Document) -> str:
    """Day of the next check; empty if none is due."""
    if not links.is_open(document):
        return ""
    return str(document.facts.get("next_look", ""))


def is_overdue(document: Document, day: str) -> bool:
    """Whether the next check was due before a day."""
    return "" < next_look(document) < day


def steps(document: Document) -> list[Step]:
    """Return the steps in the history of a document, oldest first."""
    history = document.facts.get("history", ())
    if not isinstance(history, list | tuple):
        return []
    steps_with_status = []
    for entry in history:
        if isinstance(entry, Mapping) and entry.get("status"):
            steps_with_status.append(_read_step(entry))
    return steps_with_status


def _read_step(entry: Mapping[str, object]) -> Step:
    texts = {key: str(value or "") for key, value in entry.items()}
    return Step(
        date=texts["date"],
        status=texts["status"],
        by=texts.get("by", ""),
        evidence=texts.get("evidence", ""),
        strength=texts.get("strength", ""),
        words=texts,
    )


# ---- the day up to which a release knows


def day_of(release: Release) -> str:
    """Return the newest day in a release. With the current day the same release would give other bytes tomorrow.

    Days of events are left out: they may lie ahead.
    """
    days = []
    for document in release.documents:
        if document.kind not in _KINDS_THAT_MAY_LIE_AHEAD:
            days.append(document.date)
        if document.kind == "recommendation":
            days += [step.date for step in steps(document)]
    days += [figure.citation.date for figure in release.cited]
    days += [receipt.extracted_on for receipt in release.receipts]
    known_days = [day for day in days if day[:4].isdigit()]
    return max(known_days, default="")


def edition_words(edition: SiteEdition) -> str:
    """Name the edition by its digest and its newest day."""
    day = day_of(edition.release)
    digest = edition.release.digest[:12]
    if not day:
        return edition.words("edition_short", digest=digest)
    return edition.words("edition_of", digest=digest, day=edition.day(day))


# ---- in words


def recommendation_line(edition: SiteEdition, document: Document) -> RecommendationLine:
    """Write one recommendation in a list: its title, addressee, status and next check."""
    look = next_look(document)
    names = organisations.of_document(document, edition.release)
    return RecommendationLine(
        href=_href(edition, document),
        title=edition.say(document.title),
        date=edition.day(document.date) if document.date else "",
        iso=document.date,
        standing=_standing(edition, document),
        look=edition.day(look) if look else "",
        is_overdue=is_overdue(document, day_of(edition.release)),
        to=links.organisation_links(edition, names),
    )


def _href(edition: SiteEdition, document: Document) -> str:
    return edition.way(f"document:recommendation:{document.id}")


def _standing(edition: SiteEdition, document: Document) -> str:
    """State the status of a recommendation, and who reported it."""
    code = status(document)
    words = edition.words.any_of(f"status.{code}", otherwise=code.replace("_", " "))
    evidence = strength(document)
    if is_adopted(document) and evidence in EVIDENCE:
        return f"{words}, {edition.words(f'evidence.{evidence}')}"
    return words


def step_lines(edition: SiteEdition, document: Document) -> list[StepLine]:
    """Write the history of one document in words, with a link to the evidence of each step."""
    return [_step_line(edition, document, step) for step in steps(document)]


def _step_line(edition: SiteEdition, document: Document, step: Step) -> StepLine:
    evidence, evidence_href = _evidence(edition, step.evidence)
    evidence_strength = ""
    if step.strength in EVIDENCE:
        evidence_strength = edition.words(f"evidence.{step.strength}")
    return StepLine(
        iso=step.date,
        date=edition.day(step.date),
        status=edition.words.any_of(f"status.{step.status}", otherwise=step.status),
        by=step.by,
        note=_note(step, edition.language),
        evidence=evidence,
        evidence_href=evidence_href,
        strength=evidence_strength,
        title=edition.say(document.title),
        href=_href(edition, document),
    )


def _evidence(edition: SiteEdition, evidence: str) -> tuple[str, str]:
    """Return the words for evidence and the address of a link to it; the address is empty if there is none."""
    # Where a publication and a report share an id, the report comes later and is the one to read.
    for document in reversed(edition.release.documents):
        page = f"document:{document.kind}:{document.id}"
        if document.id == evidence and edition.has(page):
            return edition.say(document.title), edition.way(page)
    is_address = evidence.startswith("https://")
    return evidence.removeprefix("https://"), evidence if is_address else ""


def _note(step: Step, language: str) -> str:
    """Return the words of a step without date, status and speaker, which stand beside it."""
    words = step.words.get(language, "")
    speaker = f"({step.by}). "
    _, has_speaker, note = words.partition(speaker)
    return note if has_speaker else words
