"""A text as blocks: headings, paragraphs, list items and cells, each of which knows where it stands."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

MASK = "\ufffc"
"""Stands for what is not read as words: a reference to a figure, code."""


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True)
class Block:
    """One stretch of words.

    Parameters
    ----------
    kind : what it is
    text : its words, without markup; hard line breaks are kept
    line : where it begins in the source, from 1; in a document without lines, its number among the blocks
    headings : texts of the headings above it, the highest first
    intro : the paragraph before the list it is an item of
    group : number of the list or table it belongs to; 0 for none
    row, column : place in a table, from 0; -1 elsewhere
    row_header, column_header : texts of the headers of a cell
    page : page of a PDF; 0 elsewhere
    breaks : places in `text` at which a new line of the source begins
    """

    kind: Kind
    text: str
    line: int
    headings: tuple[str, ...] = ()
    intro: str = ""
    group: int = 0
    row: int = -1
    column: int = -1
    row_header: str = ""
    column_header: str = ""
    page: int = 0
    breaks: tuple[int, ...] = ()

    def line_at(self, position: int) -> int:
        """Line of the source on which a place of the text stands."""
        return self.line + bisect_right(self.breaks, position)


@dataclass(frozen=True)
class Document:
    """A text that was read.

    Parameters
    ----------
    blocks : in the order of the text
    lines : lines of the source; empty for formats that have none
    """

    blocks: tuple[Block, ...]
    lines: tuple[str, ...] = ()

    @property
    def has_lines(self) -> bool:
        """Whether places are lines of the source."""
        return bool(self.lines)

    def column(self, line: int, words: str) -> int:
        """Column, from 1, at which words stand in a line; 1 where they were broken over lines."""
        if not 0 < line <= len(self.lines):
            return 1
        return max(0, self.lines[line - 1].find(words)) + 1


@dataclass
class Builder:
    """Collects blocks, and remembers headings and the paragraph before a list."""

    blocks: list[Block] = field(default_factory=list)
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _last_paragraph: str = ""
    _n_groups: int = 0

    def new_group(self) -> int:
        """Return a number for a list or table."""
        self._n_groups += 1
        return self._n_groups

    def heading(self, text: str, *, level: int, line: int, page: int = 0) -> None:
        """Add a heading; those of the same and lower levels no longer hold."""
        text, breaks = joined(text)
        if not text:
            return
        self._headings = [
            (above, words) for above, words in self._headings if above < level
        ]
        self._append(Block(Kind.HEADING, text, line, page=page, breaks=breaks))
        self._headings.append((level, text))

    def paragraph(self, text: str, *, line: int, page: int = 0) -> None:
        """Add a paragraph."""
        text, breaks = joined(text)
        if text:
            self._append(Block(Kind.PARAGRAPH, text, line, page=page, breaks=breaks))
            self._last_paragraph = text

    def item(self, text: str, *, group: int, line: int, page: int = 0) -> None:
        """Add an item of a list."""
        text, breaks = joined(text)
        if text:
            intro = self._last_paragraph
            self._append(
                Block(
                    Kind.ITEM,
                    text,
                    line,
                    intro=intro,
                    group=group,
                    page=page,
                    breaks=breaks,
                )
            )

    def table(
        self, rows: Sequence[Sequence[str]], lines: Sequence[int], *, has_header: bool
    ) -> None:
        """Add the cells of a table; the first column heads its row, the first row its columns."""
        group = self.new_group()
        header = rows[0] if has_header and rows else ()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                is_header = has_header and number == 0
                words, breaks = joined(text)
                if not words:
                    continue
                column_header = header[column] if column < len(header) else ""
                self._append(
                    Block(
                        Kind.CELL,
                        words,
                        lines[number],
                        intro=self._last_paragraph,
                        group=group,
                        row=number,
                        column=column,
                        row_header="" if column == 0 or is_header else row[0].strip(),
                        column_header="" if is_header else column_header.strip(),
                        breaks=breaks,
                    )
                )

    def _append(self, block: Block) -> None:
        headings = tuple(words for _, words in self._headings)
        self.blocks.append(replace(block, headings=headings))


def joined(text: str) -> tuple[str, tuple[int, ...]]:
    r"""Join hard-wrapped lines to running text, and words that were hyphenated at the end of a line.

    Returns
    -------
    the text, and the places in it at which a new line of the source began

    Examples
    --------
    >>> joined("slachtoffers van mensen-\nhandel, arbeids-\nen criminele uitbuiting")
    ('slachtoffers van mensenhandel, arbeids- en criminele uitbuiting', (23, 39))
    """
    words = ""
    breaks: list[int] = []
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if number == 0:
            words = stripped
            continue
        if words.endswith("-") and _continues_a_word(words, stripped):
            words = words[:-1]
        elif words and stripped:
            words += " "
        breaks.append(len(words))
        words += stripped
    return words, tuple(breaks)


def _continues_a_word(before: str, after: str) -> bool:
    """Whether a hyphen at the end of a line only breaks a word: no conjunction follows it."""
    first, _, _ = after.partition(" ")
    is_letter_before = len(before) > 1 and before[-2].isalpha()
    is_conjunction = first in {"en", "of", "and", "or", "tot", "to"}
    return is_letter_before and first[:1].islower() and not is_conjunction
