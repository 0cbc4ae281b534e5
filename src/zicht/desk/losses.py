"""What protected tables lost, read off what is published of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.protected import ProtectedTable, Status


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
    """

    name: str
    columns: tuple[str, ...]
    shown: int
    banded: int
    withheld: int
    inside: float | None
    worst: Mapping[str, tuple[int, int]]
    bias: float | None = None

    @classmethod
    def of(cls, name: str, columns: Sequence[str], table: ProtectedTable) -> "Loss":
        """Read the loss of a table off what is published of it."""
        shown, banded, withheld = (
            int((table.statuses == status).sum()) for status in Status
        )
        is_total = np.asarray([column == TOTAL for column in table.codes])
        inside, worst = _inside(table, is_total), _worst(columns, table, is_total)
        return cls(
            name,
            tuple(columns),
            shown,
            banded,
            withheld,
            inside,
            worst,
            _bias(table, is_total),
        )

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.shown + self.banded + self.withheld

    @property
    def row(self) -> tuple[str, int, int, int, int]:
        """Give the counts of cells as a row."""
        return self.name, self.cells, self.shown, self.banded, self.withheld

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
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


def _inside(table: ProtectedTable, is_total: np.ndarray) -> float | None:
    """Share of all that was counted which stands at least in cells of the finest level that show a number.

    Of lower bounds: rounded numbers always add up to the rounded total, however many cells became bands.
    """
    shown = table.statuses == Status.PUBLISHED
    whole = table.upper[is_total.all(axis=0) & shown]
    if (
        not len(whole)
        or not whole[0]
        or not all(dimension.adds_up for dimension in table.dimensions)
    ):
        return None
    finest = shown & _finest(table, is_total)
    return round(min(1.0, float(table.lower[finest].sum()) / float(whole[0])), 3)


def _finest(table: ProtectedTable, is_total: np.ndarray) -> np.ndarray:
    """Tell which rows are of the finest level that the table shows."""
    found = ~is_total.any(axis=0)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        used = set(codes.tolist())
        own = [code for code in dimension.leaves if code in used]
        found &= np.isin(
            codes, own if set(own) - dimension.roots else sorted(used - {TOTAL})
        )
    return np.asarray(found)


def _bias(table: ProtectedTable, is_total: np.ndarray) -> float | None:
    """Bound the mean change of the finest cells by what is published: their changes add up to that of the total.

    The mean change itself is not told: with its decimals, times the cells, it would be a sum of true counts.
    """
    if (
        not all(dimension.adds_up for dimension in table.dimensions)
        or (table.statuses == Status.WITHHELD).any()
    ):
        return (
            0.0
            if bool(
                (table.lower == table.upper)[table.statuses != Status.WITHHELD].all()
            )
            else None
        )
    whole = is_total.all(axis=0)
    if not whole.any():
        return None
    at = int(np.flatnonzero(whole)[0])
    low, high, value = int(table.lower[at]), int(table.upper[at]), int(table.values[at])
    change = (
        high - low
        if table.statuses[at] == Status.BANDED
        else max(high - value, value - low)
    )
    return round(change / max(1, int(_finest(table, is_total).sum())), 4)


def _worst(
    columns: Sequence[str], table: ProtectedTable, is_total: np.ndarray
) -> dict[str, tuple[int, int]]:
    found = {}
    for at, name in enumerate(columns):
        others = np.delete(is_total, at, axis=0).all(axis=0) & ~is_total[at]
        hidden = others & (table.statuses != Status.PUBLISHED)
        found[name] = (int(hidden.sum()), int(others.sum()))
    return found
