"""Reads a sheet of a workbook, or a Parquet file, in a process of its own, and writes its cells as JSON.

A workbook of a few kilobytes can ask for hundreds of gigabytes: two cells in opposite corners of a sheet, or one long
text in a million cells; so can a Parquet file. Here that ends this process, and nothing else. The module is run as a
script (`cells.py`), so it imports nothing of Zicht.

Input: the bytes of the file. Arguments: `sheet` or `parquet`; name of the sheet, or nothing; bytes of memory; seconds
of processor time. Output: a line `{"sheet": ...}` or `{"refused": ...}`, then lines with rows of texts, then a line
`{"cells": ...}`.
"""

import datetime
import io
import json
import math
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import cast

import python_calamine

_AT_ONCE = 1_000
"""Rows in a line of output."""
_MOST_CHARACTERS = 4_000_000
"""Characters of rows that are held before they are written."""
_LARGEST_EXACT = 10**15
"""From here on a number of a workbook may have lost its last digits."""
_DECIMALS_OF_THOUSANDS = 3
"""Digits after a point that may as well stand between thousands."""
_PART = 1_000_000
_OVERLAP = 2_000
_NO_MEMORY = 3
"""Exit code."""
_PATTERNS = {
    "xlsx": {
        "formulas": rb"<f[ >]",
        "merged": rb"<mergeCell ",
        "hidden rows": rb'<row [^>]*hidden="(?:1|true)"',
        "hidden columns": rb'<col [^>]*hidden="(?:1|true)"',
        "errors": rb'<c [^>]*t="e"',
        "formulas without a value": rb"(?:</f>|<f [^>]*/>)(?:<v/>|<v></v>)?</c>",
    },
    "ods": {
        "formulas": rb"table:formula=",
        "merged": rb'number-(?:columns|rows)-spanned="(?!1")',
        "hidden rows": rb'<table:table-row [^>]*table:visibility="(?:collapse|filter)"',
        "hidden columns": rb'<table:table-column [^>]*table:visibility="(?:collapse|filter)"',
        "errors": rb'calcext:value-type="error"',
    },
}
"""What is counted in the parts of a workbook, and how it is written there."""

_MOST_REPEATED = 20_000
"""Copies of rows that a spreadsheet of OpenDocument may state by a number alone: those of a file that was filled
downwards are a million."""
_REPEATED_ROW = re.compile(
    rb'<table:table-row [^>]*table:number-rows-repeated="([0-9]{1,10})"[^>/]*>(.*?)</table:table-row>',
    re.DOTALL,
)
_FILLED = re.compile(rb"office:value-type=|<text:p[ >]")

Cell = str | int | float | bool | datetime.time | datetime.date | datetime.timedelta


def main(kind: str, sheet: str, memory: int, seconds: int) -> None:
    """Read the file on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = io.BytesIO(sys.stdin.buffer.read())
    if kind == "parquet":
        _read_parquet(content)
    else:
        _read_sheet(content, sheet)


def _read_sheet(content: io.BytesIO, sheet: str) -> None:
    copies = _repeated_rows(content)
    if copies > _MOST_REPEATED:
        _write({"refused": "repeated rows", "copies": copies})
        return
    content.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(content)
    name = _chosen(book, sheet)
    if name is None:
        return
    _write({"sheet": name})
    # How many cells of each column are numbers to the program that wrote the sheet: a text such as 007 is not.
    n_numbers: Counter[int] = Counter()
    n_inexact = 0
    for rows in _batches(book.get_sheet_by_name(name).iter_rows()):
        for row in rows:
            for place, cell in enumerate(row):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    n_numbers[place] += 1
                    n_inexact += abs(cell) >= _LARGEST_EXACT
        _write([[as_text(cell) for cell in row] for row in rows])
    counted = {"hidden sheets": int(_is_hidden(book, name)), **_counted(content)}
    _write({"cells": {**counted, "inexact": n_inexact}, "numbers": n_numbers})


def _repeated_rows(content: io.BytesIO) -> int:
    """Count the copies of filled rows that a spreadsheet of OpenDocument states by a number alone."""
    with zipfile.ZipFile(content) as packed:
        if "content.xml" not in packed.namelist():
            return 0
        text = packed.read("content.xml")
    return sum(
        int(row[1]) - 1
        for row in _REPEATED_ROW.finditer(text)
        if _FILLED.search(row[2])
    )


def _is_hidden(book: python_calamine.CalamineWorkbook, sheet: str) -> bool:
    """Whether a sheet is hidden from whoever opens the workbook."""
    visible = python_calamine.SheetVisibleEnum.Visible
    return any(
        about.name == sheet and about.visible != visible
        for about in book.sheets_metadata
    )


def _read_parquet(content: io.BytesIO) -> None:
    """Write the names of columns, and a row of texts for each row."""
    try:
        from pyarrow import (  # type: ignore[import-untyped]  # noqa: PLC0415 - seldom needed
            parquet,
            set_memory_pool,
            system_memory_pool,
            types,
        )
    except ImportError:
        _write({"refused": "no reader"})
        return

    set_memory_pool(system_memory_pool())
    file = parquet.ParquetFile(content)
    fields = list(file.schema_arrow)
    nested = [
        place for place, field in enumerate(fields, 1) if types.is_nested(field.type)
    ]
    if nested:
        _write({"refused": "nested", "places": nested[:10]})
        return
    _write({"sheet": ""})
    _write([[field.name for field in fields]])
    for batch in file.iter_batches(batch_size=_AT_ONCE, use_threads=False):
        columns = [column.to_pylist() for column in batch.columns]
        _write(
            [list(map(_as_text_of_parquet, row)) for row in zip(*columns, strict=True)]
        )
    _write({"cells": {}, "numbers": {}})


def _as_text_of_parquet(value: object) -> str:
    """Write a value of a Parquet file as a CSV file would hold it; bytes that are no text end the process."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _unlike_thousands(f"{value:f}")
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return as_text(cast("Cell", value))


