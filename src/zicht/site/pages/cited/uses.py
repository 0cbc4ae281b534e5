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
    release = edition.release
    ids = {figure.id for figure in group.figures}
    lines: list[Content] = []
    if any(ids.intersection(card.figures) for card in release.key_figures):
        words = edition.words("key_figures")
        lines.append(_link(edition, here, "key-figures", words))
    chain_steps = chain_printed.steps_of(edition.library)
    if edition.has("chain") and any(step.figure.id in ids for step in chain_steps):
        lines.append(_link(edition, here, "chain", chain.title(edition)))
    if any(ids & _figures_of(check) for check in release.reconciliations):
        lines.append(_link(edition, here, "adds-up", edition.words("adds_up")))
    for id_, estimate in release.estimates.items():
        if ids.intersection(estimate.published):
            link = _link(edition, here, f"estimate:{id_}", title_of(edition, id_))
            lines.append({**link, "kind": edition.words("estimate")})
    for document in documents_on(edition, group):
        if document.kind != _EVENT:
            lines.append(links.document_link(edition, here, document))
    return lines


def _link(edition: SiteEdition, here: str, page: str, words: str) -> Content:
    return {"href": edition.way(here, page), "words": words, "kind": ""}


def _figures_of(reconciliation: Reconciliation) -> set[str]:
    """Return the ids of all figures of a sum."""
    ids = {reconciliation.whole}
    for _, id_ in (*reconciliation.parts, *reconciliation.divisor):
        ids.add(id_)
    return ids


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
    events = [document for document in documents if document.kind == _EVENT]
    return sorted(events, key=lambda document: document.date)


def event_lines(edition: SiteEdition, here: str, group: Group) -> list[Content]:
    """Return what moved a series as lines with a date and a summary."""
    lines: list[Content] = []
    for document in events_of(edition, group):
        link = links.document_link(edition, here, document)
        when = edition.day(document.date) if document.date else ""
        summary = summary_of(edition, document)
        lines.append({**link, "when": when, "summary": summary})
    return lines
