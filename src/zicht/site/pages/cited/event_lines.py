"""What moved a series of cited figures, as lines on its page."""

from dataclasses import dataclass

from zicht.edition.printed import Group
from zicht.site.library import SiteEdition
from zicht.site.pages import links
from zicht.site.pages.cited.resting import events_of
from zicht.site.pages.knowledge.summaries import summary_of
from zicht.vocabulary.releases import Document


@dataclass(frozen=True)
class EventLine:
    """What moved a series: a link to its page, when, and a summary."""

    href: str
    words: str
    kind: str
    when: str
    summary: str


def event_lines(edition: SiteEdition, group: Group) -> list[EventLine]:
    """Return what moved a series, oldest first."""
    return [_event_line(edition, document) for document in events_of(edition, group)]


def _event_line(edition: SiteEdition, document: Document) -> EventLine:
    link = links.document_link(edition, document)
    return EventLine(
        href=link.href,
        words=link.words,
        kind=link.kind,
        when=edition.day(document.date) if document.date else "",
        summary=summary_of(edition, document),
    )