def _chosen(book: python_calamine.CalamineWorkbook, sheet: str) -> str | None:
    """Give the sheet to read: the named one, or the only one with rows; write why there is none."""
    if sheet:
        if sheet in book.sheet_names:
            return sheet
        _write({"refused": "no such sheet"})
        return None
    filled = [
        name for name in book.sheet_names if book.get_sheet_by_name(name).height > 1
    ]
    if len(filled) == 1:
        return filled[0]
    _write({"refused": "several sheets", "sheets": len(filled)})
    return None


def _batches(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    batch: list[list[Cell]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(batch) == _AT_ONCE or size > _MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def as_text(cell: Cell) -> str:
    """Write a cell as a CSV file would hold it: whole numbers without a point, dates as YYYY-MM-DD.

    A number of exactly three decimals gets a fourth, a zero. As a text, 1.234 may be a thousand and more; as the number
    of a cell it is not, and nothing else tells the two apart later on (docs/adr/0188).
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        is_whole = cell.is_integer() and abs(cell) < _LARGEST_EXACT
        return (
            str(int(cell))
            if is_whole
            else _unlike_thousands(f"{Decimal(repr(cell)):f}")
        )
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _unlike_thousands(number: str) -> str:
    """Write a zero behind a number of exactly three decimals."""
    n_decimals = len(number.partition(".")[2])
    return f"{number}0" if n_decimals == _DECIMALS_OF_THOUSANDS else number


def _counted(content: io.BytesIO) -> dict[str, int]:
    """Count formulas, hidden rows and errors in the parts of the workbook: what is seen may not be what is read."""
    with zipfile.ZipFile(content) as packed:
        names = packed.namelist()
        if "content.xml" in names:
            return _counted_in(packed, ["content.xml"], _PATTERNS["ods"])
        sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
        return _counted_in(packed, sheets, _PATTERNS["xlsx"])


def _counted_in(
    packed: zipfile.ZipFile, names: list[str], patterns: dict[str, bytes]
) -> dict[str, int]:
    counts = dict.fromkeys(patterns, 0)
    compiled = {what: re.compile(pattern) for what, pattern in patterns.items()}
    for name in names:
        with packed.open(name) as part:
            rest = b""
            while read := part.read(_PART):
                text = rest + read
                # A pattern may go on into the next part: what follows the last row is counted with that.
                end = text.rfind(b"<", 0, max(1, len(text) - _OVERLAP))
                end = len(text) if end <= 0 else end
                for what, pattern in compiled.items():
                    counts[what] += len(pattern.findall(text, 0, end))
                rest = text[end:]
            for what, pattern in compiled.items():
                counts[what] += len(pattern.findall(rest))
    return counts


def _write(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    except MemoryError:
        sys.exit(_NO_MEMORY)
