"""What rests on a series of cited figures, and what moved it."""

from zicht.edition.estimates import title_of
from zicht.edition.printed import Group
from zicht.site.library import Content, SiteEdition
from zicht.site.pages import chain, chain_printed, links
from zicht.site.pages.knowledge.documents import summary_of
from zicht.vocabulary.figures import Reconciliation
from zicht.vocabulary.releases import Document

_EVENT = "event"


def uses(edition: SiteEdition, here: str, group: Group) -> list[Content]:
    """Return links to where figures of a series are used.

    Key figures come first, then the chain, sums, estimates, and documents that rest on them.
    """
    release, ids = edition.release, {figure.id for figure in group.figures}
    found: list[Content] = []
    if any(ids & set(card.figures) for card in release.key_figures):
        words = edition.words("key_figures")
        found.append(_link(edition, here, "key-figures", words))
    in_chain = {figure.id for _, figure in chain_printed.found(edition.library)}
    if edition.has("chain") and ids & in_chain:
        found.append(_link(edition, here, "chain", chain.title(edition)))
    if any(ids & _figures_of(each) for each in release.reconciliations):
        found.append(_link(edition, here, "adds-up", edition.words("adds_up")))
    for id_, estimate in release.estimates.items():
        if ids & set(estimate.published):
            link = _link(edition, here, f"estimate:{id_}", title_of(edition, id_))
            found.append({**link, "kind": edition.words("estimate")})
    found += [
        links.document_link(edition, here, document)
        for document in documents_on(edition, group)
        if document.kind != _EVENT
    ]
    return found


def _link(edition: SiteEdition, here: str, page: str, words: str) -> Content:
    return {"href": edition.way(here, page), "words": words, "kind": ""}


def _figures_of(reconciliation: Reconciliation) -> set[str]:
    """Return the ids of all figures of a sum."""
    named = (*reconciliation.parts, *reconciliation.divisor)
    return {reconciliation.whole, *(id_ for _, id_ in named)}


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
    events = [
        document for document in documents_on(edition, group) if document.kind == _EVENT
    ]
    return sorted(events, key=lambda document: document.date)


def event_lines(edition: SiteEdition, here: str, group: Group) -> list[Content]:
    """Return what moved a series as lines with a date and a summary."""
    return [
        {
            **links.document_link(edition, here, document),
            "when": edition.day(document.date) if document.date else "",
            "summary": summary_of(edition, document),
        }
        for document in events_of(edition, group)
    ]
