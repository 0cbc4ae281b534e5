"""Reads status codes of several tools, and symbols in place of a number, in printed tables."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from zicht.desk.names import UNCLEAR, WITHHELD
from zicht.desk.numbers import NUMBER
from zicht.desk.words import any_of
from zicht.disclosure.audit.published import Mark
from zicht.vocabulary.errors import UsageError

ZEROS = frozenset({"e", "z", "empty", "zero"})
"""Codes of an empty cell: a blank value beside such a code means 0."""
GENERAL: Mapping[str, Mark] = {
    **dict.fromkeys(
        ("s", "published", "safe", "ok", "p", "v", "valid", "false", "0", "no", *ZEROS),
        Mark.SHOWN,
    ),
    **dict.fromkeys(
        ("u", "primary", "unsafe", "c", "x", "withheld", "suppressed", "hidden", "w"),
        Mark.PRIMARY,
    ),
    **dict.fromkeys(
        ("confidential", "secret", "true", "1", "yes", "*", ":", "..", "[c]"),
        Mark.PRIMARY,
    ),
    **dict.fromkeys(
        ("m", "secondary", "sec", "secondary_unsafe", "secondary_unsafe_manual"),
        Mark.SECONDARY,
    ),
    **dict.fromkeys(
        ("safe_manual", "protect_manual", "empty_nonstructural"), Mark.SHOWN
    ),
    **{
        f"unsafe_{rule}": Mark.PRIMARY
        for rule in ("rule", "peep", "freq", "zero", "singleton", "manual")
    },
    **dict.fromkeys(("banded", "band"), Mark.BANDED),
}
"""τ-ARGUS and its Python relative, sdcTable, GaussSuppression, Zicht, and plain words."""
BY_RULE: Mapping[str, Mark] = {
    **dict.fromkeys(("v", "z"), Mark.SHOWN),
    **dict.fromkeys(("a", "b", "c"), Mark.PRIMARY),
    "d": Mark.SECONDARY,
}
"""rtauargus: A, B and C name the rule of a primary cell, D a secondary one, V a valid cell."""
BY_NUMBER: Mapping[str, Mark] = {
    **dict.fromkeys(("1", "2", "10", "13", "14"), Mark.SHOWN),
    **dict.fromkeys(map(str, range(3, 10)), Mark.PRIMARY),
    **dict.fromkeys(("11", "12"), Mark.SECONDARY),
}
"""τ-ARGUS by the numbers it uses inside."""
SDMX_CONF: Mapping[str, Mark] = {
    "f": Mark.SHOWN,
    **dict.fromkeys(("a", "c", "g", "m", "n", "o", "p", "t"), Mark.PRIMARY),
    **dict.fromkeys(("s", "d"), Mark.SECONDARY),
}
"""SDMX CONF_STATUS, in which S means secondary and not safe."""
SDMX_OBS: Mapping[str, Mark] = {
    **dict.fromkeys(
        ("a", "b", "d", "e", "f", "g", "i", "p", "s", "u", "v", "n", "r"), Mark.SHOWN
    ),
    **dict.fromkeys(("c", "h", "l", "m", "o", "q", "x", "z"), Mark.PRIMARY),
}
"""SDMX OBS_STATUS and Eurostat's flags. A cell may have several; most do not state whether the cell is shown."""
QUALITY: Mapping[str, Mark] = {
    **dict.fromkeys(("a", "b", "c", "d", "e", "p", "r"), Mark.SHOWN),
    **dict.fromkeys(("f", "x", ".", "..", "..."), Mark.PRIMARY),
}
"""Statistics Canada: letters of quality beside symbols."""
FLAGGED = re.compile(r"(?P<symbol>:|\.\.)\s*[a-z]{1,3}")
"""Eurostat's colon with its flags, New Zealand's ..C: withheld."""
NOTE = re.compile(
    r"(?P<number>\d[\d.,'’\s]*?)(\s*\[(note )?\w{1,3}\]|\s+[bdefinprsu]{1,3}|(?<=\d)[bdefipru]{1,3}|\s*\([prs]\))"
)
"""A number followed by a mark: provisional, revised, estimated, a break in the series, a note below the table."""
BELOW = re.compile(
    rf"(?P<strict><|{any_of('below')})\s*(?P<under>\d{{1,6}})"
    rf"|(≤|<=|=<|{any_of('at_most')})\s*(?P<top>\d{{1,6}})"
)
OR_FEWER = re.compile(rf"(?P<top>\d{{1,6}})\s*({any_of('or_fewer')})")
ABOVE = re.compile(
    rf"(?P<strict>>|{any_of('above')})\s*(?P<over>\d{{1,6}})"
    rf"|(≥|>=|=>|{any_of('at_least')})\s*(?P<low>\d{{1,6}})"
)
OR_MORE = re.compile(rf"(?P<low>\d{{1,6}})\s*(\+|{any_of('or_more')})")
RANGE = re.compile(
    rf"[(\[]?(?P<low>\d{{1,6}})\s*(-|–|\.\.|{any_of('between')})\s*(?P<top>\d{{1,6}})[)\]]?"
)
SEPARATORS = " ,;|"
"""Separators of several flags of one cell."""
LOGICAL = re.compile(any_of("withheld_columns"))
"""Part of the name of a column in which 1 means that a cell is withheld."""


class Reading(NamedTuple):
    """Reading of one cell: its mark, the text of its number, and its printed bounds."""

    mark: Mark
    text: str = ""
    lower: float = 0.0
    upper: float = np.inf


