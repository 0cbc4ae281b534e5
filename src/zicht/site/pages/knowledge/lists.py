"""The overview of the knowledge base and the list of each kind of document."""

from collections.abc import Iterable
from functools import partial

from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, links
from zicht.site.pages.knowledge.documents import document_line, page_of
from zicht.site.pages.knowledge.kinds import kind_name, kind_slug, kinds, list_page

_FIRST_DOCUMENTS = 3
"""Documents of each kind that the overview names."""


def pages(library: Library) -> Iterable[Page]:
    """Return the overview, a list per kind, and a page per document."""
    with_pages = kinds(library)
    if not with_pages and not library.organisations:
        return
    yield Page(
        "knowledge",
        addressing.paths(library, "knowledge"),
        "knowledge.html.jinja",
        _overview,
        section="knowledge",
    )
    for kind in with_pages:
        page = f"kind:{kind}"
        if list_page(kind) == page:
            yield Page(
                page,
                addressing.paths(library, "knowledge", kind_slug(kind)),
                "documents.html.jinja",
                partial(_list, kind=kind),
                section="knowledge",
            )
    for document in library.release.documents:
        if document.kind in with_pages:
            yield page_of(library, document)


def _overview(edition: SiteEdition) -> Content:
    library = edition.library
    organisations = None
    if edition.has("organisations"):
        organisations = {
            "href": edition.way("organisations"),
            "n": len(library.organisations),
        }
    return {
        "title": edition.words("knowledge"),
        "description": edition.words("knowledge_lead"),
        "crumbs": addressing.crumbs(edition),
        "organisations": organisations,
        "kinds": [_first_of(edition, kind) for kind in kinds(library)],
    }


def _first_of(edition: SiteEdition, kind: str) -> Content:
    """Name a kind, with the newest documents of it."""
    documents = links.of_kind(edition.release.documents, kind)
    return {
        "href": edition.way(list_page(kind)),
        "name": kind_name(edition, kind),
        "n": len(documents),
        "about": edition.words.any_of(f"kind_about.{kind}", otherwise=""),
        "documents": [
            document_line(edition, document)
            for document in documents[:_FIRST_DOCUMENTS]
        ],
    }


def _list(edition: SiteEdition, *, kind: str) -> Content:
    name = kind_name(edition, kind)
    documents = links.of_kind(edition.release.documents, kind)
    return {
        "title": name,
        "description": edition.words.any_of(f"kind_about.{kind}", otherwise=name),
        "crumbs": addressing.crumbs(edition, ("knowledge", edition.words("knowledge"))),
        "documents": [document_line(edition, document) for document in documents],
    }
