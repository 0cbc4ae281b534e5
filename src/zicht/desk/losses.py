"""What protected tables lost, computed from what is published of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.desk.names import MARGIN
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

MOST_LISTED = 300
"""Highest number of cells of one table that are listed by name."""


@dataclass(frozen=True)
class Example:
    """One cell as it is printed.

    Parameters
    ----------
    cell : in words
    status : `published`, `banded` or `withheld`
    value, lower, upper : as printed; without meaning for a withheld cell
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
    shown, banded, withheld : number of cells
    inside : lower bound of the share of all units that the finest cells with a number hold; None if the total has no
        number, or codes do not add up
    worst : per column, the number of categories without a number even in the margin, and the number of categories
    bias : upper bound of the mean change of the finest cells, bands included; None if they do not add up
    lost : names of the cells without a number, at most `MOST_LISTED`
    examples : a cell of each status, to be explained on the page
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
        """Compute the loss of a table from what is published of it."""
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
        """Number of cells."""
        return self.shown + self.banded + self.withheld

    @property
    def row(self) -> tuple[str, int, int, int, int]:
        """Name and numbers of cells, as a row of a table."""
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
    """Return the codes of a row in words, without totals; `Total` if every code is a total."""
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
    """Name the cells without a number, in the order of the table."""
    rows = np.flatnonzero(table.statuses != Status.PUBLISHED)[:MOST_LISTED]
    return tuple(_name_of_cell(columns, table, row) for row in rows.tolist())


def _examples(columns: Sequence[str], table: ProtectedTable) -> tuple[Example, ...]:
    """Return the first cell of each status; among published cells the first that is not exact, if any."""
    examples = []
    for status in (Status.PUBLISHED, Status.BANDED, Status.WITHHELD):
        rows = np.flatnonzero(table.statuses == status)
        if not len(rows):
            continue
        is_exact = table.lower[rows] == table.upper[rows]
        # `argmin` finds the first False; where all are exact, it is the first row.
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
    """Return a lower bound of the share of all units that the finest cells with a number hold.

    Lower bounds are added up, because rounded numbers add up to the rounded total however
    many cells are bands.
    """
    is_shown = table.statuses == Status.PUBLISHED
    adds_up = all(dimension.adds_up for dimension in table.dimensions)
    # The upper bound of the total and the lower bounds of cells give the smallest
    # possible share.
    grand_totals = table.upper[is_total.all(axis=0) & is_shown]
    if not adds_up or not len(grand_totals) or not grand_totals[0]:
        return None
    finest = is_shown & _is_finest(table, is_total)
    share = float(table.lower[finest].sum()) / float(grand_totals[0])
    return round(min(1.0, share), 3)


def _is_finest(table: ProtectedTable, is_total: Bools) -> Bools:
    """Mark the cells of the finest level that the table shows."""
    finest = ~is_total.any(axis=0)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        used = set(codes.tolist())
        leaves = used & set(dimension.leaves)
        # A table by province shows no municipalities, but may show leaves that lie right below the total.
        shows_leaves = bool(leaves - dimension.roots)
        finest_codes = leaves if shows_leaves else used - {TOTAL}
        finest &= np.isin(codes, sorted(finest_codes))
    return np.asarray(finest)


def _largest_mean_change(table: ProtectedTable, is_total: Bools) -> float | None:
    """Return an upper bound of the mean change of the finest cells, whose changes add up to that of the total.

    The mean change itself is not published: times the number of cells, it would be the
    difference between a published and a true count.
    """
    is_withheld = table.statuses == Status.WITHHELD
    adds_up = all(dimension.adds_up for dimension in table.dimensions)
    if not adds_up or is_withheld.any():
        # With withheld cells the changes do not add up to that of the total; only
        # tables without any change have a known mean.
        is_exact = (table.lower == table.upper)[~is_withheld]
        return 0.0 if bool(is_exact.all()) else None
    rows_of_grand_total = np.flatnonzero(is_total.all(axis=0))
    if not len(rows_of_grand_total):
        return None
    change = _largest_change(table, int(rows_of_grand_total[0]))
    n_finest = int(_is_finest(table, is_total).sum())
    return round(change / max(1, n_finest), 4)


def _largest_change(table: ProtectedTable, row: int) -> int:
    """Return the largest possible difference between a cell and its true count."""
    lower = int(table.lower[row])
    upper = int(table.upper[row])
    # A band has no number: a reader may take any number within it.
    if table.statuses[row] == Status.BANDED:
        return upper - lower
    value = int(table.values[row])
    return max(upper - value, value - lower)


def _categories_without_number(
    columns: Sequence[str], table: ProtectedTable, is_total: Bools
) -> dict[str, tuple[int, int]]:
    """Count, per column, the categories without a number in the margin, and all categories."""
    counts = {}
    for axis, name in enumerate(columns):
        is_total_of_others = np.delete(is_total, axis, axis=0).all(axis=0)
        is_margin = is_total_of_others & ~is_total[axis]
        is_hidden = is_margin & (table.statuses != Status.PUBLISHED)
        counts[name] = (int(is_hidden.sum()), int(is_margin.sum()))
    return counts
