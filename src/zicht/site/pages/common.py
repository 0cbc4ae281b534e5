"""What several kinds of page share: themes, cards of key figures, references to figures, Markdown."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from zicht.edition.printed import Group
from zicht.edition.rows import Row
from zicht.edition.slugs import slugify
from zicht.edition.words import all_words
from zicht.site import organisations
from zicht.site.addresses import check_slug, path_of
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import ProjectError, PublishingError
from zicht.vocabulary.figures import Cited, FigureKey
from zicht.vocabulary.releases import Document, KeyFigure, Release
from zicht.vocabulary.text import Text

THEMES = ("slachtoffers", "daders", "keten", "sgtk", "prevalentie", "lokaal")
FIELDS = {
    "mensenhandel": ("slachtoffers", "daders", "keten"),
    "sgtk": ("sgtk", "prevalentie"),
}


def paths(library: Library, *keys: str | Text) -> dict[str, str]:
    """Paths of a page: each part is a key of `[slug]` in the fixed words, or a text with a word per language."""
    words = all_words()
    parts = [words[f"slug.{key}"] if isinstance(key, str) else key for key in keys]
    return {
        language: path_of(language, *(part.in_language(language) for part in parts))
        for language in library.release.face.languages
    }


def plain_page(
    library: Library, id_: str, slug: str, content: Callable[[SiteEdition], Content]
) -> Page:
    """Make a page of which there is one; its slug names its template, its words and its address."""
    return Page(
        id_,
        paths(library, slug),
        f"{slug}.html.jinja",
        content,
        finding=lambda edition: Finding("page", edition.words(f"{slug}_lead")),
    )


def theme_slug(theme: str) -> Text:
    """Word of a theme in an address."""
    plain = check_slug(slugify(theme), where=f"Theme {theme}")
    return all_words().get(f"slug.theme_{theme}", Text(plain, plain))


def themes_of(library: Library) -> tuple[str, ...]:
    """Themes that the release says something about, in their usual order."""
    release = library.release
    used = dict.fromkeys(
        [
            *(indicator.theme for indicator in release.indicators.values()),
            *(figure.theme for figure in release.cited),
            *(figure.theme for figure in release.key_figures),
        ]
    )
    return (
        *(theme for theme in THEMES if theme in used),
        *(theme for theme in used if theme not in THEMES),
    )


def counted(library: Library, address: str) -> tuple[Row, Indicator] | None:
    """Find a counted figure by its written address; None when it is no address of an indicator here."""
    try:
        key = FigureKey.read(address)
    except ProjectError:
        return None
    indicator, rows = (
        library.release.indicators.get(key.indicator),
        library.rows.get(key.indicator),
    )
    row = rows.at(key.period, key.where) if rows else None
    return (row, indicator) if row and indicator else None


def figure_page(library: Library, reference: str) -> str:
    """Page on which a figure, an indicator or a cited figure stands; empty when there is none.

    An indicator that is not counted here leads to what others published of it.
    """
    if reference in library.cited:
        return printed_page(library, library.cited[reference])
    indicator = reference.split(":", maxsplit=1)[0]
    if indicator in library.printed_of:
        return f"printed:{library.printed_of[indicator].id}"
    return f"indicator:{indicator}" if indicator in library.release.indicators else ""


def printed_page(library: Library, figure: Cited) -> str:
    """Page of the series that a cited figure belongs to."""
    return f"printed:{library.group_of[figure.id].id}"


def card(edition: SiteEdition, here: str, key_figure: KeyFigure) -> Content:
    """One key figure: its sentence, and per figure what it counts, when, and who says so."""
    sentence = edition.say(key_figure.sentence)
    found = [_noted(edition, here, name, sentence) for name in key_figure.figures]
    sources = list(
        dict.fromkeys((str(note["source"]), str(note["vintage"])) for note in found)
    )
    links = {str(note["href"]): str(note["link"]) for note in found if note["href"]}
    return {
        "sentence": edition.sentence(sentence, [str(note["value"]) for note in found]),
        "counts": list(dict.fromkeys(str(note["counts"]) for note in found)),
        "periods": list(dict.fromkeys(str(note["period"]) for note in found)),
        "sources": sources,
        "notes": list(
            dict.fromkeys(str(note["note"]) for note in found if note["note"])
        ),
        "links": [{"href": href, "words": words} for href, words in links.items()],
    }


def _noted(edition: SiteEdition, here: str, reference: str, sentence: str) -> Content:
    library = edition.library
    figure = library.cited.get(reference)
    if figure is not None:
        return _noted_cited(edition, here, figure, sentence)
    found = counted(library, reference)
    if found is None:
        raise PublishingError(
            f"A key figure refers to {reference}, which is neither a cited figure nor a counted one.",
            now="Correct the reference in the key figures of the project.",
        )
    row, indicator = found
    return {
        "value": edition.shown(row),
        "counts": edition.say(indicator.counts),
        "period": edition.period(row.period),
        "source": edition.say(indicator.source),
        "vintage": edition.words("this_release"),
        "note": "",
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "link": edition.say(indicator.title),
    }


def _noted_cited(
    edition: SiteEdition, here: str, figure: Cited, sentence: str
) -> Content:
    page = printed_page(edition.library, figure)
    return {
        "value": edition.printed_within(figure, sentence),
        "counts": edition.say(figure.population),
        "period": edition.cited_period(figure),
        "source": figure.producer or edition.words("producer_not_stated"),
        "vintage": _edition_of(edition, figure),
        "note": _note_of(edition, figure),
        "href": edition.way(here, page) if page else "",
        "link": edition.say(figure.title),
    }


def _note_of(edition: SiteEdition, figure: Cited) -> str:
    """Note of a cited figure, with the remark that is too long to stand before its number."""
    remark = edition.cited_figure(figure).remark
    opening = f"{remark[:1].upper()}{remark[1:]}." if remark else ""
    return f"{opening} {edition.say(figure.note)}".strip()


def cited_in(edition: SiteEdition, figure: Cited) -> str:
    """SiteEdition and place in which a figure was printed."""
    citation = figure.citation
    parts = [
        citation.title,
        edition.day(citation.date) if citation.date else "",
        citation.place,
    ]
    return ", ".join(part for part in parts if part)


def _edition_of(edition: SiteEdition, figure: Cited) -> str:
    citation = figure.citation
    title = citation.title.split(":", maxsplit=1)[0]
    return f"{title}, {edition.day(citation.date)}" if citation.date else title


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def markdown(source: str) -> Markup:
    """Turn Markdown into HTML: raw HTML is shown as text, headings start at the second level, images are left out."""
    reader = _markdown()
    tokens = [_mended(token) for token in reader.parse(source)]
    html = reader.renderer.render(tokens, reader.options, {})
    html = html.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group"><table>'
    ).replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - markdown-it escapes everything: html is off


def _mended(token: Token) -> Token:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, max(2, int(token.tag[1])))}"
    if token.children:
        token.children = [child for child in token.children if child.type != "image"]
    if token.attrs.get("style"):
        align = str(token.attrs.pop("style"))
        if "right" in align:
            token.attrSet("class", "number")
    return token


def first_words(source: str, limit: int = 220) -> str:
    """First paragraph of a Markdown text as plain words."""
    tokens = _markdown().parse(source)
    for at, token in enumerate(tokens):
        if (
            token.type == "inline"
            and tokens[at - 1].type == "paragraph_open"
            and token.children
        ):
            plain = " ".join(
                "".join(
                    child.content if child.type != "softbreak" else " "
                    for child in token.children
                ).split()
            )
            return (
                plain
                if len(plain) <= limit
                else plain[:limit].rsplit(" ", 1)[0] + " \u2026"
            )
    return ""


def plain_words(source: str) -> str:
    """Give a Markdown text as plain words, for search."""
    inline = (
        token
        for token in _markdown().parse(source)
        if token.type == "inline" and token.children
    )
    return " ".join(
        child.content
        for token in inline
        for child in token.children or []
        if child.content
    )


def of_kind(documents: Iterable[Document], *kinds: str) -> list[Document]:
    """Documents of some kinds, newest first; those without a date by their title."""
    found = sorted(
        (document for document in documents if document.kind in kinds),
        key=lambda each: each.title.nl.lower(),
    )
    return sorted(found, key=lambda document: document.date, reverse=True)


def crumbs(edition: SiteEdition, here: str, *pages: tuple[str, str]) -> list[Content]:
    """Way back to the top: (page, words) from the top down."""
    top = [("home", edition.words("home"))]
    return [
        {"href": edition.way(here, page), "words": words}
        for page, words in (*top, *pages)
    ]


def joined(edition: SiteEdition, words: Sequence[str]) -> str:
    """Join words as a sentence does: `a, b en c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {edition.words('and')} {words[-1]}"


def references(document: Document) -> tuple[str, ...]:
    """Figures, indicators and cited figures that a document names in its facts, or a report in its text."""
    named = [
        word
        for name in ("figures", "moves")
        for word in _words(document.facts.get(name, ()))
    ]
    if document.kind == "report":
        named += [
            word
            for found in _IN_TEXT.findall(document.body.nl)
            for word in found.split()
        ]
    return tuple(dict.fromkeys(named))


_IN_TEXT = re.compile(r"\[\[([^\]]+)\]\]")


def users(library: Library, *wanted: str) -> list[Document]:
    """Documents with a page that rest on a figure, a cited figure or an indicator: the way back of `references`."""
    return [
        document
        for document in library.release.documents
        if f"document:{document.kind}:{document.id}" in library.pages
        and any(
            reference in wanted or reference.split(":")[0] in wanted
            for reference in references(document)
        )
    ]


def user_links(edition: SiteEdition, here: str, *wanted: str) -> list[Content]:
    """Links to the documents that rest on some figures."""
    return [
        document_link(edition, here, document)
        for document in users(edition.library, *wanted)
    ]


def document_link(edition: SiteEdition, here: str, document: Document) -> Content:
    """Link to a document, with its kind."""
    return {
        "href": edition.way(here, f"document:{document.kind}:{document.id}"),
        "words": edition.say(document.title),
        "kind": edition.words.any_of(
            f"kind_one.{document.kind}", otherwise=document.kind
        ),
    }


def organisation_links(
    edition: SiteEdition, here: str, names: Iterable[Text]
) -> list[Content]:
    """Links to the pages of organisations."""
    return [
        {"href": edition.way(here, page), "words": edition.say(name)}
        for name in dict.fromkeys(names)
        if edition.has(page := f"organisation:{organisations.key_of(name)}")
    ]


def method_link(edition: SiteEdition, here: str, id_: str) -> Content | None:
    """Link to the page of a method, where the project has it."""
    for document in edition.release.documents:
        if (document.kind, document.id) == ("method", id_) and edition.has(
            f"document:method:{id_}"
        ):
            return {
                "href": edition.way(here, f"document:method:{id_}"),
                "words": edition.say(document.title),
            }
    return None


def addressee_key(document: Document) -> str:
    """Key of the organisation that a document of kind `addressee` is about."""
    return organisations.key_of(organisations.canonical(document.title)[0])


def group_line(edition: SiteEdition, here: str, group: Group) -> Content:
    """One line of a list of cited series: what it says, and its newest value."""
    newest = group.newest
    return {
        "href": edition.way(here, f"printed:{group.id}"),
        "title": edition.say(group.title),
        "value": joined(edition, [edition.printed(figure) for figure in newest]),
        "period": edition.cited_period(newest[-1]),
        "n": len(group.figures),
        "has_conflict": bool(group.conflicts),
    }


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()


_YEARS = re.compile(r"\b(\d{4})(?:-(\d{4}))?\b")
_LONGEST_RUN = 30


def on_cards(release: Release) -> frozenset[str]:
    """Figures of the cards: ids of cited ones, addresses of counted ones."""
    return frozenset(name for card in release.key_figures for name in card.figures)


def years_of(periods: Iterable[str]) -> tuple[str, ...]:
    """Every year that some periods touch: `2017-2019` gives three."""
    found: set[str] = set()
    for period in periods:
        for first, last in _YEARS.findall(period):
            run = range(int(first), int(last or first) + 1)
            found.update(map(str, run) if len(run) <= _LONGEST_RUN else (first, last))
    return tuple(sorted(found))


def is_open(document: Document) -> bool:
    """Whether a recommendation still asks for something: until rejected, withdrawn, or adopted and checked."""
    status, strength = (
        str(document.facts.get("status", "open")),
        document.facts.get("evidence_strength"),
    )
    code = strength.get("code") if isinstance(strength, Mapping) else strength
    return status not in ("rejected", "withdrawn") and not (
        status == "adopted" and code == "checked"
    )
