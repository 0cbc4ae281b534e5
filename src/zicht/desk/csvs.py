"""Plain CSV files as people keep them: encodings, separators, and the ways in which counts are written."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import DisclosureRefused, UsageError

TOTALS = frozenset(
    {
        "",
        TOTAL.casefold(),
        "t",
        "tot",
        "tot.",
        "total",
        "totals",
        "totaal",
        "totale",
        "sum",
        "all",
        "alle",
    }
    | {
        "allen",
        "alles",
        "insgesamt",
        "gesamt",
        "ensemble",
        "ogółem",
        "i alt",
        "totalt",
        "yhteensä",
        "grand total",
    }
    | {"both sexes", "all ages", "overall"}
)
"""What margins are called, in lower case."""
MARGIN = "Total"
"""What the margin is called in tables that are written."""
LARGEST = 1_500_000
LARGEST_COUNT = 1e9
NUMBER = re.compile(r"\d+(\.\d*)?([eE][+-]?\d+)?")
GAPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(\D|$))")

WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files begin that spreadsheet programs save when nobody asks for CSV."""

Rows = Sequence[Mapping[str, str]]


def is_total(code: str) -> bool:
    """Say whether a code is a usual name of the margin."""
    return code.strip().casefold() in TOTALS


def read_text(path: Path) -> str:
    """Read a file in UTF-8, or in UTF-16 where it says so."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(
            f"{path.name} does not exist.", now="Give the path of a file."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be read: is it a folder?",
            now="Give the path of a text file.",
        ) from error
    if raw.startswith(WORKBOOK):
        raise UsageError(
            f"{path.name} is a workbook or an archive, no CSV.",
            now="Save the sheet as CSV UTF-8.",
        )
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path.name} cannot be read as UTF-8 text; the first letter that is none stands in line {line}.",
            now="It may be Windows-1252 or Latin-1. Save it as CSV UTF-8, or: iconv -f cp1252 -t utf-8 FILE > NEW",
        ) from error
    if "\0" in text:
        raise UsageError(
            f"{path.name} is no text: it holds null bytes.",
            now="Save it as CSV in UTF-8.",
        )
    return text


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV with a header; comma, semicolon, tab or bar between the fields."""
    text = read_text(path)
    if text.count("\n") > LARGEST + 1:
        raise DisclosureRefused(
            f"{path.name} has more than {LARGEST} rows, the most that is taken.",
            now="Break down by fewer dimensions at once, merge categories, or split the file.",
        )
    if text.casefold().startswith("sep="):
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
    header = [name.strip() for name in lines[0]]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        if any(NUMBER.fullmatch(name.replace(",", ".")) for name in header):
            raise UsageError(
                f"{path.name}: the first line holds numbers, and some twice.",
                now="Give it a header.",
            )
        raise UsageError(
            f"{path.name}: column {', '.join(twice)} stands twice.",
            now="Give every column its own name.",
        )
    body = [_without_blank_end(line, len(header)) for line in lines[1:]]
    ragged = [
        number for number, line in enumerate(body, start=1) if len(line) != len(header)
    ]
    if ragged:
        raise UsageError(
            f"{path.name}: {len(ragged)} rows have more or fewer fields than the header, the first is row {ragged[0]}.",
            now="Take lines above the header and notes below the table out; put fields with a comma between quotes.",
        )
    return [dict(zip(header, line, strict=True)) for line in body]


def _without_blank_end(line: list[str], width: int) -> list[str]:
    """Take blank fields off that stand behind those of the header."""
    return (
        line[:width]
        if len(line) > width and not any(field.strip() for field in line[width:])
        else line
    )


def _delimiter(text: str) -> str:
    header = re.sub(r'"[^"]*"', "", text.lstrip().split("\n", 1)[0])
    return max(",;\t|", key=header.count)


def told_columns(rows: Rows) -> str:
    """Name the columns for an error; a header of numbers is a record, and no record is quoted."""
    names = [name for name in rows[0] if name]
    if any(NUMBER.fullmatch(name) for name in names):
        return (
            "The first line holds numbers: is there a header? A table with a column per year is written with a row per "
            "cell first."
        )
    return f"It has {', '.join(names)}."


