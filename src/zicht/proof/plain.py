"""The words of a text without its markup, each of which still knows where it stood."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_HTML = re.compile(
    r"<(?:!doctype|html|body|p|div|h[1-6]|ul|ol|table|section|article|span)\b[^>]*>",
    re.IGNORECASE,
)
_HTML_PARTS = re.compile(
    r"(?P<hidden><!--.*?-->|<(?P<name>script|style|svg|template|head)\b.*?</(?P=name)\s*>)"
    r"|(?P<tag></?(?P<element>[a-z][a-z0-9]*)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|<![^>]*>)"
    r"|(?P<entity>&(?:[a-z]+|#\d+|#x[0-9a-f]+);)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "time",
    "u",
}
_MARKDOWN_PARTS = re.compile(
    r"(?P<front>\A---\n.*?\n---\n)"
    r"|(?P<fence>^(?P<ticks>```+|~~~+).*?^(?P=ticks)[^\n]*$)"
    r"|(?P<directive>^:::[^\n]*$)"
    r"|(?P<reference>\[\[.*?\]\]|\{literal [^}]*\})"
    r"|(?P<code>`[^`\n]+`)"
    r"|(?P<address>\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\))"
    r"|(?P<auto><https?://[^>]+>)"
    r"|(?P<mark>\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|!?\[(?!\^))",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class PlainText:
    """Words, and the place in the source of every stretch of them."""

    words: str = ""
    _starts: list[int] = field(default_factory=list)
    _sources: list[int] = field(default_factory=list)
    _line_ends: list[int] = field(default_factory=list)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, both from 1, of a place in the words."""
        stretch = bisect_right(self._starts, at) - 1
        source = self._sources[stretch] + at - self._starts[stretch]
        line = bisect_right(self._line_ends, source - 1) if source else 0
        start = self._line_ends[line - 1] + 1 if line else 0
        return line + 1, source - start + 1


def read_plain(text: str) -> PlainText:
    """Take the markup out of a text: HTML where it has tags, else Markdown, of which plain text is the simplest kind.

    References `[[...]]` of reports are left out: they are figures already.
    """
    pieces = _of_html(text) if _HTML.search(text) else _of_markdown(text)
    found = PlainText(_line_ends=[match.start() for match in re.finditer("\n", text)])
    words: list[str] = []
    length = 0
    for piece, source in pieces:
        if piece:
            found._starts.append(length)
            found._sources.append(source)
            words.append(piece)
            length += len(piece)
    if not words:
        found._starts, found._sources = [0], [0]
    found.words = "".join(words)
    return found


def _of_html(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for match in _HTML_PARTS.finditer(text):
        yield text[at : match.start()], at
        if match["entity"]:
            yield html.unescape(match[0]), match.start()
        elif match["element"] is None or match["element"].lower() not in _INLINE:
            yield "\n", match.start()
        at = match.end()
    yield text[at:], at


def _of_markdown(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for match in _MARKDOWN_PARTS.finditer(text):
        yield text[at : match.start()], at
        if match["reference"]:
            yield "\ufffc", match.start()
        elif match["front"] or match["fence"] or match["directive"]:
            yield "\n", match.start()
        at = match.end()
    yield text[at:], at
