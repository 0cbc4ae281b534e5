"""Reads the mark, number and bounds of each cell from the rows of a printed table.

Tools write the same in many ways: `x`, `<5`, `5-9`, a column `status`, columns `lower` and
`upper`. A notation that is not known is refused: read as withheld, it would make a table
look safer than it is.
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
from zicht.vocabulary.nouns import counted

STATUS = "status"
STAND_INS = (
    *("suppressed", "sdcstatus", "sdc_status", "statusvar", "cell_status"),
    *("conf_status", "obs_status", "obs_flag", "obs_flags", "flag", "flags"),
)
"""Columns that state how a cell was protected, in tables without a column `status`."""
MOST_BASES = 3
"""Highest number of bases between a rounded number and its count, after adjustments that make sums hold."""


@dataclass(frozen=True)
class Reader:
    """How to read printed tables.

    Parameters
    ----------
    value, status : columns
    hierarchies : by column
    totals : by column, the code of its total if the user gave one; empty if the column has no total
    base : of the rounding; None if tables are not rounded
    nearest : whether numbers were rounded to the nearest multiple, so that they lie at most half the base away
    least : lower bound of a cell printed as `<5`: 1 if zeros are always printed, else 0
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
        """Return a test of whether a code of a column is the total."""
        if column not in self.totals:
            return is_total
        totals = {"", self.totals[column]}
        return totals.__contains__


@dataclass(frozen=True, eq=False)
class Cells:
    """The printed mark, number and bounds of each cell."""

    marks: Ints
    values: Floats
    lower: Floats
    upper: Floats
    is_exact: Bools
    """Numbers that are known not to be rounded: both printed bounds equal the number."""


def read_all_cells(file: Columns, reader: Reader) -> Cells:
    """Read the mark, the number and the bounds of every row.

    A band without an upper bound is read as a withheld cell.
    """
    cells = _read_cells(file, reader)
    if "lower" in file and "upper" in file:
        cells = _with_printed_bounds(cells, file)
    # The printed bounds come first: they show which numbers are exact although the
    # table is rounded.
    if reader.base is not None:
        cells = _as_rounded(cells, reader.base, nearest=reader.nearest)
    # `at least 5` bounds nothing from above, and the attack has one way to treat such a
    # cell.
    is_open_band = (cells.marks == Mark.BANDED) & ~np.isfinite(cells.upper)
    marks = np.where(is_open_band, int(Mark.PRIMARY), cells.marks)
    return replace(cells, marks=marks)


def _read_cells(file: Columns, reader: Reader) -> Cells:
    """Read every row by its number and status, without separate columns of bounds."""
    readings = _readings(file, reader)
    marks = np.asarray([int(reading.mark) for reading in readings], dtype=np.int64)
    lower = np.asarray([reading.lower for reading in readings])
    # `<5` gives no lower bound; whether zeros are printed decides it.
    lower = np.where(marks == Mark.BANDED, np.maximum(lower, reader.least), lower)
    values = whole_numbers(
        Column.of(reading.text for reading in readings),
        f"{file.where}, column {reader.value}",
        only=marks == Mark.SHOWN,
    )
    upper = np.asarray([reading.upper for reading in readings])
    none_is_exact = np.zeros(len(marks), dtype=bool)
    return Cells(marks, values, lower, upper, is_exact=none_is_exact)


def _readings(file: Columns, reader: Reader) -> list[Reading]:
    """Read the field of every row together with its status.

    Raises
    ------
    UsageError : with the number of cells that can be read in two ways
    """
    texts = file[reader.value].to_list()
    status_column = _status_column(file, reader.status)
    if status_column is None:
        readings = [read_cell(text, None) for text in texts]
    else:
        readings = _readings_with_status(file, reader, texts, status_column)
    clear = [reading for reading in readings if reading is not None]
    n_unclear = len(readings) - len(clear)
    if n_unclear:
        raise UsageError(
            f"{file.where}, column {reader.value}: {counted(n_unclear, 'cell holds', 'cells hold')}"
            " a dash or a mark that some offices use for "
            "zero and others for withheld.",
            now="Write 0 or x there, or give the table a status column.",
        )
    return clear


def _readings_with_status(
    file: Columns, reader: Reader, texts: Sequence[str], name: str
) -> list[Reading | None]:
    """Read the field of every row by the status in another column."""
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
    """Return the mark of every row by its status; None if the status does not state whether the cell is shown."""
    mark_of = codes_of(status.texts, name, file.where)
    marks = [mark_of.get(word) for word in status.to_list()]
    if name.casefold() != "suppressed" or "primary" not in file:
        return marks
    # GaussSuppression marks primary cells, among the suppressed ones, in a second column.
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
    """Read U and M beside a number as shown: tools that round leave these marks beside the rounded number."""
    return [
        Mark.SHOWN if word in ("u", "m") and _is_number(text) else mark
        for mark, word, text in zip(marks, status.to_list(), texts, strict=True)
    ]


def _refuse_empty_rows(status: Column, values: Column, where: str) -> None:
    """Refuse empty rows in a table with statuses: read as withheld, they would protect other cells."""
    has_status = status.where(bool)
    is_empty = ~has_status & ~values.where(bool)
    most_have_status = 2 * int(has_status.sum()) > len(status)
    if is_empty.any() and most_have_status:
        rows = np.flatnonzero(is_empty)
        raise UsageError(
            f"{where}: {counted(len(rows), 'row has', 'rows have')}"
            f" neither a number nor a status, the first is row {rows[0] + 1}.",
            now="Remove notes below the table; write 0, x or a status into empty cells.",
        )


