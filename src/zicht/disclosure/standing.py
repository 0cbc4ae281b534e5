"""What the ledger still says of the units of today.

Records are revised and people withdraw. A printed number that can no longer be true says
nothing any more, and one that may have lost somebody says less than it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.disclosure.tallying import tally
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.units import Layer, Units, layers

NOT_COUNTED = -1
"""Count of an earlier cell that the units of today cannot be counted in."""
UNBOUNDED = 10_000_000
"""Upper end of what is not known; no count of people reaches it."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What the ledger says of the units of today.

    Parameters
    ----------
    ledger : what still holds
    counts : per table of it, what its rows count today; `NOT_COUNTED` where that cannot be
        said
    """

    ledger: Ledger
    counts: tuple[Ints, ...]

    def hints(self) -> list[Floats]:
        """Return the counts of today, which agree with all that still holds."""
        return [
            np.where(of_table == NOT_COUNTED, np.nan, of_table)
            for of_table in self.counts
        ]


def standing(ledger: Ledger, units: Units, slack: int = 0) -> Standing:
    """Return what the ledger says of the units of today.

    A cell whose records were revised since, so that what was printed can no longer be
    true, says nothing any more; the other cells of its table do. Tables of other
    universes are left out: no sum leads from one universe to another.

    Parameters
    ----------
    ledger : everything that was published
    units : of the universe
    slack : where people withdrew their consent, by how many persons the lower bound of a
        printed number falls: a number that moved, or was printed anew, would tell which
        cells they were in (docs/adr/0005)
    """
    entries = []
    counts: list[Ints] = []
    for entry in ledger.entries:
        tables = []
        for old in entry.tables:
            if old.universe == units.universe:
                today = recount(units, old)
                counts.append(today)
                tables.append(_what_holds(old, today, slack))
        if tables:
            entries.append(replace(entry, tables=tuple(tables)))
    return Standing(Ledger(tuple(entries)), tuple(counts))


def _what_holds(old: ProtectedTable, today: Ints, slack: int) -> ProtectedTable:
    """Return what an earlier table says of the units of today.

    Parameters
    ----------
    old : as it was printed
    today : what it would count now, `NOT_COUNTED` where that cannot be said
    slack : by how many persons each count may be lower, for people withdrew
    """
    is_exact = old.lower == old.upper
    lowered = np.maximum(old.lower - slack, 0)
    lower = np.where(is_exact, old.lower, lowered)
    is_outside = (today < lower) | (today > old.upper)
    is_revised = (today != NOT_COUNTED) & is_outside
    return ProtectedTable.over(
        old,
        values=np.where(is_revised, 0, old.values),
        statuses=np.where(is_revised, Status.BANDED.value, old.statuses),
        lower=np.where(is_revised, 0, lower),
        upper=np.where(is_revised, UNBOUNDED, old.upper),
    )


def recount(units: Units, old: ProtectedTable) -> Ints:
    """Count today what an earlier table counted.

    Returns
    -------
    a count per row; `NOT_COUNTED` where the units lack a dimension or a code of it
    """
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    if not set(old.names) <= dimensions.keys():
        return np.full(len(old.values), NOT_COUNTED, dtype=np.int64)
    shape = {
        name: _layers_in_use(dimensions[name], codes.tolist())
        for name, codes in zip(old.names, old.codes, strict=True)
    }
    # Keys are for noise alone: counting needs none.
    no_keys = np.zeros(len(units.names), dtype=np.uint64)
    table, _ = tally(units, shape, no_keys)
    count_of_row = dict(zip(_rows(table), table.counts.tolist(), strict=True))
    counts = [count_of_row.get(row, NOT_COUNTED) for row in _rows(old)]
    return np.asarray(counts, dtype=np.int64)


def _layers_in_use(dimension: Dimension, codes: Sequence[str]) -> tuple[Layer, ...]:
    """Return the layers of a dimension of which a table shows a code."""
    used = set(codes)
    names = [dimension.name, *(tree.name for tree in dimension.hierarchies)]
    every_layer = layers(dimension, names, total=True)
    return tuple(layer for layer in every_layer if used & set(layer.values()))


def _rows(table: CountTable | ProtectedTable) -> list[tuple[str, ...]]:
    """Return the codes of each row of a table."""
    if not table.codes:
        return [()] * table.n_cells
    return list(zip(*(column.tolist() for column in table.codes), strict=True))
