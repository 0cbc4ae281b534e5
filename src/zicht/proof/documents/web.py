"""Reads HTML."""

import re

from lxml import etree, html

from zicht.proof.blocks import Builder, Document

_HIDDEN = {"script", "style", "svg", "template", "head", "noscript", "code", "pre"}
_YEAR_OR_WORDS = re.compile(r"(?:19|20)\d{2}(?:\D|$)|[^\W\d_]")
_FORMATTING = {
    "a",
    "abbr",
    "b",
    "cite",
    "dfn",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "strong",
    "u",
}
"""Inline elements that may begin or end within a word."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p", "section",
    "summary", "table", "ul",
}  # fmt: skip


def read_html(text: str) -> Document:
    """Read HTML; what a browser does not show as text is left out."""
    builder = Builder()
    if text.strip():
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        root = html.document_fromstring(text.encode(), parser=parser)
        _Walker(builder).block(root, group=0)
    return Document(tuple(builder.blocks), tuple(text.split("\n")))


class _Walker:
    """Goes through elements and hands their words to a builder, block by block."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def block(self, element: etree._Element, *, group: int) -> None:
        """Read one block element and those within it."""
        name = _name(element)
        if name in _HIDDEN:
            return
        if name == "table":
            self._table(element)
            return
        if name in {"ul", "ol"}:
            group = self.builder.new_group()
        words = element.text or ""
        for child in element:
            if _holds_block(child):
                self._add(element, words, group)
                self.block(child, group=group)
                words = child.tail or ""
            else:
                words = _joined(words, _words(child), child)
                words = _joined(words, child.tail or "", child)
        self._add(element, words, group)

    def _add(self, element: etree._Element, words: str, group: int) -> None:
        text = " ".join(words.split())
        if not text:
            return
        name = _name(element)
        line = int(element.sourceline or 1)
        if name in _HEADINGS:
            self.builder.heading(text, level=_HEADINGS[name], line=line)
        elif group and name not in {"td", "th"}:
            self.builder.item(text, group=group, line=line)
        else:
            self.builder.paragraph(text, line=line)

    def _table(self, table: etree._Element) -> None:
        rows: list[list[str]] = []
        lines: list[int] = []
        has_header = False
        for row in table.iter("tr"):
            cells = [cell for cell in row if _name(cell) in {"td", "th"}]
            names = {_name(cell) for cell in cells}
            if not rows:
                parent = row.getparent()
                is_in_head = parent is not None and parent.tag == "thead"
                has_header = names == {"th"} or is_in_head
            rows.append([" ".join(_words(cell).split()) for cell in cells])
            lines.append(int(row.sourceline or 1))
        has_header = has_header or (bool(rows) and _looks_like_a_header(rows[0]))
        caption = table.find("caption")
        if caption is not None:
            self._add(caption, _words(caption), 0)
        self.builder.table(rows, lines, has_header=has_header)


def _looks_like_a_header(cells: list[str]) -> bool:
    """Whether the first row of a table without marked headers names columns: words and years, and no numbers."""
    named = [cell for cell in cells[1:] if cell]
    return bool(named) and all(_YEAR_OR_WORDS.match(cell) for cell in named)


def _name(element: etree._Element) -> str:
    """Name of an element; comments and instructions have none."""
    return element.tag if isinstance(element.tag, str) else ""


def _holds_block(element: etree._Element) -> bool:
    """Whether an element is a block, or an inline element that holds one."""
    if _name(element) in _BLOCKS or _name(element) in _HEADINGS:
        return True
    return any(
        _name(child) in _BLOCKS or _name(child) in _HEADINGS
        for child in element.iterdescendants()
    )


def _words(element: etree._Element) -> str:
    """Words within an element, without hidden ones."""
    name = _name(element)
    if not name or name in _HIDDEN:
        return ""
    if name == "br":
        return "\n"
    words = element.text or ""
    for child in element:
        words = _joined(words, _words(child), child)
        words = _joined(words, child.tail or "", child)
    return words


def _joined(before: str, after: str, child: etree._Element) -> str:
    """Join words at the edge of an inline element; a style sheet may set apart what the markup does not."""
    is_run_together = before[-1:].isalnum() and after[:1].isalnum()
    if is_run_together and _name(child) not in _FORMATTING:
        return f"{before} {after}"
    return before + after
