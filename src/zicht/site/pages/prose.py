"""Texts of editors on pages: Markdown as HTML or as plain words."""

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from zicht.edition.locales import listed
from zicht.site.library import SiteEdition

_SCROLLING_TABLE = '<div class="scroll" tabindex="0" role="group"><table>'
_LONGEST_OPENING = 220


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def markdown(source: str) -> Markup:
    """Turn Markdown into HTML: raw HTML is shown as text, headings start at the second level, images are left out."""
    reader = _reader()
    tokens = [_adapted(token) for token in reader.parse(source)]
    html = reader.renderer.render(tokens, reader.options, {})
    html = html.replace("<table>", _SCROLLING_TABLE)
    html = html.replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - markdown-it escapes everything: html is off


def _adapted(token: Token) -> Token:
    """Lower a heading, leave out images, and set a column of numbers by a class instead of a style."""
    if token.type in ("heading_open", "heading_close"):
        level = int(token.tag[1])
        token.tag = f"h{min(6, max(2, level))}"
    if token.children:
        token.children = [child for child in token.children if child.type != "image"]
    if token.attrs.get("style"):
        style = str(token.attrs.pop("style"))
        if "right" in style:
            token.attrSet("class", "number")
    return token


def first_words(source: str, limit: int = _LONGEST_OPENING) -> str:
    """Return the first paragraph of a Markdown text as plain words, cut after a number of letters."""
    before = ""
    for token in _reader().parse(source):
        if token.type == "inline" and before == "paragraph_open" and token.children:
            parts = [
                " " if child.type == "softbreak" else child.content
                for child in token.children
            ]
            plain = " ".join("".join(parts).split())
            if len(plain) <= limit:
                return plain
            return plain[:limit].rsplit(" ", 1)[0] + " \u2026"
        before = token.type
    return ""


def plain_words(source: str) -> str:
    """Return a Markdown text as plain words, for search."""
    words = []
    for token in _reader().parse(source):
        if token.type == "inline":
            words += [child.content for child in token.children or [] if child.content]
    return " ".join(words)


def joined(edition: SiteEdition, words: Sequence[str]) -> str:
    """Join words as a sentence of the language does: `a, b and c`."""
    return listed(words, edition.language)
