"""Looks into a PDF for what readers with a screen reader need. Each finding is a sentence; none means it passes."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

_CELLS = ("TH", "TD")


def text_of_pages(content: bytes) -> list[str]:
    """Text of each page in reading order, lines as they are printed."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [text.replace("\r\n", "\n").replace("\u00a0", " ") for text in texts]


@dataclass
class Tags:
    """What the structure tree of a PDF holds, in reading order."""

    headings: list[int] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    """Per table, per row, the kinds of its cells."""
    scopes: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def read_tags(pdf: pikepdf.Pdf) -> Tags:
    """Walk the structure tree."""
    tags = Tags()
    root = pdf.Root.get("/StructTreeRoot")
    roles = (
        {str(k): str(v) for k, v in root.get("/RoleMap", {}).items()}
        if root is not None
        else {}
    )
    for kind, node in _walk(root, roles) if root is not None else ():
        tags.kinds.add(kind)
        if kind in ("H1", "H2", "H3", "H4", "H5", "H6"):
            tags.headings.append(int(kind[1]))
        elif kind == "Figure":
            tags.figures.append(str(node.get("/Alt", "")))
        elif kind == "Table":
            rows = [list(row) for row in _rows(node, roles)]
            tags.tables.append(rows)
        elif kind == "TH":
            tags.scopes.append(_scope(node))
    return tags


def _walk(
    node: pikepdf.Object, roles: dict[str, str]
) -> Iterator[tuple[str, pikepdf.Object]]:
    for child in _children(node):
        kind = str(child.get("/S", "")).lstrip("/")
        yield roles.get(f"/{kind}", kind).lstrip("/"), child
        yield from _walk(child, roles)


def _children(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    inside = node.get("/K")
    many = inside if isinstance(inside, pikepdf.Array) else [inside]
    for child in many:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child


def _rows(table: pikepdf.Object, roles: dict[str, str]) -> Iterator[list[str]]:
    for kind, node in _walk(table, roles):
        if kind == "TR":
            yield [cell for cell, _ in _walk(node, roles) if cell in _CELLS]


def _scope(node: pikepdf.Object) -> str:
    attributes = node.get("/A", [])
    many = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next(
        (
            str(one["/Scope"])
            for one in many
            if isinstance(one, pikepdf.Dictionary) and "/Scope" in one
        ),
        "",
    )


def problems(content: bytes, *, language: str, title: str) -> list[str]:
    """Give everything that is wrong with a PDF; an empty list means that it passes."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tags = read_tags(pdf)
        found = [
            *_of_document(pdf, language, title),
            *_of_tags(tags),
            *_of_marks(pdf, tags),
        ]
        return [*found, *_of_pages(pdf), *_of_content(pdf), *_of_links(pdf)]


def _of_document(pdf: pikepdf.Pdf, language: str, title: str) -> Iterator[str]:
    if not bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "It is not tagged."
    if not str(pdf.Root.get("/Lang", "")).startswith(language):
        yield f"Its language is {pdf.Root.get('/Lang')!s} instead of {language}."
    if str(pdf.docinfo.get("/Title", "")) != title:
        yield f"Its title is {pdf.docinfo.get('/Title')!s} instead of {title}."
    if not bool(pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "A reader shows its file name instead of its title."
    with pdf.open_metadata() as metadata:
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield "It does not say that it follows PDF/UA-1."


def _of_tags(tags: Tags) -> Iterator[str]:
    if not tags.headings:
        yield "It has no headings."
    elif tags.headings[0] != 1:
        yield f"Its first heading is of level {tags.headings[0]}."
    for before, after in zip(tags.headings, tags.headings[1:], strict=False):
        if after > before + 1:
            yield f"A heading of level {after} follows one of level {before}."
    if any(not alt.strip() for alt in tags.figures):
        yield f"{sum(not alt.strip() for alt in tags.figures)} figures have no alternative text."
    for at, rows in enumerate(tags.tables, start=1):
        if not rows or set(rows[0]) != {"TH"}:
            yield f"Table {at} has no row of headers."
        if len({len(row) for row in rows}) > 1:
            yield f"Table {at} has rows of different length."
        if any(row[:1] != ["TH"] or "TH" in row[1:] for row in rows[1:]):
            yield f"Table {at} has a row without a header of its own."
    if any(scope not in ("/Column", "/Row", "/Both") for scope in tags.scopes):
        yield "A header cell has no scope."
    if tags.tables and not {"/Column", "/Row"} <= set(tags.scopes):
        yield "Tables have headers of one direction only."


def _of_marks(pdf: pikepdf.Pdf, tags: Tags) -> Iterator[str]:
    with pdf.open_outline() as outline:
        if len(pdf.pages) > 1 and not outline.root:
            yield "It has no bookmarks."
        if outline.root and len(outline.root) > tags.headings.count(1):
            yield "It has bookmarks that are no heading."


PAINTS = {
    "Tj",
    "TJ",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "S",
    "s",
    "B",
    "B*",
    "b",
    "b*",
    "sh",
    "Do",
    "BI",
}
SHOWS = {"Tj", "TJ", "'", '"'}
PAPER = (0xF3 / 255, 0xF6 / 255, 0xF6 / 255)
"""The darkest ground that text stands on."""
Colour = tuple[float, ...]


def luminance(colour: Colour) -> float:
    """Relative luminance of a colour of three numbers, or of one grey (WCAG 2)."""
    parts = colour if len(colour) == 3 else colour[:1] * 3
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: Colour, ground: Colour) -> float:
    """Contrast of two colours, from 1 to 21."""
    high, low = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _of_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Everything painted is tagged or an artifact, and every letter stands out from its ground."""
    for number, page in enumerate(pdf.pages, start=1):
        depth, fill, kept, loose = 0, (0.0,), [], 0
        colours: set[Colour] = set()
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                depth += 1
            elif name == "EMC":
                depth -= 1
            elif name == "q":
                kept.append(fill)
            elif name == "Q":
                fill = kept.pop()
            elif name in ("g", "rg", "sc", "scn"):
                fill = tuple(float(part) for part in operands)
            loose += name in PAINTS and depth == 0
            if name in SHOWS:
                colours.add(fill)
        if loose:
            yield f"Page {number} has {loose} marks that are neither tagged nor an artifact."
        for colour in sorted(colours):
            if contrast(colour, PAPER) < 4.5:
                yield f"Page {number} has text of contrast {contrast(colour, PAPER):.1f}."


def _of_links(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.obj.get("/Annots", []):
            if "/StructParent" not in note:
                yield f"Page {number} has a link that is not tagged."
            if not str(note.get("/Contents", "")).strip():
                yield f"Page {number} has a link without words of its own."


def _of_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        if str(page.obj.get("/Tabs", "")) not in ("/S", ""):
            yield f"Page {number} is walked through in another order than that of its structure."
        for font in (page.obj.get("/Resources", {}).get("/Font") or {}).values():
            for inner in font.get("/DescendantFonts", [font]):
                descriptor = inner.get("/FontDescriptor", {})
                if not any(
                    key in descriptor
                    for key in ("/FontFile", "/FontFile2", "/FontFile3")
                ):
                    yield f"A font of page {number} is not embedded."


def pages(content: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
