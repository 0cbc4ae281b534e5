"""A sheet of a workbook, or a Parquet file, as rows of texts: a process of its own reads it, in bounded memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from zicht.sources.formats import LARGEST_WORKBOOK, Format, archive
from zicht.sources.opening import Whole
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.nouns import counted

_MEMORY = 3_000_000_000
"""Bytes of address space of the process that reads; a sheet of 200,000 rows of 28 columns takes 0.6 GB."""
_SECONDS = 600
_FAILED = 1
"""Exit code of a worker that met a damaged workbook; any other says that a limit stopped it."""
_WORKER = Path(__file__).with_name("cells_worker.py")
_REMARKS = {
    "formulas": (
        "cell is a formula; its last value was read",
        "cells are formulas; their last value was read",
    ),
    "merged": (
        "range of cells is merged; only its first cell holds its value",
        "ranges of cells are merged; only the first cell of each holds its value",
    ),
    "hidden sheets": (
        "sheet is hidden; it was read all the same",
        "sheets are hidden; they were read all the same",
    ),
    "hidden rows": (
        "row is hidden; it was read too",
        "rows are hidden; they were read too",
    ),
    "hidden columns": (
        "column is hidden; it was read too",
        "columns are hidden; they were read too",
    ),
    "errors": (
        "cell holds an error of the spreadsheet program; it was read as empty",
        "cells hold an error of the spreadsheet program; they were read as empty",
    ),
}
_BREAKS = {
    "formulas without a value": (
        "formula has no value that was saved; open the workbook, let it calculate, and save it",
        "formulas have no value that was saved; open the workbook, let it calculate, and save it",
    ),
    "inexact": (
        "cell is a number of more than fifteen digits, of which a workbook loses the last; store that column as text",
        "cells are numbers of more than fifteen digits, of which a workbook loses the last; store that column as text",
    ),
}
"""What the reading process counts, to words for one and for more; what makes the whole file unfit is in the latter."""


@dataclass
class Cells:
    """A sheet or Parquet file that is being read.

    Parameters
    ----------
    rows : to be taken once
    remarks, breaks : known when all rows were taken
    numbers : place of a column, from 0, to the number of its cells that are numbers; known when all rows were taken
    """

    rows: Iterator[Sequence[str]]
    remarks: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    numbers: Mapping[int, int] = field(default_factory=dict)


@contextmanager
def open_cells(file: Whole, kind: Format, sheet: str = "") -> Iterator[Cells]:
    """Read a sheet of a workbook or a Parquet file, its cells as text; the first row holds the names of columns.

    Parameters
    ----------
    file : XLSX, ODS or Parquet
    kind : which of these
    sheet : name of the sheet of a workbook; empty for the only one with rows

    Raises
    ------
    DeliveryError : the file is damaged, unpacks to too much, or does not say which sheet is meant
    """
    words = "parquet" if kind is Format.PARQUET else "sheet"
    if kind is not Format.PARQUET:
        _refuse_large(file)
    with tempfile.TemporaryFile() as content:
        content.write(file.getbuffer())
        content.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-I", _WORKER, words, sheet, str(_MEMORY), str(_SECONDS)],
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={"PATH": os.defpath},
        ) as worker:
            try:
                yield _opened(worker, cast("IO[str]", worker.stdout))
            finally:
                worker.kill()


def _refuse_large(file: Whole) -> None:
    with archive(file) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > LARGEST_WORKBOOK:
        raise DeliveryError(
            f"the workbook unpacks to {size:,} bytes; at most {LARGEST_WORKBOOK:,} are read",
            now="Ask for CSV.",
        )


def _opened(worker: "subprocess.Popen[str]", output: IO[str]) -> Cells:
    first = _line(worker, output)
    if first.get("refused") == "no such sheet":
        raise DeliveryError(
            "the workbook does not have the declared sheet",
            now="Correct the name of the sheet in the letter or form.",
        )
    if first.get("refused") == "no reader":
        raise DeliveryError(
            "reading Parquet takes the package pyarrow, which is not installed",
            now="Install pyarrow, or ask for CSV.",
        )
    if first.get("refused") == "nested":
        raise DeliveryError(
            f"the columns in place {', '.join(map(str, first['places']))} hold lists or records",
            now="Ask for a table with one value in each field.",
        )
    if first.get("refused") == "repeated rows":
        raise DeliveryError(
            f"the spreadsheet states {first['copies']:,} rows as copies of the row above, more than any table has",
            now="Ask for a sheet with the table alone: perhaps its last row was filled downwards.",
        )
    if first.get("sheets") == 0:
        raise DeliveryError(
            "the workbook has no rows below a header",
            now="Ask for the table; if there was nothing to report, the letter says so: rows = 0.",
        )
    if "refused" in first:
        raise DeliveryError(
            f"the workbook has {first['sheets']} sheets with rows",
            now="Name one: sheet = '...' in the letter, or --sheet where a form is proposed or a letter is written.",
        )
    cells = Cells(iter(()))
    cells.rows = _rows(worker, output, cells)
    return cells


def _rows(
    worker: "subprocess.Popen[str]", output: IO[str], cells: Cells
) -> Iterator[Sequence[str]]:
    while isinstance(line := _line(worker, output), list):
        yield from line
    counts = line["cells"]
    cells.remarks += [
        counted(counts[what], *words)
        for what, words in _REMARKS.items()
        if counts.get(what)
    ]
    cells.breaks += [
        counted(counts[what], *words)
        for what, words in _BREAKS.items()
        if counts.get(what)
    ]
    cells.numbers = {int(place): n for place, n in line["numbers"].items()}


def _line(worker: "subprocess.Popen[str]", output: IO[str]) -> Any:
    line = output.readline()
    if line.endswith("\n"):
        return json.loads(line)
    raise _damaged() if worker.wait() == _FAILED else _too_large()


def _damaged() -> DeliveryError:
    return DeliveryError(
        "the workbook or Parquet file is damaged, or has a password",
        now="Ask for it again.",
    )


def _too_large() -> DeliveryError:
    return DeliveryError(
        f"the workbook or Parquet file takes more than {_MEMORY:,} bytes of memory or {_SECONDS} seconds to read;"
        " perhaps a cell lies far below or beside the table",
        now="Ask for CSV, or for a sheet with the table alone.",
    )
