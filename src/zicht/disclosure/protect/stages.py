"""In which order a large system is decided: totals first, then one area after another."""

from collections.abc import Iterator

import numpy as np

from zicht.disclosure.protect.system import System, Universe
from zicht.vocabulary.arrays import Ints

SMALL = 500
"""Cells that a mixed-integer programme takes at once without a plan."""
STEP = 1024
"""Stages of one area: its cells are decided in so many parts at most."""
LOOSE_PER_STAGE = 8
"""Codes without an area that share a stage."""


def plans(system: System, part: Ints) -> Iterator[Ints]:
    """Yield the stage of each cell of a part, in several ways to try after one another."""
    if len(part) > SMALL:
        stages = _stages(system, part)
        yield stages
        yield _reversed(stages)
        yield stages // STEP
    yield np.zeros(len(part), dtype=np.int64)


def _reversed(stages: Ints) -> Ints:
    """Turn the order of the areas round; the totals stay first."""
    is_total = stages < STEP
    turned = stages.max() + STEP - stages
    return np.asarray(np.where(is_total, stages, turned), dtype=np.int64)


def _stages(system: System, part: Ints) -> Ints:
    """Return the stages by the axis with the most codes, and large ones by the next axis."""
    universe = next(
        own for own in system.universes if np.isin(part[:1], own.cells).any()
    )
    rows = np.searchsorted(universe.cells, part)
    n_codes = [len(words) for words in universe.words]
    axes = sorted(range(len(n_codes)), key=lambda axis: -n_codes[axis])
    main = _order(universe, axes[0])[universe.codes[rows, axes[0]]]
    stages: Ints = main * STEP
    for stage in np.unique(main).tolist():
        in_stage = np.flatnonzero(main == stage)
        if len(in_stage) > SMALL and len(axes) > 1:
            stages[in_stage] += _chunks(universe.codes[rows[in_stage], axes[1]])
    return stages


def _chunks(codes: Ints) -> Ints:
    """Return a number per cell: consecutive codes share one, about `SMALL` cells each."""
    distinct, position, n_cells = np.unique(
        codes, return_inverse=True, return_counts=True
    )
    n_before = np.cumsum(n_cells) - n_cells
    chunks: Ints = np.minimum(n_before // SMALL, len(distinct)).astype(np.int64)
    return chunks[position]


def _order(universe: Universe, axis: int) -> Ints:
    """Return the order of the codes of an axis.

    The total, the areas of the first hierarchy, their parts, everything else.
    """
    words = universe.words[axis]
    dimension = max(
        (own for own in universe.dimensions if own.name == universe.names[axis]),
        key=lambda own: len(own.hierarchies),
    )
    parents = dimension.hierarchies[0].parents if dimension.hierarchies else {}
    areas = sorted(set(parents.values()))
    number = {area: at for at, area in enumerate(areas, start=1)}
    after_areas = len(areas) + 1
    order = np.zeros(len(words), dtype=np.int64)
    n_loose = 0
    for at, word in enumerate(words[1:], start=1):
        if word in number:
            order[at] = number[word]
        elif word in parents:
            order[at] = after_areas + number[parents[word]]
        elif parents and word not in dimension.leaves:
            order[at] = after_areas
        else:
            n_loose += 1
            order[at] = 2 * after_areas + n_loose // LOOSE_PER_STAGE
    return order
