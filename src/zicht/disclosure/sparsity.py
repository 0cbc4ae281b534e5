"""Refuses tables with too few records for their cells, and says what to merge."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod

import numpy as np

from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.sizes import MOST_CELLS
from zicht.vocabulary.tables import CountTable


def refuse_sparse(tables: Sequence[CountTable], policy: Policy) -> None:
    """Refuse what is too sparse or too large to publish.

    Raises
    ------
    DisclosureRefused : naming for each table the first merge that would do
    """
    refused = []
    for table in tables:
        n_cells = prod(len(dimension.codes) for dimension in table.dimensions)
        is_sparse = mean_count(table) < policy.minimum_mean_count
        if is_sparse or n_cells > MOST_CELLS:
            refused.append(f"{table!r}: {proposal(table, policy)}")
    if refused:
        raise DisclosureRefused(
            f"{counted(len(refused), 'table is', 'tables are')} too sparse to publish under policy"
            f" {policy.title}.",
            details=refused,
            now="Do as proposed: in a project by `breakdowns` and `shows` of the"
            " indicator, or [policy.merges] in zicht.toml; with zicht protect by --by, or"
            " [merges] of the policy.",
            reason=Refusal.SPARSE,
        )


def mean_count(table: CountTable) -> float:
    """Return the mean count of the cells of the finest level, absent ones included.

    Infinite for a table without records.
    """
    if not table.dimensions or not len(table.counts) or not table.counts.any():
        return float("inf")
    n_cells = _combinations(len(codes) for codes in _finest_codes(table))
    return _n_records(table) / n_cells


def _finest_codes(table: CountTable) -> list[set[str]]:
    """Return, per dimension, the codes of the finest level that a table shows.

    Its leaves, or what stands above them where it shows no leaves.
    """
    finest = []
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        used = set(codes.tolist())
        placed_leaves = set(dimension.leaves) - dimension.roots
        shows_leaves = bool(placed_leaves & used)
        finest.append(set(dimension.leaves) if shows_leaves else used - {TOTAL})
    return finest


def _n_records(table: CountTable) -> float:
    """Return the sum of the counts of the finest level."""
    is_finest = np.ones(len(table.counts), dtype=bool)
    for finest, codes in zip(_finest_codes(table), table.codes, strict=True):
        is_finest &= np.isin(codes, list(finest))
    return float(table.counts[is_finest].sum())


def _combinations(sizes: Iterable[int]) -> float:
    """Return the number of combinations; a dimension without codes counts as one."""
    return float(prod(max(1, size) for size in sizes))


def proposal(table: CountTable, policy: Policy) -> str:
    """Return the mildest change that makes a table dense enough, in words.

    A coarser level, one dimension less, or both.
    """
    n_records = _n_records(table)
    sizes = {dimension.name: len(dimension.leaves) for dimension in table.dimensions}
    # A coarser level loses less than a dimension: it is tried first.
    coarser = _coarser_levels(table.dimensions)
    steps: list[str] = []
    for name, (size, level) in coarser.items():
        sizes[name] = size
        steps.append(f"publish {name} by {level}")
        if _is_dense(n_records, sizes, policy):
            return " and ".join(steps)
    while len(sizes) > 1 and not _is_dense(n_records, sizes, policy):
        name = _least_missed(n_records, sizes, policy, set(coarser))
        size = sizes.pop(name)
        steps.append(f"leave out {name}, or merge its {size} categories")
    return " and ".join(steps) or "merge categories"


def _coarser_levels(dimensions: Sequence[Dimension]) -> dict[str, tuple[int, str]]:
    """Return, per dimension with a level above its leaves, the size and name of that."""
    levels = {}
    for dimension in dimensions:
        for hierarchy in dimension.hierarchies[:1]:
            n_codes = len(set(hierarchy.parents.values()))
            if 0 < n_codes < len(dimension.leaves):
                levels[dimension.name] = n_codes, hierarchy.name
    return levels


def _least_missed(
    n_records: float, sizes: Mapping[str, int], policy: Policy, kept: set[str]
) -> str:
    """Choose the dimension to leave out.

    The smallest without which the table would do, and else the largest. Dimensions that
    were made coarser stay as long as others are left.
    """
    candidates = [name for name in sizes if name not in kept] or list(sizes)
    enough = []
    for name in candidates:
        others = {other: size for other, size in sizes.items() if other != name}
        if _is_dense(n_records, others, policy):
            enough.append(name)
    if enough:
        return min(enough, key=lambda name: sizes[name])
    return max(candidates, key=lambda name: sizes[name])


def _is_dense(n_records: float, sizes: Mapping[str, int], policy: Policy) -> bool:
    """Whether a table has enough records, and no more cells than the gate takes."""
    if _combinations(size + 1 for size in sizes.values()) > MOST_CELLS:
        return False
    return n_records / _combinations(sizes.values()) >= policy.minimum_mean_count
