"""Totals that nobody marked: codes of a printed table that look like the sum of other codes.

A total that is read as one category more makes no equation, and a table without equations looks safe.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import UsageError

LONGEST_RUN = 60
ALL = "all other codes"
NAMED = re.compile(
    r"^(grand )?(total|totaal|totale|gesamt|samtlige)\b|\b(total|totaal|totalt|insgesamt|i alt)$",
    re.IGNORECASE,
)
"""What a code is called that is perhaps a total, where no code of the column is one for certain."""
SMALLEST = 5.0
"""Sums below this are too easily a coincidence."""
LARGEST_AXIS = 3000
MOST_CONTEXTS = 100


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
    sure: list[str] = []
    weak: list[str] = []
    for table in tables:
        for axis, dimension in enumerate(table.dimensions):
            if (
                dimension.hierarchies
                or dimension.name in totals
                or not dimension.adds_up
            ):
                continue
            found, is_weak = _suspects(table, axis)
            if tops:
                found = [one for one in found if one[1] == ALL]
            told = [
                f"column {dimension.name}: {code} looks like the sum of {parts}"
                for code, parts in found[:5]
            ]
            if not found and TOTAL not in table.codes[axis]:
                named = sorted(
                    code
                    for code in set(table.codes[axis].tolist())
                    if NAMED.search(code)
                )
                told, is_weak = (
                    [
                        f"column {dimension.name}: {code} is called a total"
                        for code in named[:5]
                    ],
                    False,
                )
            (weak if is_weak else sure).extend(told)
    if sure:
        name = sure[0].split(":", 1)[0].removeprefix("column ")
        raise UsageError(
            "Some codes look like totals that nobody marked; read as parts, they would "
            + ("count everybody twice." if tops else "make the table look safe."),
            details=list(dict.fromkeys(sure))[:10],
            now=f"Say which code is the total (--total {name}=CODE), give the levels (--hierarchy {name}=FILE), or say "
            f"that none is (--total {name}=).",
        )
    return tuple(
        f"{words}. It was taken for a category as the others are."
        for words in dict.fromkeys(weak)
    )


def _suspects(table: PublishedTable, axis: int) -> tuple[list[tuple[str, str]], bool]:
    """Give codes and what they look like the sum of, and whether one coincidence would explain it."""
    codes = table.codes[axis].tolist()
    order = [code for code in dict.fromkeys(codes) if code != TOTAL]
    if not 3 <= len(order) <= LARGEST_AXIS:
        return [], False
    grid, total = _grid(table, axis, order)
    if total is not None and _holds(total, grid):
        return [], False
    found = [(order[at], ALL) for at in ([] if total is not None else _tops(grid))]
    if found:
        return found, False
    return [
        (order[at], f"{order[low]} to {order[high]}") for at, low, high in _runs(grid)
    ], (total is not None and len(grid) == 1)


def _grid(
    table: PublishedTable, axis: int, order: Sequence[str]
) -> tuple[Floats, Floats | None]:
    """Lay the printed numbers out, a row per combination of the other columns: NaN where withheld, 0 where absent."""
    other = [column for at, column in enumerate(table.codes) if at != axis]
    n = len(table.values)
    contexts = (
        list(zip(*(column.tolist() for column in other), strict=True))
        if other
        else [()] * n
    )
    row_of = {
        context: at
        for at, (context, _) in enumerate(Counter(contexts).most_common(MOST_CONTEXTS))
    }
    column_of = {code: at for at, code in enumerate([*order, TOTAL])}
    grid = np.zeros((len(row_of), len(column_of)))
    rows = np.fromiter(
        (row_of.get(context, -1) for context in contexts), dtype=np.int64, count=n
    )
    columns = np.fromiter(
        (column_of[code] for code in table.codes[axis].tolist()),
        dtype=np.int64,
        count=n,
    )
    kept = rows >= 0
    grid[rows[kept], columns[kept]] = np.where(
        table.marks == Mark.SHOWN, table.values, np.nan
    )[kept]
    return grid[:, :-1], (grid[:, -1] if TOTAL in table.codes[axis].tolist() else None)


def _holds(total: Floats, grid: Floats) -> bool:
    """Whether the total is exactly all codes together somewhere: then none of them is a sum of others."""
    complete = ~np.isnan(grid).any(axis=1) & ~np.isnan(total) & (total >= SMALLEST)
    return bool(
        (
            complete
            & (np.nansum(grid, axis=1) == total)
            & ((grid > 0).sum(axis=1) >= 2)
        ).any()
    )


def _tops(grid: Floats) -> list[int]:
    """Codes that are nowhere less than all others together, and exactly that somewhere, or more than once more."""
    sums = np.nansum(grid, axis=1)
    hidden = np.isnan(grid).sum(axis=1)
    found = []
    for at in range(grid.shape[1]):
        own = grid[:, at]
        shown = ~np.isnan(own)
        rest = sums - np.where(shown, own, 0.0)
        if (shown & (own < rest)).any():
            continue
        exact = shown & (hidden == 0) & (own == rest) & (own >= SMALLEST)
        at_least = shown & (hidden > 0) & (rest > 0)
        is_edge = at in (0, grid.shape[1] - 1)
        if exact.any() or at_least.sum() >= (min(2, len(grid)) if is_edge else 3):
            found.append(at)
    return found


def _runs(grid: Floats) -> list[tuple[int, int, int]]:
    """Codes that are the sum of the codes right after or right before them, wherever all are printed."""
    size = grid.shape[1]
    needed = 1 if grid.shape[0] == 1 else 2
    hidden = np.concatenate(
        [np.zeros((len(grid), 1)), np.cumsum(np.isnan(grid), axis=1)], axis=1
    )
    sums = np.concatenate(
        [np.zeros((len(grid), 1)), np.cumsum(np.nan_to_num(grid), axis=1)], axis=1
    )
    filled = np.concatenate(
        [np.zeros((len(grid), 1)), np.cumsum(np.nan_to_num(grid) > 0, axis=1)], axis=1
    )
    found = []
    for at in range(size):
        own = grid[:, at][:, None]
        for first, last in (
            (at + 1, min(size, at + LONGEST_RUN)),
            (max(0, at - LONGEST_RUN), at),
        ):
            ends = (
                np.arange(first + 2, last + 1)
                if first > at
                else np.arange(first, last - 1)
            )
            if not len(ends):
                continue
            low, high = (
                (np.full(len(ends), first), ends)
                if first > at
                else (ends, np.full(len(ends), at))
            )
            total = sums[:, high] - sums[:, low]
            complete = (hidden[:, high] - hidden[:, low] == 0) & ~np.isnan(own)
            broken = (
                ~np.isnan(own) & ((own < total) | (complete & (own != total)))
            ).any(axis=0)
            exact = (
                complete
                & (own == total)
                & (own >= SMALLEST)
                & (filled[:, high] - filled[:, low] >= 2)
            )
            hits = np.flatnonzero(~broken & (exact.sum(axis=0) >= needed))
            if len(hits):
                found.append((at, int(low[hits[0]]), int(high[hits[0]]) - 1))
                break
    return found
