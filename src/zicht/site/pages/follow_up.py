"""The overview of recommendations: status, evidence, the next check, and the steps taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.site import organisations
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, links
from zicht.site.pages.recommendations import (
    RecommendationLine,
    StepLine,
    day_of,
    is_adopted,
    is_checked,
    is_overdue,
    next_look,
    recommendation_line,
    recommendations_of,
    status,
    step_lines,
    strength,
)
from zicht.site.parts import Link
from zicht.vocabulary.content import EVIDENCE, NEEDS_EVIDENCE, STATUSES
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_MOST_STEPS = 40


@dataclass(frozen=True)
class StatusRow:
    """How many recommendations have one status, or one strength of evidence within it.

    Parameters
    ----------
    name : of the status or the strength
    n : number of recommendations
    kind : `part` where the row is part of the status above it
    """

    name: str
    n: int
    kind: str = ""


@dataclass(frozen=True)
class AddresseeRow:
    """Number of recommendations to one organisation, by status.

    Parameters
    ----------
    href, words : link to its page
    made, open, adopted, checked, late : numbers of recommendations
    """

    href: str
    words: str
    made: int
    open: int
    adopted: int
    checked: int
    late: int


def pages(library: Library) -> Iterable[Page]:
    """Return the overview, if the release has recommendations."""
    if not recommendations_of(library.release):
        return
    # The list of recommendations stood at this address before.
    former = addressing.paths(library, "knowledge", "kind_recommendation")
    yield Page(
        "follow-up",
        addressing.paths(library, "follow_up"),
        "follow_up.html.jinja",
        _content,
        section="follow-up",
        finding=_finding,
        formerly={language: (path,) for language, path in former.items()},
    )


def _finding(edition: SiteEdition) -> Finding:
    return Finding(
        "page",
        f"{edition.words('follow_up_lead')} {_summary(edition)}",
        edition.words("follow_up_words"),
    )


@dataclass(frozen=True, kw_only=True)
class FollowUpPage(PageContent):
    """The status of all recommendations.

    Parameters
    ----------
    sum : in one sentence
    method : way to the page on how this is judged; empty if there is none
    day : on which it was judged
    by_status, addressees : counts by status, and by organisation
    late : those that somebody must look at again, the longest overdue first
    history : the newest steps of all
    recommendations : all of them, newest first
    """

    sum: str
    method: str
    day: str
    by_status: Sequence[StatusRow]
    late: Sequence[RecommendationLine]
    addressees: Sequence[AddresseeRow]
    history: Sequence[StepLine]
    recommendations: Sequence[RecommendationLine]


def _content(edition: SiteEdition) -> FollowUpPage:
    recommendations = recommendations_of(edition.release)
    day = day_of(edition.release)
    late = [document for document in recommendations if is_overdue(document, day)]
    late.sort(key=next_look)
    method = edition.release.roles.method_of_recommendations
    method_page = f"document:method:{method}"
    has_method = edition.has(method_page)
    return FollowUpPage(
        title=edition.words("follow_up"),
        description=edition.words("follow_up_lead"),
        crumbs=addressing.crumbs(edition),
        sum=_summary(edition),
        method=edition.way(method_page) if has_method else "",
        day=edition.day(day) if day else "",
        by_status=_by_status(edition, recommendations),
        late=_lines(edition, late),
        addressees=_by_addressee(edition, recommendations, day),
        history=_history(edition, recommendations),
        recommendations=_lines(edition, recommendations),
    )


def _lines(
    edition: SiteEdition, recommendations: Sequence[Document]
) -> list[RecommendationLine]:
    return [recommendation_line(edition, document) for document in recommendations]


def _summary(edition: SiteEdition) -> str:
    """State in one sentence how many recommendations there are, and how many were adopted and checked."""
    recommendations = recommendations_of(edition.release)
    adopted = [document for document in recommendations if is_adopted(document)]
    checked = [document for document in adopted if is_checked(document)]
    key = "follow_up_sum_none"
    if adopted:
        key = "follow_up_sum_unchecked"
    if checked:
        key = "follow_up_sum"
    return edition.words(
        key,
        n=edition.number(len(recommendations)),
        adopted=edition.number(len(adopted)),
        checked=edition.number(len(checked)),
    )


def _history(
    edition: SiteEdition, recommendations: Sequence[Document]
) -> list[StepLine]:
    """Return the newest steps of all recommendations, newest first."""
    history: list[StepLine] = []
    for document in recommendations:
        history += step_lines(edition, document)
    # A step of which only the year is known comes after the days of that year.
    history.sort(key=lambda step: f"{step.iso}-99", reverse=True)
    return history[:_MOST_STEPS]


def _by_status(
    edition: SiteEdition, recommendations: Sequence[Document]
) -> list[StatusRow]:
    """Return a row per status; below a status that claims adoption one row per strength of its evidence."""
    rows = []
    for code in STATUSES:
        with_status = [
            recommendation
            for recommendation in recommendations
            if status(recommendation) == code
        ]
        if not with_status:
            continue
        name = edition.words.any_of(f"status.{code}", otherwise=code)
        rows.append(StatusRow(name.capitalize(), len(with_status)))
        if code in NEEDS_EVIDENCE:
            rows += _by_strength(edition, with_status)
    return rows


def _by_strength(
    edition: SiteEdition, recommendations: Sequence[Document]
) -> list[StatusRow]:
    """Return a row per strength of evidence; the row of what was checked is there even when it is 0."""
    rows = []
    for code in EVIDENCE:
        n = sum(strength(document) == code for document in recommendations)
        if n or code == "checked":
            rows.append(StatusRow(edition.words(f"evidence.{code}"), n, kind="part"))
    return rows


def _by_addressee(
    edition: SiteEdition, recommendations: Sequence[Document], day: str
) -> list[AddresseeRow]:
    """Return a row per organisation that was asked something, in order of name."""
    received: dict[Link, list[Document]] = {}
    for document in recommendations:
        names = _addressees(edition, document)
        for link in links.organisation_links(edition, names):
            received.setdefault(link, []).append(document)
    return [
        _addressee_row(link, received[link], day)
        for link in sorted(received, key=lambda link: link.words.lower())
    ]


def _addressees(edition: SiteEdition, document: Document) -> list[Text]:
    """Return the names of the organisations that a recommendation was made to."""
    names = []
    for role, name in organisations.roles(document, edition.release):
        if role == "addressee":
            names.append(name)
    return names


def _addressee_row(
    link: Link, recommendations: Sequence[Document], day: str
) -> AddresseeRow:
    adopted = [document for document in recommendations if is_adopted(document)]
    return AddresseeRow(
        href=link.href,
        words=link.words,
        made=len(recommendations),
        open=sum(links.is_open(document) for document in recommendations),
        adopted=len(adopted),
        checked=sum(is_checked(document) for document in adopted),
        late=sum(is_overdue(document, day) for document in recommendations),
    )
