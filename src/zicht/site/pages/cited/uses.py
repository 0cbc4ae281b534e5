"""Where a series of cited figures is used, and the events that moved it."""

from collections.abc import Iterator

from zicht.edition.estimates import title_of
from zicht.edition.printed import Group
from zicht.site.library import SiteEdition
from zicht.site.pages import chain_counted, chain_printed, links
from zicht.site.pages.cited.resting import EVENT, documents_on
from zicht.site.parts import Link
from zicht.vocabulary.figures import Reconciliation


def uses(edition: SiteEdition, group: Group) -> list[Link]:
    """Return links to where figures of a series are used.

    Key figures come first, then the chain, sums, estimates, and documents that rest on them.
    """
    ids = frozenset(figure.id for figure in group.figures)
    return [
        *_pages_with(edition, ids),
        *_estimates_compared_with(edition, ids),
        *_documents_besides_events(edition, group),
    ]


def _pages_with(edition: SiteEdition, ids: frozenset[str]) -> Iterator[Link]:
    """Yield links to the pages that show one of some figures: key figures, the chain, and sums."""
    release = edition.release
    if any(ids.intersection(card.figures) for card in release.key_figures):
        page, words = "key-figures", edition.words("key_figures")
        yield Link(edition.way(page), words)
    chain_steps = chain_printed.steps_of(edition.library)
    if edition.has("chain") and any(step.figure.id in ids for step in chain_steps):
        yield Link(edition.way("chain"), chain_counted.title(edition))
    if any(ids & _figures_of(check) for check in release.reconciliations):
        yield Link(edition.way("adds-up"), edition.words("adds_up"))


def _estimates_compared_with(
    edition: SiteEdition, ids: frozenset[str]
) -> Iterator[Link]:
    """Yield links to the estimates that are compared with one of some figures."""
    for id_, estimate in edition.release.estimates.items():
        if ids.intersection(estimate.published):
            href = edition.way(f"estimate:{id_}")
            yield Link(href, title_of(edition, id_), edition.words("estimate"))


def _documents_besides_events(edition: SiteEdition, group: Group) -> Iterator[Link]:
    for document in documents_on(edition, group):
        if document.kind != EVENT:
            yield links.document_link(edition, document)


def _figures_of(reconciliation: Reconciliation) -> set[str]:
    """Return the ids of all figures of a sum."""
    ids = {reconciliation.whole}
    for _, id_ in (*reconciliation.parts, *reconciliation.divisor):
        ids.add(id_)
    return ids
