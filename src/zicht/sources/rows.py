"""The one strict reader: header and rows of a file of any format, as text, a bounded number at a time."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple, cast

from zicht.sources import reasons
from zicht.sources.cells import Cells, open_cells
from zicht.sources.formats import Format, format_of, open_texts
from zicht.sources.lines import LONGEST_LINE, Lines
from zicht.sources.opening import Hashed, Whole
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError

DELIMITERS = ",;\t|"
MOST_COLUMNS = 2_000
MOST_EMPTY_LINES = 1_000_000
_KEPT_OF_A_BROKEN_LINE = 10_000
"""Characters of a broken line that are kept."""
_NAMES_OF_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_AROUND_NAMES = " \t\r\n\u00a0\ufeff"
"""What may surround the name of a column: spaces, and a mark left by joining files."""
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
_MOST_LINES_OF_A_HEADER = 100
"""Lines over which the names of columns may go on; a workbook wraps long ones within their cells."""
_STATED_DELIMITER = re.compile(r'"?sep=([^"])"?\s*', re.IGNORECASE)
"""First line by which a spreadsheet program is told the delimiter."""

# A field may be as long as a line; the usual limit of the library calls a longer one a wrong quote.
csv.field_size_limit(LONGEST_LINE)


class FileRow(NamedTuple):
    """One row below the header.

    Parameters
    ----------
    number : among the rows that are not empty, from 1
    line : of the file on which it starts
    fields : one text per column; empty when the row is broken
    fault : why it is broken; empty when it is not
    text : of a broken row, as it came
    spans : number of lines that it takes
    size : number of characters, roughly
    """

    number: int
    line: int
    fields: Sequence[str]
    fault: str = ""
    text: str = ""
    spans: int = 1
    size: int = 0


class Block(NamedTuple):
    """Rows of one line each, which can be split at their delimiters.

    Parameters
    ----------
    number : of the first row, among the rows that are not empty
    line : of the file on which it stands
    lines : one for each row, without its end
    delimiter : between fields; each line holds one field for each column
    """

    number: int
    line: int
    lines: Sequence[str]
    delimiter: str

    def rows(self) -> Iterator[FileRow]:
        """Split the rows one by one."""
        for nth, text in enumerate(self.lines):
            fields = text.split(self.delimiter)
            yield FileRow(
                self.number + nth, self.line + nth, fields, size=len(text) + 1
            )


@dataclass
class Rows:
    """A file that is being read.

    Parameters
    ----------
    header : names of columns
    parts : rows and blocks of rows, to be taken once, one after the other
    found : what was found out about the file, in words
    digest : to be called when all rows were taken: SHA-256 of the bytes that were read
    unreadable : number of lines so far with bytes that are no text
    ends : False when the last line had no end; known when all rows were taken
    breaks : what makes the whole file unfit; known when all rows were taken
    numbers : column to the number of its cells that a workbook holds as numbers; known when all rows were taken
    delimiter : between the fields of a text; empty for a workbook or Parquet file
    """

    header: tuple[str, ...]
    parts: Iterator[FileRow | Block]
    found: tuple[str, ...]
    digest: Callable[[], bytes]
    unreadable: int = 0
    ends: bool = True
    breaks: list[str] = field(default_factory=list)
    numbers: Mapping[str, int] = field(default_factory=dict)
    delimiter: str = ""

    @property
    def rows(self) -> Iterator[FileRow]:
        """The rows one by one, to be taken once."""
        for part in self.parts:
            if isinstance(part, Block):
                yield from part.rows()
            else:
                yield part


@contextmanager
def open_rows(
    file: BinaryIO, name: str, *, layout: Layout, expected: Sequence[str]
) -> Iterator[Rows]:
    """Read a file as a table.

    Parameters
    ----------
    file : opened at its start
    name : of the file
    layout : as declared
    expected : names of columns; they tell the delimiter where it is not declared

    Raises
    ------
    DeliveryError : the file as a whole cannot be read as a table; what stands in it is not repeated
    """
    _refuse_layout(layout)
    kind = format_of(file, name)
    _refuse_layout_of_another_kind(kind, layout)
    if kind in (Format.WORKBOOK, Format.OPEN_DOCUMENT, Format.PARQUET):
        whole = Whole.of(file)
        with open_cells(whole, kind, layout.sheet) as cells:
            yield _rows_of_cells(cells, whole, kind, layout)
        return
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    # An archive is read here and there, so it is held whole; other files are read once, from start to end.
    stream = Whole.of(file) if kind is Format.ZIP else Hashed(file)
    with open_texts(
        cast("BinaryIO", stream),
        kind,
        size=size,
        encoding=layout.encoding,
        longest=LONGEST_LINE,
    ) as (texts, encoding):
        source = Lines(texts, encoding)
        yield _rows_of_text(source, kind, layout, expected, stream.digest)


def _refuse_layout(layout: Layout) -> None:
    """Refuse a layout that no file has; a letter is checked when it is read, a command line is not.

    Raises
    ------
    DeliveryError : the delimiter is not one that is read, or there is no such row
    """
    if layout.delimiter and layout.delimiter not in tuple(DELIMITERS):
        raise DeliveryError(
            "the delimiter is not one of , ; tab |",
            now="State one of them, or leave it out.",
        )
    if layout.header_row < 1:
        raise DeliveryError(
            f"{layout.header_row} is not a valid row of the header",
            now="Rows are counted from 1.",
        )


def _refuse_layout_of_another_kind(kind: Format, layout: Layout) -> None:
    """Refuse a letter that states a sheet of a text, or the encoding or delimiter of a workbook.

    Raises
    ------
    DeliveryError : the letter is about another file
    """
    is_workbook = kind in (Format.WORKBOOK, Format.OPEN_DOCUMENT)
    is_text = kind in (Format.TEXT, Format.GZIP, Format.ZIP)
    wrong = "a sheet" if layout.sheet and not is_workbook else ""
    if (layout.encoding or layout.delimiter) and not is_text:
        wrong = "an encoding or delimiter"
    if wrong:
        raise DeliveryError(
            f"the letter states {wrong}, and the file is {kind}",
            now="Correct the letter, or ask which file was meant.",
        )


def _rows_of_text(
    source: Lines,
    kind: Format,
    layout: Layout,
    expected: Sequence[str],
    digest: Callable[[], bytes],
) -> Rows:
    for _ in range(layout.header_row - 1):
        next(source, "")
    first = next(source, "")
    stated = _STATED_DELIMITER.fullmatch(first)
    if stated:
        first = next(source, "")
    delimiter = layout.delimiter or (stated[1] if stated else "")
    if stated and stated[1] != delimiter:
        raise DeliveryError(
            "the first line of the file states another delimiter than the letter",
            now="Correct the delimiter in the letter.",
        )
    delimiter = delimiter or _delimiter_of(first, expected)
    cells = _cells_of(_whole_header(first, source, delimiter), delimiter)
    _refuse_wide(len(cells))
    header = _without_empty_ends(cells)
    words = f"delimiter {_NAMES_OF_DELIMITERS.get(delimiter, delimiter)}"
    found = (str(kind), source.encoding, words)
    table = Rows(header, iter(()), found, digest, delimiter=delimiter)
    table.parts = _split(source, delimiter, len(cells), table)
    return table


def _rows_of_cells(sheet: Cells, file: Whole, kind: Format, layout: Layout) -> Rows:
    for _ in range(layout.header_row - 1):
        next(sheet.rows, ())
    header = _without_empty_ends(tuple(map(plain_name, next(sheet.rows, ()))))
    _refuse_wide(len(header))
    found = [str(kind)]
    if kind is not Format.PARQUET:
        found.append("the declared sheet" if layout.sheet else "its only sheet")
    table = Rows(header, iter(()), tuple(found), file.digest)
    rows = _lines_of_sheet(sheet, len(header), layout.header_row, table)
    names = _names_that_recur(header)
    table.parts = (_below(row, names) for row in rows)
    return table


def _without_empty_ends(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Drop columns without a name at the end: a delimiter too many on every line, or cells that only have a colour."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def _names_that_recur(header: Sequence[str]) -> set[str]:
    """Return the names of columns by which a second header is known; none where there is one column."""
    names = set(header)
    return names if len(names) > 1 else set()


def _below(row: FileRow, names: set[str]) -> FileRow:
    """Return a row below the header; where it is the header once more, two files were joined.

    Raises
    ------
    DeliveryError : the row holds the names of the columns, in the same order or in another
    """
    fields = row.fields
    if (
        fields
        and fields[0].strip(_AROUND_NAMES) in names
        and set(map(plain_name, fields)) == names
    ):
        raise DeliveryError(
            f"line {row.line} holds the names of the columns once more: two files were joined",
            now="Send each file by itself.",
        )
    return row


def _split(
    source: Lines, delimiter: str, width: int, table: Rows
) -> Iterator[FileRow | Block]:
    """Split lines into rows: many at once where they are plain, else one by one."""
    names = _names_that_recur(table.header)
    has_name_for_each = len(table.header) == width
    reader = _Reader(source, delimiter, width, len(table.header))
    while True:
        lines = source.take_plain(delimiter, width, names) if has_name_for_each else []
        if lines:
            first_line = source.number - len(lines) + 1
            yield Block(reader.number + 1, first_line, lines, delimiter)
            reader.number += len(lines)
            continue
        row = reader.next_row()
        if row is None:
            break
        yield _below(row, names)
        while not source.is_between_texts and (row := reader.next_row()) is not None:
            yield _below(row, names)
    table.ends = source.ends
    table.unreadable = source.unreadable
    if source.mistaken():
        table.breaks.append(
            f"the letter or form states {source.encoding}, and the file is written in utf-8"
        )


class _Reader:
    """Reads lines one by one; a row that has not one field for each column, or wrong quotes, is broken.

    Parameters
    ----------
    source : lines
    delimiter : between fields
    width : number of fields of a row
    n_named : number of them that have a name; what stands in the others must be empty
    """

    def __init__(self, source: Lines, delimiter: str, width: int, n_named: int) -> None:
        self.number = 0
        self._source = source
        self._records = csv.reader(source, delimiter=delimiter, strict=True)
        self._width, self._n_named = width, n_named
        self._n_empty = 0

    def next_row(self) -> FileRow | None:
        """Read the next row that is not empty; None where the file ends."""
        source = self._source
        while True:
            source.taken.clear()
            try:
                fields = next(self._records)
            except StopIteration:
                return None
            except csv.Error:
                self.number += 1
                return _broken_row(self.number, reasons.QUOTES, source)
            if any(fields):
                break
            self._n_empty += 1
            _refuse_empty_lines(self._n_empty)
        self.number += 1
        if len(fields) != self._width or any(fields[self._n_named :]):
            return _broken_row(self.number, reasons.FIELD_COUNT, source)
        return _whole_row(self.number, fields[: self._n_named], source)


def _refuse_empty_lines(n_empty: int) -> None:
    if n_empty > MOST_EMPTY_LINES:
        raise DeliveryError(
            f"the file has more than {MOST_EMPTY_LINES:,} empty lines",
            now="Ask for the table without them.",
        )


def _whole_row(number: int, fields: list[str], source: Lines) -> FileRow:
    lines = source.taken
    size = len(lines[0]) if len(lines) == 1 else sum(map(len, lines))
    first_line = source.number - len(lines) + 1
    return FileRow(number, first_line, fields, "", "", len(lines), size)


def _broken_row(number: int, fault: str, source: Lines) -> FileRow:
    lines = source.taken
    text = "".join(lines).rstrip("\n")[:_KEPT_OF_A_BROKEN_LINE]
    first_line = source.number - len(lines) + 1
    return FileRow(number, first_line, (), fault, text, len(lines), len(text))


def _delimiter_of(line: str, expected: Sequence[str]) -> str:
    """Choose the delimiter by which most of the expected names stand in the header; where none is, a tab before all."""
    names = set(expected)
    if not names and "\t" in line:
        return "\t"  # no name holds one, and many hold a comma
    return max(
        DELIMITERS,
        key=lambda mark: (
            len(names & set(_cells_of(line, mark))),
            line.count(mark),
        ),
    )


def _whole_header(first: str, source: Lines, delimiter: str) -> str:
    """Read on where the name of a column goes on over several lines, within its quotes.

    Raises
    ------
    DeliveryError : a quote is not closed, so that rows would be taken for a name
    """
    text = first
    for _ in range(_MOST_LINES_OF_A_HEADER):
        if not _ends_within_quotes(text, delimiter):
            return text
        text += next(source, "")
    raise DeliveryError(
        "a quote is opened among the names of columns and not closed",
        now="Ask for a file with its quotes in pairs.",
    )


def _ends_within_quotes(text: str, delimiter: str) -> bool:
    """Whether a quote that begins a field is still open at the end of a text."""
    try:
        next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _cells_of(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.rstrip("\n")], delimiter=delimiter), [])
    except csv.Error:
        return (line,)
    return tuple(map(plain_name, cells))


def plain_name(name: str) -> str:
    """Write the name of a column without what surrounds it, and on one line."""
    return _LINE_ENDS.sub(" ", name.strip(_AROUND_NAMES))


def _refuse_wide(width: int) -> None:
    if width > MOST_COLUMNS:
        raise DeliveryError(
            f"the header has {width:,} columns; at most {MOST_COLUMNS:,} are read",
            now="Check the delimiter, and whether the file is a table.",
        )


def _lines_of_sheet(
    sheet: Cells, width: int, header_row: int, table: Rows
) -> Iterator[FileRow]:
    number = 0
    for line, texts in enumerate(sheet.rows, start=header_row + 1):
        if not any(texts):
            continue
        number += 1
        size = sum(map(len, texts))
        if any(texts[width:]):
            text = "\t".join(texts)[:_KEPT_OF_A_BROKEN_LINE]
            yield FileRow(number, line, (), reasons.FIELD_COUNT, text, 1, len(text))
        else:
            fields = [*texts[:width], *[""] * (width - len(texts))]
            yield FileRow(number, line, fields, "", "", 1, size)
    table.found = (*table.found, *sheet.remarks)
    table.breaks += sheet.breaks
    table.numbers = {
        table.header[place]: n for place, n in sheet.numbers.items() if place < width
    }
