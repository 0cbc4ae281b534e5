"""Totals that nobody marked: codes of a printed table that look like the sum of other codes.

A total that is read as one category more makes no equation, and a table without equations looks safe.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import UsageError

ALL = "all other codes"
NAMED = re.compile(
    r"^(grand )?(total|totaal|totale|gesamt|samtlige)\b|\b(total|totaal|totalt|insgesamt|i alt)$",
    re.IGNORECASE,
)
"""What a code is called that is perhaps a total, where no code of the column is one for certain."""
SMALLEST = 5.0
"""Sums below this are too easily a coincidence."""
LONGEST_RUN = 60
"""Codes in a row whose sum is tried."""
LARGEST_AXIS = 3000
"""Codes of a column beyond which no sums are tried."""
MOST_CONTEXTS = 100
"""Combinations of the other columns in which sums are tried."""
NOT_TRIED = -1
"""Row of a combination in which no sums are tried."""
MOST_NAMED = 5
"""Codes of a column that an error names."""


@dataclass(frozen=True)
class _Suspect:
    """A code, and what it looks like the sum of."""

    code: str
    parts: str


def refuse_unmarked(
    tables: Sequence[PublishedTable], totals: Mapping[str, str], *, tops: bool = False
) -> tuple[str, ...]:
    """Refuse tables in which a code looks like the sum of others, unless the user has said what it is.

    Parameters
    ----------
    tables : as they were printed
    totals : by column, what the user said
    tops : whether only codes are sought that look like all others together

    Returns
    -------
    what may well be a coincidence, in words

    Raises
    ------
    UsageError : naming the columns and the codes
    """
    certain: list[str] = []
    doubtful: list[str] = []
    for table in tables:
        for axis, dimension in enumerate(table.dimensions):
            is_settled = dimension.hierarchies or dimension.name in totals
            if is_settled or not dimension.adds_up:
                continue
            words, is_doubtful = _words_on(table, axis, tops=tops)
            if is_doubtful:
                doubtful += words
            else:
                certain += words or _called_total(table, axis)
    if certain:
        _refuse(certain, tops=tops)
    return tuple(
        f"{words}. It was taken for a category as the others are."
        for words in dict.fromkeys(doubtful)
    )


def _words_on(
    table: PublishedTable, axis: int, *, tops: bool
) -> tuple[list[str], bool]:
    """State which codes of a column look like the sum of others, and whether that is doubtful."""
    suspects, is_doubtful = _suspects(table, axis)
    if tops:
        suspects = [suspect for suspect in suspects if suspect.parts == ALL]
    column = table.dimensions[axis].name
    words = [
        f"column {column}: {suspect.code} looks like the sum of {suspect.parts}"
        for suspect in suspects[:MOST_NAMED]
    ]
    return words, bool(words) and is_doubtful


def _refuse(suspects: Sequence[str], *, tops: bool) -> None:
    """Raise the refusal that names the codes, and says how to settle what they are."""
    column = suspects[0].split(":", 1)[0].removeprefix("column ")
    consequence = "count everybody twice." if tops else "make the table look safe."
    raise UsageError(
        f"Some codes look like totals that nobody marked; read as parts, they would {consequence}",
        details=list(dict.fromkeys(suspects))[:10],
        now=f"Say which code is the total (--total {column}=CODE), give the levels (--hierarchy {column}=FILE), or say "
        f"that none is (--total {column}=).",
    )


def _called_total(table: PublishedTable, axis: int) -> list[str]:
    """Name the codes that are called a total, where the column has no total for certain."""
    codes = set(table.codes[axis].tolist())
    if TOTAL in codes:
        return []
    column = table.dimensions[axis].name
    called = sorted(code for code in codes if NAMED.search(code))
    return [
        f"column {column}: {code} is called a total" for code in called[:MOST_NAMED]
    ]


def _suspects(table: PublishedTable, axis: int) -> tuple[list[_Suspect], bool]:
    """Find codes that look like sums of others, and whether one coincidence would explain it."""
    codes = dict.fromkeys(table.codes[axis].tolist())
    order = [code for code in codes if code != TOTAL]
    # Of two codes neither can be the sum of others; of very many, some are by chance.
    if not 3 <= len(order) <= LARGEST_AXIS:
        return [], False
    grid, total = _grid(table, axis, order)
    if total is None:
        tops = _tops(grid)
        if tops:
            return [_Suspect(order[code], ALL) for code in tops], False
    elif _is_sum_of_all(total, grid):
        return [], False
    suspects = [
        _Suspect(order[code], f"{order[first]} to {order[last]}")
        for code, first, last in _runs(grid)
    ]
    has_one_row = len(grid) == 1
    return suspects, total is not None and has_one_row


def _grid(
    table: PublishedTable, axis: int, order: Sequence[str]
) -> tuple[Floats, Floats | None]:
    """Lay the printed numbers out: a row per combination of the other columns, a column per code.

    Returns
    -------
    numbers, NaN if withheld and 0 where absent; and those of the total, None if the column has none
    """
    row_of_cell, n_rows = _rows_of_cells(table, axis)
    column_of = {code: column for column, code in enumerate([*order, TOTAL])}
    columns = [column_of[code] for code in table.codes[axis].tolist()]
    column_of_cell = np.asarray(columns, dtype=np.int64)
    numbers = np.where(table.marks == Mark.SHOWN, table.values, np.nan)
    is_used = row_of_cell != NOT_TRIED
    grid = np.zeros((n_rows, len(column_of)))
    grid[row_of_cell[is_used], column_of_cell[is_used]] = numbers[is_used]
    has_total = bool((table.codes[axis] == TOTAL).any())
    return grid[:, :-1], grid[:, -1] if has_total else None


def _rows_of_cells(table: PublishedTable, axis: int) -> tuple[Ints, int]:
    """Give each combination of the other columns a number, the most frequent ones alone.

    Returns
    -------
    per cell its combination, `NOT_TRIED` where it is a rare one; and how many there are
    """
    other_columns = [
        codes.tolist() for number, codes in enumerate(table.codes) if number != axis
    ]
    contexts: list[tuple[str, ...]] = [()] * len(table.values)
    if other_columns:
        contexts = list(zip(*other_columns, strict=True))
    frequent = Counter(contexts).most_common(MOST_CONTEXTS)
    row_of = {context: row for row, (context, _) in enumerate(frequent)}
    rows = [row_of.get(context, NOT_TRIED) for context in contexts]
    return np.asarray(rows, dtype=np.int64), len(row_of)


def _is_sum_of_all(total: Floats, grid: Floats) -> bool:
    """Whether the total is exactly all codes together somewhere: then none of them is a sum of others."""
    is_complete = ~np.isnan(grid).any(axis=1) & ~np.isnan(total)
    is_sum = np.nansum(grid, axis=1) == total
    has_parts = (grid > 0).sum(axis=1) >= 2
    return bool((is_complete & is_sum & has_parts & (total >= SMALLEST)).any())


def _tops(grid: Floats) -> list[int]:
    """Find codes that are nowhere less than all others together, and exactly that somewhere, or more than once more."""
    sums = np.nansum(grid, axis=1)
    n_hidden = np.isnan(grid).sum(axis=1)
    n_codes = grid.shape[1]
    return [code for code in range(n_codes) if _is_top(grid, code, sums, n_hidden)]


def _is_top(grid: Floats, code: int, sums: Floats, n_hidden: Ints) -> bool:
    """Whether a code looks like all others together.

    Parameters
    ----------
    grid : numbers, NaN if withheld
    code : its column
    sums, n_hidden : of each row, its numbers together and how many are withheld
    """
    numbers = grid[:, code]
    is_shown = ~np.isnan(numbers)
    others = sums - np.where(is_shown, numbers, 0.0)
    if (is_shown & (numbers < others)).any():
        return False
    is_exact = (n_hidden == 0) & (numbers == others) & (numbers >= SMALLEST)
    # Where others are withheld, a total is more than those that are shown.
    is_more = is_shown & (n_hidden > 0) & (others > 0)
    # A total usually stands first or last: elsewhere more has to speak for it.
    stands_at_an_end = code in (0, grid.shape[1] - 1)
    needed = min(2, len(grid)) if stands_at_an_end else 3
    return bool(is_exact.any() or is_more.sum() >= needed)


def _runs(grid: Floats) -> list[tuple[int, int, int]]:
    """Find codes that are the sum of the codes right after or right before them, wherever all are printed.

    Returns
    -------
    per code found: its position, and those of the first and the last code of its parts
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
    """Find two codes or more right after a code that add up to it."""
    last = min(grid.shape[1], code + LONGEST_RUN)
    ends = np.arange(code + 3, last + 1)
    starts = np.full(len(ends), code + 1)
    return cumulated.first_sum(grid[:, code], starts, ends)


