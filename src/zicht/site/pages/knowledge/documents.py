"""The page of a document, and how a document stands in lists."""

import re
from functools import partial

from zicht.edition.slugs import slugify
from zicht.site import organisations
from zicht.site.addresses import check_slug
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, prose, references
from zicht.site.pages.knowledge.facts import as_list, facts_of, in_words, status_of
from zicht.site.pages.knowledge.kinds import (
    document_page,
    kind_name,
    kind_slug,
    list_page,
    name_of_one,
)
from zicht.site.pages.knowledge.relations import figure_links, related_by_kind
from zicht.site.pages.recommendations import day_of, is_overdue, step_lines
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
    where = f"Document {document.id}, formerly"
    slugs = [check_slug(entry, where=where) for entry in entries if "/" not in entry]
    addresses: dict[str, tuple[str, ...]] = {}
    for language in library.release.face.languages:
        whole = [
            entry.strip("/") + "/"
            for entry in entries
            if entry.startswith(f"/{language}/")
        ]
        for slug in slugs:
            paths = addressing.paths(
                library, "knowledge", kind_slug(document.kind), Text(slug, slug)
            )
            whole.append(paths[language])
        addresses[language] = tuple(whole)
    return addresses


# ---- the page


def _page(edition: SiteEdition, *, document: Document) -> Content:
    title = edition.say(document.title)
    kind = name_of_one(edition, document.kind)
    figures = figure_links(edition, document)
    day = day_of(edition.release)
    return {
        "title": title,
        "named": f"{title} ({kind})",
        "description": summary_of(edition, document) or title,
        "crumbs": addressing.crumbs(edition, *_above(edition, document.kind)),
        "kind": kind,
        **_date(edition, document),
        "body": prose.markdown(_readable_body(edition, document)),
        "lead": in_words(edition, document.facts.get("subtitle", "")),
        "is_report": document.kind == "report",
        "attachments": _attachments(edition, document),
        "facts": facts_of(edition, document, with_links=True),
        "steps": step_lines(edition, document),
        "is_overdue": document.kind == "recommendation" and is_overdue(document, day),
        "checks": _checks(edition, document),
        "figures": figures,
        "has_many_figures": len(figures) > _MOST_FIGURES,
        "related": related_by_kind(edition, document),
        "theme": _theme_link(edition, document.theme),
    }


def _date(edition: SiteEdition, document: Document) -> Content:
    """Return the date of a document, for readers and for machines."""
    day = edition.day(document.date) if document.date else ""
    return {"date": day, "iso": document.date}


def _above(edition: SiteEdition, kind: str) -> list[tuple[str, str]]:
    """Return the pages above one of a kind."""
    own_list = (list_page(kind), kind_name(edition, kind))
    if kind == "recommendation":
        return [own_list]
    return [("knowledge", edition.words("knowledge")), own_list]


def _readable_body(edition: SiteEdition, document: Document) -> str:
    """Return the body of a document; that of a report is full of references that only its own maker resolves."""
    return "" if document.kind == "report" else edition.say(document.body)


def _attachments(edition: SiteEdition, document: Document) -> list[Content]:
    """Return links to the files beside the page: to read on the web, or to keep."""
    links: list[Content] = []
    for name in edition.library.attached(document.kind, document.id, edition.language):
        is_page = name.endswith((".html", ".htm"))
        words = edition.words("read_as" if is_page else "download_as")
        ending = name.rsplit(".", 1)[-1].upper()
        links.append({"href": name, "words": words, "type": ending})
    return links


def _checks(edition: SiteEdition, document: Document) -> list[tuple[str, str]]:
    """Return the sums that a document is about: where each stands on its page, and its title."""
    named = as_list(document.facts.get("checks"))
    return [
        (slugify(check.id), edition.say(check.title))
        for check in edition.release.reconciliations
        if check.id in named
    ]


def _theme_link(edition: SiteEdition, theme: str) -> Content | None:
    page = f"theme:{theme}"
    if not edition.has(page):
        return None
    return {"href": edition.way(page), "words": edition.theme(theme)}


# ---- in lists and in search


def document_line(edition: SiteEdition, document: Document) -> Content:
    """Return one line of a list of documents."""
    return {
        **document_card(edition, document),
        "status": status_of(edition, document),
        "addressee": in_words(edition, document.facts.get("addressee", "")),
    }


def document_card(edition: SiteEdition, document: Document) -> Content:
    """Return a document as it stands on pages about something else: title, date and summary."""
    return {
        "href": edition.way(document_page(document)),
        "title": edition.say(document.title),
        **_date(edition, document),
        "summary": summary_of(edition, document),
    }


def summary_of(edition: SiteEdition, document: Document) -> str:
    """Say in a few words what a document is about; nothing where that only repeats its title."""
    summary = document.facts.get("summary") or document.facts.get("subtitle")
    words = in_words(edition, summary)
    if not summary:
        words = prose.first_words(_readable_body(edition, document))
    repeats_title = words.rstrip(".") == edition.say(document.title).rstrip(".")
    return "" if repeats_title else words


def _finding(edition: SiteEdition, *, document: Document) -> Finding:
    """Return what search knows of a document."""
    body = _readable_body(edition, document)
    if document.kind == "report":
        text = _MARKUP_OF_REPORTS.sub(" ", edition.say(document.body))
        body = f"{summary_of(edition, document)} {text}"
    facts = " ".join(str(words) for _, words in facts_of(edition, document))
    if document.kind == "definition":
        # Whoever knows a word of the field in the other language finds it too.
        title, slug = document.title, document.slug
        in_each = [words for _, words in (*title.items(), *slug.items())]
        facts = f"{facts} {' '.join(in_each)}"
    periods = (
        document.date[:4],
        str(document.facts.get("published_on", ""))[:4],
        str(document.facts.get("period", "")),
    )
    names = organisations.of_document(document, edition.release)
    return Finding(
        document.kind,
        prose.plain_words(body),
        facts,
        theme=document.theme,
        years=references.years_of(periods),
        organisations=tuple(edition.say(name) for name in names),
    )
