"""Figures and documents to which a document is related."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht.site.library import SiteEdition
from zicht.site.pages import links, references
from zicht.site.pages.knowledge.kinds import document_page
from zicht.site.parts import Link
from zicht.vocabulary.releases import Document

_MOST_RELATED = 5
"""A longer list of one kind is folded."""

# ---- figures


def figure_links(edition: SiteEdition, document: Document) -> list[Link]:
    """Return links to the figures that a document uses; a report uses many, so each series is named once."""
    is_report = document.kind == "report"
    figures: dict[str, Link] = {}
    for reference in links.references(document):
        page = references.figure_page(edition.library, reference)
        if page and edition.has(page):
            words = _in_words(edition, reference, page, is_report=is_report)
            link = Link(edition.way(page), words)
            figures.setdefault(page if is_report else reference, link)
    return list(figures.values())


def _in_words(
    edition: SiteEdition, reference: str, page: str, *, is_report: bool
) -> str:
    """Write a figure with its title and period; the title alone of a series, of an indicator, and in a report."""
    if is_report:
        return _title_of(edition, page)
    figure = edition.library.cited.get(reference)
    if figure is not None:
        period = edition.cited_period(figure)
        return edition.labelled(
            edition.say(figure.title), f"{edition.printed(figure)} ({period})"
        )
    counted = references.counted(edition.library, reference)
    if counted is None or page.startswith("printed:"):
        return _title_of(edition, page)
    row, indicator = counted
    period = edition.period(row.period)
    return edition.labelled(
        edition.say(indicator.title), f"{edition.shown(row)} ({period})"
    )


def _title_of(edition: SiteEdition, page: str) -> str:
    """Return the title of the indicator or the series that a page is about."""
    kind, _, id_ = page.partition(":")
    if kind == "indicator":
        return edition.say(edition.release.indicators[id_].title)
    groups = {group.id: group for group in edition.library.groups}
    return edition.say(groups[id_].title)


# ---- documents


@dataclass(frozen=True)
class RelatedLinks:
    """Links to related documents of one kind; a long list is folded."""

    kind: str
    links: Sequence[Link]
    is_long: bool


def related_by_kind(edition: SiteEdition, document: Document) -> list[RelatedLinks]:
    """Return links to the documents that this one names, or that name it, by kind."""
    links_by_kind: dict[str, list[Link]] = {}
    for other in edition.release.documents:
        if _is_related(edition, document, other):
            link = links.document_link(edition, other)
            links_by_kind.setdefault(link.kind, []).append(link)
    return [
        RelatedLinks(kind, related, is_long=len(related) > _MOST_RELATED)
        for kind, related in links_by_kind.items()
    ]


def _is_related(edition: SiteEdition, document: Document, other: Document) -> bool:
    """Whether another document with a page names this one, or is named by it."""
    if other is document or not edition.has(document_page(other)):
        return False
    return other.id in _named_in(document.facts) or document.id in _named_in(
        other.facts
    )


def _named_in(facts: Mapping[str, object]) -> list[str]:
    """Return every word of the facts that may be the id of a document."""
    words: list[str] = []
    for value in facts.values():
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, list | tuple):
            words += map(str, value)
    return words
