"""The letter beside a delivered file: what the supplier states about it."""

import datetime
import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from zicht.sources.opening import LARGEST_LETTER, Delivered, digest_of, opened
from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Layout, Letter, Totals
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.plain import is_whole_number

FILL_IN = "Fill in"
"""Stands in a written letter or proposed form where only a person knows the answer."""
_FIELDS = ("source", "form_version", "period", "extracted_on", "legal_basis", "consent")
"""Fields that every letter has."""
_LAYOUT = ("encoding", "delimiter", "sheet", "header_row")
_TOTALS = ("rows", "checksum", "sums", "counts", "with_totals")
_MORE = ("part", "correction", *_LAYOUT, *_TOTALS)
"""Fields that a letter may have."""
_LARGEST_NUMBER = 10**12
_LARGEST_SUM = 10**24
_WHOLE_NUMBERS = {
    "form_version": (1, _LARGEST_NUMBER),
    "correction": (0, 1_000_000),
    "rows": (0, _LARGEST_NUMBER),
    "header_row": (1, 1_000),
}
"""Smallest and largest number that a field may hold."""
_OPTIONAL_TEXTS = ("part", "encoding", "delimiter", "sheet", "checksum")
_TEXTS = ("source", "legal_basis", "consent", *_OPTIONAL_TEXTS)
_REASONS = ("legal_basis", "consent")
"""Fields that say something in words, so that a sign or number alone is no answer."""
_STATEMENTS = ("source", "part", "legal_basis", "consent", "sheet")
"""Fields that people read, in messages and receipts."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CHECKSUM = re.compile(r"[0-9a-fA-F]{64}")
_LONGEST_PART = 100
_LONGEST_STATEMENT = 2_000
_MOST_YEARS = 150


def read_letter(path: Delivered, *, today: datetime.date | None = None) -> Letter:
    """Read a letter.

    Parameters
    ----------
    path : TOML file with `source`, `form_version`, `period`, `extracted_on`, `legal_basis`, `consent`, and what it may
        have besides: docs/vault.md
    today : no extraction can lie after it; the day of the machine where it is not given

    Returns
    -------
    Letter, whose period and date can be read

    Raises
    ------
    DeliveryError : with a line for every field that is missing, unknown or wrong
    """
    letter, breaks = survey_letter(path, today=today)
    if letter is None or breaks:
        raise DeliveryError(
            f"Letter {path.name} cannot be used.",
            now="Ask the supplier to correct it.",
            details=breaks,
        )
    return letter


def delivery_digest(file: Delivered, letter: Delivered) -> str:
    """Digest that identifies a delivery: SHA-256 over the digests of the file and of its letter.

    Parameters
    ----------
    file, letter : paths

    Returns
    -------
    64 hexadecimal digits

    Raises
    ------
    DeliveryError : one of them is not a regular file that can be read
    """
    return digest_with_letter(digest_of(file), letter)


def digest_with_letter(of_file: bytes, letter: Delivered) -> str:
    """Digest that identifies a delivery, from the digest of its file and its letter."""
    return joint_digest(of_file, digest_of(letter, largest=LARGEST_LETTER))


def content_digest(file: Delivered) -> bytes:
    """SHA-256 of a delivered file alone.

    Raises
    ------
    DeliveryError : it is not a regular file that can be read
    """
    return digest_of(file)


def joint_digest(of_file: bytes, of_letter: bytes) -> str:
    """Digest of a delivery from those of its file and letter."""
    return hashlib.sha256(of_file + of_letter).hexdigest()


def survey_letter(
    path: Delivered, *, today: datetime.date | None = None
) -> tuple[Letter | None, list[str]]:
    """Read a letter as far as it goes, with what is wrong in it."""
    try:
        with opened(path, largest=LARGEST_LETTER) as file:
            text = file.read().decode("utf-8-sig")
        # A sum is compared digit by digit: a binary fraction would lose some.
        table = tomllib.loads(text, parse_float=Decimal)
        # Numbers of thousands of digits cannot be written in base 10, in whatever base they were read.
        str(table)
    except DeliveryError as error:
        return None, [f"the letter: {error.what}"]
    except (ValueError, ArithmeticError, RecursionError):
        # Of bytes that are no text, of TOML that is not valid, and of numbers beyond all bounds.
        return None, ["the letter is not valid TOML"]
    breaks = [
        f"the letter says nothing of {name}"
        for name in _FIELDS
        if not str(table.get(name, "")).strip()
    ]
    breaks += [
        f"{name} in the letter is still to be filled in"
        for name in (*_FIELDS, *_OPTIONAL_TEXTS)
        if _is_to_be_filled_in(str(table.get(name, "")))
    ]
    strays = len(set(table) - {*_FIELDS, *_MORE})
    if strays:
        breaks.append(f"the letter has {strays} fields that mean nothing here")
    if not any(name in table for name in _FIELDS):
        return None, breaks
    breaks += _wrong_values(table, today or datetime.date.today())
    return (None, breaks) if breaks else (_letter(table), breaks)


def extraction_day(letter: Letter) -> datetime.date:
    """Day on which the supplier took the rows from its register."""
    return datetime.date.fromisoformat(letter.extracted_on)


def _letter(table: dict[str, Any]) -> Letter:
    layout = {name: table[name] for name in _LAYOUT if name in table}
    totals = {name: table[name] for name in _TOTALS if name in table}
    sums = {name: str(total) for name, total in totals.get("sums", {}).items()}
    return Letter(
        source=str(table["source"]),
        form_version=int(table["form_version"]),
        period=str(table["period"]).strip(),
        extracted_on=str(table["extracted_on"]),
        legal_basis=str(table["legal_basis"]).strip(),
        consent=str(table["consent"]).strip(),
        part=str(table.get("part", "")).strip(),
        correction=int(table.get("correction", 0)),
        totals=Totals(**{**totals, "sums": sums}),
        layout=Layout(**layout),
    )


def _wrong_values(table: dict[str, Any], today: datetime.date) -> list[str]:
    return [
        *_wrong_numbers(table),
        *_wrong_texts(table),
        *_wrong_totals(table),
        *_wrong_days(table, today),
    ]


def _wrong_numbers(table: dict[str, Any]) -> list[str]:
    breaks = []
    for name, (least, largest) in _WHOLE_NUMBERS.items():
        if name in table and not _is_whole(table[name], least, largest):
            breaks.append(
                f"{name} in the letter is not a whole number from {least} to {largest:,}"
            )
    return breaks


def _wrong_texts(table: dict[str, Any]) -> list[str]:
    texts = {name: table[name] for name in _TEXTS if name in table}
    breaks = [
        f"{name} in the letter is not a text"
        for name, text in texts.items()
        if not isinstance(text, str)
    ]
    breaks += [
        f"{name} in the letter is empty: leave it out, or state it"
        for name in _OPTIONAL_TEXTS
        if not str(texts.get(name, "stated")).strip(" \n")
    ]
    breaks += [
        f"{name} in the letter has no words"
        for name in _REASONS
        if str(texts.get(name, "")).strip() and not _has_words(str(texts[name]))
    ]
    if texts.get("delimiter", ",") not in (",", ";", "\t", "|"):
        breaks.append("delimiter in the letter is not one of , ; tab |")
    if "checksum" in texts and not _CHECKSUM.fullmatch(str(texts["checksum"]).strip()):
        breaks.append(
            "checksum in the letter is not a SHA-256 of 64 hexadecimal digits"
        )
    if len(str(texts.get("part", ""))) > _LONGEST_PART:
        breaks.append(f"part in the letter has more than {_LONGEST_PART} characters")
    breaks += [
        f"{name} in the letter is too long, or holds signs that cannot be printed"
        for name in _STATEMENTS
        if not _can_be_read(str(texts.get(name, "")))
    ]
    return breaks


def _wrong_totals(table: dict[str, Any]) -> list[str]:
    """Say what is wrong with sums and counts; a table without a number states nothing that could be compared."""
    breaks = []
    if not isinstance(table.get("with_totals", False), bool):
        breaks.append("with_totals in the letter is not true or false")
    sums, counts = table.get("sums", {}), table.get("counts", {})
    if not _is_table(sums, _is_sum):
        breaks.append("sums in the letter is not a table of numbers by column")
    if not _is_table(counts, lambda codes: _is_table(codes, _is_count)):
        breaks.append(
            "counts in the letter is not a table of whole numbers by column and code"
        )
    breaks += [
        f"{name} in the letter states nothing: leave it out, or state a number"
        for name, stated in (("sums", sums), ("counts", counts))
        if name in table and not stated
    ]
    if not breaks and any(not by_code for by_code in counts.values()):
        breaks.append(
            "counts in the letter names a column without any code: leave it out, or state its rows"
        )
    return breaks


def _wrong_days(table: dict[str, Any], today: datetime.date) -> list[str]:
    breaks = []
    period = _period(str(table.get("period", "")))
    day = _day(str(table.get("extracted_on", "")))
    if str(table.get("period", "")).strip() and period is None:
        breaks.append(
            "period in the letter is not a year (2020), run of years (2015-2019), quarter (2024-Q1), month (2024-03)"
            " or two days (2024-01-01/2024-03-31)"
        )
    if str(table.get("extracted_on", "")).strip() and day is None:
        breaks.append("extracted_on in the letter is not a date (YYYY-MM-DD)")
    if period and len(period.years) > _MOST_YEARS:
        breaks.append(f"the period is longer than {_MOST_YEARS} years")
    if period and day and day < period.first:
        breaks.append("the rows were extracted before their period began")
    if day and day > today:
        breaks.append("the day of extraction lies in the future")
    return breaks


def _is_whole(value: object, least: int, largest: int) -> bool:
    return is_whole_number(value) and least <= value <= largest


def _is_to_be_filled_in(statement: str) -> bool:
    return statement.strip("<> ").casefold().startswith(FILL_IN.casefold())


def _has_words(statement: str) -> bool:
    """Whether a statement has a letter of any script."""
    return any(sign.isalpha() for sign in statement)


def _can_be_read(statement: str) -> bool:
    """Whether a statement can be shown: no line ends, no signs that move the cursor or turn the text around."""
    return len(statement) <= _LONGEST_STATEMENT and statement.isprintable()


def _is_table(value: object, is_entry: Callable[[object], bool]) -> bool:
    return isinstance(value, Mapping) and all(map(is_entry, value.values()))


def _is_count(value: object) -> bool:
    return _is_whole(value, 0, _LARGEST_NUMBER)


def _is_sum(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) <= _LARGEST_SUM
    return is_whole_number(value) and abs(value) <= _LARGEST_SUM


def _period(words: str) -> Days | None:
    try:
        return Days.read(words) if words.isascii() else None
    except ProjectError:
        return None


def _day(words: str) -> datetime.date | None:
    try:
        # `2025-W05-1` and digits of other scripts are read by the library too.
        is_day = _DAY.fullmatch(words) is not None
        return datetime.date.fromisoformat(words) if is_day else None
    except ValueError:
        return None
