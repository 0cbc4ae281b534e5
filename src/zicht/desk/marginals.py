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
            suspects, is_doubtful = _suspects(table, axis)
            words = [
                f"column {dimension.name}: {suspect.code} looks like the sum of {suspect.parts}"
                for suspect in suspects
                if not tops or suspect.parts == ALL
            ]
            if words and is_doubtful:
                doubtful += words[:MOST_NAMED]
            else:
                certain += words[:MOST_NAMED] or _called_total(table, axis)
    if certain:
        _refuse(certain, tops=tops)
    return tuple(
        f"{words}. It was taken for a category as the others are."
        for words in dict.fromkeys(doubtful)
    )


def _refuse(suspects: Sequence[str], *, tops: bool) -> None:
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
    return suspects, total is not None and len(grid) == 1


def _grid(
    table: PublishedTable, axis: int, order: Sequence[str]
) -> tuple[Floats, Floats | None]:
    """Lay the printed numbers out: a row per combination of the other columns, a column per code.

    Returns
    -------
    numbers, NaN where withheld and 0 where absent; and those of the total, None where the column has none
    """
    other_codes = [codes.tolist() for at, codes in enumerate(table.codes) if at != axis]
    n_cells = len(table.values)
    contexts = list(zip(*other_codes, strict=True)) if other_codes else [()] * n_cells
    frequent = Counter(contexts).most_common(MOST_CONTEXTS)
    row_of = {context: row for row, (context, _) in enumerate(frequent)}
    column_of = {code: column for column, code in enumerate([*order, TOTAL])}
    rows = np.asarray([row_of.get(context, -1) for context in contexts], dtype=np.int64)
    columns = np.asarray(
        [column_of[code] for code in table.codes[axis].tolist()], dtype=np.int64
    )
    numbers = np.where(table.marks == Mark.SHOWN, table.values, np.nan)
    is_used = rows >= 0
    grid = np.zeros((len(row_of), len(column_of)))
    grid[rows[is_used], columns[is_used]] = numbers[is_used]
    has_total = bool((table.codes[axis] == TOTAL).any())
    return grid[:, :-1], grid[:, -1] if has_total else None


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
    last = grid.shape[1] - 1
    tops = []
    for code in range(grid.shape[1]):
        numbers = grid[:, code]
        is_shown = ~np.isnan(numbers)
        others = sums - np.where(is_shown, numbers, 0.0)
        if (is_shown & (numbers < others)).any():
            continue
        is_exact = (n_hidden == 0) & (numbers == others) & (numbers >= SMALLEST)
        is_more = is_shown & (n_hidden > 0) & (others > 0)
        # A total usually stands first or last.
        needed = min(2, len(grid)) if code in (0, last) else 3
        if is_exact.any() or is_more.sum() >= needed:
            tops.append(code)
    return tops


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
        numbers = grid[:, code]
        last = min(n_codes, code + LONGEST_RUN)
        ends = np.arange(code + 3, last + 1)
        starts = np.full(len(ends), code + 1)
        run = cumulated.first_sum(numbers, starts, ends)
        if run is None:
            starts = np.arange(max(0, code - LONGEST_RUN), code - 1)
            ends = np.full(len(starts), code)
            run = cumulated.first_sum(numbers, starts, ends)
        if run is not None:
            runs.append((code, *run))
    return runs


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
        is_complete = is_shown & (self.hidden[:, ends] == self.hidden[:, starts])
        n_filled = self.filled[:, ends] - self.filled[:, starts]
        is_less = is_shown & (of_code < sums)
        is_another = is_complete & (of_code != sums)
        is_contradicted = (is_less | is_another).any(axis=0)
        is_exact = is_complete & (of_code == sums) & (of_code >= SMALLEST)
        n_exact = (is_exact & (n_filled >= 2)).sum(axis=0)
        # In a single row a sum may be a coincidence, but there is no second row to ask.
        needed = 1 if len(numbers) == 1 else 2
        hits = np.flatnonzero(~is_contradicted & (n_exact >= needed))
        if not len(hits):
            return None
        return int(starts[hits[0]]), int(ends[hits[0]]) - 1
