"""Dimensions of a table: categories, and the ways in which they add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from zicht.vocabulary.errors import IndicatorError

TOTAL = "_T"
"""Code of the margin of a dimension, as in SDMX."""


@dataclass(frozen=True)
class Hierarchy:
    """One way to add the leaves of a dimension up, for instance municipality < province.

    Parameters
    ----------
    name : of the level above the leaves, such as `province`
    parents : child code to parent code; tops of the hierarchy have no entry and add up to the total
    """

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        for start in self.parents:
            seen, code = {start}, start
            while code in self.parents:
                code = self.parents[code]
                if code in seen:
                    raise IndicatorError(
                        f"Hierarchy {self.name}: code {code} is its own ancestor.",
                        now="Remove the cycle from its file.",
                    )
                seen.add(code)


@dataclass(frozen=True)
class Dimension:
    """What a table is broken down by.

    Parameters
    ----------
    name : as in the published file, for instance `leeftijdsgroep`
    leaves : codes of the finest level; the total is not among them
    hierarchies : none, one, or several that cross (provinces and police units)
    adds_up : whether the leaves are disjoint and complete, so that they add up to the total. Forms of exploitation
        are multi-coded and do not.
    """

    name: str
    leaves: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...] = ()
    adds_up: bool = True

    def __post_init__(self) -> None:
        if len(set(self.leaves)) != len(self.leaves):
            raise IndicatorError(
                f"Dimension {self.name}: a code stands twice.",
                now="Give every category one code.",
            )
        if TOTAL in self.leaves:
            raise IndicatorError(
                f"Dimension {self.name}: {TOTAL} is kept for the total.",
                now="Rename that category.",
            )

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """Give one code to codes that stand for the same leaves: a province that is one police unit is one area."""
        return self._canonical(
            {frozenset(self.leaves): TOTAL} if self.adds_up and self.leaves else {}
        )

    @cached_property
    def canonical_apart(self) -> Mapping[str, str]:
        """Give the same, but never the total: a block of all years so far is no total once there is a year more."""
        return self._canonical({})

    def _canonical(self, first: dict[frozenset[str], str]) -> Mapping[str, str]:
        below: dict[str, set[str]] = {leaf: {leaf} for leaf in self.leaves}
        for hierarchy in self.hierarchies:
            for leaf in self.leaves:
                code = leaf
                while code in hierarchy.parents:
                    code = hierarchy.parents[code]
                    below.setdefault(code, set()).add(leaf)
        return {
            TOTAL: TOTAL,
            **{
                code: first.setdefault(frozenset(own), code)
                for code, own in below.items()
            },
        }

    @cached_property
    def roots(self) -> frozenset[str]:
        """Leaves that no hierarchy places, such as `onbekend` beside provinces; none where there are no hierarchies."""
        if not self.hierarchies:
            return frozenset()
        return frozenset(
            leaf
            for leaf in self.leaves
            if not any(leaf in h.parents for h in self.hierarchies)
        )

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code that may stand in a table: leaves, levels above them, the total."""
        above = {
            parent
            for hierarchy in self.hierarchies
            for parent in hierarchy.parents.values()
        }
        return frozenset({*self.leaves, *above, TOTAL})

    def named(self, names: Iterable[str]) -> frozenset[str]:
        """Codes that the names of levels and codes stand for; the total is always among them."""
        levels = {
            hierarchy.name: set(hierarchy.parents.values())
            for hierarchy in self.hierarchies
        }
        return frozenset({TOTAL}.union(*(levels.get(name, {name}) for name in names)))
