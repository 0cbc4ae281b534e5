"""Reads columns of whole numbers in their usual notations: 12.0, 12,0, 1.234, 1,234 or 1 234."""

import re
from collections.abc import Mapping
from typing import NoReturn

import numpy as np

from zicht.desk.columns import Column
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted

LARGEST_COUNT = 1e9
"""Larger than any count of persons: a column with a number above it holds keys."""
NUMBER = re.compile(r"\d+(\.\d*)?([eE][+-]?\d+)?")
NEGATIVE = re.compile(r"[-−]\s*[\d.,]+")
GAPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(\D|$))")
"""Blanks and apostrophes between thousands."""
DECIMAL_COMMA = re.compile(r"^(\d+),(\d*)$")
ADVICE_FOR_COUNTS = (
    "Counts are 0, 1, 2 and so on; this is not a table of amounts, shares or words."
)
ADVICE_FOR_AMOUNTS = (
    "Amounts are whole numbers from 0: round them, or give them in cents or thousands; take corrections "
    "out."
)


def whole_numbers(
    column: Column,
    where: str,
    *,
    only: Bools | None = None,
    advice: str = ADVICE_FOR_COUNTS,
) -> Floats:
    """Read a column of whole numbers from 0.

    Parameters
    ----------
    column : their texts
    where : name of the file and of the column, for errors
    only : rows to read; the others are NaN and are not checked
    advice : to the user, if a text is not a whole number

    Returns
    -------
    a number per row

    Raises
    ------
    UsageError : with the number of texts that are negative, fractions or not numbers; no text is quoted
    """
    rows = np.ones(len(column), dtype=bool) if only is None else only
    read = column.only(rows)
    # Blanks go first: the patterns below know marks between digits only.
    plain = read.changed(lambda text: GAPS.sub("", text))
    with_points = _with_decimal_points(plain, where)
    faults = {text: _fault(text) for text in with_points.texts}
    if any(faults.values()):
        _refuse_faults(faults, with_points, np.flatnonzero(rows), where, advice)
    values = np.full(len(column), np.nan)
    values_of_texts = np.asarray([float(text) for text in with_points.texts])
    if len(with_points):
        values[rows] = values_of_texts[with_points.numbers]
    return values


_FAULTS_OF_ONE = {
    "not numbers": "not a number",
    "not whole numbers": "not a whole number",
}


def _fault(text: str) -> str:
    """Return what texts of this kind are that makes them no whole numbers from 0; empty for such a number."""
    if NEGATIVE.fullmatch(text):
        return "negative"
    if not NUMBER.fullmatch(text):
        return "not numbers"
    value = float(text)
    if value > LARGEST_COUNT:
        return "too large"
    if value != round(value):
        return "not whole numbers"
    return ""


def _refuse_faults(
    faults: Mapping[str, str],
    texts: Column,
    rows: Ints,
    where: str,
    advice: str,
) -> None:
    """Refuse a column, stating for each fault the number of rows and the first row."""
    rows_of: dict[str, list[int]] = {}
    for row, text in zip(rows.tolist(), texts.to_list(), strict=True):
        rows_of.setdefault(faults[text], []).append(row + 1)
    raise UsageError(
        f"{where}: not every value is a whole number from 0.",
        details=[
            f"{_values_with(fault, len(faulty))}, the first in row {faulty[0]}"
            for fault, faulty in rows_of.items()
            if fault
        ],
        now=advice,
    )


def _values_with(fault: str, n: int) -> str:
    of_one = _FAULTS_OF_ONE.get(fault, fault)
    return counted(n, f"value is {of_one}", f"values are {fault}")


def _with_decimal_points(column: Column, where: str) -> Column:
    """Remove the separators of thousands from a column, and replace a decimal comma by a point."""
    # Both marks are tried: 1.234,5 and 1,234.5 stand in files of different countries.
    column = _without_thousands(column, ".", ",", where)
    column = _without_thousands(column, ",", ".", where)
    return column.changed(lambda text: DECIMAL_COMMA.sub(r"\1.\2", text))


def _without_thousands(column: Column, mark: str, other: str, where: str) -> Column:
    """Remove a mark that separates thousands.

    1.234 alone may be 1234 or a decimal number, so the other numbers of the column decide: 1.234.567 or 1.234,5 show
    that the mark separates thousands, 12.5 that it precedes decimals, and 12 that no number has three decimals.

    Raises
    ------
    UsageError : no number in the column decides, or numbers contradict each other
    """
    thousands = re.compile(
        rf"[1-9]\d{{0,2}}(\{mark}\d{{3}})+(?P<decimals>\{other}\d+)?"
    )
    decimals = re.compile(
        rf"(\d*\{mark}(\d{{0,2}}|\d{{4,}})|(0|\d{{4,}})\{mark}\d{{3}})([eE][+-]?\d+)?"
    )
    matches = [thousands.fullmatch(text) for text in column.texts]
    with_mark = {match[0]: match for match in matches if match}
    if not with_mark:
        return column
    separates_thousands = any(
        match["decimals"] or text.count(mark) > 1 for text, match in with_mark.items()
    )
    precedes_decimals = any(decimals.fullmatch(text) for text in column.texts)
    has_short_numbers = any(re.fullmatch(r"\d{1,3}", text) for text in column.texts)
    is_decided = separates_thousands or precedes_decimals or has_short_numbers
    contradicts_itself = separates_thousands and precedes_decimals
    if not is_decided or contradicts_itself:
        # Read wrongly, a count would be a thousand times too large or too small, and
        # a small count would pass as one above the threshold.
        _refuse_unclear_mark(column, with_mark, mark, where)
    if precedes_decimals:
        return column
    return column.replaced({text: text.replace(mark, "") for text in with_mark})


def _refuse_unclear_mark(
    column: Column, with_mark: Mapping[str, object], mark: str, where: str
) -> NoReturn:
    """Refuse a column in which a mark may separate thousands or precede decimals."""
    n_rows = int(column.where(with_mark.__contains__).sum())
    raise UsageError(
        f"{where}: {n_rows} numbers can be read as thousands or as decimals.",
        now=f"Write them without {mark!r}.",
    )
