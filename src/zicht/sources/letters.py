"""The letter beside a delivered file: what the supplier states about it."""

import datetime
import hashlib
import tomllib
from pathlib import Path
from typing import Any

from zicht.vocabulary.deliveries import Letter
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.periods import Period

_FIELDS = ("source", "form_version", "period", "extracted_on", "legal_basis", "consent")


def read_letter(path: Path) -> Letter:
    """Read a letter.

    Parameters
    ----------
    path : TOML file with `source`, `form_version`, `period`, `extracted_on`, `legal_basis`, `consent`

    Returns
    -------
    Letter, whose period and date can be read

    Raises
    ------
    DeliveryError : with a line for every field that is missing, unknown or wrong
    """
    letter, breaks = survey_letter(path)
    if letter is None or breaks:
        raise DeliveryError(
            f"Letter {path.name} does not hold.",
            now="Ask the supplier to mend it.",
            details=breaks,
        )
    return letter


def delivery_digest(file: Path, letter: Path) -> str:
    """Digest that identifies a delivery: SHA-256 over the digests of the file and of its letter.

    Parameters
    ----------
    file, letter : paths

    Returns
    -------
    64 hexadecimal digits
    """
    digests = []
    for path in (file, letter):
        with path.open("rb") as handle:
            digests.append(hashlib.file_digest(handle, "sha256").digest())
    return hashlib.sha256(b"".join(digests)).hexdigest()


def survey_letter(path: Path) -> tuple[Letter | None, list[str]]:
    """Read a letter as far as it goes, with what is wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None, ["the letter is not there"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None, ["the letter is no TOML"]
    breaks = [
        f"the letter says nothing of {name}"
        for name in _FIELDS
        if not str(table.get(name, "")).strip()
    ]
    strays = len(set(table) - set(_FIELDS))
    if strays:
        breaks.append(f"the letter has {strays} fields that mean nothing here")
    if not any(name in table for name in _FIELDS):
        return None, breaks
    breaks += _wrong_values(table)
    return (None, breaks) if breaks else (_letter(table), breaks)


def extraction_day(letter: Letter) -> datetime.date:
    """Day on which the supplier took the rows from its register."""
    return datetime.date.fromisoformat(letter.extracted_on)


def _letter(table: dict[str, Any]) -> Letter:
    return Letter(
        source=str(table["source"]),
        form_version=int(table["form_version"]),
        period=str(Period.read(str(table["period"]))),
        extracted_on=str(table["extracted_on"]),
        legal_basis=str(table["legal_basis"]).strip(),
        consent=str(table["consent"]).strip(),
    )


def _wrong_values(table: dict[str, Any]) -> list[str]:
    breaks = []
    version = table.get("form_version")
    if version is not None and (
        not isinstance(version, int) or isinstance(version, bool)
    ):
        breaks.append("form_version in the letter is no whole number")
    period = _period(str(table.get("period", "")))
    day = _day(str(table.get("extracted_on", "")))
    if table.get("period") and period is None:
        breaks.append(
            "period in the letter is no year (2020) or run of years (2015-2019)"
        )
    if table.get("extracted_on") and day is None:
        breaks.append("extracted_on in the letter is no date (YYYY-MM-DD)")
    if period and day and day.year < period.first:
        breaks.append("the rows were extracted before their period began")
    return breaks


def _period(words: str) -> Period | None:
    try:
        return Period.read(words)
    except ProjectError:
        return None


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words) if len(words) == 10 else None
    except ValueError:
        return None
