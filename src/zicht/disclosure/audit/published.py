"""Tables as a reader finds them, whoever protected them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import product

import numpy as np

from zicht.vocabulary.arrays import Floats, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import AuditFailed
from zicht.vocabulary.protected import ProtectedTable, Status
from zicht.vocabulary.tables import SameRecords

LARGEST = 1_500_000


class Mark(IntEnum):
    """What a printed table says about a cell."""

    SHOWN = 0
    ROUNDED = 1
    BANDED = 2
    PRIMARY = 3
    SECONDARY = 4
    IMPLICIT = 5
    """Printed nowhere, yet the difference of printed cells."""
    REST = 6
    """Printed nowhere: those who are counted and do not carry a code of which one may carry several."""
    LATENT = 7
    """Printed nowhere, and no sum of printed cells: a finest combination of codes."""


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """One printed table.

    Parameters
    ----------
    universe : whose units are counted
    dimensions : of the table, with their hierarchies
    codes : one array per dimension
    values : printed number, a row per cell; NaN where none is printed
    marks : a `Mark` per cell
    lower, upper : bounds printed with the cell; 0 and infinity where there are none
    extents : what the total of a dimension covers where it is not everything, for instance year: y0 to y4
    thresholds : per cell, the count from which it may be known; none where one threshold holds for all
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    codes: tuple[Texts, ...]
    values: Floats
    marks: Ints
    lower: Floats
    upper: Floats
    extents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thresholds: Ints | None = None

    def __repr__(self) -> str:
        names = ", ".join(dimension.name for dimension in self.dimensions)
        return f"<PublishedTable {self.universe} by {names}: {len(self.values)} cells>"

    @property
    def is_rounded(self) -> bool:
        """Whether its numbers are rounded; a table that prints exact numbers beside `<5` is not."""
        exact = (self.marks == Mark.SHOWN) & (self.values > 0)
        banded = self.marks == Mark.BANDED
        return bool(
            (self.marks == Mark.ROUNDED).any() or (banded.any() and not exact.any())
        )


def from_protected(
    table: ProtectedTable,
    *,
    is_rounded: bool,
    extents: Mapping[str, frozenset[str]] | None = None,
    thresholds: Ints | None = None,
) -> PublishedTable:
    """Read a table that passed the gate as its readers do."""
    shown = table.statuses == Status.PUBLISHED
    marks = np.full(len(shown), int(Mark.PRIMARY), dtype=np.int64)
    marks[table.statuses == Status.BANDED] = int(Mark.BANDED)
    marks[shown] = int(Mark.ROUNDED if is_rounded else Mark.SHOWN)
    known = shown & (table.lower == table.upper)
    marks[known] = int(Mark.SHOWN)
    withheld = table.statuses == Status.WITHHELD
    return PublishedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(shown, table.values.astype(np.float64), np.nan),
        marks=marks,
        lower=np.where(withheld, 0.0, table.lower.astype(np.float64)),
        upper=np.where(withheld, np.inf, table.upper.astype(np.float64)),
        extents=extents or {},
        thresholds=thresholds,
    )


def from_bands(
    table: ProtectedTable, *, extents: Mapping[str, frozenset[str]] | None = None
) -> PublishedTable:
    """Read a table whose numbers carry noise: each says no more than between what the count lies."""
    read = from_protected(table, is_rounded=True, extents=extents)
    noisy = read.marks == int(Mark.ROUNDED)
    return PublishedTable(
        universe=read.universe,
        dimensions=read.dimensions,
        codes=read.codes,
        values=np.where(noisy, np.nan, read.values),
        marks=np.where(noisy, int(Mark.BANDED), read.marks),
        lower=read.lower,
        upper=read.upper,
        extents=read.extents,
    )


def under_one_name(table: PublishedTable, same: SameRecords) -> PublishedTable:
    """Read a table as one of the universe that holds its records too.

    Minors under a name of their own are the minors among all: there `age` has no other
    leaves, and its total covers no more than they are. Rows of other codes hold nobody,
    and are left out: they say nothing of the whole.
    """
    dimensions = tuple(
        _restricted(dimension, same.where.get(dimension.name))
        for dimension in table.dimensions
    )
    kept = np.ones(len(table.values), dtype=bool)
    for dimension, codes in zip(dimensions, table.codes, strict=True):
        kept &= np.isin(codes, sorted(dimension.codes))
    limits = table.thresholds
    return replace(
        table,
        universe=same.whole,
        dimensions=dimensions,
        codes=tuple(column[kept] for column in table.codes),
        values=table.values[kept],
        marks=table.marks[kept],
        lower=table.lower[kept],
        upper=table.upper[kept],
        thresholds=None if limits is None else limits[kept],
        extents={**table.extents, **same.where},
    )


