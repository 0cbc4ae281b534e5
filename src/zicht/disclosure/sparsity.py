"""Refuses tables with too few records for their cells, and says what to merge."""

from collections.abc import Sequence

import numpy as np

from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

LARGEST = 1_500_000
CROSSED = 2_500
"""Cells of more than three dimensions that are rounded in minutes; a proposal does not go beyond."""


def refuse_sparse(tables: Sequence[CountTable], policy: Policy) -> None:
    """Refuse what is too sparse or too large to publish.

    Raises
    ------
    DisclosureRefused : naming for each table the first merge that would do
    """
    sparse = [
        f"{table!r}: {proposal(table, policy)}"
        for table in tables
        if mean_count(table) < policy.minimum_mean_count
        or _size(table.dimensions) > LARGEST
    ]
    if sparse:
        raise DisclosureRefused(
            f"{len(sparse)} tables are too sparse to publish under policy {policy.title}.",
            details=sparse,
            now="Do as proposed: in a project by `breakdowns` and `shows` of the indicator, or [policy.merges] in"
            " zicht.toml; with zicht protect by --by, or [merges] of the policy.",
        )


def mean_count(table: CountTable) -> float:
    """Mean count of the cells of the finest level, absent ones included; infinite for a table without records."""
    if not table.dimensions or not len(table.counts) or not table.counts.any():
        return float("inf")
    return _records(table) / _combinations([len(codes) for codes in _finest(table)])


def _finest(table: CountTable) -> list[set[str]]:
    """Give the codes of the finest level that a table shows, per dimension: its leaves, or what stands above them."""
    found = []
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        used, placed = set(codes.tolist()), set(dimension.leaves) - dimension.roots
        found.append(set(dimension.leaves) if placed & used else used - {TOTAL})
    return found


def _records(table: CountTable) -> float:
    inside = table.counts >= 0
    for finest, codes in zip(_finest(table), table.codes, strict=True):
        inside &= np.isin(codes, list(finest))
    return float(table.counts[inside].sum())


def _combinations(sizes: Sequence[int]) -> float:
    found = 1.0
    for size in sizes:
        found *= max(1, size)
    return found


def _size(dimensions: Sequence[Dimension]) -> float:
    return _combinations([len(dimension.codes) for dimension in dimensions])


def proposal(table: CountTable, policy: Policy) -> str:
    """Say the mildest change that makes a table dense enough: a coarser level, one dimension less, or both."""
    records = _records(table)
    sizes = {d.name: len(d.leaves) for d in table.dimensions}
    coarser = {
        d.name: (len(set(h.parents.values())), h.name)
        for d in table.dimensions
        for h in d.hierarchies[:1]
        if 0 < len(set(h.parents.values())) < len(d.leaves)
    }
    steps: list[str] = []
    for name, (size, level) in coarser.items():
        sizes[name] = size
        steps.append(f"publish {name} by {level}")
        if _will_do(records, sizes, policy):
            return " and ".join(steps)
    while len(sizes) > 1 and not _will_do(records, sizes, policy):
        name = _least_missed(records, sizes, policy, set(coarser))
        steps.append(f"leave out {name}, or merge its {sizes.pop(name)} categories")
    return " and ".join(steps) or "merge categories"


def _least_missed(
    records: float, sizes: dict[str, int], policy: Policy, kept: set[str]
) -> str:
    """Choose the dimension to leave out: the smallest without which the table would do, and else the largest."""
    open_ = {name: size for name, size in sizes.items() if name not in kept} or sizes
    enough = [
        name
        for name in open_
        if _will_do(
            records, {n: size for n, size in sizes.items() if n != name}, policy
        )
    ]
    return (
        min(enough, key=lambda name: sizes[name])
        if enough
        else max(open_, key=lambda name: sizes[name])
    )


def _will_do(records: float, sizes: dict[str, int], policy: Policy) -> bool:
    """Whether a table is dense enough, and of a size at which many dimensions can still be rounded."""
    crossed = len([size for size in sizes.values() if size > 1])
    cells = _combinations([size + 1 for size in sizes.values()])
    return cells <= (CROSSED if crossed > 3 else LARGEST) and (
        records / _combinations(list(sizes.values())) >= policy.minimum_mean_count
    )
