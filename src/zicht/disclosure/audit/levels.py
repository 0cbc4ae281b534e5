"""The levels of one axis: sets of leaves that are parts of the same wholes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Cover = tuple[int, frozenset[int]]
"""A set, and the sets that together make it."""
Groups = dict[tuple[int, int], set[int]]
"""Sets, by another set and a level."""
NOWHERE = -1
"""No level: no set lies there."""


@dataclass(frozen=True, eq=False)
class Levels:
    """How the sets of an axis lie above one another.

    Parameters
    ----------
    level : of each set
    sizes : how many sets each level holds
    steps : per level, the levels right below it
    below : per level, every level below it
    parts : per set and level right below, the sets it is made of
    wholes : per set and level above (or its own), the sets it lies in
    """

    level: Sequence[int]
    sizes: Mapping[int, int]
    steps: Mapping[int, frozenset[int]]
    below: Mapping[int, frozenset[int]]
    parts: Mapping[tuple[int, int], tuple[int, ...]]
    wholes: Mapping[tuple[int, int], tuple[int, ...]]

    @classmethod
    def of(
        cls,
        sets: Sequence[frozenset[str]],
        covers: Iterable[Cover],
        lists: Iterable[Cover],
        rests: set[int],
    ) -> "Levels":
        """Read the levels from what covers what.

        Parameters
        ----------
        sets : of the axis
        covers : sets that are the sum of others
        lists : sets of which one may carry several codes, and these codes
        rests : sets of those without a code: they are no level of their own
        """
        ties = [(whole, parts) for whole, parts in covers if not parts & rests]
        ties += list(lists)
        level = _joined(len(sets), [parts for _, parts in ties])
        parts_of: Groups = defaultdict(set)
        above: dict[int, set[int]] = defaultdict(set)
        steps: dict[int, set[int]] = defaultdict(set)
        for whole, part in _pairs_of_levels(ties, level):
            parts_of[whole, level[part]].add(part)
            above[part].add(whole)
            steps[level[whole]].add(level[part])
        levels = set(level)
        return cls(
            level=level,
            sizes={number: level.count(number) for number in levels},
            steps={number: frozenset(steps[number]) for number in levels},
            below={n: frozenset(_reached(n, steps) - {n}) for n in levels},
            parts=_sorted(parts_of),
            wholes=_sorted(_wholes(level, above)),
        )

    def way_down(self, start: int, end: int) -> list[int]:
        """Return the levels from one to another below it, the first left out."""
        ways = {start: [start]}
        todo = [start]
        while todo:
            level = todo.pop(0)
            if level == end:
                return ways[level][1:]
            for lower in sorted(self.steps[level] - ways.keys()):
                ways[lower] = [*ways[level], lower]
                todo.append(lower)
        return []

    def meet(self, one: int, other: int) -> int:
        """Return the finest level that lies above two levels, or is one of them.

        `NOWHERE` where no level lies above both.
        """
        if one == other or other in self.below[one]:
            return one
        if one in self.below[other]:
            return other
        above = [level for level, lower in self.below.items() if {one, other} <= lower]
        # Of those above both, the one with the most sets lies lowest.
        return max(above, key=lambda level: (self.sizes[level], level), default=NOWHERE)


def _pairs_of_levels(
    ties: Iterable[Cover], level: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield a whole and one of its parts, where they are of two levels."""
    for whole, parts in ties:
        for part in parts:
            if level[part] != level[whole]:
                yield whole, part


def _wholes(level: Sequence[int], above: Mapping[int, set[int]]) -> Groups:
    """Return, per set and level above (or its own), the sets it lies in."""
    wholes: Groups = defaultdict(set)
    for number in range(len(level)):
        for whole in _reached(number, above):
            wholes[number, level[whole]].add(whole)
    return wholes


def _sorted(groups: Groups) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the sets of each group in their order."""
    return {key: tuple(sorted(numbers)) for key, numbers in groups.items()}


def _joined(n_sets: int, groups: Iterable[frozenset[int]]) -> list[int]:
    """Return a label per set, so that sets of one group have one label."""
    label = list(range(n_sets))
    for group in groups:
        labels = {label[number] for number in group}
        first = min(labels)
        label = [first if one in labels else one for one in label]
    return label


def _reached(start: int, steps: Mapping[int, set[int]]) -> set[int]:
    """Return everything that steps lead to from a start, itself included."""
    reached, todo = {start}, [start]
    while todo:
        for after in steps.get(todo.pop(), set()) - reached:
            reached.add(after)
            todo.append(after)
    return reached
