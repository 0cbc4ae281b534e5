"""The knowledge base: lists by kind, and a page per document."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from zicht.edition.slugs import slugify
from zicht.edition.words import all_words
from zicht.site import organisations
from zicht.site.addresses import check_slug
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import common
from zicht.site.pages.follow_up import day_of, is_overdue, told_steps
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_ADOPTED = ("adopted", "partly_adopted")
_UNSEEN = ("synonym", "theme", "page", "addressee")
"""Kinds that serve other pages and have none of their own; an addressee stands on the page of its organisation."""
_MARKUP = re.compile(r"\[\[.*?\]\]|^:::.*$|\w+=\"[^\"]*\"|:::", re.MULTILINE)
_ORDER = (
    "report", "publication", "letter", "brochure", "magazine", "news", "recommendation", "reflection",
    "group", "event", "activity", "media", "account", "method", "definition",
)  # fmt: skip
_MOST_RELATED = 5
_MOST_FIGURES = 12
_SAID_ELSEWHERE = (
    "figures", "moves", "related", "checks", "history", "number", "nl", "en", "summary", "evidence_strength",
    "subtitle", "folder", "order", "original", "report_kind", "formerly",
)  # fmt: skip


def kinds(library: Library) -> tuple[str, ...]:
    """Kinds of document that have pages, in the order in which they are listed."""
    used = dict.fromkeys(
        document.kind
        for document in library.release.documents
        if document.kind not in _UNSEEN
    )
    return (
        *(kind for kind in _ORDER if kind in used),
        *(kind for kind in used if kind not in _ORDER),
    )


def pages(library: Library) -> Iterable[Page]:
    """Give the overview, a list per kind, and a page per document."""
    found = kinds(library)
    if not found and not library.organisations:
        return
    yield Page(
        "knowledge",
        common.paths(library, "knowledge"),
        "knowledge.html.jinja",
        _overview,
        section="knowledge",
    )
    for kind in found:
        if list_page(kind) != f"kind:{kind}":
            continue
        yield Page(
            f"kind:{kind}",
            common.paths(library, "knowledge", _kind_slug(kind)),
            "documents.html.jinja",
            lambda edition, kind=kind: _list(edition, kind),  # type: ignore[misc]
            section="knowledge",
        )
    for document in library.release.documents:
        if document.kind in found:
            yield _page(library, document)


def list_page(kind: str) -> str:
    """Page that lists documents of a kind; of recommendations it is the overview of what became of them."""
    return "follow-up" if kind == "recommendation" else f"kind:{kind}"


def _kind_slug(kind: str) -> Text:
    plain = slugify(kind)
    return all_words().get(f"slug.kind_{kind}", Text(plain, plain))


def _page(library: Library, document: Document) -> Page:
    where = f"Document {document.kind} {document.id}"
    slug = Text(
        check_slug(document.slug.nl, where=where),
        check_slug(document.slug.en, where=where),
    )
    return Page(
        f"document:{document.kind}:{document.id}",
        common.paths(library, "knowledge", _kind_slug(document.kind), slug),
        "document.html.jinja",
        lambda edition: _document(edition, document),
        section="follow-up" if document.kind == "recommendation" else "knowledge",
        finding=lambda edition: _finding(edition, document),
        help_first=document.kind == "definition",
        formerly=_formerly(library, document),
    )


def _formerly(library: Library, document: Document) -> dict[str, tuple[str, ...]]:
    """Addresses in the fact `formerly`: words that were its slug, or whole addresses of what it replaces."""
    written = [str(word) for word in _many(document.facts.get("formerly"))]
    found: dict[str, tuple[str, ...]] = {}
    for language in library.release.face.languages:
        whole = [
            word.strip("/") + "/"
            for word in written
            if word.startswith(f"/{language}/")
        ]
        slugs = [
            check_slug(word, where=f"Document {document.id}, formerly")
            for word in written
            if "/" not in word
        ]
        here = (
            common.paths(
                library, "knowledge", _kind_slug(document.kind), Text(slug, slug)
            )
            for slug in slugs
        )
        found[language] = (*whole, *(paths[language] for paths in here))
    return found


def _finding(edition: SiteEdition, document: Document) -> Finding:
    body = _readable(edition, document)
    if document.kind == "report":
        body = f"{summary_of(edition, document)} {_MARKUP.sub(' ', edition.say(document.body))}"
    facts = " ".join(str(words) for _, words in _facts(edition, document))
    if (
        document.kind == "definition"
    ):  # who knows a word of the field in the other language finds it too
        facts = f"{facts} {document.title.nl} {document.title.en} {document.slug.nl} {document.slug.en}"
    said = (
        document.date[:4],
        str(document.facts.get("published_on", ""))[:4],
        str(document.facts.get("period", "")),
    )
    return Finding(
        document.kind,
        common.plain_words(body),
        facts,
        theme=document.theme,
        years=common.years_of(said),
        organisations=tuple(
            edition.say(name)
            for name in organisations.of_document(document, edition.release)
        ),
    )


def kind_name(edition: SiteEdition, kind: str) -> str:
    """Name of a kind, in the plural."""
    return edition.words.any_of(f"kind.{kind}", otherwise=kind.capitalize())


def _overview(edition: SiteEdition) -> Content:
    here = edition.path("knowledge")
    return {
        "title": edition.words("knowledge"),
        "description": edition.words("knowledge_lead"),
        "crumbs": common.crumbs(edition, here),
        "organisations": (
            {
                "href": edition.way(here, "organisations"),
                "n": len(edition.library.organisations),
            }
            if edition.has("organisations")
            else None
        ),
        "kinds": [
            {
                "href": edition.way(here, list_page(kind)),
                "name": kind_name(edition, kind),
                "n": len(documents),
                "about": edition.words.any_of(f"kind_about.{kind}", otherwise=""),
                "documents": [
                    _line(edition, here, document) for document in documents[:3]
                ],
            }
            for kind in kinds(edition.library)
            if (documents := common.of_kind(edition.release.documents, kind))
        ],
    }


def _line(edition: SiteEdition, here: str, document: Document) -> Content:
    return {
        "href": edition.way(here, f"document:{document.kind}:{document.id}"),
        "title": edition.say(document.title),
        "date": edition.day(document.date) if document.date else "",
        "iso": document.date,
        "status": _status(edition, document),
        "addressee": _shown(edition, document.facts.get("addressee", "")),
        "summary": summary_of(edition, document),
    }


def summary_of(edition: SiteEdition, document: Document) -> str:
    """Say in a few words what a document is about."""
    summary = document.facts.get("summary") or document.facts.get("subtitle")
    words = (
        _shown(edition, summary)
        if summary
        else common.first_words(_readable(edition, document))
    )
    return "" if words.rstrip(".") == edition.say(document.title).rstrip(".") else words


def _status(edition: SiteEdition, document: Document) -> str:
    """Say where a document stands, and on whose word."""
    status = str(document.facts.get("status", ""))
    words = edition.words.any_of(f"status.{status}", otherwise=status.replace("_", " "))
    strength = document.facts.get("evidence_strength")
    return (
        f"{words}, {_shown(edition, strength)}"
        if strength and status in _ADOPTED
        else words
    )


def _list(edition: SiteEdition, kind: str) -> Content:
    here = edition.path(f"kind:{kind}")
    documents = common.of_kind(edition.release.documents, kind)
    return {
        "title": kind_name(edition, kind),
        "description": edition.words.any_of(
            f"kind_about.{kind}", otherwise=kind_name(edition, kind)
        ),
        "crumbs": common.crumbs(
            edition, here, ("knowledge", edition.words("knowledge"))
        ),
        "documents": [_line(edition, here, document) for document in documents],
    }


def _readable(edition: SiteEdition, document: Document) -> str:
    """Body of a document; that of a report is full of references that only its own maker resolves."""
    return "" if document.kind == "report" else edition.say(document.body)


def _document(edition: SiteEdition, document: Document) -> Content:
    page = f"document:{document.kind}:{document.id}"
    here, title = edition.path(page), edition.say(document.title)
    kind = edition.words.any_of(f"kind_one.{document.kind}", otherwise=document.kind)
    return {
        "title": title,
        "named": f"{title} ({kind})",
        "description": summary_of(edition, document) or title,
        "crumbs": common.crumbs(edition, here, *_above(edition, document.kind)),
        "kind": kind,
        "date": edition.day(document.date) if document.date else "",
        "iso": document.date,
        "body": common.markdown(_readable(edition, document)),
        "lead": _shown(edition, document.facts.get("subtitle", "")),
        "is_report": document.kind == "report",
        "attachments": [
            {
                "href": name,
                "words": document_words,
                "type": name.rsplit(".", 1)[-1].upper(),
            }
            for name in edition.library.attached(
                document.kind, document.id, edition.language
            )
            for document_words in (
                edition.words(
                    "read_as" if name.endswith((".html", ".htm")) else "download_as"
                ),
            )
        ],
        "facts": _facts(edition, document, here),
        "steps": told_steps(edition, here, document),
        "is_overdue": document.kind == "recommendation"
        and is_overdue(document, day_of(edition.release)),
        "checks": [
            (slugify(each.id), edition.say(each.title))
            for each in edition.release.reconciliations
            if each.id in _many(document.facts.get("checks"))
        ],
        "figures": (figures := _figures(edition, here, document)),
        "has_many_figures": len(figures) > _MOST_FIGURES,
        "related": _by_kind(_related(edition, here, document)),
        "theme": (
            {
                "href": edition.way(here, f"theme:{document.theme}"),
                "words": edition.theme(document.theme),
            }
            if edition.has(f"theme:{document.theme}")
            else None
        ),
    }


def _above(edition: SiteEdition, kind: str) -> list[tuple[str, str]]:
    """Pages above one of a kind."""
    top = (
        [] if kind == "recommendation" else [("knowledge", edition.words("knowledge"))]
    )
    return [*top, (list_page(kind), kind_name(edition, kind))]


def _facts(
    edition: SiteEdition, document: Document, here: str | None = None
) -> list[tuple[str, str]]:
    """Give what is known in short; with links to organisations where it is known from which page."""
    ids = {other.id for other in edition.release.documents}
    found = []
    for key, value in document.facts.items():
        if key in _SAID_ELSEWHERE or (isinstance(value, str) and value in ids):
            continue
        words = (
            _status(edition, document)
            if key == "status"
            else _coded(edition, key, value)
        )
        if key in organisations.ROLES and here is not None:
            words = _linked_names(edition, here, key, document) or words
        if words:
            found.append(
                (
                    edition.words.any_of(
                        f"fact.{key}", otherwise=key.replace("_", " ").capitalize()
                    ),
                    words,
                )
            )
    return found


def _linked_names(
    edition: SiteEdition, here: str, role: str, document: Document
) -> Markup:
    named = [
        name
        for found, name in organisations.roles(document, edition.release)
        if found == role
    ]
    links = common.organisation_links(edition, here, named)
    link_of = Markup('<a href="{}">{}<span class="quietly">, {}</span></a>')
    kind = edition.words("kind_one.organisation")
    return Markup("; ").join(
        link_of.format(link["href"], link["words"], kind) for link in links
    )


def _coded(edition: SiteEdition, key: str, value: object) -> str:
    """Write a fact whose value may be a code of the pages, such as `mensenhandel` or `expert_meeting`."""
    table = {
        "field": "field",
        "kind": "activity",
        "activity": "activity",
        "reach": "reach",
    }.get(key)
    shown = _shown(edition, value)
    return (
        edition.words.any_of(f"{table}.{shown}", otherwise=shown.replace("_", " "))
        if table
        else shown
    )


def _many(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _shown(edition: SiteEdition, value: object) -> str:
    """Write a fact: words, numbers, dates, lists of those, or words per language."""
    if isinstance(value, Text):
        return edition.say(value)
    if isinstance(value, Mapping):
        own = value.get(edition.language)
        if own is not None:
            return str(own)
        return "; ".join(
            f"{key}: {_shown(edition, part)}" for key, part in value.items()
        )
    if isinstance(value, list | tuple):
        return "; ".join(shown for part in value if (shown := _shown(edition, part)))
    if isinstance(value, bool):
        return edition.words("yes" if value else "no")
    return edition.day(str(value)) if value not in (None, "") else ""


def _figures(edition: SiteEdition, here: str, document: Document) -> list[Content]:
    """Figures that a document rests on; a report rests on many, of which each series stands there once."""
    found: dict[str, Content] = {}
    for reference in common.references(document):
        page = common.figure_page(edition.library, reference)
        if page and edition.has(page):
            is_whole = document.kind == "report" or (
                page.startswith("printed:") and reference not in edition.library.cited
            )
            words = (
                _page_words(edition, page)
                if is_whole
                else _figure_words(edition, reference)
            )
            found.setdefault(
                page if document.kind == "report" else reference,
                {"href": edition.way(here, page), "words": words},
            )
    return list(found.values())


def _page_words(edition: SiteEdition, page: str) -> str:
    kind, _, id_ = page.partition(":")
    if kind == "indicator":
        return edition.say(edition.release.indicators[id_].title)
    return next(
        edition.say(group.title) for group in edition.library.groups if group.id == id_
    )


def _figure_words(edition: SiteEdition, reference: str) -> str:
    figure = edition.library.cited.get(reference)
    if figure is not None:
        return f"{edition.say(figure.title)}: {edition.printed(figure)} ({edition.cited_period(figure)})"
    counted = common.counted(edition.library, reference)
    if counted is None:
        return edition.say(
            edition.release.indicators[reference.split(":", maxsplit=1)[0]].title
        )
    row, indicator = counted
    return f"{edition.say(indicator.title)}: {edition.shown(row)} ({edition.period(row.period)})"


def _related(edition: SiteEdition, here: str, document: Document) -> list[Content]:
    """Documents that this one names in its facts, and those that name it."""
    named = set(_words_of(document.facts))
    return [
        {
            "href": edition.way(here, f"document:{other.kind}:{other.id}"),
            "words": edition.say(other.title),
            "kind": edition.words.any_of(
                f"kind_one.{other.kind}", otherwise=other.kind
            ),
        }
        for other in edition.release.documents
        if other is not document
        and edition.has(f"document:{other.kind}:{other.id}")
        and (other.id in named or document.id in _words_of(other.facts))
    ]


def _by_kind(related: Iterable[Content]) -> list[Content]:
    """Put what belongs to a document together by kind; a long list is folded."""
    kinds: dict[str, list[Content]] = {}
    for one in related:
        kinds.setdefault(str(one["kind"]), []).append(one)
    return [
        {"kind": kind, "links": links, "is_long": len(links) > _MOST_RELATED}
        for kind, links in kinds.items()
    ]


def _words_of(facts: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for value in facts.values():
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple):
            found.extend(str(part) for part in value)
    return found
