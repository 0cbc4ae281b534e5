"""Bounds that an attacker takes each cell to have, before any arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, Share
from zicht.disclosure.audit.axes import Axis
from zicht.disclosure.audit.cell_index import ABSENT
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints


def bounds(
    cells: Cells, tables: Sequence[PublishedTable], background: Background
) -> tuple[Floats, Floats]:
    """Return the lowest and highest value of every cell, before any arithmetic."""
    lower, upper = np.zeros(len(cells)), np.full(len(cells), np.inf)
    for table, rows in zip(tables, cells.rows, strict=True):
        table_lower, table_upper = _bounds_of_table(table, background)
        # A cell printed in several tables lies between the narrowest of their bounds.
        np.maximum.at(lower, rows, table_lower)
        np.minimum.at(upper, rows, table_upper)
    for fact in background.facts:
        cell = cells.find(fact.universe, fact.predicate)
        if cell != ABSENT:
            lower[cell] = max(lower[cell], fact.lower)
            upper[cell] = min(upper[cell], fact.upper)
    if background.own_record is not None:
        counted_in = _cells_of_record(cells, background.own_record)
        lower[counted_in] = np.maximum(lower[counted_in], 1.0)
    return lower, upper


def _bounds_of_table(
    table: PublishedTable, background: Background
) -> tuple[Floats, Floats]:
    """Return the bounds that a reader takes each count of a table to have."""
    lower, upper = _bounds_by_numbers(table, background)
    is_primary = table.marks == Mark.PRIMARY
    is_secondary = table.marks == Mark.SECONDARY
    # In a rounded table a cell is withheld for the area it is of, whatever its count.
    may_be_zero = background.attacker is Attacker.ZERO or table.is_rounded
    least = 0.0 if may_be_zero else 1.0
    lower = np.where(is_primary | is_secondary, np.maximum(lower, least), lower)
    # Where tables mark secondary cells, the others were withheld for being small.
    if background.attacker is Attacker.THRESHOLD and is_secondary.any():
        fewest, most = background.small
        lower = np.where(is_primary, np.maximum(lower, fewest), lower)
        upper = np.where(is_primary, np.minimum(upper, most), upper)
    return lower, upper


def _bounds_by_numbers(
    table: PublishedTable, background: Background
) -> tuple[Floats, Floats]:
    """Return the bounds of each count by its printed number, or by its printed bounds.

    Bounds that are printed with a rounded number hold; without any, the count lies less
    than the base from the number.
    """
    is_rounded = table.marks == Mark.ROUNDED
    is_number = (table.marks == Mark.SHOWN) | is_rounded
    has_printed_bounds = is_rounded & np.isfinite(table.upper)
    by_number = is_number & ~has_printed_bounds
    number = np.where(is_number, table.values, 0.0)
    reach = np.where(is_rounded, background.base - 1.0, 0.0)
    lowest_by_number = np.maximum(number - reach, 0.0)
    return (
        np.where(by_number, lowest_by_number, table.lower),
        np.where(by_number, number + reach, table.upper),
    )


def _cells_of_record(cells: Cells, record: Mapping[str, str]) -> Ints:
    """Return the cells in which a given record is counted."""
    counted_in = [np.zeros(0, dtype=np.int64)]
    for universe in cells.universes:
        is_inside = np.ones(len(universe.codes), dtype=bool)
        for axis, sets_of_cells in zip(universe.axes, universe.codes.T, strict=True):
            is_inside &= _sets_with(axis, record.get(axis.name))[sets_of_cells]
        counted_in.append(universe.first + np.flatnonzero(is_inside))
    return np.concatenate(counted_in)


def _sets_with(axis: Axis, code: str | None) -> Bools:
    """Return which sets of an axis hold a code; the first set is everything."""
    holds_code = np.zeros(len(axis.sets), dtype=bool)
    holds_code[0] = True
    if code is not None:
        for number, leaves in enumerate(axis.sets):
            holds_code[number] |= code in leaves
    return holds_code


@dataclass(frozen=True)
class Quotient:
    """Two cells, and between what the one lies as a part of the other.

    Parameters
    ----------
    part, whole : cells of the attack
    least, most : `least * whole <= part <= most * whole`
    """

    part: int
    whole: int
    least: float
    most: float


def quotients_of(cells: Cells, shares: Sequence[Share]) -> list[Quotient]:
    """Return what printed percentages say of the cells that the tables have.

    A percentage printed with one decimal lies within 0.05 of the true one.
    """
    quotients = []
    for share in shares:
        part = cells.find(share.universe, share.numerator)
        whole = cells.find(share.universe, share.denominator)
        if ABSENT in (part, whole):
            continue
        half_a_digit = 0.5 * 10.0**-share.decimals
        least = (share.percentage - half_a_digit) / 100
        most = (share.percentage + half_a_digit) / 100
        quotients.append(Quotient(part, whole, least, most))
    return quotients
