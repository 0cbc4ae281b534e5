"""The one strict reader: header and rows of a file of any format, as text, a bounded number at a time."""

import csv
import datetime
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

import python_calamine

from zicht.sources import reasons
from zicht.sources.formats import (
    LARGEST_WORKBOOK,
    Format,
    archive,
    format_of,
    text_lines,
)
from zicht.sources.opening import Hashed
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError

DELIMITERS = ",;\t|"
LONGEST_LINE = 1_000_000
"""Characters of a line; a longer one is not of a table."""
MOST_COLUMNS = 2_000
LARGEST_PACKED = 500_000_000
"""Bytes of an archive or workbook, which is held in memory."""
_MOST_LINES_OF_A_ROW = 1_000
"""Lines that a row with line ends within its quotes may take."""
_KEPT_OF_A_BROKEN_LINE = 10_000
"""Characters of a broken line that are kept."""
_NAMES_OF_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

Cell = (
    str
    | int
    | float
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
    | None
)


@dataclass(frozen=True)
class FileRow:
    """One row below the header.

    Parameters
    ----------
    number : among the rows that are not empty, from 1
    line : of the file on which it starts
    fields : one text per column; empty when the row is broken
    fault : why it is broken; empty when it is not
    text : of a broken row, as it came
    spans : number of lines that it takes
    """

    number: int
    line: int
    fields: Sequence[str]
    fault: str = ""
    text: str = ""
    spans: int = 1


@dataclass
class Rows:
    """A file that is being read.

    Parameters
    ----------
    header : names of columns
    rows : to be taken once, one after the other
    found : what was found out about the file, in words
    digest : to be called when all rows were taken: SHA-256 of the bytes that were read
    unreadable : number of lines so far with bytes that are no text
    ends : False when the last line had no end; known when all rows were taken
    """

    header: tuple[str, ...]
    rows: Iterator[FileRow]
    found: tuple[str, ...]
    digest: Callable[[], bytes]
    unreadable: int = 0
    ends: bool = True


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
    kind = format_of(file, name)
    if kind is Format.PARQUET:
        raise DeliveryError("Parquet files are not read", now="Hand over CSV or XLSX.")
    if kind in (Format.WORKBOOK, Format.OPEN_DOCUMENT):
        yield _workbook_rows(_whole(file), kind, layout)
        return
    # An archive is read here and there, so it is held whole; other files are read once, from start to end.
    whole = _whole(file) if kind is Format.ZIP else None
    stream = whole or Hashed(file)
    with text_lines(
        cast("BinaryIO", stream), kind, encoding=layout.encoding, longest=LONGEST_LINE
    ) as (
        lines,
        encoding,
    ):
        source = _Lines(lines)
        for _ in range(layout.header_row - 1):
            next(source, "")
        first = next(source, "")
        delimiter = layout.delimiter or _delimiter_of(first, expected)
        header = _cells_of(first, delimiter)
        _refuse_wide(len(header))
        words = f"delimiter {_NAMES_OF_DELIMITERS.get(delimiter, delimiter)}"
        table = Rows(header, iter(()), (str(kind), encoding, words), stream.digest)
        table.rows = _split(source, delimiter, len(header), table)
        yield table


class _Whole(io.BytesIO):
    """A file held in memory."""

    def digest(self) -> bytes:
        """SHA-256 of all its bytes."""
        return hashlib.sha256(self.getbuffer()).digest()


def _whole(file: BinaryIO) -> _Whole:
    """Read a packed file into memory."""
    content = file.read(LARGEST_PACKED + 1)
    if len(content) > LARGEST_PACKED:
        raise DeliveryError(
            f"the packed file has more than {LARGEST_PACKED:,} bytes",
            now="Send it as CSV, packed with gzip if need be.",
        )
    return _Whole(content)


