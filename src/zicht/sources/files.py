"""The delivered file as bytes: its digest, encoding, lines and header. No value of it is ever repeated."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.vocabulary.forms import Form

DELIMITERS = ",;\t|"
_LONGEST_LINE = 2_000_000


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a file shows.

    Parameters
    ----------
    digest : SHA-256 of the file
    header : names in the first line
    delimiter : that separates them
    lines : lines with anything on them, the header among them
    ends : False when the last line has no end
    breaks : what makes the whole file unfit
    """

    digest: bytes
    header: tuple[str, ...]
    delimiter: str
    lines: int
    ends: bool
    breaks: tuple[str, ...]


def survey_file(path: Path, names: Sequence[str]) -> Survey:
    """Look at every byte of a file once.

    Parameters
    ----------
    path : CSV file in UTF-8
    names : of the columns that are expected; they tell the delimiter
    """
    state = hashlib.sha256()
    first, last = b"", b"\n"
    lines = strange = zeros = long = 0
    with path.open("rb") as handle:
        while line := handle.readline(_LONGEST_LINE):
            state.update(line)
            lines += bool(line.strip(b"\r\n"))
            strange += not _is_utf8(line)
            zeros += b"\0" in line
            long += len(line) == _LONGEST_LINE
            first, last = first or line, line
    breaks = []
    if strange or zeros:
        breaks.append(
            f"the file is not written in UTF-8: {max(strange, zeros)} of its lines cannot be read"
        )
    if long:
        breaks.append(f"the file has {long} lines that are too long")
    if lines < 2:
        breaks.append("the file has no rows")
    header, delimiter = _header(first, names)
    return Survey(
        state.digest(), header, delimiter, lines, last.endswith(b"\n"), tuple(breaks)
    )


def header_breaks(header: Sequence[str], form: Form) -> list[str]:
    """Say which columns are missing, and how many are too many; what stands in the file is not repeated."""
    names = [column.name for column in form.columns]
    breaks = [
        f"column `{name}` is missing (form {form.version})"
        for name in names
        if name not in header
    ]
    strays = [place for place, name in enumerate(header, start=1) if name not in names]
    repeated = len(header) - len(set(header))
    if strays:
        places = ", ".join(map(str, strays[:10])) + (
            ", ..." if len(strays) > 10 else ""
        )
        breaks.append(
            f"{len(strays)} columns are not in form {form.version}: in place {places}"
        )
    if repeated:
        breaks.append(f"{repeated} columns stand twice")
    return breaks


def _header(line: bytes, names: Sequence[str]) -> tuple[tuple[str, ...], str]:
    words = line.decode("utf-8-sig", errors="replace").strip("\r\n")
    readings = [
        (tuple(next(csv.reader([words], delimiter=mark), [])), mark)
        for mark in DELIMITERS
    ]
    return max(readings, key=lambda reading: len(set(reading[0]) & set(names)))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
