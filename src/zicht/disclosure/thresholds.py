"""From which count a cell may be known: higher in small areas than in the country."""

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.tables import CountTable


def is_local(dimension: Dimension, policy: Policy) -> frozenset[str]:
    """Codes of a dimension that belong to a local level of area."""
    local: set[str] = (
        set(dimension.leaves) if dimension.name in policy.local_levels else set()
    )
    for hierarchy in dimension.hierarchies:
        if hierarchy.name in policy.local_levels:
            local.update(hierarchy.parents.values())
    return frozenset(local)


def limits_of(table: CountTable | ProtectedTable, policy: Policy) -> Ints:
    """Give the threshold of each cell of a table."""
    local = np.zeros(
        len(table.counts if isinstance(table, CountTable) else table.values), dtype=bool
    )
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        names = is_local(dimension, policy)
        if names:
            local |= np.fromiter(
                (code in names for code in codes.tolist()), dtype=bool, count=len(codes)
            )
    return np.where(local, policy.local_threshold, policy.threshold)