def _restricted(dimension: Dimension, leaves: frozenset[str] | None) -> Dimension:
    """Return a dimension with no other leaves than these, and the codes above them."""
    if leaves is None:
        return dimension
    hierarchies = []
    for hierarchy in dimension.hierarchies:
        used = set(leaves)
        for leaf in leaves:
            used.update(hierarchy.ancestors(leaf))
        parents = {
            code: parent for code, parent in hierarchy.parents.items() if code in used
        }
        hierarchies.append(Hierarchy(hierarchy.name, parents))
    kept = tuple(leaf for leaf in dimension.leaves if leaf in leaves)
    return replace(dimension, leaves=kept, hierarchies=tuple(hierarchies))


def with_absent_rows(table: PublishedTable) -> PublishedTable:
    """Add the rows that a table left out at the levels it shows: to a reader they say zero."""
    if not table.dimensions:
        return table
    columns = [codes.tolist() for codes in table.codes]
    present = set(zip(*columns, strict=True))
    families = [
        _families(dimension, set(column))
        for dimension, column in zip(table.dimensions, columns, strict=True)
    ]
    shapes = {
        tuple(family[code] for family, code in zip(families, row, strict=True))
        for row in present
    }
    members = [_members(family) for family in families]
    size = sum(
        float(np.prod([len(own[level]) for own, level in zip(members, s, strict=True)]))
        for s in shapes
    )
    if size > LARGEST:
        raise AuditFailed(
            f"A table by {', '.join(d.name for d in table.dimensions)} has {size:.0f} cells, those it leaves out "
            f"included; the audit takes {LARGEST}.",
            now="Audit a coarser table, or its margins as tables of their own.",
        )
    absent = [
        row
        for shape in sorted(shapes)
        for row in product(*(members[axis][level] for axis, level in enumerate(shape)))
        if row not in present
    ]
    if not absent:
        return table
    n = len(absent)
    return PublishedTable(
        table.universe,
        table.dimensions,
        tuple(
            np.asarray([*column, *(row[axis] for row in absent)])
            for axis, column in enumerate(columns)
        ),
        np.concatenate([table.values, np.zeros(n)]),
        np.concatenate([table.marks, np.full(n, int(Mark.SHOWN))]),
        np.concatenate([table.lower, np.zeros(n)]),
        np.concatenate([table.upper, np.zeros(n)]),
        table.extents,
        None
        if table.thresholds is None
        else np.concatenate([table.thresholds, np.zeros(n, dtype=np.int64)]),
    )


def _families(dimension: Dimension, used: set[str]) -> dict[str, int]:
    """Level of every code of the levels in use: 0 the total, 1 the leaves, a number per level above them."""
    family = {TOTAL: 0} if TOTAL in used else {}
    # Leaves that no hierarchy places, such as `unknown` beside provinces, are a level of their own.
    placed = {
        leaf for hierarchy in dimension.hierarchies for leaf in hierarchy.parents
    } or set(dimension.leaves)
    for level, leaves in (
        (1, placed & set(dimension.leaves)),
        (15, set(dimension.leaves) - placed),
    ):
        if used & leaves:
            family.update(
                dict.fromkeys(
                    [leaf for leaf in dimension.leaves if leaf in leaves], level
                )
            )
    for number, hierarchy in enumerate(dimension.hierarchies):
        for height, level_codes in enumerate(hierarchy.levels(), start=1):
            codes = [code for code in level_codes if code not in dimension.leaves]
            if used & set(codes):
                family.update(
                    {
                        code: 2 + 16 * number + height
                        for code in codes
                        if code not in family
                    }
                )
    return family


def _members(family: Mapping[str, int]) -> dict[int, list[str]]:
    members: dict[int, list[str]] = {}
    for code, level in family.items():
        members.setdefault(level, []).append(code)
    return members


def joined(tables: Sequence[PublishedTable]) -> tuple[PublishedTable, ...]:
    """Give all tables with their absent rows."""
    return tuple(with_absent_rows(table) for table in tables)
