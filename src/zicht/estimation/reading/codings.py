"""How a column says that a person was on a list: the usual codings."""

from collections.abc import Sequence
from dataclasses import dataclass

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", ".", "-", "<na>", "?"})
"""Words for a value that is not known, in lower case."""


@dataclass(frozen=True)
class Coding:
    """Two words: on the list, and not on it.

    Parameters
    ----------
    name : as a reader would write it
    on, off : words in lower case
    """

    name: str
    on: frozenset[str]
    off: frozenset[str]


def _coding(name: str, on: str, off: str) -> Coding:
    return Coding(name, frozenset(on.split()), frozenset(off.split()))


CODINGS = (
    _coding("0/1", "1 1.0 1,0", "0 0.0 0,0"),
    _coding("TRUE/FALSE", "true t waar", "false f onwaar"),
    _coding("yes/no", "yes y ja j", "no n nee"),
    _coding("obs/un", "obs observed", "un unobs unobserved"),
    _coding("seen/unseen", "seen gezien", "unseen ongezien"),
    _coding("in/out", "in", "out"),
    _coding("present/absent", "present", "absent"),
)
MARKS = frozenset({"x", "1", "1.0", "yes", "ja", "true"})
"""Words that say `on the list` in a column that is empty elsewhere."""


@dataclass(frozen=True)
class Listed:
    """A column read as a list.

    Parameters
    ----------
    coding : its name
    on : per row, whether the person is on the list; None where that is missing
    """

    coding: str
    on: tuple[bool | None, ...]

    @property
    def missing_rows(self) -> list[int]:
        """Places of rows without a value."""
        return [place for place, value in enumerate(self.on) if value is None]


def read_listed(words: Sequence[str]) -> Listed | None:
    """Read a column as a list; None where its words are no usual coding."""
    lowered = [word.lower() for word in words]
    values = set(lowered) - MISSING
    if not values:
        return None
    if values <= MARKS and len(values) == 1 and "" in lowered:
        marked = tuple(word in values for word in lowered)
        return Listed(f"{next(iter(values))} or empty", marked)
    for coding in CODINGS:
        if values <= coding.on | coding.off:
            on = tuple(
                None if word in MISSING else word in coding.on for word in lowered
            )
            return Listed(coding.name, on)
    return None


def is_missing(word: str) -> bool:
    """Say whether a word stands for a value that is not known."""
    return word.lower() in MISSING


def whole_number(word: str) -> int | None:
    """Read a whole number, also written as 5.0 or 1 234; None where it is none."""
    bare = word.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    whole, _point, rest = bare.partition(".")
    if whole.isascii() and whole.isdigit() and not rest.strip("0"):
        return int(whole)
    try:
        value = float(bare) if "e" in bare.lower() else None
    except ValueError:
        return None
    return int(value) if value is not None and value.is_integer() else None
