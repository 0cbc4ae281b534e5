"""In which order a large system is decided: totals first, then one area after another."""

from collections.abc import Iterator

import numpy as np

from zicht.disclosure.protect.system import System, Universe
from zicht.vocabulary.arrays import Ints

SMALL = 500
"""Cells that a mixed-integer programme takes at once without a plan."""


def plans(system: System, part: Ints) -> Iterator[Ints]:
    """Give the stage of each cell of a part, in several ways to try after one another."""
    if len(part) > SMALL:
        stages = _stages(system, part)
        yield stages
        yield _reversed(stages)
        yield stages // 1024
    yield np.zeros(len(part), dtype=np.int64)


def _reversed(stages: Ints) -> Ints:
    """Turn the order of the areas round; the totals stay first."""
    return np.asarray(
        np.where(stages < 1024, stages, stages.max() + 1024 - stages), dtype=np.int64
    )


def _stages(system: System, part: Ints) -> Ints:
    universe = next(u for u in system.universes if np.isin(part[:1], u.cells).any())
    rows = np.searchsorted(universe.cells, part)
    axes = sorted(
        range(len(universe.names)), key=lambda axis: -len(universe.words[axis])
    )
    main = _order(universe, axes[0])[universe.codes[rows, axes[0]]]
    stages: Ints = main * 1024
    for stage in np.unique(main).tolist():
        own = np.flatnonzero(main == stage)
        if len(own) > SMALL and len(axes) > 1:
            stages[own] += _chunks(universe.codes[rows[own], axes[1]])
    return stages


def _chunks(codes: Ints) -> Ints:
    """Give the codes of an axis numbers so that consecutive codes share a stage of about the right size."""
    values, inverse, counts = np.unique(codes, return_inverse=True, return_counts=True)
    numbers: Ints = np.minimum(
        (np.cumsum(counts) - counts) // SMALL, len(values)
    ).astype(np.int64)
    return numbers[inverse]


def _order(universe: Universe, axis: int) -> Ints:
    """Order of the codes of an axis: the total, the areas of the first hierarchy, their parts, everything else."""
    words = universe.words[axis]
    dimension = max(
        (d for d in universe.dimensions if d.name == universe.names[axis]),
        key=lambda d: len(d.hierarchies),
    )
    parents = dimension.hierarchies[0].parents if dimension.hierarchies else {}
    areas = sorted(set(parents.values()))
    number = {area: at for at, area in enumerate(areas, start=1)}
    order = np.zeros(len(words), dtype=np.int64)
    loose = 0
    for at, word in enumerate(words[1:], start=1):
        if word in number:
            order[at] = number[word]
        elif word in parents:
            order[at] = len(areas) + 1 + number[parents[word]]
        elif parents and word not in dimension.leaves:
            order[at] = len(areas) + 1
        else:
            loose += 1
            order[at] = 2 * len(areas) + 2 + loose // 8
    return order
