"""What protected tables lost, read off what is published of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.desk.names import MARGIN
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.protected import ProtectedTable, Status

MOST_LISTED = 300
"""Cells of one table that are listed by name."""


@dataclass(frozen=True)
class Example:
    """One cell as it is printed.

    Parameters
    ----------
    cell : in words
    status : `published`, `banded` or `withheld`
    value, lower, upper : as printed; they say nothing of a withheld cell
    """

    cell: str
    status: str
    value: int
    lower: int
    upper: int


@dataclass(frozen=True)
class Loss:
    """What one table lost.

    Parameters
    ----------
    name : of its file
    columns : it is broken down by
    shown, banded, withheld : cells
    inside : share of all that was counted which stands at least in finest cells that show a number; None where the
        total shows none, or codes do not add up
    worst : per column, how many of its categories show no number even by themselves, and how many there are
    bias : the largest mean change of the finest cells, those shown as a band included; None where they do not add up
    lost : the cells that show no number, in words, at most `MOST_LISTED`
    examples : a cell of each kind that the table has, to be read aloud
    """

    name: str
    columns: tuple[str, ...]
    shown: int
    banded: int
    withheld: int
    inside: float | None
    worst: Mapping[str, tuple[int, int]]
    bias: float | None = None
    lost: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @classmethod
    def of(cls, name: str, columns: Sequence[str], table: ProtectedTable) -> "Loss":
        """Read the loss of a table off what is published of it."""
        is_total = np.asarray([codes == TOTAL for codes in table.codes])
        return cls(
            name=name,
            columns=tuple(columns),
            shown=int((table.statuses == Status.PUBLISHED).sum()),
            banded=int((table.statuses == Status.BANDED).sum()),
            withheld=int((table.statuses == Status.WITHHELD).sum()),
            inside=_share_inside_shown_cells(table, is_total),
            worst=_categories_without_number(columns, table, is_total),
            bias=_largest_mean_change(table, is_total),
            lost=_cells_without_number(columns, table),
            examples=_examples(columns, table),
        )

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.shown + self.banded + self.withheld

    @property
    def row(self) -> tuple[str, int, int, int, int]:
        """The counts of cells as a row."""
        return self.name, self.cells, self.shown, self.banded, self.withheld

    def as_mapping(self) -> dict[str, object]:
        """Return what `--json` prints."""
        return {
            "file": self.name,
            "cells": self.cells,
            "shown": self.shown,
            "banded": self.banded,
            "withheld": self.withheld,
            "shown_share": round(self.shown / max(1, self.cells), 4),
            "least_counted_in_shown_cells": self.inside,
            "largest_mean_change": self.bias,
        }


def _name_of_cell(columns: Sequence[str], table: ProtectedTable, row: int) -> str:
    """Return the codes of a row in words; the total of everything is `Total`."""
    codes = [column[row] for column in table.codes]
    words = [
        f"{name} {code}"
        for name, code in zip(columns, codes, strict=True)
        if code != TOTAL
    ]
    return ", ".join(words) or MARGIN


def _cells_without_number(
    columns: Sequence[str], table: ProtectedTable
) -> tuple[str, ...]:
    """Name the cells that show no number, in the order of the table."""
    rows = np.flatnonzero(table.statuses != Status.PUBLISHED)[:MOST_LISTED]
    return tuple(_name_of_cell(columns, table, row) for row in rows.tolist())


def _examples(columns: Sequence[str], table: ProtectedTable) -> tuple[Example, ...]:
    """Return the first cell of each status; of numbers the first that is not exact."""
    examples = []
    for status in (Status.PUBLISHED, Status.BANDED, Status.WITHHELD):
        rows = np.flatnonzero(table.statuses == status)
        if not len(rows):
            continue
        is_exact = table.lower[rows] == table.upper[rows]
        row = int(rows[np.argmin(is_exact)])
        examples.append(
            Example(
                cell=_name_of_cell(columns, table, row),
                status=status.value,
                value=int(table.values[row]),
                lower=int(table.lower[row]),
                upper=int(table.upper[row]),
            )
        )
    return tuple(examples)


def _share_inside_shown_cells(table: ProtectedTable, is_total: Bools) -> float | None:
    """Return the share of all that was counted which stands at least in finest cells that show a number.

    Lower bounds are added up: rounded numbers always add up to the rounded total, however many cells became bands.
    """
    is_shown = table.statuses == Status.PUBLISHED
    adds_up = all(dimension.adds_up for dimension in table.dimensions)
    whole = table.upper[is_total.all(axis=0) & is_shown]
    if not adds_up or not len(whole) or not whole[0]:
        return None
    finest = is_shown & _is_finest(table, is_total)
    share = float(table.lower[finest].sum()) / float(whole[0])
    return round(min(1.0, share), 3)


def _is_finest(table: ProtectedTable, is_total: Bools) -> Bools:
    """Mark the cells of the finest level that the table shows."""
    finest = ~is_total.any(axis=0)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        used = set(codes.tolist())
        leaves = used & set(dimension.leaves)
        # A table by province holds no municipalities, but perhaps leaves that are right below the total.
        shows_leaves = bool(leaves - dimension.roots)
        finest_codes = leaves if shows_leaves else used - {TOTAL}
        finest &= np.isin(codes, sorted(finest_codes))
    return np.asarray(finest)


def _largest_mean_change(table: ProtectedTable, is_total: Bools) -> float | None:
    """Bound the mean change of the finest cells by what is published: their changes add up to that of the total.

    The mean change itself is not published: with its decimals, times the cells, it would be a sum of true counts.
    """
    is_withheld = table.statuses == Status.WITHHELD
    adds_up = all(dimension.adds_up for dimension in table.dimensions)
    if not adds_up or is_withheld.any():
        is_exact = (table.lower == table.upper)[~is_withheld]
        return 0.0 if bool(is_exact.all()) else None
    rows_of_total = np.flatnonzero(is_total.all(axis=0))
    if not len(rows_of_total):
        return None
    row = int(rows_of_total[0])
    low = int(table.lower[row])
    high = int(table.upper[row])
    value = int(table.values[row])
    is_banded = table.statuses[row] == Status.BANDED
    change = high - low if is_banded else max(high - value, value - low)
    n_finest = int(_is_finest(table, is_total).sum())
    return round(change / max(1, n_finest), 4)


def _categories_without_number(
    columns: Sequence[str], table: ProtectedTable, is_total: Bools
) -> dict[str, tuple[int, int]]:
    """Count per column the categories that show no number even by themselves, and all of them."""
    counts = {}
    for number, name in enumerate(columns):
        is_total_of_others = np.delete(is_total, number, axis=0).all(axis=0)
        by_itself = is_total_of_others & ~is_total[number]
        hidden = by_itself & (table.statuses != Status.PUBLISHED)
        counts[name] = (int(hidden.sum()), int(by_itself.sum()))
    return counts
