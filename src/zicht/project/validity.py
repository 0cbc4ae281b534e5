"""Reads from which year until which year codes and areas may be used."""

import re
from collections.abc import Sequence

from zicht.project.rows import Row
from zicht.vocabulary.validity import Validity

_YEAR = re.compile(r"[1-9][0-9]{3}")


def validity_of(rows: Sequence[Row]) -> dict[str, Validity]:
    """Read from which year until which year each code may be used.

    Parameters
    ----------
    rows : tables of TOML or rows of CSV, with `code` and possibly `valid_from` and `valid_until`

    Returns
    -------
    code to its years, for each code that has a first or a last year

    Raises
    ------
    ProjectError : that is not a year, or the last year lies before the first; names file and line
    """
    validity = {}
    for row in rows:
        first, last = _year(row, "valid_from"), _year(row, "valid_until")
        if first is not None and last is not None and first > last:
            raise row.wrong(
                "valid_until",
                f"the code ends in {last}, before its first year {first}.",
                "Correct valid_from or valid_until.",
            )
        if first is not None or last is not None:
            validity[row.text("code")] = Validity(first, last)
    return validity


def _year(row: Row, key: str) -> int | None:
    """Read a year of four digits; None where it is left out."""
    if not row.has(key):
        return None
    written = str(row.values[key]).strip()
    if not _YEAR.fullmatch(written):
        raise row.wrong(key, f"{key!r} must be a year.", f"Write {key} = 2024.")
    return int(written)
