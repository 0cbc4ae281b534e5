"""What each row of a printed table says of its cell: a mark, a number, and bounds.

Tools write the same thing in many ways: `x`, `<5`, `5-9`, a column `status`, columns
`lower` and `upper`. What is not understood is refused: read as withheld it would make a
table look safer than it is.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from zicht.desk.columns import Column, Columns, nearest
from zicht.desk.names import is_total
from zicht.desk.numbers import whole_numbers
from zicht.desk.statuses import Reading, codes_of, read_cell
from zicht.desk.trees import Trees
from zicht.disclosure.audit.published import Mark
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import UsageError

STATUS = "status"
STAND_INS = (
    *("suppressed", "sdcstatus", "sdc_status", "statusvar", "cell_status"),
    *("conf_status", "obs_status", "obs_flag", "obs_flags", "flag", "flags"),
)
"""Columns that say what was done with a cell where there is no column `status`."""
MOST_BASES = 3
"""Bases that a number may lie from its count where its part of the tables drifted."""


@dataclass(frozen=True)
class Reader:
    """How printed tables are to be read.

    Parameters
    ----------
    value, status : columns
    hierarchies : by column
    totals : by column, the code of its total if the user gave one; empty if the column has no total
    base : of the rounding; None where tables are not rounded
    nearest : whether to the nearest multiple, so that a number is at most half the base away
    least : that a cell printed as `<5` can be: zeros are printed as zeros, unless they may hide
    several : columns in which one person may have several codes, which do not add up
    """

    value: str = "n"
    status: str | None = STATUS
    hierarchies: Trees = field(default_factory=dict)
    totals: Mapping[str, str] = field(default_factory=dict)
    base: int | None = None
    least: int = 0
    several: frozenset[str] = frozenset()
    nearest: bool = False

    def is_margin(self, column: str) -> Callable[[str], bool]:
        """Return the rule by which a code of a column is the margin."""
        if column not in self.totals:
            return is_total
        margin = self.totals[column]
        return lambda text: text in ("", margin) if margin else text == ""


@dataclass(frozen=True, eq=False)
class Cells:
    """What each cell prints: a mark, a number, and bounds."""

    marks: Ints
    values: Floats
    lower: Floats
    upper: Floats
    is_exact: Bools
    """Numbers that say of themselves that they are not rounded: both bounds are the number."""


def read_all_cells(file: Columns, reader: Reader) -> Cells:
    """Read what each row prints, its printed bounds, and what its rounding says.

    A band without an upper end says no more than that the cell is withheld.
    """
    cells = _read_cells(file, reader)
    if "lower" in file and "upper" in file:
        cells = _with_printed_bounds(cells, file)
    if reader.base is not None:
        cells = _as_rounded(cells, reader.base, nearest=reader.nearest)
    has_no_end = (cells.marks == Mark.BANDED) & ~np.isfinite(cells.upper)
    return replace(cells, marks=np.where(has_no_end, int(Mark.PRIMARY), cells.marks))


def _read_cells(file: Columns, reader: Reader) -> Cells:
    """Read what each row prints."""
    readings = _readings(file, reader)
    marks = np.asarray([int(reading.mark) for reading in readings], dtype=np.int64)
    lower = np.asarray([reading.lower for reading in readings])
    lower = np.where(marks == Mark.BANDED, np.maximum(lower, reader.least), lower)
    values = whole_numbers(
        Column.of(reading.text for reading in readings),
        f"{file.where}, column {reader.value}",
        only=marks == Mark.SHOWN,
    )
    upper = np.asarray([reading.upper for reading in readings])
    nothing = np.zeros(len(marks), dtype=bool)
    return Cells(marks, values, lower, upper, is_exact=nothing)


def _readings(file: Columns, reader: Reader) -> list[Reading]:
    """Read the field of every row together with its status.

    Raises
    ------
    UsageError : counting the cells that may say two things
    """
    texts = file[reader.value].to_list()
    name = _status_column(file, reader.status)
    if name is None:
        readings = [read_cell(text, None) for text in texts]
    else:
        readings = _readings_with_status(file, reader, texts, name)
    clear = [reading for reading in readings if reading is not None]
    n_unclear = len(readings) - len(clear)
    if n_unclear:
        raise UsageError(
            f"{file.where}, column {reader.value}: {n_unclear} cells hold a dash or a mark that some offices use for "
            "zero and others for withheld.",
            now="Write 0 or x there, or give the table a status column.",
        )
    return clear


def _readings_with_status(
    file: Columns, reader: Reader, texts: Sequence[str], name: str
) -> list[Reading | None]:
    """Read the field of every row, given what a column says was done with it."""
    status = file[name].changed(str.casefold)
    _refuse_empty_rows(status, file[reader.value], file.where)
    marks = _marks_of(status, name, file)
    if reader.base is not None:
        marks = _shown_beside_numbers(marks, status, texts)
    return [
        read_cell(text, mark, word)
        for text, mark, word in zip(texts, marks, status.to_list(), strict=True)
    ]


def _marks_of(status: Column, name: str, file: Columns) -> list[Mark | None]:
    """Return the mark of every row by its status; None where the status says nothing of what is shown."""
    mark_of = codes_of(status.texts, name, file.where)
    marks = [mark_of.get(word) for word in status.to_list()]
    if name.casefold() != "suppressed" or "primary" not in file:
        return marks
    # GaussSuppression writes in a second column which of the suppressed cells are primary.
    primary = file["primary"].changed(str.casefold)
    primary_mark = codes_of(primary.texts, "primary", file.where)
    marks_apart: list[Mark | None] = []
    for mark, word in zip(marks, primary.to_list(), strict=True):
        is_secondary = primary_mark.get(word) is not Mark.PRIMARY
        if mark is Mark.PRIMARY and is_secondary:
            marks_apart.append(Mark.SECONDARY)
        else:
            marks_apart.append(mark)
    return marks_apart


def _shown_beside_numbers(
    marks: Sequence[Mark | None], status: Column, texts: Sequence[str]
) -> list[Mark | None]:
    """Take U and M for shown beside a number: tools that round leave them beside the rounded numbers they print."""
    return [
        Mark.SHOWN if word in ("u", "m") and _is_number(text) else mark
        for mark, word, text in zip(marks, status.to_list(), texts, strict=True)
    ]


def _refuse_empty_rows(status: Column, values: Column, where: str) -> None:
    """Refuse rows that say nothing where others have a status: read as withheld they would hide other cells."""
    has_status = status.where(bool)
    is_empty = ~has_status & ~values.where(bool)
    most_have_status = 2 * int(has_status.sum()) > len(status)
    if is_empty.any() and most_have_status:
        rows = np.flatnonzero(is_empty)
        raise UsageError(
            f"{where}: {len(rows)} rows have neither a number nor a status, the first is row {rows[0] + 1}.",
            now="Take notes below the table out; write 0, x or a status into cells.",
        )


def _is_number(text: str) -> bool:
    """Whether a text is a finite number."""
    return not math.isnan(_float(text, math.nan))


def _float(text: str, otherwise: float) -> float:
    """Read a finite number; another value where the text is none."""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if math.isfinite(number) else otherwise


def _status_column(file: Columns, status: str | None) -> str | None:
    """Find the column that says what was done with a cell; None where there is none."""
    if status is None or status in file:
        return status
    by_lower_case = {name.casefold(): name for name in file.by_name}
    if status.casefold() in by_lower_case:
        return by_lower_case[status.casefold()]
    if status != STATUS:
        meant = nearest(status, list(file.by_name))
        hint = f"Did you mean {meant}? " if meant else ""
        raise UsageError(
            f"{file.where}: column {status} is missing.", now=hint + file.listed()
        )
    stand_ins = [by_lower_case[name] for name in STAND_INS if name in by_lower_case]
    return stand_ins[0] if stand_ins else None


def _with_printed_bounds(cells: Cells, file: Columns) -> Cells:
    """Take the printed bounds of bands, and of numbers that say how far they were rounded."""
    low = np.asarray([_float(text, 0.0) for text in file["lower"].to_list()])
    high = np.asarray([_float(text, np.inf) for text in file["upper"].to_list()])
    with_bands = _with_bounds_of_bands(cells, low, high)
    # Other tools print confidence intervals in columns of these names.
    says_what_is_exact = STATUS in file and file[STATUS].any(_says_published)
    if not says_what_is_exact:
        return with_bands
    is_shown = cells.marks == Mark.SHOWN
    is_exact = is_shown & (low == cells.values) & (cells.values == high)
    with_exact = replace(with_bands, is_exact=is_exact)
    is_inside = (low <= cells.values) & (cells.values <= high)
    has_range = is_shown & is_inside & (low < high)
    if not _is_rounding(cells.values[has_range], low[has_range], high[has_range]):
        return with_exact
    return replace(
        with_exact,
        marks=np.where(has_range, int(Mark.ROUNDED), cells.marks),
        lower=np.where(has_range, low, with_bands.lower),
        upper=np.where(has_range, high, with_bands.upper),
    )


def _with_bounds_of_bands(cells: Cells, low: Floats, high: Floats) -> Cells:
    """Take the printed bounds of bands that have no upper end of their own.

    Raises
    ------
    UsageError : a band ends before it begins
    """
    is_open_band = (cells.marks == Mark.BANDED) & ~np.isfinite(cells.upper)
    lower = np.where(is_open_band, low, cells.lower)
    upper = np.where(is_open_band, high, cells.upper)
    if (is_open_band & (lower > upper)).any():
        raise UsageError(
            "Some bands end before they begin.", now="Mend the columns lower and upper."
        )
    return replace(cells, lower=lower, upper=upper)


def _says_published(status: str) -> bool:
    """Whether a status is the word of our own tables for a number that is shown."""
    return status.casefold() == "published"


def _is_rounding(values: Floats, low: Floats, high: Floats) -> bool:
    """Whether bounds are those of a rounding, and no other interval.

    All reach one less than the base, or where numbers drifted one less than twice the
    base, or three times.
    """
    if not len(values):
        return False
    reach = high - values
    # The longest reach is base - 1, 2 base - 1 or 3 base - 1.
    furthest = reach[0] + 1
    bases = [furthest / n for n in range(1, MOST_BASES + 1) if furthest % n == 0]
    reaches_are_equal = bool((reach == reach[0]).all())
    are_multiples = any((values % base == 0).all() for base in bases if base > 1)
    begin_within_reach = bool((low >= values - reach[0]).all())
    return reaches_are_equal and are_multiples and begin_within_reach


def _as_rounded(cells: Cells, base: int, *, nearest: bool) -> Cells:
    """Read every number as rounded to a base, but for those that say of themselves that they are not."""
    is_number = (cells.marks == Mark.SHOWN) | (cells.marks == Mark.ROUNDED)
    is_rounded = is_number & ~cells.is_exact
    marks = np.where(is_rounded, int(Mark.ROUNDED), cells.marks)
    if not nearest:
        return replace(cells, marks=marks)
    half = base // 2
    return replace(
        cells,
        marks=marks,
        lower=np.where(is_rounded, np.maximum(cells.values - half, 0), cells.lower),
        upper=np.where(is_rounded, cells.values + half, cells.upper),
    )
