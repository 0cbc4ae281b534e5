"""Kinds of document: which have pages, in which order, under which name and address."""

from zicht.edition.all_words import all_words
from zicht.edition.slugs import slugify
from zicht.site.library import Library, SiteEdition
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_WITHOUT_A_PAGE = ("synonym", "theme", "page", "addressee")
"""Kinds that serve other pages; an addressee stands on the page of its organisation."""
_ORDER = (
    *("report", "publication", "letter", "brochure", "magazine", "news"),
    *("recommendation", "reflection", "group", "event", "activity", "media"),
    *("account", "method", "definition"),
)


def kinds(library: Library) -> tuple[str, ...]:
    """Return the kinds of document that have pages, in the order in which they are listed."""
    used = dict.fromkeys(document.kind for document in library.release.documents)
    with_pages = [kind for kind in used if kind not in _WITHOUT_A_PAGE]
    known = [kind for kind in _ORDER if kind in with_pages]
    others = [kind for kind in with_pages if kind not in _ORDER]
    return (*known, *others)


def document_page(document: Document) -> str:
    """Id of the page of a document."""
    return f"document:{document.kind}:{document.id}"


def list_page(kind: str) -> str:
    """Id of the page that lists a kind; of recommendations it is the overview of what became of them."""
    return "follow-up" if kind == "recommendation" else f"kind:{kind}"


def kind_slug(kind: str) -> Text:
    """Return the part of an address that names a kind."""
    plain = slugify(kind)
    return all_words().get(f"slug.kind_{kind}", Text(plain, plain))


def kind_name(edition: SiteEdition, kind: str) -> str:
    """Name of a kind, in the plural."""
    return edition.words.any_of(f"kind.{kind}", otherwise=kind.capitalize())


def name_of_one(edition: SiteEdition, kind: str) -> str:
    """Name of a kind, in the singular."""
    return edition.words.any_of(f"kind_one.{kind}", otherwise=kind)