class _Lines(Iterator[str]):
    """Lines of text, while they are counted; those of the row that is being read are remembered."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self.last = "\n"
        self.unreadable = 0
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.last = line
        if (not line.isascii() and not _is_text(line)) or "\0" in line:
            self.unreadable += 1
            line = line.encode("utf-8", "replace").decode().replace("\0", "?")
        self.taken.append(line)
        if len(self.taken) > _MOST_LINES_OF_A_ROW:
            raise DeliveryError(
                f"line {self.number - len(self.taken) + 1}: a quote is opened there and not closed",
                now="Ask for a file with its quotes in pairs.",
            )
        return line


def _is_text(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _split(
    source: _Lines, delimiter: str, width: int, table: Rows
) -> Iterator[FileRow]:
    """Split lines into fields; a row that has not one field for each column, or wrong quotes, is broken."""
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    number = 0
    while True:
        source.taken.clear()
        fault = ""
        fields: list[str] = []
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error:
            fault = reasons.QUOTES
        spans = len(source.taken)
        if not fault and not fields:
            continue
        number += 1
        if not fault and len(fields) != width:
            fault = reasons.FIELD_COUNT
        line = source.number - spans + 1
        if fault:
            text = "".join(source.taken).rstrip("\n")[:_KEPT_OF_A_BROKEN_LINE]
            yield FileRow(number, line, (), fault, text, spans)
        else:
            yield FileRow(number, line, fields, spans=spans)
    table.ends = source.last.endswith("\n")
    table.unreadable = source.unreadable


def _delimiter_of(line: str, expected: Sequence[str]) -> str:
    """Choose the delimiter by which most of the expected names stand in the header."""
    names = set(expected)
    return max(
        DELIMITERS,
        key=lambda mark: (
            len(names & set(_cells_of(line, mark))),
            line.count(mark),
        ),
    )


def _cells_of(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.rstrip("\n")], delimiter=delimiter), [])
    except csv.Error:
        return (line,)
    return tuple(cell.strip() for cell in cells)


def _refuse_wide(width: int) -> None:
    if width > MOST_COLUMNS:
        raise DeliveryError(
            f"the header has {width:,} columns; at most {MOST_COLUMNS:,} are read",
            now="Check the delimiter, and whether the file is a table.",
        )


def _workbook_rows(file: _Whole, kind: Format, layout: Layout) -> Rows:
    """Read a sheet of a workbook, its cells as text."""
    with archive(file) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST_WORKBOOK:
            raise DeliveryError(
                f"the workbook unpacks to {size:,} bytes; at most {LARGEST_WORKBOOK:,} are read",
                now="Ask for CSV.",
            )
        remarks = _remarks_on(packed) if kind is Format.WORKBOOK else ()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        name = _sheet_of(book, layout.sheet)
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise DeliveryError(
            "the workbook is damaged or has a password", now="Ask for it again."
        ) from None
    rows = iter(sheet.to_python(skip_empty_area=False))
    for _ in range(layout.header_row - 1):
        next(rows, [])
    header = [_as_text(cell).strip() for cell in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    _refuse_wide(len(header))
    return Rows(
        tuple(header),
        _sheet_rows(rows, len(header), layout.header_row),
        (
            str(kind),
            "the declared sheet" if layout.sheet else "its only sheet",
            *remarks,
        ),
        file.digest,
    )


def _sheet_of(book: python_calamine.CalamineWorkbook, declared: str) -> str:
    """Give the name of the sheet to read: the declared one, or the only one with rows."""
    if declared:
        if declared not in book.sheet_names:
            raise DeliveryError(
                "the workbook does not have the declared sheet",
                now="Correct the name of the sheet in the letter or form.",
            )
        return declared
    filled = [
        name
        for name in book.sheet_names
        if book.get_sheet_by_name(name).total_height > 1
    ]
    if len(filled) != 1:
        raise DeliveryError(
            f"the workbook has {len(filled)} sheets with rows",
            now="Name one in the letter: sheet = '...'.",
        )
    return filled[0]


def _sheet_rows(
    rows: Iterator[Sequence[Cell]], width: int, header_row: int
) -> Iterator[FileRow]:
    number = 0
    for line, cells in enumerate(rows, start=header_row + 1):
        texts = [_as_text(cell) for cell in cells]
        if not any(texts):
            continue
        number += 1
        if any(texts[width:]):
            text = " ".join(texts)[:_KEPT_OF_A_BROKEN_LINE]
            yield FileRow(number, line, (), reasons.FIELD_COUNT, text)
        else:
            fields = texts[:width] + [""] * (width - len(texts))
            yield FileRow(number, line, fields)


def _as_text(cell: Cell) -> str:
    """Write a cell of a workbook as a CSV file would hold it: whole numbers without a point, dates as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _remarks_on(packed: zipfile.ZipFile) -> tuple[str, ...]:
    """Say which sheets of an XLSX workbook have formulas or hidden rows: their values may not be what is seen."""
    formulas = hidden = 0
    for entry in packed.infolist():
        if entry.filename.startswith("xl/worksheets/") and not entry.is_dir():
            content = packed.read(entry)
            formulas += content.count(b"<f>") + content.count(b"<f ")
            hidden += sum(
                b'hidden="1"' in row.partition(b">")[0]
                for row in content.split(b"<row ")[1:]
            )
    remarks = []
    if formulas:
        remarks.append(f"{formulas} cells are formulas; their last value was read")
    if hidden:
        remarks.append(f"{hidden} rows are hidden; they were read too")
    return tuple(remarks)
