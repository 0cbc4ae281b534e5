"""The cells of a table as words: from CSV, Excel, Parquet, standard input, a data frame."""

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zicht.edition.numerals import sentence
from zicht.estimation.reading.choices import COUNT_NAMES
from zicht.estimation.reading.codings import (
    holds_own_name,
    is_coded,
    is_number,
    plain_word,
)
from zicht.estimation.reading.records import Record, Tidied, split_header, tidy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.text import Text, holds_control_signs

STANDARD_INPUT = "-"
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1252")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
COMMENT = "#"
FAILED_FORMULAS = (
    "#N/A",
    "#NA",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
)
"""What a spreadsheet shows where a formula failed; such a row is not a comment."""
LINE_END = ";"
WRONG_MARK = "\u00ef\u00bb\u00bf"
"""A byte order mark that was read as letters and written again."""
SPREADSHEETS = {".xlsx", ".xls", ".ods"}
MARKED_UP = ("{", "[", "<")
"""How JSON, XML and HTML begin."""
NAMES_ADVICE = "Add a first row with the name of every column, such as A,B,C,count."


@dataclass(frozen=True)
class Cells:
    """A table of words.

    Parameters
    ----------
    source : name of the file, or what it came from
    kind : how it was read, such as `CSV with ;`
    header : names of the columns
    rows : words of each row
    numbers : per row its number in the file, as a reader would count it
    totals : rows with totals of the others, which are not part of the table
    remarks : what was left out around the table, in words
    """

    source: str
    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    totals: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[Text, ...] = ()

    def column(self, place: int) -> list[str]:
        """Return the words of a column."""
        return [row[place] for row in self.rows]


def read_cells(source: Any, sheet: str = "") -> Cells:
    """Read a table without saying what its columns mean.

    Parameters
    ----------
    source : path of a CSV, XLSX or Parquet file; `-` for CSV on standard input; or a
        data frame of pandas, polars, pyarrow and others that narwhals knows
    sheet : of a spreadsheet; the first where empty

    Raises
    ------
    UsageError : the file cannot be read, or is not a table
    """
    if isinstance(source, str | Path):
        cells = _read_file(Path(source), sheet)
        _refuse_headerless(cells)
    else:
        cells = _read_frame(source)
    _refuse_unusable(cells)
    return cells


