"""In which order a large system is decided: totals first, then one area after another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.protect.system import System, universe_of
from zicht.disclosure.protect.universes import Universe
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import Dimension

SMALL = 500
"""Cells that a mixed-integer programme takes at once without a plan."""
STEP = 1024
"""Stages of one area: its cells are decided in so many parts at most."""
LARGE = 8_000
"""Cells of a part from which it is decided level after level."""
TOTAL_OF_AREAS, AREA, PART = 0, 1, 2
"""Levels of the codes of the longest axis."""
LOOSE_PER_STAGE = 8
"""Codes without an area that share a stage."""


@dataclass(frozen=True, eq=False)
class Plan:
    """An order in which the cells of a part are decided.

    Parameters
    ----------
    stages : per cell, when it is decided
    levels : per cell, from when it is looked at: a stage looks ahead to all cells whose
        level is no later than that of its own cells
    """

    stages: Ints
    levels: Ints

    @classmethod
    def looking_at_all(cls, stages: Ints) -> "Plan":
        """Return a plan of which every stage looks ahead to all later ones."""
        return cls(stages, np.zeros_like(stages))

    def cells_of(self, stage: int) -> Bools:
        """Return the cells that one stage decides."""
        return np.asarray(self.stages == stage)

    def in_sight(self, stage: int) -> Bools:
        """Return the cells that one stage looks at."""
        return np.asarray(self.levels <= self.levels[self.cells_of(stage)].max())


def plans(system: System, part: Ints) -> Iterator[Plan]:
    """Yield plans for a part, to try after one another.

    A large part is decided level after level first: totals without a look at the areas,
    areas without a look at their parts. Then the parts of one area no longer hang
    together with those of another, and each area is a small question of its own.
    """
    if len(part) > SMALL:
        stages, levels = _stages(system, part)
        if len(part) > LARGE:
            yield Plan(stages, levels)
        yield Plan.looking_at_all(stages)
        # A stage without a solution may have one when the areas before it were decided
        # in another order (ADR 0030).
        yield Plan.looking_at_all(_reversed(stages))
        yield Plan.looking_at_all(stages // STEP)
    yield Plan.looking_at_all(np.zeros(len(part), dtype=np.int64))


def blocks_of_areas(system: System) -> Ints:
    """Return a number per cell that the parts of one area share; 0 for wider cells."""
    blocks = np.zeros(len(system.counts), dtype=np.int64)
    n_blocks = 0
    for universe in system.universes:
        if not universe.names:
            continue
        axis = _longest_axes(universe)[0]
        order, level = _order(universe, axis)
        codes = universe.codes[:, axis]
        is_part = level[codes] == PART
        blocks[universe.cells[is_part]] = n_blocks + 1 + order[codes[is_part]]
        n_blocks += 1 + int(order.max())
    return blocks


def _longest_axes(universe: Universe) -> list[int]:
    """Return the axes of a universe, that with the most codes first."""
    n_codes = [len(words) for words in universe.words]
    return sorted(range(len(n_codes)), key=lambda axis: -n_codes[axis])


def _reversed(stages: Ints) -> Ints:
    """Turn the order of the areas round; the totals stay first."""
    is_total = stages < STEP
    turned = stages.max() + STEP - stages
    return np.asarray(np.where(is_total, stages, turned), dtype=np.int64)


def _stages(system: System, part: Ints) -> tuple[Ints, Ints]:
    """Return the stages by the axis with the most codes, and large ones by the next axis.

    Returns
    -------
    the stage of each cell, and its level: total, area, part of an area
    """
    universe = universe_of(system, part)
    codes = universe.codes[np.searchsorted(universe.cells, part)]
    longest, *other_axes = _longest_axes(universe)
    order, level = _order(universe, longest)
    code = codes[:, longest]
    number = order[code]
    stages: Ints = number * STEP
    for stage in np.unique(number).tolist():
        in_stage = np.flatnonzero(number == stage)
        if len(in_stage) > SMALL and other_axes:
            stages[in_stage] += _chunks(codes[in_stage, other_axes[0]])
    return stages, level[code]


def _chunks(codes: Ints) -> Ints:
    """Return a number per cell: consecutive codes share one, about `SMALL` cells each."""
    distinct, position, n_cells = np.unique(
        codes, return_inverse=True, return_counts=True
    )
    n_before = np.cumsum(n_cells) - n_cells
    chunks: Ints = np.minimum(n_before // SMALL, len(distinct)).astype(np.int64)
    return chunks[position]


def _order(universe: Universe, axis: int) -> tuple[Ints, Ints]:
    """Return the order of the codes of an axis, and the level of each.

    The total, the areas of the first hierarchy, their parts, everything else.
    """
    words = universe.words[axis]
    places = _Places(_richest_definition(universe, universe.names[axis]))
    order = np.zeros(len(words), dtype=np.int64)
    level = np.full(len(words), TOTAL_OF_AREAS, dtype=np.int64)
    for position, word in enumerate(words[1:], start=1):
        order[position], level[position] = places.of(word)
    return order, level


class _Places:
    """Gives each code of an axis its place: the number in the order, and its level.

    Parameters
    ----------
    dimension : the areas are those of its first hierarchy
    """

    def __init__(self, dimension: Dimension) -> None:
        self._leaves = dimension.leaves
        self._parents: Mapping[str, str] = {}
        if dimension.hierarchies:
            self._parents = dimension.hierarchies[0].parents
        areas = sorted(set(self._parents.values()))
        self._number_of_area = {area: n for n, area in enumerate(areas, start=1)}
        self._n_loose = 0

    def of(self, word: str) -> tuple[int, int]:
        """Return the number and the level of a code; codes are asked in their order."""
        # After the areas come codes of other hierarchies, and then the parts of the
        # areas, those of one area together.
        after_areas = len(self._number_of_area) + 1
        is_of_other_hierarchy = bool(self._parents) and word not in self._leaves
        if word in self._number_of_area:
            return self._number_of_area[word], AREA
        if word in self._parents:
            area = self._parents[word]
            return after_areas + self._number_of_area[area], PART
        if is_of_other_hierarchy:
            return after_areas, AREA
        self._n_loose += 1
        return 2 * after_areas + self._n_loose // LOOSE_PER_STAGE, PART


def _richest_definition(universe: Universe, name: str) -> Dimension:
    """Return the definition of a dimension that has the most hierarchies."""
    definitions = [
        dimension for dimension in universe.dimensions if dimension.name == name
    ]
    return max(definitions, key=lambda dimension: len(dimension.hierarchies))