def _run_before(
    cumulated: "_Cumulated", grid: Floats, code: int
) -> tuple[int, int] | None:
    """Find two codes or more right before a code that add up to it."""
    starts = np.arange(max(0, code - LONGEST_RUN), code - 1)
    ends = np.full(len(starts), code)
    return cumulated.first_sum(grid[:, code], starts, ends)


def _cumulate(grid: Floats | Bools) -> Floats:
    """Add up every row from the left, beginning with 0."""
    begin = np.zeros((len(grid), 1))
    return np.concatenate([begin, np.cumsum(grid, axis=1)], axis=1)


@dataclass(frozen=True, eq=False)
class _Cumulated:
    """Sums from the left of a grid: of its numbers, and of how many are withheld and above 0."""

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
        starts, ends : of the runs that are tried; the end is the first code that is not in it

        Returns
        -------
        positions of its first and last code
        """
        if not len(starts):
            return None
        of_code = numbers[:, None]
        is_shown = ~np.isnan(of_code)
        sums = self.numbers[:, ends] - self.numbers[:, starts]
        n_filled = self.filled[:, ends] - self.filled[:, starts]
        has_no_hidden_part = self.hidden[:, ends] == self.hidden[:, starts]
        is_complete = is_shown & has_no_hidden_part

        is_less = is_shown & (of_code < sums)
        is_another_number = is_complete & (of_code != sums)
        is_contradicted = (is_less | is_another_number).any(axis=0)
        is_exact = is_complete & (of_code == sums) & (of_code >= SMALLEST)
        n_exact = (is_exact & (n_filled >= 2)).sum(axis=0)
        # In a single row a sum may be a coincidence, but there is no second row to ask.
        needed = 1 if len(numbers) == 1 else 2
        runs = np.flatnonzero(~is_contradicted & (n_exact >= needed))
        if not len(runs):
            return None
        return int(starts[runs[0]]), int(ends[runs[0]]) - 1
