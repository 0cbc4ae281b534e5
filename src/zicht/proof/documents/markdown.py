"""Reads Markdown, also with the references and directives of Zicht's reports."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from zicht.proof.blocks import MASK, Builder, Document

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---(?:\n|\Z)", re.DOTALL)
_DIRECTIVE = re.compile(r"^:::.*$", re.MULTILINE)
_REFERENCE = re.compile(r"\[\[.*?\]\]|\{literal [^}]*\}", re.DOTALL)
_EMPHASIS = {"em_open": "em_close", "strong_open": "strong_close"}
_BREAKS = frozenset({"softbreak", "hardbreak"})
_LOWEST_HEADING = 6
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:?")


def read_markdown(text: str) -> Document:
    """Read Markdown; references `[[...]]` are masked: they are figures already."""
    prepared = _FRONT_MATTER.sub(_only_line_ends, text)
    prepared = _DIRECTIVE.sub("", prepared)
    prepared = _REFERENCE.sub(_masked, prepared)
    prepared = _FOOTNOTE.sub("", prepared)
    tokens = MarkdownIt("commonmark").enable("table").parse(prepared)
    builder = Builder()
    _walk(tokens, builder)
    return Document(tuple(builder.blocks), tuple(text.split("\n")))


def _only_line_ends(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _masked(match: re.Match[str]) -> str:
    return MASK + _only_line_ends(match)


def _walk(tokens: list[Token], builder: Builder) -> None:
    open_lists: list[int] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "table_open":
            position = _table(tokens, position, builder)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            open_lists.append(builder.new_group())
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            open_lists.pop()
        elif token.type == "inline":
            _block(token, tokens[position - 1], open_lists, builder)
        position += 1


def _block(
    token: Token, opening: Token, open_lists: list[int], builder: Builder
) -> None:
    line = _line(token)
    words = words_of(token)
    lead = "" if open_lists else _line_in_emphasis(token)
    if lead and opening.type == "paragraph_open":
        # A line of its own in italics or bold stands above its paragraph as a heading does.
        builder.heading(lead, level=_LOWEST_HEADING, line=line)
        builder.paragraph(words[len(lead) :].lstrip("\n"), line=line + 1)
    elif opening.type == "heading_open":
        builder.heading(words, level=int(opening.tag[1:]), line=line)
    elif open_lists:
        builder.item(words, group=open_lists[-1], line=line)
    else:
        builder.paragraph(words, line=line)


def _line_in_emphasis(token: Token) -> str:
    """Return the first line of a paragraph where it is in italics or bold as a whole, and another line follows."""
    children = [c for c in token.children or () if c.type != "text" or c.content]
    if not children or children[0].type not in _EMPHASIS:
        return ""
    end = _EMPHASIS[children[0].type]
    closing = next(n for n, child in enumerate(children) if child.type == end)
    words = [child.content for child in children[1:closing] if child.type == "text"]
    is_one_line = len(words) == closing - 1
    is_followed = closing + 1 < len(children) and children[closing + 1].type in _BREAKS
    is_sentence = "".join(words).rstrip().endswith((".", "!", "?"))
    return "".join(words) if is_one_line and is_followed and not is_sentence else ""


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def words_of(token: Token) -> str:
    """Words of an inline token, without its markup."""
    pieces: list[str] = []
    for child in token.children or ():
        if child.type == "text":
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif child.type == "code_inline":
            pieces.append(MASK)
        elif child.type == "image":
            pieces.append(words_of(child))
    return "".join(pieces)


def _table(tokens: list[Token], start: int, builder: Builder) -> int:
    """Add a table; return the place of its last token."""
    rows: list[list[str]] = []
    lines: list[int] = []
    position = start
    while tokens[position].type != "table_close":
        token = tokens[position]
        if token.type == "tr_open":
            rows.append([])
            lines.append(_line(token))
        elif token.type == "inline":
            rows[-1].append(words_of(token))
        position += 1
    builder.table(rows, lines, has_header=True)
    return position
