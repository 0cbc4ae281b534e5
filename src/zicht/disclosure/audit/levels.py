"""The levels of one axis: sets of leaves that are parts of the same wholes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Cover = tuple[int, frozenset[int]]
"""A set, and the sets that together make it."""
SetAndLevel = tuple[int, int]
"""A set, and a level above or below it."""
Key = TypeVar("Key")
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
    parts: Mapping[SetAndLevel, tuple[int, ...]]
    wholes: Mapping[SetAndLevel, tuple[int, ...]]

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
        # Sets that are parts of one whole are of one level, whatever tables print them.
        level = _labels(len(sets), [parts for _, parts in ties])
        pairs = list(_pairs_of_levels(ties, level))
        steps = _grouped((level[whole], level[part]) for whole, part in pairs)
        wholes_of = _grouped((part, whole) for whole, part in pairs)
        parts = _grouped(((whole, level[part]), part) for whole, part in pairs)
        levels = set(level)
        return cls(
            level=level,
            sizes={number: level.count(number) for number in levels},
            steps={n: frozenset(steps.get(n, ())) for n in levels},
            below={n: frozenset(_reached(n, steps) - {n}) for n in levels},
            parts=_sorted(parts),
            wholes=_sorted(_grouped(_wholes(level, wholes_of))),
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

    def meet(self, first: int, second: int) -> int:
        """Return the finest level that lies above two levels, or is one of them.

        `NOWHERE` where no level lies above both.
        """
        if first == second or second in self.below[first]:
            return first
        if first in self.below[second]:
            return second
        both = {first, second}
        above = [level for level, lower in self.below.items() if both <= lower]
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


def _wholes(
    level: Sequence[int], wholes_of: Mapping[int, set[int]]
) -> Iterator[tuple[SetAndLevel, int]]:
    """Yield every set that each set lies in, itself included, with its level."""
    for number in range(len(level)):
        for whole in _reached(number, wholes_of):
            yield (number, level[whole]), whole


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, set[int]]:
    """Return the numbers that each key is paired with."""
    groups: dict[Key, set[int]] = {}
    for key, number in pairs:
        groups.setdefault(key, set()).add(number)
    return groups


def _sorted(
    groups: Mapping[SetAndLevel, set[int]],
) -> dict[SetAndLevel, tuple[int, ...]]:
    """Return the sets of each group in their order."""
    return {key: tuple(sorted(numbers)) for key, numbers in groups.items()}


def _labels(n_sets: int, groups: Iterable[frozenset[int]]) -> list[int]:
    """Return a label per set, so that sets of one group have one label."""
    labels = list(range(n_sets))
    for group in groups:
        in_group = {labels[number] for number in group}
        lowest = min(in_group)
        new_label = dict.fromkeys(in_group, lowest)
        labels = [new_label.get(label, label) for label in labels]
    return labels


def _reached(start: int, steps: Mapping[int, set[int]]) -> set[int]:
    """Return everything that steps lead to from a start, itself included."""
    reached, todo = {start}, [start]
    while todo:
        for after in steps.get(todo.pop(), set()) - reached:
            reached.add(after)
            todo.append(after)
    return reached
