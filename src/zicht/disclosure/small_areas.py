"""Areas with too few inhabitants get no cell of their own: which ones, and with whom they are hidden.

An area that is hidden alone follows by subtraction from the level above it. So every
hidden area has company that lies under the same codes of every level, and together they
have the inhabitants that the policy asks: whatever is printed, the records of one could
as well be of another. Company is chosen by inhabitants, who are public, never by counts.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

Inhabitants = Mapping[str, Mapping[str, int]]
"""Per dimension of areas: code of an area to its inhabitants."""
FEWEST_TOGETHER = 2
"""Areas that are hidden together at least."""


def hidden_rows(
    tables: Sequence[CountTable], policy: Policy, inhabitants: Inhabitants
) -> list[Bools]:
    """Return which rows of each table are of an area that gets no cell of its own.

    Parameters
    ----------
    tables : of one draft
    policy : `minimum_population`; 0 hides nothing. The levels of area in `local_levels`
        need inhabitants
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
    """Return which rows of one table are of an area that gets no cell of its own."""
    is_hidden = np.zeros(len(table.counts), dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if dimension.name in inhabitants or _is_area(dimension, policy):
            of_areas = inhabitants.get(dimension.name, {})
            hidden = small_areas(dimension, of_areas, policy)
            is_hidden |= np.isin(codes, sorted(hidden))
    return is_hidden


def cells_of(rows: Sequence[Bools], system: System) -> Bools:
    """Return which cells of a system stand in any of these rows."""
    is_marked = np.zeros(len(system.counts), dtype=bool)
    for of_table, cells in zip(rows, system.rows, strict=True):
        is_marked[cells[of_table]] = True
    return is_marked


def _is_area(dimension: Dimension, policy: Policy) -> bool:
    """Whether the policy names a dimension, or a level of it, as local."""
    names = {dimension.name, *(hierarchy.name for hierarchy in dimension.hierarchies)}
    return bool(names & set(policy.local_levels))


def small_areas(
    dimension: Dimension, inhabitants: Mapping[str, int], policy: Policy
) -> frozenset[str]:
    """Return the areas of a dimension that get no cell of their own.

    Raises
    ------
    DisclosureRefused : inhabitants are missing, or all areas under one combination of
        codes are too small together
    """
    areas = [
        code
        for code in dimension.leaves
        if code not in dimension.roots and code not in dimension.unknown
    ]
    _refuse_unknown_inhabitants(dimension, areas, inhabitants, policy)
    hidden: set[str] = set()
    n_lonely = 0
    for neighbours in _neighbours(dimension, areas, inhabitants):
        together = _with_company(neighbours, inhabitants, policy.minimum_population)
        if together is None:
            n_lonely += 1
        else:
            hidden.update(together)
    if n_lonely:
        raise DisclosureRefused(
            f"{n_lonely} groups of areas of {dimension.name} have fewer than"
            f" {policy.minimum_population} inhabitants together: a difference of two"
            " levels would show them.",
            now="Publish one level of area fewer, or lower minimum_population, with a"
            " reason.",
            reason=Refusal.SMALL_AREAS,
        )
    return frozenset(hidden)


def _refuse_unknown_inhabitants(
    dimension: Dimension,
    areas: Sequence[str],
    inhabitants: Mapping[str, int],
    policy: Policy,
) -> None:
    """Refuse areas of which nobody knows how many live there."""
    n_unknown = sum(code not in inhabitants for code in areas)
    if areas and not n_unknown:
        return
    raise DisclosureRefused(
        f"The policy asks {policy.minimum_population} inhabitants of an area, and of"
        f" {n_unknown or len(dimension.leaves)} areas of {dimension.name} they are not"
        " known.",
        now="In a project receive the population (cbs_bevolking); with zicht protect give"
        f" --inhabitants {dimension.name}=FILE; or take minimum_population out of the"
        " policy.",
        reason=Refusal.SMALL_AREAS,
    )


def _neighbours(
    dimension: Dimension, areas: Sequence[str], inhabitants: Mapping[str, int]
) -> list[list[str]]:
    """Group areas that lie under the same codes of every level, the smallest first."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in sorted(areas, key=lambda code: (inhabitants[code], code)):
        above = tuple(tree.parents.get(code, "") for tree in dimension.hierarchies)
        groups.setdefault(above, []).append(code)
    return list(groups.values())


def _with_company(
    areas: Sequence[str], inhabitants: Mapping[str, int], minimum: int
) -> Sequence[str] | None:
    """Return the small ones of areas by size, with the next ones until they are enough.

    None if they never are.
    """
    # Areas come the smallest first, so that the small ones stand in front.
    n_small = sum(inhabitants[code] < minimum for code in areas)
    if n_small == 0:
        return []
    for n in range(max(FEWEST_TOGETHER, n_small), len(areas) + 1):
        if sum(inhabitants[code] for code in areas[:n]) >= minimum:
            return areas[:n]
    return None
