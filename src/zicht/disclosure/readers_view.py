"""Tables as readers find them: new ones beside all earlier ones, those of the same records under one name."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zicht.disclosure.audit.passed_tables import (
    from_bands,
    from_protected,
    under_one_name,
)
from zicht.disclosure.audit.published import PublishedTable
from zicht.disclosure.memory import Memory
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.ledger import LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable


def published_tables(
    new: Sequence[ProtectedTable], policy: Policy, memory: Memory
) -> list[PublishedTable]:
    """Return the new tables as readers find them, then all earlier ones.

    Tables of records that another universe holds too are added once more, under its
    name: to a reader they are one set.
    """
    tables = [_new_table(table, policy, memory) for table in new]
    for entry in memory.entries:
        for table in entry.tables:
            tables.append(_earlier_table(entry, table, new, policy, memory))
    whole_of_part = {same.part: same for same in memory.same}
    renamed = [
        under_one_name(table, whole_of_part[table.universe])
        for table in tables
        if table.universe in whole_of_part
    ]
    return tables + renamed


def _new_table(table: ProtectedTable, policy: Policy, memory: Memory) -> PublishedTable:
    """Return a table of this release as readers find it."""
    return from_protected(
        table,
        is_rounded=policy.method == "rounding",
        extents=memory.extent(table.universe),
        thresholds=limits_of(table, policy),
    )


def _earlier_table(
    entry: LedgerEntry,
    table: ProtectedTable,
    new: Sequence[ProtectedTable],
    policy: Policy,
    memory: Memory,
) -> PublishedTable:
    """Return a table of an earlier release as readers find it.

    One that contradicts the new tables is of other records, revised since: it becomes
    a universe of its own. Held beside the new ones, it would make every attack end in a
    contradiction, and an attack that ends so finds nothing.
    """
    extents = entry.extents.get(table.universe)
    if entry.method == CELL_KEY:
        published = from_bands(table, extents=extents)
    else:
        # Numbers without bounds around them are read as exact, whatever `is_rounded`
        # says.
        published = from_protected(
            table,
            is_rounded=True,
            extents=extents,
            thresholds=limits_of(table, policy),
        )
    is_comparable = memory.covers_the_same(entry, table.universe)
    if is_comparable and not _can_agree(table, new):
        return replace(published, universe=f"{table.universe} in {entry.release}")
    return published


def _can_agree(earlier: ProtectedTable, new: Sequence[ProtectedTable]) -> bool:
    """Whether every cell of an earlier table can have a count that the new ones allow."""
    # Equal cells get equal numbers, whatever table they stand in; `earlier` is last.
    numbers = number_cells((*new, earlier))
    n_cells = 1 + max(int(of_table.max(initial=-1)) for of_table in numbers)
    lowest = np.zeros(n_cells, dtype=np.int64)
    highest = np.full(n_cells, np.iinfo(np.int64).max)
    for table, cells in zip(new, numbers, strict=False):
        np.maximum.at(lowest, cells, table.lower)
        np.minimum.at(highest, cells, table.upper)
    cells = numbers[-1]
    does_overlap = (earlier.lower <= highest[cells]) & (earlier.upper >= lowest[cells])
    return bool(np.all(does_overlap))