def _is_number(text: str) -> bool:
    """Whether a text is a finite number."""
    return not math.isnan(_float(text, math.nan))


def _float(text: str, otherwise: float) -> float:
    """Return a finite number, or `otherwise` if the text is not one."""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    # Some tools write `Inf` where a number has no upper bound.
    return number if math.isfinite(number) else otherwise


def _status_column(file: Columns, status: str | None) -> str | None:
    """Return the column that states how a cell was protected; None if there is no such column."""
    if status is None or status in file:
        return status
    by_lower_case = {name.casefold(): name for name in file.by_name}
    if status.casefold() in by_lower_case:
        return by_lower_case[status.casefold()]
    # A column that the user named and the file lacks is a misspelling; only the usual
    # name may be replaced.
    if status != STATUS:
        meant = nearest(status, list(file.by_name))
        hint = f"Did you mean {meant}? " if meant else ""
        raise UsageError(
            f"{file.where}: column {status} is missing.", now=hint + file.listed()
        )
    stand_ins = [by_lower_case[name] for name in STAND_INS if name in by_lower_case]
    return stand_ins[0] if stand_ins else None


def _with_printed_bounds(cells: Cells, file: Columns) -> Cells:
    """Add the printed bounds of bands, and of numbers that were rounded."""
    low = np.asarray([_float(text, 0.0) for text in file["lower"].to_list()])
    high = np.asarray([_float(text, np.inf) for text in file["upper"].to_list()])
    with_bands = _with_bounds_of_bands(cells, low, high)
    # Other tools print confidence intervals in columns with these names.
    is_table_of_zicht = STATUS in file and file[STATUS].any(_is_published)
    if not is_table_of_zicht:
        return with_bands
    return _with_bounds_of_numbers(with_bands, low, high)


def _with_bounds_of_numbers(cells: Cells, low: Floats, high: Floats) -> Cells:
    """Mark the numbers whose bounds equal them as exact, and those with wider bounds as rounded."""
    is_shown = cells.marks == Mark.SHOWN
    is_exact = is_shown & (low == cells.values) & (cells.values == high)
    cells = replace(cells, is_exact=is_exact)
    is_inside = (low <= cells.values) & (cells.values <= high)
    has_range = is_shown & is_inside & (low < high)
    if not _is_rounding(cells.values[has_range], low[has_range], high[has_range]):
        return cells
    return replace(
        cells,
        marks=np.where(has_range, int(Mark.ROUNDED), cells.marks),
        lower=np.where(has_range, low, cells.lower),
        upper=np.where(has_range, high, cells.upper),
    )


def _with_bounds_of_bands(cells: Cells, low: Floats, high: Floats) -> Cells:
    """Add the printed bounds of bands whose own text has no upper bound.

    Raises
    ------
    UsageError : a band ends before it begins
    """
    # A text such as `<5` is the band itself; columns of bounds only complete one that
    # has none.
    is_open_band = (cells.marks == Mark.BANDED) & ~np.isfinite(cells.upper)
    lower = np.where(is_open_band, low, cells.lower)
    upper = np.where(is_open_band, high, cells.upper)
    if (is_open_band & (lower > upper)).any():
        raise UsageError(
            "Some bands end before they begin.",
            now="Correct the columns lower and upper.",
        )
    return replace(cells, lower=lower, upper=upper)


def _is_published(status: str) -> bool:
    """Whether a status is the word for a shown number in tables that Zicht writes."""
    return status.casefold() == "published"


def _is_rounding(values: Floats, low: Floats, high: Floats) -> bool:
    """Whether bounds are those of a rounding, and not of another interval.

    A number rounded to base b lies at most b - 1 from its count. Where sums were adjusted,
    it lies at most 2b - 1 or 3b - 1 away.
    """
    if not len(values):
        return False
    reach = high - values
    reaches_are_equal = bool((reach == reach[0]).all())
    lower_bounds_fit = bool((low >= values - reach[0]).all())
    # The reach plus one is the base, twice the base, or three times the base.
    multiple = reach[0] + 1
    bases = [multiple / n for n in range(1, MOST_BASES + 1) if multiple % n == 0]
    # A confidence interval may have the same width in all rows; its numbers are not
    # multiples of that width.
    are_multiples = any((values % base == 0).all() for base in bases if base > 1)
    return reaches_are_equal and are_multiples and lower_bounds_fit


def _as_rounded(cells: Cells, base: int, *, nearest: bool) -> Cells:
    """Read every number as rounded to a base, except those that are known to be exact."""
    # An exact zero beside rounded numbers is known to be 0: read as rounded, it would
    # hide more than it does.
    is_number = (cells.marks == Mark.SHOWN) | (cells.marks == Mark.ROUNDED)
    is_rounded = is_number & ~cells.is_exact
    marks = np.where(is_rounded, int(Mark.ROUNDED), cells.marks)
    if not nearest:
        return replace(cells, marks=marks)
    # Rounding to the nearest multiple moves a number by half the base at most.
    half = base // 2
    return replace(
        cells,
        marks=marks,
        lower=np.where(is_rounded, np.maximum(cells.values - half, 0), cells.lower),
        upper=np.where(is_rounded, cells.values + half, cells.upper),
    )
