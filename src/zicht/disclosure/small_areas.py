"""Areas with too few inhabitants get no cell of their own: which ones, and with whom they are hidden.

An area that is hidden alone follows by subtraction from the level above it. So every hidden area has company that lies
under the same codes of every level, and together they have the inhabitants that the policy asks: whatever is printed,
the records of one could as well be of another. Company is chosen by inhabitants, who are public, never by counts.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.codes import UNKNOWN
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

Inhabitants = Mapping[str, Mapping[str, int]]
"""Per dimension of areas: code of an area to its inhabitants."""


def hidden_rows(
    tables: Sequence[CountTable], policy: Policy, inhabitants: Inhabitants
) -> list[Bools]:
    """Tell which rows of each table are of an area that gets no cell of its own.

    Parameters
    ----------
    tables : of one draft
    policy : `minimum_population`; 0 hides nothing. The levels of area in `local_levels` need inhabitants
    inhabitants : by dimension and code

    Raises
    ------
    DisclosureRefused : inhabitants are missing, or some areas stay too small together
    """
    if not policy.minimum_population:
        return [np.zeros(len(table.counts), dtype=bool) for table in tables]
    return [_hidden_rows_of(table, policy, inhabitants) for table in tables]


def _hidden_rows_of(
    table: CountTable, policy: Policy, inhabitants: Inhabitants
) -> Bools:
    hidden = np.zeros(len(table.counts), dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if dimension.name in inhabitants or _is_area(dimension, policy):
            living = inhabitants.get(dimension.name, {})
            hidden |= np.isin(codes, sorted(small_areas(dimension, living, policy)))
    return hidden


def cells_of(rows: Sequence[Bools], system: System) -> Bools:
    """Tell which cells of a system stand in any of these rows."""
    found = np.zeros(len(system.counts), dtype=bool)
    for own, cells in zip(rows, system.rows, strict=True):
        found[cells[own]] = True
    return found


def _is_area(dimension: Dimension, policy: Policy) -> bool:
    names = {dimension.name, *(hierarchy.name for hierarchy in dimension.hierarchies)}
    return bool(names & set(policy.local_levels))


def small_areas(
    dimension: Dimension, inhabitants: Mapping[str, int], policy: Policy
) -> frozenset[str]:
    """Give the areas of a dimension that get no cell of their own.

    Raises
    ------
    DisclosureRefused : inhabitants are missing, or all areas under one combination of codes are too small together
    """
    areas = [
        code
        for code in dimension.leaves
        if code not in dimension.roots and code != UNKNOWN
    ]
    missing = sum(code not in inhabitants for code in areas)
    if missing or not areas:
        raise DisclosureRefused(
            f"The policy asks {policy.minimum_population} inhabitants of an area, and of"
            f" {missing or len(dimension.leaves)} areas of {dimension.name} they are not known.",
            now="In a project receive the population (cbs_bevolking); with zicht protect give --inhabitants"
            f" {dimension.name}=FILE; or take minimum_population out of the policy.",
        )
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in sorted(areas, key=lambda code: (inhabitants[code], code)):
        groups.setdefault(
            tuple(h.parents.get(code, "") for h in dimension.hierarchies), []
        ).append(code)
    hidden = [
        _with_company(group, inhabitants, policy.minimum_population)
        for group in groups.values()
    ]
    lonely = sum(own is None for own in hidden)
    if lonely:
        raise DisclosureRefused(
            f"{lonely} groups of areas of {dimension.name} have fewer than {policy.minimum_population} inhabitants"
            " together: a difference of two levels would show them.",
            now="Publish one level of area fewer, or lower minimum_population, with a reason.",
        )
    return frozenset(code for own in hidden if own for code in own)


def _with_company(
    areas: Sequence[str], inhabitants: Mapping[str, int], minimum: int
) -> list[str] | None:
    """Give the small ones of areas by size, with the next ones until they are enough; None if they never are."""
    n_small = sum(inhabitants[code] < minimum for code in areas)
    if not n_small:
        return []
    for n in range(max(2, n_small), len(areas) + 1):
        if sum(inhabitants[code] for code in areas[:n]) >= minimum:
            return list(areas[:n])
    return None
