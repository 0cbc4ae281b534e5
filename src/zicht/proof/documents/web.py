"""Reads HTML."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

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


_FIGURES = "figures"
"""Class of the tables in which Zicht prints figures."""
_CHARTS = ".//*[@role='img' and @aria-label]"
"""Charts, each with the words that a reader hears in its place."""
_VALUE = re.compile(r"(?P<name>[^;]+?): (?P<words>[^;]*?\d[^;]*?)(?:[;.]|$)(?=\s|$)")
"""One value in the words for a chart: `2019: 1.350;`."""


_LEFT_OVER = re.compile(r"(?:\s*[;,.])+(?=\.)")
"""Signs between values that were taken out of the words for a chart."""


@dataclass(frozen=True)
class Cell:
    """A place in which Zicht printed one figure: a cell of a table, a bar or mark of a chart, a number of a sentence.

    Parameters
    ----------
    line : where it stands
    words : as printed
    row_header, column_header : of the cell; of a bar or mark its name
    figure : address of the figure that it says it prints; empty where it says none
    form : how its words write that figure, as the page says it
    """

    line: int
    words: str
    row_header: str
    column_header: str
    figure: str = ""
    form: str = ""


@dataclass(frozen=True)
class ChartValue:
    """A value in the words that stand for a chart: `2019: 1.350`."""

    line: int
    name: str
    words: str


@dataclass(frozen=True)
class Statement:
    """Words of Zicht about figures whose addresses it declares: the title of a chart, the bounds of a figure.

    Parameters
    ----------
    line : where it stands
    words : as printed
    figures : addresses of the figures whose numbers it gives
    """

    line: int
    words: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class BuiltPage:
    """A page that Zicht built.

    Parameters
    ----------
    document : its main part, and the texts that stand for its pictures
    cells : of the tables in which it prints figures
    values : of its charts whose marks bear no address
    statements : words about figures whose addresses they declare; they stand in the document too, each a paragraph
    references : addresses of the figures that a number was printed from, by the number
    """

    document: Document
    cells: tuple[Cell, ...]
    values: tuple[ChartValue, ...]
    statements: tuple[Statement, ...]
    references: Mapping[str, frozenset[str]]


def read_html(text: str) -> Document:
    """Read HTML; what a browser does not show as text is left out."""
    builder = Builder()
    if text.strip():
        root = _parsed(text)
        _Walker(builder, root).block(root, group=0)
    return Document(tuple(builder.blocks), tuple(text.split("\n")))


_ADDRESSED = ".//*[@data-cell]"
"""Cells that bear the address of the figure that they print."""
_SAYING = ".//*[@data-says]"
"""Words about figures whose addresses they bear, with a bar between these."""
_ESTIMATES = ".//*[@data-estimates]"
"""Stands on the pages of estimates, whose tables print no figure of a series."""
_EARLIER = ".//*[@data-earlier]"
"""Elements that print values of an earlier release: no figure of today can hold them."""


def read_built_page(text: str, *, takes_tables_apart: bool) -> BuiltPage:
    """Read a page of Zicht: menus and footers are the same on every page and are left out.

    Parameters
    ----------
    text : HTML
    takes_tables_apart : whether tables of figures are returned as cells, and not as part of the text
    """
    root = _parsed(text)
    found = root.find(".//main")
    main = root if found is None else found
    for element in main.xpath(_EARLIER):
        element.drop_tree()
    references = _references(main)
    cells: list[Cell] = []
    values: list[ChartValue] = []
    takes_all_apart = takes_tables_apart or main.find(_ESTIMATES) is not None
    for table in list(main.iter("table")):
        is_of_figures = _FIGURES in table.get("class", "").split()
        if is_of_figures and (takes_all_apart or table.find(_ADDRESSED) is not None):
            cells += _cells(table)
            table.drop_tree()
    builder = Builder()
    statements = _statements(main)
    for chart in main.xpath(_CHARTS):
        if chart.find(_ADDRESSED) is not None:
            cells += _marks(chart)
            title = Statement(
                _line(chart), str(chart.get("aria-label")), _titles_of(chart)
            )
            statements += [title] if title.figures else []
        elif takes_all_apart:
            values += _values_of(chart)
            chart.drop_tree()
    cells += _answers(main)
    _Walker(builder, main).block(main, group=0)
    for picture in main.iter():
        words = _stands_for_a_picture(picture)
        if words:
            builder.paragraph(words, line=_line(picture))
    document = Document(tuple(builder.blocks), tuple(text.split("\n")))
    return BuiltPage(
        document, tuple(cells), tuple(values), tuple(statements), references
    )


def _answers(main: etree._Element) -> list[Cell]:
    """Take out the numbers outside tables that bear the address of their figure, with the words beside them."""
    answers: list[Cell] = []
    for element in main.xpath(_ADDRESSED):
        words = _running_words(element)
        header = _running_words(element.getparent()).removeprefix(words).strip()
        figure, form = str(element.get("data-cell")), str(element.get("data-form", ""))
        answers.append(Cell(_line(element), words, "", header, figure, form))
        element.drop_tree()
    return answers


def _references(main: etree._Element) -> dict[str, frozenset[str]]:
    """Return the figures that the numbers of a report were printed from."""
    references: dict[str, set[str]] = defaultdict(set)
    for element in main.xpath(".//*[@data-figure]"):
        number = _running_words(element)
        references[number].add(str(element.get("data-figure")))
    return {number: frozenset(keys) for number, keys in references.items()}


def _parsed(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    return html.document_fromstring(text.encode(), parser=parser)


def _statements(main: etree._Element) -> list[Statement]:
    """Return the words that declare the figures whose numbers they give."""
    return [
        Statement(_line(element), _running_words(element), _says(element))
        for element in main.xpath(_SAYING)
    ]


def _says(element: etree._Element) -> tuple[str, ...]:
    """Return the addresses of the figures whose numbers some words give."""
    return tuple(filter(None, str(element.get("data-says")).split("|")))


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 1)


def _running_words(element: etree._Element) -> str:
    """Return the words within an element, with plain spaces."""
    return " ".join(_words(element).split())


def _stands_for_a_picture(element: etree._Element) -> str:
    """Return the words that a reader hears in place of a picture or chart."""
    if element.get("role") == "img":
        return str(element.get("aria-label") or "")
    return str(element.get("alt") or "")


def _values_of(chart: etree._Element) -> Iterator[ChartValue]:
    """Yield the values that the words for a chart name."""
    for match in _VALUE.finditer(str(chart.get("aria-label"))):
        name = match["name"].rpartition(". ")[2].strip()
        yield ChartValue(_line(chart), name, match["words"])


def _marks(chart: etree._Element) -> list[Cell]:
    """Return what the bars or marks of a chart show, and what the words for the chart say of each.

    The words that are left of the alternative stand in its place.
    """
    alternative = " ".join(str(chart.get("aria-label")).split())
    marks = [_mark(element) for element in chart.xpath(_ADDRESSED)]
    named = [mark for mark in marks if mark.row_header]
    # The longest name comes first, since it may end in the name of another mark.
    for mark in sorted(named, key=lambda mark: len(mark.row_header), reverse=True):
        said = _said_of(mark, alternative)
        if said is None:
            marks.append(replace(mark, words=""))
            continue
        marks.append(replace(mark, words=said["words"]))
        alternative = alternative[: said.start()] + alternative[said.end() :]
    chart.set("aria-label", _LEFT_OVER.sub("", alternative))
    for child in list(chart):
        chart.remove(child)
    return marks


def _mark(element: etree._Element) -> Cell:
    """Read a mark of a line, or the value beside a bar; a value that is written at a mark has no name of its own."""
    bar = element.xpath("ancestor::*[@data-name][1]")
    name = bar[0].get("data-name") if bar else element.get("data-period")
    words = element.get("data-words") or _running_words(element)
    return Cell(
        _line(element),
        " ".join(str(words).split()),
        row_header=" ".join(str(name or "").split()),
        column_header="",
        figure=str(element.get("data-cell")),
        form=str(element.get("data-form") or ""),
    )


def _said_of(mark: Cell, alternative: str) -> re.Match[str] | None:
    """Find what the words for a chart say of a mark: its own words if they stand there, else what does."""
    name = rf"(?<!\w){re.escape(mark.row_header)}\s?:\s"
    own = rf"{name}(?P<words>{re.escape(mark.words)})(?![\w%]|[.,]\d)"
    return re.search(own, alternative) or re.search(
        rf"{name}(?P<words>[^;]*[^;.])", alternative
    )


def _titles_of(chart: etree._Element) -> tuple[str, ...]:
    """Return the addresses that the title of a chart declares: the words for the chart repeat it."""
    titles = chart.xpath("ancestor::figure[1]//*[@data-says]")
    return tuple(address for title in titles for address in _says(title))


def _cells(table: etree._Element) -> Iterator[Cell]:
    """Yield the cells of a table with their headers; a header may stand before several rows or columns."""
    headers: list[str] = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if _name(cell) in {"td", "th"}]
        texts = [_running_words(cell) for cell in cells]
        if not headers:
            headers = texts
            continue
        for position, cell in enumerate(cells):
            is_under_a_header = position < len(headers) and len(cells) == len(headers)
            if _name(cell) == "td" and is_under_a_header:
                yield Cell(
                    _line(cell),
                    texts[position],
                    texts[0],
                    headers[position],
                    str(cell.get("data-cell") or ""),
                    str(cell.get("data-form") or ""),
                )


class _Walker:
    """Goes through elements and hands their words to a builder, block by block."""

    def __init__(self, builder: Builder, root: etree._Element) -> None:
        self.builder = builder
        self._holders = _holders_of_blocks(root)

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
            if child in self._holders:
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
        line = _line(element)
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
            rows.append([_running_words(cell) for cell in cells])
            lines.append(_line(row))
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


def _holders_of_blocks(root: etree._Element) -> frozenset[etree._Element]:
    """Return every block, every statement, and every inline element that holds one."""
    holders: set[etree._Element] = set()
    for block in [*root.iter(*_BLOCKS, *_HEADINGS), *root.iterfind(_SAYING)]:
        element: etree._Element | None = block
        while element is not None and element not in holders:
            holders.add(element)
            element = element.getparent()
    return frozenset(holders)


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
