"""Documents that rest on a series of cited figures, and the events that moved it."""

from zicht.edition.printed import Group
from zicht.site.library import SiteEdition
from zicht.site.pages import links
from zicht.vocabulary.releases import Document

EVENT = "event"


def documents_on(edition: SiteEdition, group: Group) -> list[Document]:
    """Return the documents that rest on a series, or on the indicator that it stands in for."""
    library = edition.library
    stands_in_for = [
        id_ for id_, series in library.printed_of.items() if series is group
    ]
    ids = [figure.id for figure in group.figures]
    return links.users(library, *ids, *stands_in_for)


def events_of(edition: SiteEdition, group: Group) -> list[Document]:
    """Return what moved a series, oldest first."""
    documents = documents_on(edition, group)
    events = [document for document in documents if document.kind == EVENT]
    return sorted(events, key=lambda document: document.date)
