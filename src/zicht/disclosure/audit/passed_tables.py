"""Tables that passed the gate, as their readers find them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import SameRecords


def from_protected(
    table: ProtectedTable,
    *,
    is_rounded: bool,
    extents: Mapping[str, frozenset[str]] | None = None,
    thresholds: Ints | None = None,
) -> PublishedTable:
    """Read a table that passed the gate as its readers do.

    Parameters
    ----------
    table : as it was printed
    is_rounded : whether numbers with bounds around them were rounded; those without any
        are exact, whatever this says
    extents : per dimension, the leaves that its total covers
    thresholds : per cell, the least count that is printed
    """
    is_shown = table.statuses == Status.PUBLISHED
    is_withheld = table.statuses == Status.WITHHELD
    is_exact = is_shown & (table.lower == table.upper)
    # What is withheld counts as small: Zicht prints no mark that tells a reader which
    # cells were withheld to guard others.
    marks = np.full(len(is_shown), int(Mark.PRIMARY), dtype=np.int64)
    marks[table.statuses == Status.BANDED] = int(Mark.BANDED)
    marks[is_shown] = int(Mark.ROUNDED if is_rounded else Mark.SHOWN)
    marks[is_exact] = int(Mark.SHOWN)
    return PublishedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(is_shown, table.values.astype(np.float64), np.nan),
        marks=marks,
        lower=np.where(is_withheld, 0.0, table.lower.astype(np.float64)),
        upper=np.where(is_withheld, np.inf, table.upper.astype(np.float64)),
        extents=extents or {},
        thresholds=thresholds,
    )


def from_bands(
    table: ProtectedTable, *, extents: Mapping[str, frozenset[str]] | None = None
) -> PublishedTable:
    """Read a table whose numbers carry noise: each says no more than between what the count lies."""
    read = from_protected(table, is_rounded=True, extents=extents)
    has_noise = read.marks == int(Mark.ROUNDED)
    return replace(
        read,
        values=np.where(has_noise, np.nan, read.values),
        marks=np.where(has_noise, int(Mark.BANDED), read.marks),
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
    # A code outside the restricted dimension is of nobody in this universe.
    is_inside = np.ones(len(table.values), dtype=bool)
    for dimension, codes in zip(dimensions, table.codes, strict=True):
        is_inside &= np.isin(codes, sorted(dimension.codes))
    limits = table.thresholds
    return replace(
        table,
        universe=same.whole,
        dimensions=dimensions,
        codes=tuple(column[is_inside] for column in table.codes),
        values=table.values[is_inside],
        marks=table.marks[is_inside],
        lower=table.lower[is_inside],
        upper=table.upper[is_inside],
        thresholds=None if limits is None else limits[is_inside],
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
    remaining = tuple(leaf for leaf in dimension.leaves if leaf in leaves)
    return replace(dimension, leaves=remaining, hierarchies=tuple(hierarchies))
