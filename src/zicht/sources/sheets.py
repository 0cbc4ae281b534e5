"""A sheet of a workbook as rows of texts, read by a process of its own in bounded memory and time."""

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

from zicht.sources.formats import LARGEST_WORKBOOK, archive
from zicht.sources.opening import Whole
from zicht.vocabulary.errors import DeliveryError

_MEMORY = 3_000_000_000
"""Bytes of address space of the process that reads; a sheet of 200,000 rows of 28 columns takes 0.6 GB."""
_SECONDS = 600
_FAILED = 1
"""Exit code of a worker that met a damaged workbook; any other says that a limit stopped it."""
_WORKER = Path(__file__).with_name("sheet_worker.py")
_REMARKS = {
    "formulas": "cells are formulas; their last value was read",
    "hidden rows": "rows are hidden; they were read too",
    "hidden columns": "columns are hidden; they were read too",
    "errors": "cells hold an error of the spreadsheet program; they were read as empty",
}
_BREAKS = {
    "formulas without a value": "formulas have no value that was saved; open the workbook, let it calculate, and save"
    " it",
    "inexact": "cells are numbers of more than fifteen digits, of which a workbook loses the last; store that column as"
    " text",
}
"""What the reading process counts, to words; what makes the whole file unfit stands in the latter."""


@dataclass
class Sheet:
    """A sheet that is being read.

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
def open_sheet(file: Whole, declared: str) -> Iterator[Sheet]:
    """Read a sheet of a workbook, its cells as text.

    Parameters
    ----------
    file : XLSX or ODS
    declared : name of the sheet; empty for the only one with rows

    Raises
    ------
    DeliveryError : the workbook is damaged, unpacks to too much, or does not say which sheet is meant
    """
    _refuse_large(file)
    with tempfile.TemporaryFile() as content:
        content.write(file.getbuffer())
        content.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-I", _WORKER, declared, str(_MEMORY), str(_SECONDS)],
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


def _opened(worker: "subprocess.Popen[str]", output: IO[str]) -> Sheet:
    first = _line(worker, output)
    if first.get("refused") == "no such sheet":
        raise DeliveryError(
            "the workbook does not have the declared sheet",
            now="Correct the name of the sheet in the letter or form.",
        )
    if "refused" in first:
        raise DeliveryError(
            f"the workbook has {first['sheets']} sheets with rows",
            now="Name one in the letter: sheet = '...'.",
        )
    sheet = Sheet(iter(()))
    sheet.rows = _rows(worker, output, sheet)
    return sheet


def _rows(
    worker: "subprocess.Popen[str]", output: IO[str], sheet: Sheet
) -> Iterator[Sequence[str]]:
    while isinstance(line := _line(worker, output), list):
        yield from line
    counts = line["cells"]
    sheet.remarks += [
        f"{counts[what]} {words}"
        for what, words in _REMARKS.items()
        if counts.get(what)
    ]
    sheet.breaks += [
        f"{counts[what]} {words}" for what, words in _BREAKS.items() if counts.get(what)
    ]
    sheet.numbers = {int(place): n for place, n in line["numbers"].items()}


def _line(worker: "subprocess.Popen[str]", output: IO[str]) -> Any:
    line = output.readline()
    if line.endswith("\n"):
        return json.loads(line)
    raise _damaged() if worker.wait() == _FAILED else _too_large()


def _damaged() -> DeliveryError:
    return DeliveryError(
        "the workbook is damaged or has a password", now="Ask for it again."
    )


def _too_large() -> DeliveryError:
    return DeliveryError(
        f"the workbook takes more than {_MEMORY:,} bytes of memory or {_SECONDS} seconds to read; perhaps a cell lies"
        " far below or beside the table",
        now="Ask for CSV, or for a sheet with the table alone.",
    )
