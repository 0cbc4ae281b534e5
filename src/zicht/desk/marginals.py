"""Unmarked totals: codes of a printed table that look like the sum of other codes.

If a total is read as one more category, the attack lacks the equation that it stands for, and the table looks safe.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.desk.words import any_of
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import UsageError

ALL = "all other codes"
NAMED = re.compile(
    rf"^({any_of('total_before')})\b|\b({any_of('total_after')})$", re.IGNORECASE
)
"""Name of a code that may be a total, in a column without a certain total."""
SMALLEST = 5.0
"""Smaller sums may easily be a coincidence."""
LONGEST_RUN = 60
"""Highest number of consecutive codes whose sum is tried."""
LARGEST_AXIS = 3000
"""Number of codes of a column above which no sums are tried."""
MOST_CONTEXTS = 100
"""Highest number of combinations of the other columns in which sums are tried."""
NOT_TRIED = -1
"""Stands for the row of a combination in which no sums are tried."""
MOST_NAMED = 5
"""Highest number of codes of a column that an error names."""


@dataclass(frozen=True)
class _Suspect:
    """A code, and the codes of which it looks like the sum."""

    code: str
    parts: str


@dataclass(frozen=True)
class _Suspects:
    """The codes of one column that look like sums of others.

    Parameters
    ----------
    codes : in the order of the column
    may_be_coincidence : whether one row of numbers is all that speaks for it, beside a total
        that is known
    """

    codes: Sequence[_Suspect] = ()
    may_be_coincidence: bool = False


def refuse_unmarked(
    tables: Sequence[PublishedTable], totals: Mapping[str, str], *, tops: bool = False
) -> tuple[str, ...]:
    """Refuse tables in which a code looks like the sum of others, unless the user stated the total of the column.

    Parameters
    ----------
    tables : as they were printed
    totals : by column, the code of its total if the user gave one; empty if the column has no total
    tops : whether to look only for codes that look like the sum of all others

    Returns
    -------
    sentences about codes that may well be coincidences

    Raises
    ------
    UsageError : naming the columns and the codes
    """
    certain: list[str] = []
    doubtful: list[str] = []
    for table, axis in _axes_without_levels(tables, totals):
        suspects = _suspects(table, axis)
        words = _in_words(suspects, table.dimensions[axis].name, tops=tops)
        if words and suspects.may_be_coincidence:
            doubtful += words
        else:
            # A name alone is weaker evidence than numbers, so it is used only where no
            # sum was found.
            certain += words or _called_total(table, axis)
    if certain:
        _refuse(certain, tops=tops)
    return tuple(
        f"{words}. It was taken for a category as the others are."
        for words in dict.fromkeys(doubtful)
    )


def _axes_without_levels(
    tables: Sequence[PublishedTable], totals: Mapping[str, str]
) -> Iterator[tuple[PublishedTable, int]]:
    """Yield each table with the axes that have neither levels nor a total stated by the user."""
    for table in tables:
        for axis, dimension in enumerate(table.dimensions):
            # With levels the equations of the column are known, and by a stated total
            # its sums.
            is_settled = dimension.hierarchies or dimension.name in totals
            if dimension.adds_up and not is_settled:
                yield table, axis


def _in_words(suspects: "_Suspects", column: str, *, tops: bool) -> list[str]:
    """Return a sentence per code that looks like the sum of others; with `tops` only of all others."""
    codes = suspects.codes
    if tops:
        codes = [suspect for suspect in codes if suspect.parts == ALL]
    return [
        f"column {column}: {suspect.code} looks like the sum of {suspect.parts}"
        for suspect in codes[:MOST_NAMED]
    ]


def _refuse(suspects: Sequence[str], *, tops: bool) -> None:
    """Raise the error that names the codes, and how to state what they are."""
    column = suspects[0].split(":", 1)[0].removeprefix("column ")
    consequence = "count everybody twice." if tops else "make the table look safe."
    raise UsageError(
        f"Some codes look like totals that are not marked; read as categories, they would {consequence}",
        details=list(dict.fromkeys(suspects))[:10],
        now=f"State which code is the total (--total {column}=CODE), give the levels (--hierarchy {column}=FILE), or "
        f"state that no code is a total (--total {column}=).",
    )


def _called_total(table: PublishedTable, axis: int) -> list[str]:
    """Return a sentence per code with the name of a total, if the column has no certain total."""
    codes = set(table.codes[axis].tolist())
    if TOTAL in codes:
        return []
    column = table.dimensions[axis].name
    called = sorted(code for code in codes if NAMED.search(code))
    return [
        f"column {column}: {code} is called a total" for code in called[:MOST_NAMED]
    ]


def _suspects(table: PublishedTable, axis: int) -> _Suspects:
    """Return the codes of a column that look like sums of others."""
    codes = dict.fromkeys(table.codes[axis].tolist())
    order = [code for code in codes if code != TOTAL]
    # Of two codes, neither can be the sum of others; among very many, some sums are coincidences.
    if not 3 <= len(order) <= LARGEST_AXIS:
        return _Suspects()
    grid, total = _grid(table, axis, order)
    if total is None:
        tops = _tops(grid)
        if tops:
            return _Suspects([_Suspect(order[code], ALL) for code in tops])
    # If the column adds up to its total, a code that is a sum of others would make it
    # exceed the total.
    elif _is_sum_of_all(total, grid):
        return _Suspects()
    suspects = [
        _Suspect(order[code], f"{order[first]} to {order[last]}")
        for code, first, last in _runs(grid)
    ]
    has_one_row = len(grid) == 1
    return _Suspects(suspects, total is not None and has_one_row)


def _grid(
    table: PublishedTable, axis: int, order: Sequence[str]
) -> tuple[Floats, Floats | None]:
    """Arrange the printed numbers in a grid: a row per combination of the other columns, a column per code.

    Returns
    -------
    numbers, NaN if withheld and 0 if absent; and those of the total, None if the column has no total
    """
    row_of_cell, n_rows = _rows_of_cells(table, axis)
    column_of = {code: column for column, code in enumerate([*order, TOTAL])}
    columns = [column_of[code] for code in table.codes[axis].tolist()]
    column_of_cell = np.asarray(columns, dtype=np.int64)
    numbers = np.where(table.marks == Mark.SHOWN, table.values, np.nan)
    is_used = row_of_cell != NOT_TRIED
    # Absent rows are 0: tables leave out combinations without records.
    grid = np.zeros((n_rows, len(column_of)))
    grid[row_of_cell[is_used], column_of_cell[is_used]] = numbers[is_used]
    has_total = bool((table.codes[axis] == TOTAL).any())
    return grid[:, :-1], grid[:, -1] if has_total else None


def _rows_of_cells(table: PublishedTable, axis: int) -> tuple[Ints, int]:
    """Return a number for each of the most frequent combinations of the other columns.

    Returns
    -------
    per cell the number of its combination, `NOT_TRIED` for a rare one; and the number of combinations
    """
    other_columns = [
        codes.tolist() for number, codes in enumerate(table.codes) if number != axis
    ]
    contexts: list[tuple[str, ...]] = [()] * len(table.values)
    if other_columns:
        contexts = list(zip(*other_columns, strict=True))
    # The combinations with most cells leave the fewest gaps in the grid.
    frequent = Counter(contexts).most_common(MOST_CONTEXTS)
    row_of = {context: row for row, (context, _) in enumerate(frequent)}
    rows = [row_of.get(context, NOT_TRIED) for context in contexts]
    return np.asarray(rows, dtype=np.int64), len(row_of)


def _is_sum_of_all(total: Floats, grid: Floats) -> bool:
    """Whether the total equals the sum of all codes in some row: then none of these is a sum of others."""
    is_complete = ~np.isnan(grid).any(axis=1) & ~np.isnan(total)
    is_sum = np.nansum(grid, axis=1) == total
    has_parts = (grid > 0).sum(axis=1) >= 2
    return bool((is_complete & is_sum & has_parts & (total >= SMALLEST)).any())


def _tops(grid: Floats) -> list[int]:
    """Return the codes that look like the sum of all others."""
    sums = np.nansum(grid, axis=1)
    n_hidden = np.isnan(grid).sum(axis=1)
    n_codes = grid.shape[1]
    return [code for code in range(n_codes) if _is_top(grid, code, sums, n_hidden)]


def _is_top(grid: Floats, code: int, sums: Floats, n_hidden: Ints) -> bool:
    """Whether a code looks like the sum of all others.

    It is in no row less than that sum, and in some row equal to it, or in several rows more
    than the sum of those that are shown.

    Parameters
    ----------
    grid : numbers, NaN if withheld
    code : its column
    sums, n_hidden : per row, the sum of its numbers and how many are withheld
    """
    numbers = grid[:, code]
    is_shown = ~np.isnan(numbers)
    others = sums - np.where(is_shown, numbers, 0.0)
    if (is_shown & (numbers < others)).any():
        return False
    is_exact = (n_hidden == 0) & (numbers == others) & (numbers >= SMALLEST)
    # If others are withheld, a total exceeds the sum of those that are shown.
    is_more = is_shown & (n_hidden > 0) & (others > 0)
    # A total usually stands first or last: elsewhere more rows must agree.
    is_at_an_end = code in (0, grid.shape[1] - 1)
    n_required = min(2, len(grid)) if is_at_an_end else 3
    return bool(is_exact.any() or is_more.sum() >= n_required)


def _runs(grid: Floats) -> list[tuple[int, int, int]]:
    """Find codes that equal the sum of the codes right after or right before them, in all rows that print them.

    Returns
    -------
    positions of each such code, and of the first and the last code that it is the sum of
    """
    cumulated = _Cumulated(
        numbers=_cumulate(np.nan_to_num(grid)),
        hidden=_cumulate(np.isnan(grid)),
        filled=_cumulate(np.nan_to_num(grid) > 0),
    )
    n_codes = grid.shape[1]
    runs = []
    for code in range(n_codes):
        run = _run_after(cumulated, grid, code) or _run_before(cumulated, grid, code)
        if run is not None:
            runs.append((code, *run))
    return runs


def _run_after(
    cumulated: "_Cumulated", grid: Floats, code: int
) -> tuple[int, int] | None:
    """Find two or more codes right after a code that add up to it."""
    last = min(grid.shape[1], code + LONGEST_RUN)
    # The end lies three further, so that a run has two codes at least: one code that
    # equals another is not a sum.
    ends = np.arange(code + 3, last + 1)
    starts = np.full(len(ends), code + 1)
    return cumulated.first_sum(grid[:, code], starts, ends)


def _run_before(
    cumulated: "_Cumulated", grid: Floats, code: int
) -> tuple[int, int] | None:
    """Find two or more codes right before a code that add up to it."""
    starts = np.arange(max(0, code - LONGEST_RUN), code - 1)
    ends = np.full(len(starts), code)
    return cumulated.first_sum(grid[:, code], starts, ends)


def _cumulate(grid: Floats | Bools) -> Floats:
    """Return the cumulative sums of every row, beginning with 0."""
    begin = np.zeros((len(grid), 1))
    return np.concatenate([begin, np.cumsum(grid, axis=1)], axis=1)


@dataclass(frozen=True, eq=False)
class _Cumulated:
    """Cumulative sums of the rows of a grid: its numbers, the number of withheld cells, and of cells above 0."""

    numbers: Floats
    hidden: Floats
    filled: Floats

    def first_sum(
        self, numbers: Floats, starts: Ints, ends: Ints
    ) -> tuple[int, int] | None:
        """Find the first run of codes that adds up to a code.

        Parameters
        ----------
        numbers : of the code, a row per combination of the other columns
        starts, ends : of the runs that are tried; the end is the position after its last code

        Returns
        -------
        positions of its first and last code
        """
        if not len(starts):
            return None
        of_code = numbers[:, None]
        sums = self.numbers[:, ends] - self.numbers[:, starts]
        is_shown = ~np.isnan(of_code)
        is_complete = is_shown & self._prints_every_part(starts, ends)
        # A part that is withheld makes the sum too low, never too high.
        is_less = is_shown & (of_code < sums)
        is_another_number = is_complete & (of_code != sums)
        is_contradicted = (is_less | is_another_number).any(axis=0)
        is_exact = is_complete & (of_code == sums) & (of_code >= SMALLEST)
        n_exact = (is_exact & self._has_two_parts(starts, ends)).sum(axis=0)
        # In a single row a sum may be a coincidence, but there is no second row to confirm it.
        n_required = 1 if len(numbers) == 1 else 2
        runs = np.flatnonzero(~is_contradicted & (n_exact >= n_required))
        if not len(runs):
            return None
        first_run = runs[0]
        return int(starts[first_run]), int(ends[first_run]) - 1

    def _prints_every_part(self, starts: Ints, ends: Ints) -> Bools:
        """Mark, per row and run, whether the row withholds none of the parts."""
        return np.equal(self.hidden[:, ends], self.hidden[:, starts])

    def _has_two_parts(self, starts: Ints, ends: Ints) -> Bools:
        """Mark, per row and run, whether two parts or more are above 0: one part equals itself."""
        return np.greater_equal(self.filled[:, ends] - self.filled[:, starts], 2)
