"""Reads plain text: paragraphs between empty lines, items behind bullets, headings by their shape."""

import re
from collections.abc import Sequence

from zicht.proof.blocks import Builder, Document

_BULLET = re.compile(r"^\s*(?:[•▪◦‣·*\u2022\uf0b7]|[-–—](?=\s)|\d{1,2}[.)](?=\s))\s*")
_LONGEST_HEADING = 80
_SHORT = 0.7
"""Share of the length of the next line below which a line may be a heading."""
_COLUMNS = re.compile(r"\t+|\s*\|\s*|\s{3,}")


def read_plain(text: str) -> Document:
    """Read plain text."""
    builder = Builder()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _read_lines(lines, builder, page=0)
    return Document(tuple(builder.blocks), tuple(lines))


def read_pages(pages: Sequence[str]) -> Document:
    """Read the text of pages, each of which begins at line 1."""
    builder = Builder()
    for number, text in enumerate(pages, start=1):
        _read_lines(text.split("\n"), builder, page=number)
    return Document(tuple(builder.blocks))


def _read_lines(lines: Sequence[str], builder: Builder, *, page: int) -> None:
    paragraph: list[str] = []
    first_line = 1
    list_number = 0
    is_item = False

    def flush() -> None:
        nonlocal list_number, first_line
        if not is_item and _has_heading_line(paragraph):
            title = paragraph.pop(0)
            builder.heading(title, level=1, line=first_line, page=page)
            first_line += 1
        text = "\n".join(paragraph)
        if not text.strip():
            return
        if is_item:
            list_number = list_number or builder.new_group()
            builder.item(text, group=list_number, line=first_line, page=page)
            return
        list_number = 0
        if _is_heading(paragraph):
            builder.heading(text, level=1, line=first_line, page=page)
        else:
            builder.paragraph(text, line=first_line, page=page)

    for number, line in enumerate(lines, start=1):
        bullet = _BULLET.match(line)
        starts_a_block = (
            not line.strip() or bullet is not None or _is_row(line, paragraph)
        )
        if starts_a_block:
            flush()
            paragraph = []
            first_line = number
            is_item = bullet is not None
        if not paragraph:
            first_line = number
        if line.strip():
            paragraph.append(line[bullet.end() :] if bullet else line)
    flush()


def _is_row(line: str, paragraph: Sequence[str]) -> bool:
    """Whether a line stands by itself, as the rows of a table that was set with spaces do."""
    has_columns = len(_COLUMNS.split(line.strip())) > 1
    previous_has_columns = bool(paragraph) and (
        len(_COLUMNS.split(paragraph[-1].strip())) > 1
    )
    return has_columns or previous_has_columns


def _has_heading_line(paragraph: Sequence[str]) -> bool:
    """Whether a paragraph begins with a heading that no empty line sets apart: a short line before a long sentence."""
    if len(paragraph) < 2:
        return False
    first, second = paragraph[0].strip(), paragraph[1].strip()
    begins_anew = second[:1].isupper() or second[:1] in "‘“€"
    is_short = len(first) < _SHORT * len(second)
    return is_short and begins_anew and _is_heading([first])


def _is_heading(paragraph: Sequence[str]) -> bool:
    """Whether a paragraph is one short line without an end mark and without a number."""
    if len(paragraph) != 1:
        return False
    text = paragraph[0].strip()
    ends_openly = text[-1].isalnum() or text[-1] in "?)"
    has_amount = re.search(r"\d(?!\d{3}\b)|%|€", re.sub(r"\b(?:19|20)\d\d\b", "", text))
    return len(text) <= _LONGEST_HEADING and ends_openly and not has_amount
