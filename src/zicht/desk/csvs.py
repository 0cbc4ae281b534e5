"""Reads plain CSV files as people keep them: encodings and separators."""

import csv
import io
import json
import re
from pathlib import Path

from zicht.desk.columns import Column, Columns, looks_like_number
from zicht.vocabulary.errors import DisclosureRefused, UsageError
from zicht.vocabulary.nouns import counted

MOST_ROWS = 1_500_000
"""Rows of a file. It bounds the memory that a file takes, of records as well as of cells; how
many cells of a table the gate takes is another matter (`vocabulary.sizes.MOST_CELLS`)."""
PACKAGE = "datapackage.json"
PROFILE = "zicht-protected-tables"
"""Profile of the data package of tables that Zicht writes."""
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of the files that spreadsheet programs save by default."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""First bytes of text in UTF-16."""


def read_columns(path: Path | Columns) -> Columns:
    """Read a CSV file with a header, whose fields are separated by comma, semicolon, tab or bar.

    Columns that were read already are returned unchanged.

    Raises
    ------
    UsageError : the file cannot be read, has no rows, or has rows that do not fit its header
    DisclosureRefused : the file has more rows than are taken
    """
    if isinstance(path, Columns):
        return path
    header, *rows = _read_lines(path)
    names = [name.strip() for name in header]
    _refuse_double_names(names, path.name)
    # Spreadsheet programs write separators behind the last column of some rows.
    fitted = [_without_blank_end(row, len(names)) for row in rows]
    _refuse_ragged(fitted, len(names), path.name)
    fields = zip(*fitted, strict=True)
    columns = {
        name: Column.of(text.strip() for text in texts)
        for name, texts in zip(names, fields, strict=True)
    }
    return Columns(columns, path.name, holds_sums=_holds_sums(path))


def _holds_sums(path: Path) -> bool:
    """Whether a file holds sums of amounts, by the description that Zicht wrote beside it."""
    try:
        package = json.loads(path.with_name(PACKAGE).read_text(encoding="utf-8"))
        return package["profile"] == PROFILE and any(
            resource["path"] == path.name and resource.get("amount")
            for resource in package["resources"]
        )
    # Any file may be called so; one that Zicht did not write says nothing about the
    # table.
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, or in UTF-16 if its first bytes mark it as such.

    Raises
    ------
    UsageError : there is no such file, or it is not text
    """
    content = _read_bytes(path)
    if content.startswith(WORKBOOK):
        raise UsageError(
            f"{path.name} is a workbook or an archive, not a CSV file.",
            now="Save the sheet as CSV UTF-8.",
        )
    # `utf-8-sig` drops the mark that spreadsheet programs write first: it would become
    # part of the first column's name.
    encoding = "utf-16" if content.startswith(WIDE) else "utf-8-sig"
    try:
        # No other encoding is guessed: a wrong guess garbles codes, which then fit
        # neither levels nor lists.
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path.name} cannot be read as UTF-8 text; the first letter that is not stands in line {line}.",
            now="It may be Windows-1252 or Latin-1. Save it as CSV UTF-8, or: iconv -f cp1252 -t utf-8 FILE > NEW",
        ) from error
    if "\0" in text:
        raise UsageError(
            f"{path.name} is not text: it holds null bytes.",
            now="Save it as CSV in UTF-8.",
        )
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(
            f"{path.name} does not exist.", now="Give the path of a file."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be read: is it a folder?",
            now="Give the path of a text file.",
        ) from error


def _read_lines(path: Path) -> list[list[str]]:
    """Read the fields of every line that is not blank; the header and at least one row."""
    text = read_text(path)
    # Counted before the text is parsed: parsing keeps an object per field.
    if text.count("\n") > MOST_ROWS + 1:
        raise DisclosureRefused(
            f"{path.name} has more than {MOST_ROWS} rows, the most that is taken.",
            now="Break down by fewer dimensions at once, merge categories, or split the file.",
        )
    if text.casefold().startswith("sep="):
        # Spreadsheet programs write such a line for themselves.
        text = text.partition("\n")[2]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True
    )
    try:
        lines = [line for line in reader if any(field.strip() for field in line)]
    except csv.Error as error:
        raise UsageError(
            f"{path.name} is not a well-formed CSV ({error}).",
            now="Save it again as CSV.",
        ) from error
    if len(lines) < 2:
        raise UsageError(
            f"{path.name} has no rows.",
            now="Give a CSV with a header and at least one row.",
        )
    return lines


def _delimiter(text: str) -> str:
    """Return the separator that the header holds most often, quoted names left out."""
    first_line = text.lstrip().split("\n", 1)[0]
    header = re.sub(r'"[^"]*"', "", first_line)
    return max(",;\t|", key=header.count)


def _refuse_double_names(names: list[str], where: str) -> None:
    double = sorted({name for name in names if name and names.count(name) > 1})
    if not double:
        return
    # A first line of numbers is a record, of which no error may quote anything.
    if any(looks_like_number(name) for name in names):
        raise UsageError(
            f"{where}: the first line holds numbers, and some twice.",
            now="Give it a header.",
        )
    raise UsageError(
        f"{where}: column {', '.join(double)} stands twice.",
        now="Give every column its own name.",
    )


def _without_blank_end(fields: list[str], width: int) -> list[str]:
    """Remove blank fields after those of the header."""
    beyond = fields[width:]
    has_text = any(field.strip() for field in beyond)
    return fields if has_text else fields[:width]


def _refuse_ragged(rows: list[list[str]], width: int, where: str) -> None:
    ragged = [
        number for number, fields in enumerate(rows, start=1) if len(fields) != width
    ]
    if ragged:
        raise UsageError(
            f"{where}: {counted(len(ragged), 'row has', 'rows have')}"
            f" more or fewer fields than the header, the first is row {ragged[0]}.",
            now="Take lines above the header and notes below the table out; put fields with a comma between quotes.",
        )
