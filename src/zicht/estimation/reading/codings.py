"""How a column says that a person was on a list: the codings of `codings.toml`."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

_DATA = tomllib.loads(
    files("zicht.estimation.reading").joinpath("codings.toml").read_text("utf-8")
)
MISSING = frozenset(_DATA["missing"]["words"])
"""Words for a value that is not known, in lower case."""


@dataclass(frozen=True)
class Coding:
    """Words for on the list, and for not on it.

    Parameters
    ----------
    name : as a reader would write it
    on, off : words in lower case
    """

    name: str
    on: frozenset[str]
    off: frozenset[str]


CODINGS = tuple(
    Coding(row["name"], frozenset(row["on"]), frozenset(row["off"]))
    for row in _DATA["coding"]
)
MARKS = frozenset(_DATA["marks"]["words"])
"""Words that say `on the list` in a column that holds no other word."""
FILLERS = frozenset(_DATA["marks"]["fillers"])
"""What may stand in the other cells of a column with one mark."""
TYPED = frozenset(_DATA["typed"]["words"])
ON = MARKS.union(*(coding.on for coding in CODINGS)) - TYPED
OFF = frozenset[str]().union(*(coding.off for coding in CODINGS)) - MISSING
GROUPED = re.compile(
    r"\d{1,3}(?:(?P<point>[., \u00a0\u2009\u202f'])\d{3})(?:(?P=point)\d{3})*"
)
"""A number with a sign between its thousands, such as 1,234."""
DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ T][\d:.]+)?|\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})"
)
QUOTES = "\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019"
"""Quotation marks of texts, which a program for CSV does not take for its own."""
FORMULA_OF_TEXT = re.compile(r'="(?P<text>[^"]*)"')
"""A formula by which a spreadsheet keeps a text as it is, such as ="007"."""
DECIMAL_COMMA = re.compile(r"\d+,0{1,2}")
"""A whole number with a comma before its decimals; three zeros may be thousands."""
MOST_UNREAD = 0.1
"""A column with a larger share of other words is not taken for a list with mistakes."""


@dataclass(frozen=True)
class Listed:
    """A column read as a list.

    Parameters
    ----------
    coding : its name
    on : per row, whether the person is on the list; None where that is missing
    is_mixed : whether the column has words of more than one coding
    """

    coding: str
    on: tuple[bool | None, ...]
    is_mixed: bool = False

    @property
    def missing_rows(self) -> list[int]:
        """Places of rows without a value."""
        return [place for place, value in enumerate(self.on) if value is None]


def read_listed(words: Sequence[str]) -> Listed | None:
    """Read a column as a list; None where its words are no usual coding."""
    lowered = [word.lower() for word in words]
    return _read_marks(lowered) or _read_coded(lowered)


def _read_marks(lowered: Sequence[str]) -> Listed | None:
    """Read a column with one mark, and one filler in its other cells."""
    marks = set(lowered) & MARKS
    others = set(lowered) - MARKS
    if len(marks) != 1 or len(others) != 1 or not others <= FILLERS:
        return None
    (mark,) = marks
    (filler,) = others
    if {mark, filler} in ({"1", "0"}, {"+", "-"}):
        return None  # a coding of its own
    return Listed(f"{mark} or {filler or 'empty'}", tuple(w == mark for w in lowered))


def _read_coded(lowered: Sequence[str]) -> Listed | None:
    """Read a column in one coding, or in several that do not contradict each other."""
    for coding in CODINGS:
        off = coding.off if "+" in lowered else coding.off - MISSING
        missing = MISSING - off
        values = set(lowered) - missing
        if values and values <= coding.on | off:
            return _listed(coding.name, lowered, coding.on, missing)
    values = set(lowered) - MISSING
    if values & ON and values & OFF and values <= ON | OFF:
        mixed = [coding.name for coding in CODINGS if values & (coding.on | coding.off)]
        return _listed(" and ".join(mixed), lowered, ON, MISSING, is_mixed=True)
    return None


def _listed(
    name: str,
    lowered: Sequence[str],
    on: frozenset[str],
    missing: frozenset[str],
    *,
    is_mixed: bool = False,
) -> Listed:
    is_on = tuple(None if word in missing else word in on for word in lowered)
    return Listed(name, is_on, is_mixed)


def plain_word(word: str) -> str:
    """Write a cell without blanks and quotation marks around it, and digits as 0 to 9."""
    bare = word.strip().strip(QUOTES).strip()
    as_text = FORMULA_OF_TEXT.fullmatch(bare)
    if as_text is not None:
        bare = as_text["text"].strip()
    if bare.isascii():
        return bare
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in bare
    )


def holds_own_name(name: str, words: Sequence[str]) -> bool:
    """Return whether every cell of a column holds the name of the column or nothing."""
    lowered = {word.casefold() for word in words}
    return lowered == {name.casefold(), ""}


def are_dates(words: Sequence[str]) -> bool:
    """Return whether every cell of a column holds a date or nothing."""
    filled = [word for word in words if word]
    has_both = 0 < len(filled) < len(words)
    return has_both and all(DATE.fullmatch(word) for word in filled)


def unread_places(words: Sequence[str]) -> list[int]:
    """Return the places of words that keep a column from being a list.

    Empty where the column is a list, or where too much else stands in it.
    """
    lowered = [word.lower() for word in words]
    unread = [
        place
        for place, word in enumerate(lowered)
        if word not in ON and word not in OFF and word not in MISSING
    ]
    has_both = bool(ON.intersection(lowered)) and bool(OFF.intersection(lowered))
    is_nearly_read = len(unread) <= max(1, MOST_UNREAD * len(words))
    return unread if has_both and is_nearly_read and len(words) > 3 else []


def is_coded(word: str) -> bool:
    """Return whether a word belongs to a usual coding of lists."""
    return word.lower() in ON | OFF or word.lower() in MISSING


def are_ones_and_twos(words: Sequence[str]) -> bool:
    """Return whether a column holds 1 and 2, of which either may mean `on the list`."""
    return {word for word in words if not is_missing(word)} == {"1", "2"}


def grouped_number(word: str) -> int | None:
    """Read a number with a sign between its thousands; None where there is no sign."""
    return int(re.sub(r"\D", "", word)) if GROUPED.fullmatch(word) else None


def counted_number(word: str) -> int | None:
    """Read a whole number with or without a sign between its thousands; None where it is none."""
    return grouped_number(word) or whole_number(word)


def grouping(words: Sequence[str]) -> str:
    """Return the sign between thousands in a column of counts; empty where there is none.

    A comma or point before three digits may also mark decimals. It stands between
    thousands where the column also has numbers below a thousand without it, or a number
    with two signs.

    Raises
    ------
    ValueError : the column does not show which of both it is
    """
    grouped = [word for word in words if GROUPED.fullmatch(word)]
    if not grouped:
        return ""
    signs = {match["point"] for match in map(GROUPED.fullmatch, grouped) if match}
    (sign, *others) = sorted(signs)
    plain = [w for w in words if w not in grouped and not is_missing(w)]
    are_small = all(word.isdigit() and len(word) <= 3 for word in plain)
    if sign not in {".", ","} and not others:
        return sign
    is_shown = bool(plain) or any(word.count(sign) > 1 for word in grouped)
    if others or not are_small or not is_shown:
        raise ValueError
    return sign


def is_missing(word: str) -> bool:
    """Return whether a word stands for a value that is not known."""
    return word.lower() in MISSING


def whole_number(word: str) -> int | None:
    """Read a whole number, also written as 5.0 or 5,0; None where it is none."""
    bare = word.strip()
    whole, _point, rest = bare.partition("," if DECIMAL_COMMA.fullmatch(bare) else ".")
    if whole.isascii() and whole.isdigit() and not rest.strip("0"):
        return int(whole)
    try:
        value = float(bare) if "e" in bare.lower() else None
    except ValueError:
        return None
    return int(value) if value is not None and value.is_integer() else None


def is_number(word: str) -> bool:
    """Return whether a word is a whole number, with or without a sign between thousands."""
    return whole_number(word) is not None or grouped_number(word) is not None
