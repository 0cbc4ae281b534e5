"""What attackers know beside the printed tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from zicht.disclosure.audit.axes import Axis
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints


class Attacker(StrEnum):
    """What an attacker takes to be true of withheld and rounded cells."""

    ZERO = "zero"
    """It may be anything from 0."""
    ONE = "one"
    """It is at least 1: zeros are printed."""
    THRESHOLD = "threshold"
    """He can tell primary cells from secondary ones: a primary cell is small, a secondary one is not."""
    ROUNDED = "rounded"
    """Printed numbers are multiples of the base, and no multiple of the base was moved."""


@dataclass(frozen=True)
class Share:
    """A printed percentage.

    Parameters
    ----------
    universe : of both cells
    numerator, denominator : predicates, dimension to set of leaves; a dimension left out is total
    percentage : as printed
    decimals : it was printed with
    """

    universe: str
    numerator: Mapping[str, frozenset[str]]
    denominator: Mapping[str, frozenset[str]]
    percentage: float
    decimals: int = 1


@dataclass(frozen=True)
class Fact:
    """A true count known from elsewhere: a figure printed by others, or a cell a contributor knows he is in.

    Parameters
    ----------
    universe, predicate : of the cell
    lower, upper : between which the reader knows it to lie
    """

    universe: str
    predicate: Mapping[str, frozenset[str]]
    lower: float
    upper: float = np.inf


@dataclass(frozen=True)
class Groups:
    """What may not be known of a group.

    Parameters
    ----------
    sensitive : per dimension, the categories
    threshold : so many of a row must possibly be without the attribute, or nobody with it
    """

    sensitive: Mapping[str, Sequence[str]] = field(default_factory=dict)
    threshold: int = 5


@dataclass(frozen=True)
class Background:
    """Everything an attacker knows beside the tables.

    Parameters
    ----------
    attacker : what he takes to be true of withheld cells
    small : lowest and highest count that had to be withheld
    base : of the rounding he knows of
    facts : true counts he knows
    shares : percentages he read
    own_record : the codes of a contributor's own record, if he is one: every cell it falls in is at least 1
    all_records : whether all contributors read together: they know which cells hold somebody, more than any one of them
    truth : true counts of the first tables, from which follows what there is to know: which cells hold somebody, and of
        which lists everybody may carry a code, so that a total is no more than all its codes together
    groups : what he may not find out about all of a row together
    """

    attacker: Attacker = Attacker.ONE
    small: tuple[int, int] = (1, 4)
    base: int = 5
    facts: Sequence[Fact] = ()
    shares: Sequence[Share] = ()
    own_record: Mapping[str, str] | None = field(default=None, repr=False)
    all_records: bool = False
    truth: Sequence[Ints] = field(default=(), repr=False)
    groups: Groups = field(default_factory=Groups)

    @property
    def spent(self) -> float:
        """Records the attacker already knows: 1 if he is a contributor, else 0."""
        return 1.0 if self.own_record is not None or self.all_records else 0.0


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
        if cell >= 0:
            lower[cell] = max(lower[cell], fact.lower)
            upper[cell] = min(upper[cell], fact.upper)
    if background.own_record is not None:
        counted_in = _cells_of_record(cells, background.own_record)
        lower[counted_in] = np.maximum(lower[counted_in], 1.0)
    return lower, upper


def _bounds_of_table(
    table: PublishedTable, background: Background
) -> tuple[Floats, Floats]:
    """Return between what a reader takes each count of a table to lie."""
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
    """Return between what the printed number, or the printed bounds, put each count.

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
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        is_inside = np.ones(len(codes), dtype=bool)
        for axis, sets_of_cells in zip(axes, codes.T, strict=True):
            is_inside &= _sets_with(axis, record.get(axis.name))[sets_of_cells]
        counted_in.append(start + np.flatnonzero(is_inside))
    return np.concatenate(counted_in)


def _sets_with(axis: Axis, code: str | None) -> Bools:
    """Return which sets of an axis hold a code; the first set is everything."""
    holds_code = np.zeros(len(axis.sets), dtype=bool)
    holds_code[0] = True
    if code is not None:
        for number, leaves in enumerate(axis.sets):
            holds_code[number] |= code in leaves
    return holds_code


def share_rows(
    cells: Cells, shares: Sequence[Share]
) -> list[tuple[int, int, float, float]]:
    """Return part, whole and limits of their quotient, per printed share.

    A percentage printed with one decimal lies within 0.05 of the true one.
    """
    rows = []
    for share in shares:
        numerator = cells.find(share.universe, share.numerator)
        denominator = cells.find(share.universe, share.denominator)
        if numerator >= 0 and denominator >= 0:
            half_a_digit = 0.5 * 10.0**-share.decimals
            least = (share.percentage - half_a_digit) / 100
            most = (share.percentage + half_a_digit) / 100
            rows.append((numerator, denominator, least, most))
    return rows