def _read_file(path: Path, sheet: str) -> Cells:
    suffix = path.suffix.lower()
    if sheet and suffix not in SPREADSHEETS:
        raise UsageError(
            f"{path.name} is not a spreadsheet and has no sheets.",
            now="Leave --sheet out.",
        )
    if str(path) == STANDARD_INPUT:
        return _parse_csv("standard input", _decoded("-", sys.stdin.buffer.read()))
    try:
        if suffix in SPREADSHEETS:
            return _read_spreadsheet(path, sheet)
        if suffix in {".parquet", ".pq"}:
            return _read_parquet(path)
        return _parse_csv(path.name, _decoded(path.name, path.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be read.", now="Check the name of the file."
        ) from error


def _decoded(name: str, raw: bytes) -> str:
    no_text = UsageError(
        f"{name} is not a text file.",
        now="Save the table as CSV in UTF-8, as XLSX or as Parquet.",
    )
    # UTF-16 holds zero bytes, for which the check of control signs below would refuse
    # the file as not a text.
    if raw.startswith(BYTE_ORDER_MARKS):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise no_text from None
    if holds_control_signs(raw):
        raise no_text
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _parse_csv(name: str, text: str) -> Cells:
    if text.lstrip().startswith(MARKED_UP):
        raise UsageError(
            f"{name} begins as JSON, XML or HTML does, and not with names of columns.",
            now="Save the table as CSV, XLSX or Parquet.",
        )
    lines, n_comments = _without_comments(text.splitlines())
    lines = _without_last_sign(lines)
    delimiter = _delimiter([line for line in lines if line.strip()])
    table = split_header(_records_of(name, lines, delimiter))
    if n_comments:
        table.remarks.append(sentence("capture_reading.comments", n=str(n_comments)))
    tidy(table)
    if _has_row_names(table):
        table.header = ("", *table.header)
    shown = {" ": "spaces", "\t": "tabs"}.get(delimiter, delimiter)
    return _cells(name, f"CSV with {shown}", table)


def _records_of(name: str, lines: Sequence[str], delimiter: str) -> list[Record]:
    """Cut lines into words; blank lines are left out, and count for the numbers of rows."""
    reader = csv.reader(
        io.StringIO("\n".join(lines)),
        delimiter=delimiter,
        skipinitialspace=True,
        strict=True,
    )
    try:
        return [
            Record(reader.line_num, tuple(plain_word(word) for word in row))
            for row in reader
            if row and row != [""]
        ]
    except csv.Error as error:
        raise UsageError(
            f"{name} is not a valid CSV file: a quotation mark is not closed.",
            now="Save it again as CSV.",
        ) from error


def _without_comments(lines: Sequence[str]) -> tuple[list[str], int]:
    """Blank lines that start with #, and count them.

    A header may start with # as well: it is the last such line above a row of values,
    with as many columns.
    """
    comments = [i for i, line in enumerate(lines) if _is_comment(line)]
    values = next(
        (i for i, line in enumerate(lines) if line.strip() and i not in comments), 0
    )
    above = [i for i in comments if i < values]
    kept = ["" if i in comments else line for i, line in enumerate(lines)]
    if above and _is_header_of(lines[above[-1]], lines[values]):
        kept[above[-1]] = lines[above[-1]].lstrip().removeprefix(COMMENT).lstrip(" ")
        return kept, len(comments) - 1
    return kept, len(comments)


def _is_comment(line: str) -> bool:
    bare = line.lstrip()
    return bare.startswith(COMMENT) and not bare.startswith(FAILED_FORMULAS)


def _without_last_sign(lines: list[str]) -> list[str]:
    """Leave out the semicolon that ends every line of values, as in files of MARK."""
    ended = [line for line in lines if line.rstrip().endswith(LINE_END)]
    n_signs = sum(line.count(LINE_END) for line in lines)
    n_filled = sum(bool(line.strip()) for line in lines)
    if not ended or n_signs > len(ended) or len(ended) < n_filled - 1:
        return lines
    return [line.rstrip().removesuffix(LINE_END) for line in lines]


def _is_header_of(comment: str, values: str) -> bool:
    sign = max(DELIMITERS, key=values.count)
    words = values.split(sign)
    has_values = any(is_coded(word.strip()) or is_number(word) for word in words)
    return has_values and comment.count(sign) == values.count(sign) > 0


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that separates the columns: it stands in most lines."""
    if not lines:
        return DELIMITERS[0]
    n_lines = {sign: sum(sign in line for line in lines) for sign in DELIMITERS}
    n_signs = {sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: (n_lines[sign], n_signs[sign]))
    n_blanks = sum(" " in line.strip() for line in lines)
    if n_lines[best] <= len(lines) / 2 < n_blanks:
        return " "
    is_table = best in lines[0] or _holds_values(lines[1:], best)
    if is_table or not n_lines[best]:
        return best
    return next(sign for sign in DELIMITERS if not n_lines[sign])


def _holds_values(lines: Sequence[str], sign: str) -> bool:
    """Return whether most lines hold a number or a coding, and not names of lists alone."""
    n_lines = sum(
        any(is_coded(word.strip()) or is_number(word) for word in line.split(sign))
        for line in lines
    )
    return n_lines > len(lines) / 2


def _has_row_names(table: Tidied) -> bool:
    """Return whether rows start with a name without a column, as R writes them."""
    width = len(table.header) + 1
    names = {row.words[0] for row in table.rows if row.words}
    are_wider = all(len(row.words) == width for row in table.rows)
    return bool(table.rows) and are_wider and len(names) == len(table.rows)


def _read_spreadsheet(path: Path, sheet: str) -> Cells:
    """Read one sheet; the first where `sheet` is empty."""
    import python_calamine  # noqa: PLC0415 - seldom needed

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        if sheet and sheet not in book.sheet_names:
            raise UsageError(
                f"{path.name} has no sheet {sheet}.",
                now=f"Its sheets are {', '.join(book.sheet_names)}.",
            )
        sheet = sheet or book.sheet_names[0]
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, ValueError, IndexError) as error:
        raise UsageError(
            f"{path.name} is not a valid spreadsheet.",
            now="Save the table as CSV or XLSX.",
        ) from error
    words = [tuple(_word(value) for value in row) for row in rows]
    records = [Record(i, row) for i, row in enumerate(words, 1) if any(row)]
    table = split_header(records)
    n_sheets = len(book.sheet_names)
    if n_sheets > 1:
        remark = sentence("capture_reading.sheet", n=str(n_sheets), name=sheet)
        table.remarks.append(remark)
    tidy(table)
    return _cells(path.name, f"sheet {sheet}", table)


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
    rows = [Record(i, row) for i, row in enumerate(zip(*words, strict=True), 1)]
    table = Tidied(tuple(names), rows)
    tidy(table)
    return _cells(source, kind, table)


def _word(value: object) -> str:
    """Write a value as it would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return plain_word(str(value))


def _cells(source: str, kind: str, table: Tidied) -> Cells:
    _refuse_ragged(source, table)
    # A name that a spreadsheet broke over two lines is one name.
    header = tuple(
        " ".join(name.removeprefix(WRONG_MARK).split()) for name in table.header
    )
    rows = tuple(row.words for row in table.rows)
    empty = [
        place
        for place, name in enumerate(header)
        if not name and not any(row[place] for row in rows)
    ]
    if empty and rows:
        header = _without(header, empty)
        rows = tuple(_without(row, empty) for row in rows)
    return Cells(
        source,
        kind,
        header,
        rows,
        tuple(row.number for row in table.rows),
        tuple(row.words for row in table.totals),
        tuple(table.remarks),
    )


def _without(words: tuple[str, ...], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(word for place, word in enumerate(words) if place not in places)


def _refuse_ragged(source: str, table: Tidied) -> None:
    width = len(table.header)
    ragged = [row for row in table.rows if len(row.words) != width]
    if not ragged:
        return
    now = "Complete these rows and save the table again."
    if all(len(row.words) > width + 1 for row in table.rows):
        now = NAMES_ADVICE
    elif all(len(row.words) > width for row in ragged):
        now = (
            "Name every column in the header, write counts without a sign between "
            "thousands (1234), and put a text that holds the sign between columns in "
            "quotation marks."
        )
    raise UsageError(
        f"{source}: {counted(len(ragged), 'row does not have', 'rows do not have')} {counted(width, 'column')}, as the "
        f"header has; the first is row {ragged[0].number}.",
        now=now,
    )


def _refuse_headerless(cells: Cells) -> None:
    """Raise where the first row holds values and not names; none of them is shown."""
    named = [(place, name) for place, name in enumerate(cells.header) if name]
    _refuse_sideways(cells, named)
    are_numbers = bool(named) and all(_is_bare_number(name) for _, name in named)
    # Values recur below a first row that is itself a person; names of columns do not.
    # The row is not shown, as it may be a person's.
    repeats = [
        place
        for place, name in named
        if name in cells.column(place) and not holds_own_name(name, cells.column(place))
    ]
    if are_numbers or repeats:
        raise UsageError(
            f"{cells.source}: the first row holds values, not names of columns.",
            now=NAMES_ADVICE,
        )


def _refuse_sideways(cells: Cells, named: Sequence[tuple[int, str]]) -> None:
    """Raise where every row is a list, and every column a combination of lists."""
    others = [name for place, name in named if place]
    names = cells.column(0) if cells.header else []
    has_counts = any(name.lower() in COUNT_NAMES for name in names)
    if others and has_counts and all(map(_is_bare_number, others)):
        raise UsageError(
            f"{cells.source}: the lists stand below each other, and not beside each other.",
            now="Turn rows and columns around: a column per list, and a row per combination of lists or per person.",
        )


def _is_bare_number(name: str) -> bool:
    """Return whether a name consists of digits, and of signs between them."""
    return any(sign.isdigit() for sign in name) and not any(map(str.isalpha, name))


def _refuse_unusable(cells: Cells) -> None:
    if not cells.rows:
        raise UsageError(
            f"{cells.source} holds no rows.",
            now="Give a header and a row per combination of lists, or per person.",
        )
    first = cells.column(0)
    # Names of rows differ; a first column without a name that repeats says something else.
    names_rows = cells.header[0] != "" or len(set(first)) == len(first)
    if "" in cells.header[1:] or not names_rows:
        raise UsageError(
            f"{cells.source}: a column has values and no name.",
            now="Give every column a name.",
        )
    named = [name for name in cells.header if name]
    if len(set(named)) < len(named):
        raise UsageError(
            f"{cells.source}: two columns have the same name.",
            now="Give every column a name of its own.",
        )
