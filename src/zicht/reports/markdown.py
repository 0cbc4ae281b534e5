"""Reads an editor's Markdown: plain CommonMark with tables, `[[references]]`, `{literal 23}` and `:::` directives."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from zicht.edition.nodes import (
    Block,
    Blocks,
    Directive,
    Grid,
    Heading,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    Literal,
    Paragraph,
    Plain,
    Problem,
    Quotation,
    Reference,
    Styled,
)

DIRECTIVES = {
    "table": {"by", "periods", "where", "only", "title", "subtitle", "level", "total"},
    "chart": {
        "by",
        "periods",
        "where",
        "only",
        "title",
        "subtitle",
        "level",
        "alt",
        "kind",
        "accent",
    },
    "cards": set[str](),
    "frame": {"title"},
    "entries": {"where", "show", "sort", "title", "style"},
    "checks": {"title"},
    "estimate": {"of", "title", "subtitle", "alt"},
}
"""Name of each directive to the settings it knows."""
_SEEN_BY_READERS = ("title", "subtitle", "alt")
_OPEN = re.compile(r":::\s*([a-z]+)\b(.*)", re.DOTALL)
_ONE_LINE = re.compile(r":::\s*[a-z]+\b.*:::\s*", re.DOTALL)


@dataclass
class Reading:
    """One text while it is read.

    Parameters
    ----------
    file : its name, for problems
    problems : what does not hold; reading goes on, so that all are told at once
    """

    file: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str, now: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, what, now))


def read(words: str, file: str) -> tuple[Blocks, list[Problem]]:
    """Read one text.

    Parameters
    ----------
    words : Markdown
    file : its name, for problems

    Returns
    -------
    its blocks, and what is wrong in how they are written
    """
    reading = Reading(file)
    blocks = tuple(_blocks(words.splitlines(), 1, reading, within=""))
    return blocks, reading.problems


def _blocks(
    lines: Sequence[str], first: int, reading: Reading, *, within: str
) -> Iterator[Block]:
    """Read lines, of which the first has number `first`; `within` names the directive they stand in."""
    start = at = 0
    while at < len(lines):
        if not lines[at].lstrip().startswith(":::"):
            at += 1
            continue
        yield from _markdown("\n".join(lines[start:at]), first + start, reading)
        end, inner = _extent(lines, at)
        if end < 0:
            reading.wrong(first + at, "This ::: is never closed.", "Close it with :::.")
            end, inner = at, None
        found = _directive(lines[at : end + 1], inner, first + at, reading, within)
        if found is not None:
            yield found
        start = at = end + 1
    yield from _markdown("\n".join(lines[start:]), first + start, reading)


def _extent(lines: Sequence[str], at: int) -> tuple[int, tuple[int, int] | None]:
    """Last line of the directive that opens on a line, and the lines between its fences where it has any."""
    if _ONE_LINE.fullmatch(lines[at].strip()):
        return at, None
    depth = 0
    for number in range(at, len(lines)):
        text = lines[number].strip()
        if text == ":::":
            depth -= 1
            if depth == 0:
                return number, (at + 1, number)
        elif text.startswith(":::") and not _ONE_LINE.fullmatch(text):
            depth += 1
        elif (
            number > at
            and depth == 1
            and text.endswith(":::")
            and not text.startswith(":::")
        ):
            return number, None
    return -1, None


def _directive(
    lines: Sequence[str],
    inner: tuple[int, int] | None,
    line: int,
    reading: Reading,
    within: str,
) -> Directive | None:
    head = lines[0].strip() if inner else " ".join(text.strip() for text in lines)
    opened = _OPEN.fullmatch(head.removesuffix(":::").strip() if not inner else head)
    if opened is None or opened[1] not in DIRECTIVES:
        reading.wrong(
            line,
            f"{head[:40]!r} is no known directive.",
            f"Known are {', '.join(sorted(DIRECTIVES))}.",
        )
        return None
    name = opened[1]
    if within and (within != "frame" or name in ("cards", "frame")):
        reading.wrong(
            line, f"A {name} cannot stand within {within}.", "Close the first with :::."
        )
    words, settings = _settings(opened[2], line, reading)
    for key in sorted(set(settings) - DIRECTIVES[name]):
        reading.wrong(
            line,
            f"{name} knows no setting {key!r}.",
            f"It knows {', '.join(sorted(DIRECTIVES[name]))}.",
        )
    texts = {
        key: _words(settings[key], line, reading)
        for key in _SEEN_BY_READERS
        if key in settings
    }
    blocks = (
        tuple(_blocks(lines[1:-1], line + 1, reading, within=name)) if inner else ()
    )
    return Directive(name, words, settings, line, blocks, texts)


def _settings(
    text: str, line: int, reading: Reading
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters, lexer.escape = (
        True,
        '"',
        "",
        "",
    )
    try:
        parts = list(lexer)
    except ValueError:
        reading.wrong(line, "A quotation mark is not closed.", 'Write title="...".')
        return (), {}
    pairs = [part.partition("=") for part in parts]
    return (
        tuple(part for part, mark, _ in pairs if not mark),
        {key: value for key, mark, value in pairs if mark},
    )


# ---- CommonMark


@cache
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["html_inline", "html_block"])
    )
    parser.inline.ruler.before("link", "reference", _reference)
    parser.inline.ruler.before("link", "literal", _literal)
    return parser


def _reference(state: StateInline, silent: bool) -> bool:
    return _bracketed(state, "[[", "]]", "reference", silent=silent)


def _literal(state: StateInline, silent: bool) -> bool:
    return _bracketed(state, "{literal ", "}", "literal", silent=silent)


def _bracketed(
    state: StateInline, opening: str, closing: str, kind: str, *, silent: bool
) -> bool:
    if not state.src.startswith(opening, state.pos):
        return False
    end = state.src.find(closing, state.pos)
    if end < 0:
        return False
    if not silent:
        token = state.push(kind, "", 0)
        token.content = " ".join(state.src[state.pos + len(opening) : end].split())
        token.meta = {"lines": state.src.count("\n", 0, state.pos)}
    state.pos = end + len(closing)
    return True


def _markdown(text: str, first: int, reading: Reading) -> list[Block]:
    return (
        _Tokens(_parser().parse(text), first, reading).blocks() if text.strip() else []
    )


def _words(text: str, line: int, reading: Reading) -> Inlines:
    tokens = _parser().parseInline(text)
    return _inlines(tokens[0].children or [], line, reading)


class _Tokens:
    """Walks along the tokens of one stretch of Markdown."""

    def __init__(self, tokens: Sequence[Token], first: int, reading: Reading) -> None:
        self._tokens = list(tokens)
        self._first = first
        self._reading = reading
        self._at = 0
        self._line = first

    def blocks(self, until: str = "") -> list[Block]:
        """Read blocks up to a closing token."""
        made: list[Block] = []
        while self._at < len(self._tokens):
            token = self._next()
            if until and token.type == until:
                break
            block = self._block(token)
            if block is not None:
                made.append(block)
        return made

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        if token.map:
            self._line = self._first + token.map[0]
        return token

    def _block(self, token: Token) -> Block | None:
        line = self._line
        if token.type == "heading_open":
            level = int(token.tag[1])
            return Heading(level, self._inside("heading_close"), line)
        if token.type == "paragraph_open":
            return Paragraph(self._inside("paragraph_close"))
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self._items(token.type == "ordered_list_open")
        if token.type == "blockquote_open":
            return Quotation(tuple(self.blocks("blockquote_close")))
        if token.type == "table_open":
            return self._grid(line)
        if token.type != "hr":
            self._reading.wrong(
                line,
                f"A {token.type.replace('_', ' ')} has no place in a report.",
                "Leave it out.",
            )
        return None

    def _inside(self, closing: str) -> Inlines:
        found: Inlines = ()
        while (token := self._next()).type != closing:
            found += _inlines(token.children or [], self._line, self._reading)
        return found

    def _items(self, is_ordered: bool) -> Items:
        closing = "ordered_list_close" if is_ordered else "bullet_list_close"
        items = []
        while self._next().type != closing:
            items.append(tuple(self.blocks("list_item_close")))
        return Items(is_ordered, tuple(items))

    def _grid(self, line: int) -> Grid:
        rows: list[list[Inlines]] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(
                    _inlines(token.children or [], self._line, self._reading)
                )
        return Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), line)


def _inlines(tokens: Sequence[Token], line: int, reading: Reading) -> Inlines:
    return tuple(_Inline(tokens, line, reading).read())


class _Inline:
    """Walks along the words of one paragraph, and counts its lines."""

    def __init__(self, tokens: Sequence[Token], line: int, reading: Reading) -> None:
        self._tokens = list(tokens)
        self._line = line
        self._reading = reading

    def read(self, until: str = "") -> list[Inline]:
        made: list[Inline] = []
        while self._tokens:
            token = self._tokens.pop(0)
            if until and token.type == until:
                break
            found = self._one(token)
            if (
                isinstance(found, Plain)
                and made
                and isinstance(made[-1], Plain)
                and made[-1].line == found.line
            ):
                made[-1] = Plain(made[-1].words + found.words, found.line)
            elif found is not None:
                made.append(found)
        return made

    def _one(self, token: Token) -> Inline | None:
        if token.type in ("softbreak", "hardbreak"):
            self._line += 1
            return LineBreak() if token.type == "hardbreak" else Plain(" ", self._line)
        if token.type in ("em_open", "strong_open"):
            return Styled(
                token.tag, tuple(self.read(token.type.replace("open", "close")))
            )
        if token.type == "link_open":
            line = self._line
            if not str(token.attrs.get("href", "")).startswith(
                ("https://", "http://", "mailto:", "tel:")
            ):
                self._reading.wrong(
                    line,
                    "A link leads to no address of the web.",
                    "Write it whole, from https:// on.",
                )
            return Link(
                str(token.attrs.get("href", "")), tuple(self.read("link_close")), line
            )
        return self._words(token)

    def _words(self, token: Token) -> Inline | None:
        if token.type == "reference":
            return Reference(token.content, self._line)
        if token.type == "literal":
            return Literal(token.content)
        if token.type not in ("text", "text_special", "code_inline"):
            self._reading.wrong(
                self._line,
                f"A {token.type.replace('_', ' ')} has no place in a report.",
                "Drop it.",
            )
        elif "[[" in token.content or "{literal" in token.content:
            self._reading.wrong(
                self._line,
                "A reference is not closed.",
                "Write [[...]] or {literal ...}.",
            )
        return Plain(token.content, self._line) if token.content else None
