"""The cells of a table as words: from CSV, Excel, Parquet, standard input, a data frame."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zicht.estimation.reading.codings import whole_number
from zicht.vocabulary.errors import UsageError

STANDARD_INPUT = "-"
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1252")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Cells:
    """A table of words.

    Parameters
    ----------
    source : name of the file, or what it came from
    kind : how it was read, such as `CSV with ;`
    header : names of the columns
    rows : words of each row
    first_row : number of the first row in the file, as a reader would count it
    """

    source: str
    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 2

    def column(self, place: int) -> list[str]:
        """Return the words of a column."""
        return [row[place] for row in self.rows]


def read_cells(source: Any) -> Cells:
    """Read a table without saying what its columns mean.

    Parameters
    ----------
    source : path of a CSV, XLSX or Parquet file; `-` for CSV on standard input; or a
        data frame of pandas, polars, pyarrow and others that narwhals knows

    Raises
    ------
    UsageError : the file cannot be read, or is not a table
    """
    is_path = isinstance(source, str | Path)
    cells = _read_file(Path(source)) if is_path else _read_frame(source)
    _refuse_unusable(cells)
    return cells


def _read_file(path: Path) -> Cells:
    if str(path) == STANDARD_INPUT:
        return _parse_csv("standard input", _decoded("-", sys.stdin.buffer.read()))
    suffix = path.suffix.lower()
    try:
        if suffix in {".xlsx", ".xls", ".ods"}:
            return _read_spreadsheet(path)
        if suffix in {".parquet", ".pq"}:
            return _read_parquet(path)
        return _parse_csv(path.name, _decoded(path.name, path.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be read.", now="Check the name of the file."
        ) from error


def _decoded(name: str, raw: bytes) -> str:
    if raw.startswith(BYTE_ORDER_MARKS):
        return raw.decode("utf-16")
    if b"\0" in raw:
        raise UsageError(
            f"{name} is not a text file.",
            now="Save the table as CSV in UTF-8, as XLSX or as Parquet.",
        )
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _parse_csv(name: str, text: str) -> Cells:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return Cells(name, "CSV", (), ())
    delimiter = max(DELIMITERS, key=lines[0].count)
    skips_blanks = lines[0].count(delimiter) == 0 and " " in lines[0].strip()
    if skips_blanks:
        delimiter = " "
    try:
        records = [
            [word.strip() for word in row]
            for row in csv.reader(
                io.StringIO("\n".join(lines)),
                delimiter=delimiter,
                skipinitialspace=True,
                strict=True,
            )
        ]
    except csv.Error as error:
        raise UsageError(
            f"{name} is not a valid CSV file: a quotation mark is not closed.",
            now="Save it again as CSV.",
        ) from error
    header, rows = records[0], records[1:]
    if rows and all(len(row) == len(header) + 1 for row in rows):
        header = ["", *header]  # R writes row names without a name for their column
    shown = {" ": "spaces", "\t": "tabs"}.get(delimiter, delimiter)
    return _cells(name, f"CSV with {shown}", header, rows)


def _read_spreadsheet(path: Path) -> Cells:
    import python_calamine  # noqa: PLC0415 - seldom needed

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, ValueError) as error:
        raise UsageError(
            f"{path.name} is not a valid spreadsheet.",
            now="Save the table as CSV or XLSX.",
        ) from error
    rows = [row for row in rows if any(_word(value) for value in row)]
    header = [_word(value) for value in rows[0]] if rows else []
    words = [[_word(value) for value in row] for row in rows[1:]]
    kind = f"first of {len(book.sheet_names)} sheets"
    return _cells(path.name, kind, header, words)


def _read_parquet(path: Path) -> Cells:
    try:
        from pyarrow import (  # type: ignore[import-untyped]  # noqa: PLC0415 - seldom needed
            ArrowException,
            parquet,
        )
    except ImportError as error:
        raise UsageError(
            "Reading Parquet takes the package pyarrow, which is not installed.",
            now="Install pyarrow, or save the table as CSV.",
        ) from error
    try:
        table = parquet.read_table(path)
    except ArrowException as error:
        raise UsageError(
            f"{path.name} is not a valid Parquet file.",
            now="Write the table again, as Parquet or CSV.",
        ) from error
    columns = [column.to_pylist() for column in table.columns]
    return _from_columns(path.name, "Parquet", table.column_names, columns)


def _read_frame(frame: Any) -> Cells:
    import narwhals as nw  # noqa: PLC0415 - seldom needed

    try:
        eager = nw.from_native(frame, eager_only=True)
    except TypeError as error:
        raise UsageError(
            f"A {type(frame).__name__} is not a table.",
            now="Give a path or a data frame of pandas, polars or pyarrow.",
        ) from error
    columns = [eager[name].to_list() for name in eager.columns]
    names = [str(name) for name in eager.columns]
    return _from_columns("data frame", type(frame).__module__, names, columns)


def _from_columns(
    source: str, kind: str, names: Sequence[str], columns: Sequence[Sequence[object]]
) -> Cells:
    words = [[_word(value) for value in column] for column in columns]
    return _cells(source, kind, list(names), list(zip(*words, strict=True)), first=1)


def _word(value: object) -> str:
    """Write a value as it would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value).strip()


def _cells(
    source: str,
    kind: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    first: int = 2,
) -> Cells:
    names = tuple(str(name).strip() for name in header)
    return Cells(source, kind, names, tuple(tuple(row) for row in rows), first)


def _refuse_unusable(cells: Cells) -> None:
    if not cells.rows:
        raise UsageError(
            f"{cells.source} holds no rows.",
            now="Give a header and a row per combination of lists, or per person.",
        )
    width = len(cells.header)
    ragged = [
        cells.first_row + place
        for place, row in enumerate(cells.rows)
        if len(row) != width
    ]
    if ragged:
        raise UsageError(
            f"{cells.source}: {len(ragged)} rows do not have {width} columns, as the "
            f"header has; the first is row {ragged[0]}.",
            now="Complete these rows and save the table again.",
        )
    named = [name for name in cells.header if name]
    if named and all(whole_number(name) is not None for name in named):
        raise UsageError(
            f"{cells.source}: the first row holds numbers, not names of columns.",
            now="Add a first row with the name of every column, such as A,B,C,count.",
        )
    if len(set(named)) < len(named):
        raise UsageError(
            f"{cells.source}: two columns have the same name.",
            now="Give every column a name of its own.",
        )
