"""Facts about a document, as terms with their values."""

from markupsafe import Markup

from zicht.site import organisations
from zicht.site.library import SiteEdition
from zicht.site.pages import links
from zicht.site.pages.knowledge.values import in_words
from zicht.vocabulary.releases import Document

_ADOPTED = ("adopted", "partly_adopted")
_SAID_ELSEWHERE = (
    *("figures", "moves", "related", "checks", "history", "number", "nl", "en"),
    *("summary", "evidence_strength", "subtitle", "folder", "order", "original"),
    *("report_kind", "formerly"),
)
"""Facts that are shown elsewhere on the page, or not shown."""
_WORDS_OF_CODES = {
    "field": "field",
    "kind": "activity",
    "activity": "activity",
    "reach": "reach",
}
"""Facts whose value may be a code, to the section of the words that names it."""
_NAME_WITH_KIND = Markup('<a href="{}">{}<span class="quietly">, {}</span></a>')


def facts_of(
    edition: SiteEdition, document: Document, *, with_links: bool = False
) -> list[tuple[str, str]]:
    """Return the facts about a document, as terms with their values.

    Parameters
    ----------
    edition : in which language
    document : of any kind
    with_links : whether names of organisations lead to their pages
    """
    ids = {other.id for other in edition.release.documents}
    facts = []
    for key, value in document.facts.items():
        names_a_document = isinstance(value, str) and value in ids
        if key in _SAID_ELSEWHERE or names_a_document:
            continue
        words = _linked_names(edition, key, document) if with_links else ""
        words = words or _fact(edition, document, key, value)
        if words:
            plain = key.replace("_", " ").capitalize()
            facts.append((edition.words.any_of(f"fact.{key}", otherwise=plain), words))
    return facts


def _fact(edition: SiteEdition, document: Document, key: str, value: object) -> str:
    """Write one fact."""
    if key == "status":
        return status_of(edition, document)
    return _decoded(edition, key, value)


def status_of(edition: SiteEdition, document: Document) -> str:
    """State the status of a document, and who reported it."""
    status = str(document.facts.get("status", ""))
    words = edition.words.any_of(f"status.{status}", otherwise=status.replace("_", " "))
    evidence = document.facts.get("evidence_strength")
    if evidence and status in _ADOPTED:
        return f"{words}, {in_words(edition, evidence)}"
    return words


def _linked_names(edition: SiteEdition, key: str, document: Document) -> str:
    """Name the organisations in a role, each with a way to its page; nothing for a fact that names none."""
    if key not in organisations.ROLES:
        return ""
    names = [
        name
        for role, name in organisations.roles(document, edition.release)
        if role == key
    ]
    kind = edition.words("kind_one.organisation")
    return Markup("; ").join(
        _NAME_WITH_KIND.format(link.href, link.words, kind)
        for link in links.organisation_links(edition, names)
    )


def _decoded(edition: SiteEdition, key: str, value: object) -> str:
    """Write a fact whose value may be a code, such as `mensenhandel` or `expert_meeting`."""
    words = in_words(edition, value)
    if key not in _WORDS_OF_CODES:
        return words
    section = _WORDS_OF_CODES[key]
    return edition.words.any_of(f"{section}.{words}", otherwise=words.replace("_", " "))
