"""From which count a cell may be shown: higher in small areas than nationally."""

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.tables import CountTable


def thresholds_of(table: CountTable, policy: Policy) -> Ints:
    """Return the count from which each row may be shown.

    Rounded numbers beside sensitive categories are shown from twice the threshold.
    """
    thresholds = limits_of(table, policy)
    if policy.method == "suppression":
        return thresholds
    doubled = np.maximum(thresholds, 2 * policy.threshold)
    return np.where(_beside_sensitive(table, policy), doubled, thresholds)


def _beside_sensitive(table: CountTable, policy: Policy) -> Bools:
    """Return the rows of a dimension with sensitive categories, its total apart.

    They are shown from twice the threshold, whatever they hold: were only the remainder
    of a sensitive group shown less precisely, that alone would tell.
    """
    is_beside = np.zeros(len(table.counts), dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if policy.sensitive.get(dimension.name):
            is_beside |= codes != TOTAL
    return is_beside


def limits_of(table: CountTable | ProtectedTable, policy: Policy) -> Ints:
    """Return the local threshold for rows of local areas, the national one elsewhere."""
    n_rows = len(table.counts if isinstance(table, CountTable) else table.values)
    is_local = np.zeros(n_rows, dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        is_local |= np.isin(codes, sorted(local_codes(dimension, policy)))
    return np.where(is_local, policy.local_threshold, policy.threshold)


def local_codes(dimension: Dimension, policy: Policy) -> frozenset[str]:
    """Return the codes of a dimension that belong to a local level of area."""
    local: set[str] = set()
    if dimension.name in policy.local_levels:
        local.update(dimension.leaves)
    for hierarchy in dimension.hierarchies:
        if hierarchy.name in policy.local_levels:
            local.update(hierarchy.parents.values())
    return frozenset(local)
