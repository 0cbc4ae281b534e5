"""The overview of the knowledge base and the list of each kind of document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, links
from zicht.site.pages.knowledge.documents import DocumentCard, document_line, page_of
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


@dataclass(frozen=True)
class WayToOrganisations:
    """The way to the list of organisations, and how many there are."""

    href: str
    n: int


@dataclass(frozen=True)
class KindOfDocument:
    """A kind of document, with the newest of it."""

    href: str
    name: str
    n: int
    about: str
    documents: Sequence[DocumentCard]


@dataclass(frozen=True, kw_only=True)
class Overview(PageContent):
    """The overview of the knowledge base."""

    organisations: WayToOrganisations | None
    kinds: Sequence[KindOfDocument]


def _overview(edition: SiteEdition) -> Overview:
    library = edition.library
    organisations = None
    if edition.has("organisations"):
        way = edition.way("organisations")
        organisations = WayToOrganisations(way, len(library.organisations))
    return Overview(
        title=edition.words("knowledge"),
        description=edition.words("knowledge_lead"),
        crumbs=addressing.crumbs(edition),
        organisations=organisations,
        kinds=[_first_of(edition, kind) for kind in kinds(library)],
    )


def _first_of(edition: SiteEdition, kind: str) -> KindOfDocument:
    """Name a kind, with the newest documents of it."""
    documents = links.of_kind(edition.release.documents, kind)
    newest = documents[:_FIRST_DOCUMENTS]
    return KindOfDocument(
        href=edition.way(list_page(kind)),
        name=kind_name(edition, kind),
        n=len(documents),
        about=edition.words.any_of(f"kind_about.{kind}", otherwise=""),
        documents=[document_line(edition, document) for document in newest],
    )


@dataclass(frozen=True, kw_only=True)
class ListOfKind(PageContent):
    """All documents of one kind, newest first."""

    documents: Sequence[DocumentCard]


def _list(edition: SiteEdition, *, kind: str) -> ListOfKind:
    name = kind_name(edition, kind)
    documents = links.of_kind(edition.release.documents, kind)
    return ListOfKind(
        title=name,
        description=edition.words.any_of(f"kind_about.{kind}", otherwise=name),
        crumbs=addressing.crumbs(edition, ("knowledge", edition.words("knowledge"))),
        documents=[document_line(edition, document) for document in documents],
    )
