"""Reads stretches of plain CommonMark with tables, `[[references]]` and `{literal 23}` into blocks of words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from zicht.edition.nodes import (
    Block,
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

# Other schemes may run a script in the browser of a reader, and a relative address leads nowhere
# from a print.
_SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass
class Reading:
    """One text while it is read.

    Parameters
    ----------
    file : its name, for problems
    problems : what is wrong; reading goes on, so that all problems are reported at once
    """

    file: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str, now: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, what, now))


def read_blocks(text: str, first_line: int, reading: Reading) -> list[Block]:
    """Read a stretch of Markdown.

    Parameters
    ----------
    text : without directives
    first_line : its line in the file
    reading : takes the problems
    """
    if not text.strip():
        return []
    return _BlockReader(_parser().parse(text), first_line, reading).blocks()


def read_words(text: str, line: int, reading: Reading) -> Inlines:
    """Read words within one paragraph, such as the title of a chart."""
    tokens = _parser().parseInline(text)
    return _inlines(tokens[0].children or [], line, reading)


# ---- the parser


@cache
def _parser() -> MarkdownIt:
    # HTML would reach the pages as an editor typed it: numbers, addresses and scripts that nothing
    # here has checked.
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable("table").disable(["html_inline", "html_block"])
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
    """Read words between `[[` and `]]` as one token; in silent mode markdown-it only asks whether there is one."""
    if not state.src.startswith(opening, state.pos):
        return False
    end = state.src.find(closing, state.pos)
    if end < 0:
        return False
    if not silent:
        words = state.src[state.pos + len(opening) : end]
        token = state.push(kind, "", 0)
        token.content = " ".join(words.split())
        token.meta = {"lines": state.src.count("\n", 0, state.pos)}
    state.pos = end + len(closing)
    return True


# ---- blocks


class _BlockReader:
    """Reads the tokens of one stretch of Markdown."""

    def __init__(
        self, tokens: Sequence[Token], first_line: int, reading: Reading
    ) -> None:
        self._tokens = list(tokens)
        self._first_line = first_line
        self._reading = reading
        self._next_token = 0
        self._line = first_line

    def blocks(self, until: str = "") -> list[Block]:
        """Read blocks up to a closing token."""
        blocks: list[Block] = []
        while self._next_token < len(self._tokens):
            token = self._take()
            if until and token.type == until:
                break
            block = self._block(token)
            if block is not None:
                blocks.append(block)
        return blocks

    def _take(self) -> Token:
        """Return the next token, and record its line."""
        token = self._tokens[self._next_token]
        self._next_token += 1
        if token.map:
            self._line = self._first_line + token.map[0]
        return token

    def _block(self, token: Token) -> Block | None:
        line = self._line
        block: Block | None = None
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
                block = Heading(level, self._words_until("heading_close"), line)
            case "paragraph_open":
                block = Paragraph(self._words_until("paragraph_close"))
            case "bullet_list_open" | "ordered_list_open":
                is_ordered = token.type == "ordered_list_open"
                closing = token.type.replace("open", "close")
                block = Items(is_ordered, self._items(closing))
            case "blockquote_open":
                block = Quotation(tuple(self.blocks("blockquote_close")))
            case "table_open":
                block = self._grid(line)
            case "hr":
                pass
            case _:
                name = token.type.replace("_", " ")
                self._reading.wrong(
                    line, f"A {name} has no place in a report.", "Leave it out."
                )
        return block

    def _words_until(self, closing: str) -> Inlines:
        words: Inlines = ()
        token = self._take()
        while token.type != closing:
            words += _inlines(token.children or [], self._line, self._reading)
            token = self._take()
        return words

    def _items(self, closing: str) -> tuple[tuple[Block, ...], ...]:
        """Read the items of a list; the token before each opens it."""
        items = []
        while self._take().type != closing:
            items.append(tuple(self.blocks("list_item_close")))
        return tuple(items)

    def _grid(self, line: int) -> Grid:
        """Read a table: its first row is its header."""
        rows: list[list[Inlines]] = []
        token = self._take()
        while token.type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                cell = _inlines(token.children or [], self._line, self._reading)
                rows[-1].append(cell)
            token = self._take()
        header, *body = (tuple(row) for row in rows)
        return Grid(header, tuple(body), line)


# ---- words


def _inlines(tokens: Sequence[Token], line: int, reading: Reading) -> Inlines:
    return tuple(_WordReader(tokens, line, reading).read())


class _WordReader:
    """Reads the words of one paragraph, and counts its lines."""

    def __init__(self, tokens: Sequence[Token], line: int, reading: Reading) -> None:
        self._tokens = list(tokens)
        self._line = line
        self._reading = reading

    def read(self, until: str = "") -> list[Inline]:
        """Read words up to a closing token; plain words of one line that follow each other become one."""
        words: list[Inline] = []
        while self._tokens:
            token = self._tokens.pop(0)
            if until and token.type == until:
                break
            inline = self._inline(token)
            if inline is None:
                continue
            before = words[-1] if words else None
            if (
                isinstance(inline, Plain)
                and isinstance(before, Plain)
                and before.line == inline.line
            ):
                words[-1] = Plain(before.words + inline.words, inline.line)
            else:
                words.append(inline)
        return words

    def _inline(self, token: Token) -> Inline | None:
        if token.type in ("softbreak", "hardbreak"):
            self._line += 1
            is_hard = token.type == "hardbreak"
            return LineBreak() if is_hard else Plain(" ", self._line)
        inline: Inline | None
        match token.type:
            case "em_open" | "strong_open":
                closing = token.type.replace("open", "close")
                inline = Styled(token.tag, tuple(self.read(closing)))
            case "link_open":
                inline = self._link(token)
            case "reference":
                inline = Reference(token.content, self._line)
            case "literal":
                inline = Literal(token.content)
            case _:
                inline = self._plain(token)
        return inline

    def _link(self, token: Token) -> Link:
        line, address = self._line, str(token.attrs.get("href", ""))
        if not address.startswith(_SCHEMES):
            self._reading.wrong(
                line,
                "A link leads to no address of the web.",
                "Write it whole, from https:// on.",
            )
        return Link(address, tuple(self.read("link_close")), line)

    def _plain(self, token: Token) -> Plain | None:
        if token.type not in ("text", "text_special", "code_inline"):
            name = token.type.replace("_", " ")
            self._reading.wrong(
                self._line, f"A {name} has no place in a report.", "Drop it."
            )
        elif "[[" in token.content or "{literal" in token.content:
            self._reading.wrong(
                self._line,
                "A reference is not closed.",
                "Write [[...]] or {literal ...}.",
            )
        return Plain(token.content, self._line) if token.content else None
