"""The page of a document, and how a document stands in lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from zicht.edition.slugs import slugify
from zicht.site import organisations
from zicht.site.addresses import check_slug
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, prose, references
from zicht.site.pages.knowledge.facts import facts_of, status_of
from zicht.site.pages.knowledge.kinds import (
    document_page,
    kind_name,
    kind_slug,
    list_page,
    name_of_one,
)
from zicht.site.pages.knowledge.relations import (
    RelatedLinks,
    figure_links,
    related_by_kind,
)
from zicht.site.pages.knowledge.summaries import readable_body, summary_of
from zicht.site.pages.knowledge.values import as_list, in_words
from zicht.site.pages.recommendations import StepLine, day_of, is_overdue, step_lines
from zicht.site.parts import FileLink, Link
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_MOST_FIGURES = 12
"""A longer list of figures is folded."""
_MARKUP_OF_REPORTS = re.compile(r"\[\[.*?\]\]|^:::.*$|\w+=\"[^\"]*\"|:::", re.MULTILINE)


def page_of(library: Library, document: Document) -> Page:
    """Return the page of a document."""
    where = f"Document {document.kind} {document.id}"
    slug = Text.of(
        {
            language: check_slug(words, where=where)
            for language, words in document.slug.items()
        }
    )
    return Page(
        document_page(document),
        addressing.paths(library, "knowledge", kind_slug(document.kind), slug),
        "document.html.jinja",
        partial(_page, document=document),
        section="follow-up" if document.kind == "recommendation" else "knowledge",
        finding=partial(_finding, document=document),
        help_first=document.kind == "definition",
        formerly=_former_addresses(library, document),
    )


def _former_addresses(
    library: Library, document: Document
) -> dict[str, tuple[str, ...]]:
    """Return by language the addresses in the fact `formerly`: words that were its slug, or whole addresses."""
    entries = [str(word) for word in as_list(document.facts.get("formerly"))]
    by_slug = [
        _paths_of_slug(library, document, entry)
        for entry in entries
        if "/" not in entry
    ]
    addresses = {}
    for language in library.release.face.languages:
        whole = [
            entry.strip("/") + "/"
            for entry in entries
            if entry.startswith(f"/{language}/")
        ]
        addresses[language] = (*whole, *(paths[language] for paths in by_slug))
    return addresses


def _paths_of_slug(library: Library, document: Document, entry: str) -> dict[str, str]:
    """Return the paths of a document under a word that was its slug."""
    slug = check_slug(entry, where=f"Document {document.id}, formerly")
    kind = kind_slug(document.kind)
    return addressing.paths(library, "knowledge", kind, Text(slug, slug))


# ---- the page


@dataclass(frozen=True, kw_only=True)
class DocumentPage(PageContent):
    """One document.

    Parameters
    ----------
    named, kind : title in the browser, and the word for its kind
    date, iso : its date for readers and for machines; empty if it has none
    lead, body : subtitle and text
    is_report, attachments : whether it is a report, and its files
    facts, steps, is_overdue, checks : what is known of it in short
    figures, has_many_figures, related, theme : what it rests on and belongs to
    """

    named: str
    kind: str
    date: str
    iso: str
    lead: str
    body: str
    is_report: bool
    attachments: Sequence[FileLink]
    facts: Sequence[tuple[str, str]]
    steps: Sequence[StepLine]
    is_overdue: bool
    checks: Sequence[tuple[str, str]]
    figures: Sequence[Link]
    has_many_figures: bool
    related: Sequence[RelatedLinks]
    theme: Link | None


def _page(edition: SiteEdition, *, document: Document) -> DocumentPage:
    title = edition.say(document.title)
    kind = name_of_one(edition, document.kind)
    figures = figure_links(edition, document)
    return DocumentPage(
        title=title,
        named=f"{title} ({kind})",
        description=summary_of(edition, document) or title,
        crumbs=addressing.crumbs(edition, *_above(edition, document.kind)),
        kind=kind,
        date=_date(edition, document),
        iso=document.date,
        body=prose.markdown(readable_body(edition, document)),
        lead=in_words(edition, document.facts.get("subtitle", "")),
        is_report=document.kind == "report",
        attachments=_attachments(edition, document),
        facts=facts_of(edition, document, with_links=True),
        steps=step_lines(edition, document),
        is_overdue=_is_overdue(edition, document),
        checks=_checks(edition, document),
        figures=figures,
        has_many_figures=len(figures) > _MOST_FIGURES,
        related=related_by_kind(edition, document),
        theme=_theme_link(edition, document.theme),
    )


def _is_overdue(edition: SiteEdition, document: Document) -> bool:
    """Whether a recommendation is due for another check."""
    is_recommendation = document.kind == "recommendation"
    return is_recommendation and is_overdue(document, day_of(edition.release))


def _date(edition: SiteEdition, document: Document) -> str:
    return edition.day(document.date) if document.date else ""


def _above(edition: SiteEdition, kind: str) -> list[tuple[str, str]]:
    """Return the pages above one of a kind."""
    own_list = (list_page(kind), kind_name(edition, kind))
    if kind == "recommendation":
        return [own_list]
    return [("knowledge", edition.words("knowledge")), own_list]


def _attachments(edition: SiteEdition, document: Document) -> list[FileLink]:
    """Return links to the files beside the page: to read on the web, or to keep."""
    names = edition.library.attached(document.kind, document.id, edition.language)
    return [_attachment(edition, name) for name in names]


def _attachment(edition: SiteEdition, name: str) -> FileLink:
    is_page = name.endswith((".html", ".htm"))
    words = edition.words("read_as" if is_page else "download_as")
    return FileLink(name, words, name.rsplit(".", 1)[-1].upper())


def _checks(edition: SiteEdition, document: Document) -> list[tuple[str, str]]:
    """Return the sums that a document is about: where each stands on its page, and its title."""
    named = as_list(document.facts.get("checks"))
    return [
        (slugify(check.id), edition.say(check.title))
        for check in edition.release.reconciliations
        if check.id in named
    ]


def _theme_link(edition: SiteEdition, theme: str) -> Link | None:
    page = f"theme:{theme}"
    if not edition.has(page):
        return None
    return Link(edition.way(page), edition.theme(theme))


# ---- in lists and in search


@dataclass(frozen=True)
class DocumentCard:
    """A document as it stands in lists.

    Parameters
    ----------
    href, title, summary : way to its page, its title, and what it is about
    date, iso : its date for readers and for machines; empty if it has none
    status, addressee : where it stands and to whom it is made; empty if that is not shown
    """

    href: str
    title: str
    date: str
    iso: str
    summary: str
    status: str = ""
    addressee: str = ""


def document_line(edition: SiteEdition, document: Document) -> DocumentCard:
    """Return one line of a list of documents, with its status and addressee."""
    return replace(
        document_card(edition, document),
        status=status_of(edition, document),
        addressee=in_words(edition, document.facts.get("addressee", "")),
    )


def document_card(edition: SiteEdition, document: Document) -> DocumentCard:
    """Return a document as it stands on pages about something else: title, date and summary."""
    return DocumentCard(
        href=edition.way(document_page(document)),
        title=edition.say(document.title),
        date=_date(edition, document),
        iso=document.date,
        summary=summary_of(edition, document),
    )


def _finding(edition: SiteEdition, *, document: Document) -> Finding:
    """Return the search record of a document."""
    names = organisations.of_document(document, edition.release)
    return Finding(
        document.kind,
        prose.plain_words(_text_for_search(edition, document)),
        _facts_for_search(edition, document),
        theme=document.theme,
        years=references.years_of(_periods(document)),
        organisations=tuple(edition.say(name) for name in names),
    )


def _text_for_search(edition: SiteEdition, document: Document) -> str:
    if document.kind != "report":
        return readable_body(edition, document)
    text = _MARKUP_OF_REPORTS.sub(" ", edition.say(document.body))
    return f"{summary_of(edition, document)} {text}"


def _facts_for_search(edition: SiteEdition, document: Document) -> str:
    """Return the facts; of a definition also its words in every language, as readers look for either."""
    words = [str(fact) for _, fact in facts_of(edition, document)]
    facts = " ".join(words)
    if document.kind != "definition":
        return facts
    title, slug = document.title, document.slug
    in_each_language = [words for _, words in (*title.items(), *slug.items())]
    return f"{facts} {' '.join(in_each_language)}"


def _periods(document: Document) -> tuple[str, ...]:
    """Return the periods that a document says something about."""
    published_on = str(document.facts.get("published_on", ""))
    return document.date[:4], published_on[:4], str(document.facts.get("period", ""))