def need(rows: Rows, columns: Sequence[str], where: str) -> None:
    """Refuse when a column is missing; say which was perhaps meant."""
    missing = [column for column in columns if column not in rows[0]]
    if missing:
        near = [
            meant
            for name in missing
            if (meant := nearest(name, [name for name in rows[0] if name]))
        ]
        hint = f"Did you mean {', '.join(near)}? " if near else ""
        raise UsageError(
            f"{where}: column {', '.join(missing)} is missing.",
            now=hint + told_columns(rows),
        )


def nearest(name: str, known: Sequence[str]) -> str:
    """Give the known name that looks most like one that is unknown; nothing where none does."""
    folded = {own.casefold(): own for own in known}
    found = get_close_matches(name.casefold(), list(folded), n=1)
    return folded[found[0]] if found else ""


def pairs_of(option: str, given: Sequence[str]) -> dict[str, str]:
    """Read `COLUMN=CODE` arguments."""
    found = {}
    for one in given:
        column, mark, code = one.partition("=")
        if not column.strip() or not mark:
            raise UsageError(
                f"{option} {one!r} is not understood.",
                now=f"Write {option} region=CODE",
            )
        found[column.strip()] = code.strip()
    return found


OF_COUNTS = (
    "Counts are 0, 1, 2 and so on; this is no table of amounts, shares or words."
)
OF_AMOUNTS = "Amounts are whole numbers from 0: round them, or give them in cents or thousands; take corrections out."


def numbers_of(
    rows: Rows,
    column: str,
    where: str,
    *,
    only: Bools | None = None,
    now: str = OF_COUNTS,
) -> Floats:
    """Read a column of counts: whole numbers from 0, perhaps written as 12.0, 12,0, 1.234 or 1,234.

    Parameters
    ----------
    rows, column : of a CSV
    where : name of the file, for errors
    only : rows to read; the others are NaN, and not looked at
    now : what to do where they are something else

    Raises
    ------
    UsageError : counting the values that are negative, broken or no numbers; none of them is quoted
    """
    need(rows, [column], where)
    wanted = range(len(rows)) if only is None else np.flatnonzero(only).tolist()
    texts = _decimal_points(
        [GAPS.sub("", rows[at][column].strip()) for at in wanted],
        f"{where}, column {column}",
    )
    values = np.full(len(rows), np.nan)
    faults: dict[str, list[int]] = {}
    for at, text in zip(wanted, texts, strict=True):
        fault = ""
        if NUMBER.fullmatch(text):
            values[at] = float(text)
            if values[at] > LARGEST_COUNT:
                fault = "are too large"
            elif values[at] != round(values[at]):
                fault = "are no whole number"
        else:
            fault = (
                "are negative"
                if re.fullmatch(r"[-−]\s*[\d.,]+", text)
                else "are no number"
            )
        if fault:
            faults.setdefault(fault, []).append(at)
    if faults:
        told = [
            f"{len(own)} values {fault}, the first in row {own[0] + 1}"
            for fault, own in faults.items()
        ]
        raise UsageError(
            f"{where}, column {column}: not every value is a whole number from 0.",
            details=told,
            now=now,
        )
    return values


def _decimal_points(texts: Sequence[str], where: str) -> list[str]:
    """Take the separators of thousands out of a column, and make a decimal comma a point."""
    found = list(texts)
    for mark, other in (".,", ",."):
        grouped = re.compile(rf"[1-9]\d{{0,2}}(\{mark}\d{{3}})+(?P<rest>\{other}\d+)?")
        decimal = re.compile(
            rf"(\d*\{mark}(\d{{0,2}}|\d{{4,}})|(0|\d{{4,}})\{mark}\d{{3}})([eE][+-]?\d+)?"
        )
        groups = [match for text in found if (match := grouped.fullmatch(text))]
        if not groups:
            continue
        is_sure = any(match["rest"] or match[0].count(mark) > 1 for match in groups)
        is_decimal = any(decimal.fullmatch(text) for text in found)
        is_mixed = any(re.fullmatch(r"\d{1,3}", text) for text in found)
        if (is_sure and is_decimal) or not (is_sure or is_decimal or is_mixed):
            raise UsageError(
                f"{where}: {len(groups)} numbers can be read as thousands or as decimals.",
                now=f"Write them without {mark!r}.",
            )
        if not is_decimal:
            found = [
                text.replace(mark, "") if grouped.fullmatch(text) else text
                for text in found
            ]
    return [re.sub(r"^(\d+),(\d*)$", r"\1.\2", text) for text in found]
