"""The cells of one universe as rows of codes, and how these codes lie above one another.

Codes that stand for the same leaves are one word: a province that is one municipality is
one cell with it. What tables write is kept beside it (`Universe.used`, `Universe.levels`),
for a table of provinces shows no municipalities.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy

ABSENT = -1
"""No such code, or no such cell."""
TOP, LEAVES, ROOTS, FIRST_UPPER = 0, 1, 2, 3
"""Levels of codes: the total, the leaves, leaves that no hierarchy places (`unknown` may be
shown beside provinces without any municipality), and one above them per hierarchy."""


@dataclass(frozen=True, eq=False)
class Universe:
    """The cells of one universe as rows of codes.

    Parameters
    ----------
    name : of the universe
    names : of its dimensions
    words : the codes of each dimension; 0 is the total
    used : the codes of each dimension as the tables write them: a unit that is one
        municipality shows no municipalities
    codes : a row per cell, a column per dimension
    cells : number of each row's cell in the system
    dimensions : every definition of a dimension in use
    level_of : per dimension, the level of each code
    levels : a row per cell, the level of each of its codes: see `LEAVES`
    shapes : the rows of levels that the tables show, each once. A province that is one
        municipality is one cell with it: a table of provinces shows no municipalities
    """

    name: str
    names: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    used: tuple[frozenset[str], ...]
    codes: Ints
    cells: Ints
    dimensions: tuple[Dimension, ...]
    level_of: tuple[Mapping[str, int], ...]
    levels: Ints
    shapes: Ints

    def ways_up(self, dimension: Dimension) -> "Iterator[Way]":
        """Yield how the codes of a dimension lie above one another: `ways_up`."""
        axis = self.names.index(dimension.name)
        return ways_up(
            dimension, self.words[axis], self.used[axis], self.level_of[axis]
        )


@dataclass(frozen=True, eq=False)
class Way:
    """How the codes in use of one dimension lie above one another in one hierarchy.

    Parameters
    ----------
    above : per word, the position of the word above it, `ABSENT` where there is none
    level : per word, its level in this hierarchy, `ABSENT` where it is not in it. A
        province that is one municipality is one word with it, and a province here
    """

    above: Ints
    level: Ints

    @property
    def identity(self) -> bytes:
        """Equal for hierarchies that say the same of the codes in use."""
        return self.above.tobytes() + self.level.tobytes()


def ways_up(
    dimension: Dimension,
    words: Sequence[str],
    used: frozenset[str],
    level_of: Mapping[str, int],
) -> Iterator[Way]:
    """Yield, for each hierarchy, the code above each code among the codes in use.

    Parameters
    ----------
    dimension : with its hierarchies
    words : its codes in the system; 0 is the total
    used : its codes as the tables write them
    level_of : level of each code
    """
    position_of = {word: position for position, word in enumerate(words)}
    canonical = dimension.canonical
    for hierarchy in dimension.hierarchies or (Hierarchy(dimension.name, {}),):
        above = np.full(len(words), ABSENT, dtype=np.int64)
        level = np.full(len(words), ABSENT, dtype=np.int64)
        for code in _codes_written(hierarchy, dimension, used):
            # Codes of the same leaves are one word: the highest of their levels holds.
            same = canonical.get(code, code)
            if same == TOTAL or same not in position_of:
                continue
            word = position_of[same]
            upper = _nearest_above(code, hierarchy, canonical, used)
            above[word] = position_of.get(upper, ABSENT)
            level[word] = max(level[word], level_of.get(code, LEAVES))
        yield Way(above, level)


def _codes_written(
    hierarchy: Hierarchy, dimension: Dimension, used: frozenset[str]
) -> frozenset[str]:
    """Return the codes of one hierarchy, and the leaves, that tables write.

    None where tables write only codes beside the hierarchy. A province that is one
    municipality stands for it in tables of provinces. That is no reason to look for the
    other municipalities there, under their police units.
    """
    parents = hierarchy.parents
    written = used & {*dimension.leaves, *parents, *parents.values()}
    return written if written - dimension.roots else frozenset()


def _nearest_above(
    code: str,
    hierarchy: Hierarchy,
    canonical: Mapping[str, str],
    used: frozenset[str],
) -> str:
    """Return the nearest code in use above a code, which stands for other leaves.

    A police unit that no table writes is not in use, though a province of the same
    municipalities is: in the hierarchy of units nothing lies above that province's parts.
    """
    same = canonical.get(code, code)
    parent = hierarchy.parents.get(code, TOTAL)
    while parent != TOTAL:
        upper = canonical.get(parent, parent)
        if upper != same and parent in used:
            return upper
        parent = hierarchy.parents.get(parent, TOTAL)
    return TOTAL
