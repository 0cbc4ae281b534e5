"""Links to documents and organisations: those that use a figure, and those that are still open."""

import re
from collections.abc import Iterable, Mapping

from zicht.site import organisations
from zicht.site.library import Library, SiteEdition
from zicht.site.parts import Link
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_REFERENCES_IN_TEXT = re.compile(r"\[\[([^\]]+)\]\]")


def of_kind(documents: Iterable[Document], *kinds: str) -> list[Document]:
    """Return documents of some kinds, newest first; those of one date by their title."""
    by_title = sorted(
        (document for document in documents if document.kind in kinds),
        key=_title,
    )
    return sorted(by_title, key=lambda document: document.date, reverse=True)


def _title(document: Document) -> str:
    """Return the title in its first language, so that pages of every language list documents alike."""
    return next(words.casefold() for _, words in document.title.items())


def is_open(document: Document) -> bool:
    """Whether a recommendation is open: not rejected, withdrawn, or adopted and checked."""
    status = str(document.facts.get("status", "open"))
    if status in ("rejected", "withdrawn"):
        return False
    strength = document.facts.get("evidence_strength")
    code = strength.get("code") if isinstance(strength, Mapping) else strength
    return not (status == "adopted" and code == "checked")


# ---- what rests on figures


def references(document: Document) -> tuple[str, ...]:
    """Return the figures, indicators and cited figures that a document names in its facts, or a report in its text."""
    names: list[str] = []
    for key in ("figures", "moves"):
        names += _words(document.facts.get(key, ()))
    if document.kind == "report":
        for language in document.body.languages:
            text = document.body.in_language(language)
            for reference in _REFERENCES_IN_TEXT.findall(text):
                names += reference.split()
    return tuple(dict.fromkeys(names))


def _words(value: object) -> list[str]:
    """Return the words of a fact: parts between commas, or the entries of a list."""
    if isinstance(value, str):
        words = [word.strip() for word in value.split(",")]
        return [word for word in words if word]
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


def users(library: Library, *figures: str) -> list[Document]:
    """Return the documents with a page that use some figures: the reverse of `references`."""
    return [
        document
        for document in library.release.documents
        if _page_of(document) in library.pages and _rests_on(document, figures)
    ]


def _rests_on(document: Document, figures: Iterable[str]) -> bool:
    """Whether a document names one of some figures, or a figure of one of some indicators."""
    named = set()
    for reference in references(document):
        named |= {reference, reference.split(":")[0]}
    return not named.isdisjoint(figures)


# ---- links


def _page_of(document: Document) -> str:
    return f"document:{document.kind}:{document.id}"


def user_links(edition: SiteEdition, *figures: str) -> list[Link]:
    """Return links to the documents that use some figures."""
    return [
        document_link(edition, document)
        for document in users(edition.library, *figures)
    ]


def document_link(edition: SiteEdition, document: Document) -> Link:
    """Return a link to a document, with its kind."""
    kind = edition.words.any_of(f"kind_one.{document.kind}", otherwise=document.kind)
    href = edition.way(_page_of(document))
    return Link(href, edition.say(document.title), kind)


def method_link(edition: SiteEdition, id_: str) -> Link | None:
    """Return a link to the page of a method, where the project has it."""
    page = f"document:method:{id_}"
    if not edition.has(page):
        return None
    for document in edition.release.documents:
        if (document.kind, document.id) == ("method", id_):
            return Link(edition.way(page), edition.say(document.title))
    return None


def organisation_links(edition: SiteEdition, names: Iterable[Text]) -> list[Link]:
    """Return links to the pages of organisations; one without a page is left out."""
    links = []
    for name in dict.fromkeys(names):
        page = f"organisation:{organisations.key_of(name)}"
        if edition.has(page):
            links.append(Link(edition.way(page), edition.say(name)))
    return links


def addressee_key(library: Library, document: Document) -> str:
    """Return the key of the organisation that a document of kind `addressee` is about."""
    return organisations.key_of(
        organisations.canonical(document.title, library.release.names)[0]
    )