def codes_of(
    texts: Sequence[str], column: str, where: str
) -> Mapping[str, Mark | None]:
    """Return the code list to which the status codes of a column belong.

    Parameters
    ----------
    texts : the codes of the column, in lower case
    column : its name, by which SDMX code lists are known
    where : name of the file

    Raises
    ------
    UsageError : some codes are in no list
    """
    # A cell without a status is read by its number alone.
    used = set(texts) - {""}
    code_list = _code_list_of(used, column.casefold())
    unknown = used - set(code_list)
    # A column in which every value is 1 may mean anything, unless its name shows that it marks withheld cells.
    is_bare_one = used == {"1"} and not LOGICAL.search(column.casefold())
    if unknown or is_bare_one:
        raise UsageError(
            f"{where}, column {column}: {max(1, len(unknown))} status codes are not known: "
            f"{_listed(unknown or used)}.",
            now="Known are S, E, Z and V (printed), U, x, A, B, C and suppressed (withheld), M and D (secondary), "
            "published, banded, withheld, true and false; name the column CONF_STATUS or OBS_STATUS for SDMX codes.",
        )
    return code_list


def _code_list_of(used: set[str], name: str) -> Mapping[str, Mark | None]:
    """Choose the code list of a column by its name and its codes; a code without information has no mark."""
    if "conf" in name and used <= set(SDMX_CONF):
        return SDMX_CONF
    if "obs" in name or "flag" in name:
        known = {*SDMX_OBS, *SEPARATORS}
        return {code: _mark_of_flags(code) for code in used if set(code) <= known}
    return _code_list_by_codes(used)


def _code_list_by_codes(used: set[str]) -> Mapping[str, Mark | None]:
    """Choose a code list that contains all codes."""
    # The lists overlap: `a` is primary in one and a letter of quality in another. A
    # code that only one list has decides, and the narrowest list is tried first.
    if used <= set(BY_RULE) and "v" in used:
        return BY_RULE
    if used <= set(QUALITY) and used & {"a", "b"}:
        # Letters of quality do not state whether a cell is shown.
        letters = [code for code, mark in QUALITY.items() if mark is Mark.SHOWN]
        return {**QUALITY, **dict.fromkeys(letters)}
    if used <= set(BY_NUMBER) and used != {"1"}:
        return BY_NUMBER
    # Beside `u`, primary, `x` is the secondary mark of the same tool; alone it means
    # withheld.
    if "u" in used:
        return {**GENERAL, "x": Mark.SECONDARY}
    return GENERAL


def _mark_of_flags(code: str) -> Mark | None:
    """Return the mark of a cell with several flags: withheld if any flag means withheld."""
    is_withheld = any(SDMX_OBS.get(flag) is Mark.PRIMARY for flag in code)
    return Mark.PRIMARY if is_withheld else None


def _listed(codes: set[str]) -> str:
    """List the codes for an error, without numbers: these could be counts in the wrong column."""
    named = sorted(
        code for code in codes if len(code) <= 12 and not re.search(r"\d{2}", code)
    )
    return ", ".join(named[:8]) or "numbers or long texts"


def read_cell(text: str, mark: Mark | None, code: str = "") -> Reading | None:
    """Read what a cell with a status prints; None if that is unclear.

    Parameters
    ----------
    text : in place of the number; of a withheld cell only a text that is not a number is read
    mark : of its status; None if it has no status
    code : of the status
    """
    word = text.strip().casefold()
    if mark in (Mark.PRIMARY, Mark.SECONDARY, Mark.BANDED):
        # A number in a withheld cell is what had to be hidden, left in the file by
        # mistake: it is not read, because a reader of the publication does not see it.
        digits = word.replace(",", "").replace(" ", "")
        band = None if NUMBER.fullmatch(digits) else _read_band(word)
        return band or Reading(mark)
    if mark is Mark.SHOWN and code:
        # Some tools leave an empty cell blank and state in the status that it is 0.
        is_empty_cell = code in ZEROS and word == ""
        return Reading(Mark.SHOWN, "0" if is_empty_cell else text)
    # A dash is zero to some offices and withheld to others; a guess would decide the
    # verdict.
    if word in UNCLEAR:
        return None
    if word in WITHHELD or FLAGGED.fullmatch(word):
        return Reading(Mark.PRIMARY)
    band = _read_band(word)
    if band:
        return band
    # A mark for a provisional or revised number says nothing about protection.
    noted = NOTE.fullmatch(word)
    return Reading(Mark.SHOWN, noted["number"] if noted else text)


def _read_band(word: str) -> Reading | None:
    """Read bounds in place of a number, such as `5-9`; `at least 5` has no upper bound. None for any other text."""
    upper = _upper_bound(word)
    if upper is not None:
        return Reading(Mark.BANDED, upper=float(upper))
    lower = _lower_bound(word)
    if lower is not None:
        return Reading(Mark.BANDED, lower=float(lower))
    within = RANGE.fullmatch(word)
    # A range that ends before it begins is a date or a code, such as 12-3.
    if within and int(within["low"]) < int(within["top"]):
        return Reading(
            Mark.BANDED, lower=float(within["low"]), upper=float(within["top"])
        )
    return None


def _upper_bound(word: str) -> int | None:
    """Return the highest count that `<5`, `at most 4` or `4 or fewer` allows; None for any other text."""
    fewer = OR_FEWER.fullmatch(word)
    if fewer:
        return int(fewer["top"])
    below = BELOW.fullmatch(word)
    if below is None:
        return None
    # Counts are whole numbers, so `<5` ends at 4.
    return int(below["under"]) - 1 if below["strict"] else int(below["top"])


def _lower_bound(word: str) -> int | None:
    """Return the lowest count that `>5`, `at least 6` or `6 or more` allows; None for any other text."""
    more = OR_MORE.fullmatch(word)
    if more:
        return int(more["low"])
    above = ABOVE.fullmatch(word)
    if above is None:
        return None
    return int(above["over"]) + 1 if above["strict"] else int(above["low"])
