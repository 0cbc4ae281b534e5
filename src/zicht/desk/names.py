"""How files of others call totals, counts and withheld numbers; the names stand in `names.toml`, in lower case."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from zicht.vocabulary.dimensions import TOTAL

_NAMES = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
TOTALS = frozenset(_NAMES["totals"]) | {TOTAL.casefold()}
COUNT = "n"
"""What a column of counts is called in tables that Zicht writes."""
COUNTS = frozenset(_NAMES["counts"])
WITHHELD = frozenset(_NAMES["withheld"])
UNCLEAR = frozenset(_NAMES["unclear"])
MARGIN = "Total"
"""How tables that Zicht writes call the margin."""


def is_total(code: str) -> bool:
    """Whether a code is a usual name of the margin."""
    return code.strip().casefold() in TOTALS


def is_total_of(column: str, code: str, given: Mapping[str, str]) -> bool:
    """Whether a code of a column is its total.

    Parameters
    ----------
    column, code : to judge
    given : by column the code of its total, as the user gave it; empty for a column without one. What the user said of
        a column holds alone: a code T of it is a category as the others are
    """
    # A code T is a usual name of the total and also of a category, as in a code list of
    # types.
    if column not in given:
        return is_total(code)
    return code in ("", TOTAL) or code == given[column]
