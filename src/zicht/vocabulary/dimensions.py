"""Dimensions of a table: categories, and the ways in which they add up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from zicht.vocabulary.errors import IndicatorError

TOTAL = "_T"
"""Code of the margin of a dimension, as in SDMX."""
UNKNOWN = "unknown"
"""Code of an area that is not known, unless the project's geography names another."""
PERIOD = "year"
"""Dimension of years, and column of a query with the year."""
BLOCKS = "year_block"
"""Level of the dimension of years: whole blocks of three."""


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
            seen = {start}
            code = start
            while code in self.parents:
                code = self.parents[code]
                if code in seen:
                    raise IndicatorError(
                        f"Hierarchy {self.name}: code {code} is its own ancestor.",
                        now="Remove the cycle from its file.",
                    )
                seen.add(code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes above a code, the nearest first.

        Examples
        --------
        >>> Hierarchy("province", {"Delft": "Zuid-Holland", "Zuid-Holland": "West"}).ancestors("Delft")
        ('Zuid-Holland', 'West')
        """
        above = []
        while code in self.parents:
            code = self.parents[code]
            above.append(code)
        return tuple(above)

    def leaves_below(
        self, leaves: Iterable[str] | None = None
    ) -> dict[str, frozenset[str]]:
        """Return, for each code above the leaves, the leaves that it adds up.

        Parameters
        ----------
        leaves : those to look at; by default every code that has a parent and is no parent itself

        Examples
        --------
        >>> Hierarchy("province", {"Delft": "Zuid-Holland"}).leaves_below()
        {'Zuid-Holland': frozenset({'Delft'})}
        """
        if leaves is None:
            leaves = self.parents.keys() - set(self.parents.values())
        below: dict[str, set[str]] = {}
        for leaf in leaves:
            for code in self.ancestors(leaf):
                below.setdefault(code, set()).add(leaf)
        return {code: frozenset(own) for code, own in below.items()}

    def levels(
        self, leaves: Iterable[str] | None = None
    ) -> tuple[tuple[str, ...], ...]:
        """Return the codes above the leaves by their height, the lowest level first.

        A code that stands at several heights above different leaves belongs to the highest.

        Parameters
        ----------
        leaves : those to look at; by default every code that has a parent

        Examples
        --------
        >>> Hierarchy("province", {"Delft": "Zuid-Holland", "Zuid-Holland": "West"}).levels()
        (('Zuid-Holland',), ('West',))
        """
        heights: dict[str, int] = {}
        for leaf in self.parents if leaves is None else leaves:
            for height, code in enumerate(self.ancestors(leaf)):
                heights[code] = max(height, heights.get(code, 0))
        by_height: dict[int, list[str]] = {}
        for code, height in heights.items():
            by_height.setdefault(height, []).append(code)
        return tuple(tuple(by_height[height]) for height in sorted(by_height))


@dataclass(frozen=True)
class Dimension:
    """What a table is broken down by.

    Parameters
    ----------
    name : as in the published file, for instance `age_group`
    leaves : codes of the finest level; the total is not among them
    hierarchies : none, one, or several that cross (provinces and police units)
    adds_up : whether the leaves are disjoint and complete, so that they add up to the total. Forms of exploitation
        are multi-coded and do not.
    unknown : leaves that mean "not known"
    quantiles : of a dimension of measures, leaf to the part of all spans that lasted no longer
    """

    name: str
    leaves: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...] = ()
    adds_up: bool = True
    unknown: tuple[str, ...] = ()
    quantiles: Mapping[str, float] = field(default_factory=dict, hash=False)

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

    def with_names(self, name_of: Callable[[str], str]) -> "Dimension":
        """Return the dimension with another name for itself and for its levels."""
        renamed = [
            Hierarchy(name_of(one.name), one.parents) for one in self.hierarchies
        ]
        return replace(self, name=name_of(self.name), hierarchies=tuple(renamed))

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
        canonical = {TOTAL: TOTAL}
        for code, leaves in self.leaves_below.items():
            canonical[code] = first.setdefault(leaves, code)
        return canonical

    @cached_property
    def leaves_below(self) -> Mapping[str, frozenset[str]]:
        """The leaves that each code stands for, in whatever hierarchies it is; a leaf stands for itself."""
        below = {leaf: frozenset({leaf}) for leaf in self.leaves}
        for hierarchy in self.hierarchies:
            for code, leaves in hierarchy.leaves_below(self.leaves).items():
                below[code] = below.get(code, frozenset()) | leaves
        return below

    def at_or_below(self, code: str) -> frozenset[str]:
        """Return a code with the leaves below it: what a record may carry to count under the code."""
        return self.leaves_below.get(code, frozenset()) | {code}

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return every code above a code, in any hierarchy; each once, without the total."""
        above = (hierarchy.ancestors(code) for hierarchy in self.hierarchies)
        return tuple(dict.fromkeys(chain.from_iterable(above)))

    @cached_property
    def roots(self) -> frozenset[str]:
        """Leaves that no hierarchy places, such as `unknown` beside provinces; none where there are no hierarchies."""
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


def categories(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of dimension and code that select records, sorted; a total selects nothing.

    Examples
    --------
    >>> categories([("sex", "f"), ("age", TOTAL)])
    (('sex', 'f'),)
    """
    return tuple(sorted((name, code) for name, code in pairs if code != TOTAL))
