"""How files of others call totals, counts and withheld numbers; the names stand in `names.toml`, in lower case."""

import tomllib
from pathlib import Path

from zicht.vocabulary.dimensions import TOTAL

_NAMES = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
TOTALS = frozenset(_NAMES["totals"]) | {TOTAL.casefold()}
COUNTS = frozenset(_NAMES["counts"])
WITHHELD = frozenset(_NAMES["withheld"])
UNCLEAR = frozenset(_NAMES["unclear"])
MARGIN = "Total"
"""How tables that Zicht writes call the margin."""


def is_total(code: str) -> bool:
    """Whether a code is a usual name of the margin."""
    return code.strip().casefold() in TOTALS
