"""Reads columns of whole numbers, in the ways in which people write them: 12.0, 12,0, 1.234, 1,234 or 1 234."""

import re
from collections.abc import Mapping

import numpy as np

from zicht.desk.columns import Column
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import UsageError

LARGEST_COUNT = 1e9
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
    only : rows to read; the others are NaN, and nothing is said of them
    advice : what to do where a text is something else

    Returns
    -------
    a number per row

    Raises
    ------
    UsageError : counting the texts that are negative, broken or no numbers; none of them is quoted
    """
    rows = np.ones(len(column), dtype=bool) if only is None else only
    read = column.only(rows)
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


def _fault(text: str) -> str:
    """State why a text is not a whole number from 0; an empty text if it is one."""
    if NEGATIVE.fullmatch(text):
        return "are negative"
    if not NUMBER.fullmatch(text):
        return "are not numbers"
    value = float(text)
    if value > LARGEST_COUNT:
        return "are too large"
    if value != round(value):
        return "are not whole numbers"
    return ""


def _refuse_faults(
    faults: Mapping[str, str],
    texts: Column,
    rows: Ints,
    where: str,
    advice: str,
) -> None:
    """Refuse a column, with for each fault how many rows have it and which is the first."""
    rows_of: dict[str, list[int]] = {}
    for row, text in zip(rows.tolist(), texts.to_list(), strict=True):
        rows_of.setdefault(faults[text], []).append(row + 1)
    raise UsageError(
        f"{where}: not every value is a whole number from 0.",
        details=[
            f"{len(faulty)} values {fault}, the first in row {faulty[0]}"
            for fault, faulty in rows_of.items()
            if fault
        ],
        now=advice,
    )


def _with_decimal_points(column: Column, where: str) -> Column:
    """Take the separators of thousands out of a column, and make a decimal comma a point."""
    column = _without_thousands(column, ".", ",", where)
    column = _without_thousands(column, ",", ".", where)
    return column.changed(lambda text: DECIMAL_COMMA.sub(r"\1.\2", text))


def _without_thousands(column: Column, mark: str, other: str, where: str) -> Column:
    """Take a mark out where it separates thousands.

    1.234 alone may be 1234 or a decimal number. The other numbers of the column decide: 1.234.567 or 1.234,5 make the
    mark one of thousands, 12.5 makes it one of decimals, and 12 beside it could not be a decimal 12.000.

    Raises
    ------
    UsageError : nothing in the column decides, or numbers contradict each other
    """
    grouped = re.compile(rf"[1-9]\d{{0,2}}(\{mark}\d{{3}})+(?P<decimals>\{other}\d+)?")
    decimal = re.compile(
        rf"(\d*\{mark}(\d{{0,2}}|\d{{4,}})|(0|\d{{4,}})\{mark}\d{{3}})([eE][+-]?\d+)?"
    )
    matches = [grouped.fullmatch(text) for text in column.texts]
    groups = {match[0]: match for match in matches if match}
    if not groups:
        return column
    is_sure = any(
        match["decimals"] or text.count(mark) > 1 for text, match in groups.items()
    )
    is_decimal = column.any(lambda text: bool(decimal.fullmatch(text)))
    has_short_numbers = column.any(lambda text: bool(re.fullmatch(r"\d{1,3}", text)))
    is_undecided = not (is_sure or is_decimal or has_short_numbers)
    if is_undecided or (is_sure and is_decimal):
        count = int(column.where(lambda text: text in groups).sum())
        raise UsageError(
            f"{where}: {count} numbers can be read as thousands or as decimals.",
            now=f"Write them without {mark!r}.",
        )
    if is_decimal:
        return column
    return column.changed(
        lambda text: text.replace(mark, "") if text in groups else text
    )
