"""Units of one universe with their codes: what a table asked on demand is counted from. For the gate alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import IndicatorError

Layer = dict[str, str]
"""Leaf to the code that stands for it; a leaf without an entry has none."""


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a universe, a row per unit and combination of codes that it carries.

    Parameters
    ----------
    universe : whose units they are
    dimensions : of the columns
    names : one word per unit, made of pseudonyms; the same unit bears the same name in every query
    rows : for each row, the number of its unit
    codes : for each dimension, the place of each row's code among the leaves
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    names: NDArray[np.object_] = field(repr=False)
    rows: Ints = field(repr=False)
    codes: tuple[Ints, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if any(len(column) != len(self.rows) for column in self.codes) or len(
            self.codes
        ) != len(self.dimensions):
            raise IndicatorError(
                f"Units of {self.universe}: columns differ in length.",
                now="Check its SQL.",
            )

    def __repr__(self) -> str:
        return f"<Units of {self.universe} by {', '.join(d.name for d in self.dimensions)}>"

    def column(self, name: str) -> Ints:
        """Give the places of one dimension's codes."""
        return self.codes[[d.name for d in self.dimensions].index(name)]


def layers(
    dimension: Dimension, names: Iterable[str], *, total: bool
) -> tuple[Layer, ...]:
    """Give the layers of a dimension that a table shows; the codes of one layer share no unit where leaves add up.

    Parameters
    ----------
    dimension : of the table
    names : its own name for the leaves, or names of its hierarchies for the levels above them
    total : whether the margin is a layer, and leaves that no hierarchy places (`unknown`) stand beside its levels
    """
    found: list[Layer] = [dict.fromkeys(dimension.leaves, TOTAL)] if total else []
    wanted = set(names)
    placed = {leaf: leaf for leaf in dimension.leaves if leaf not in dimension.roots}
    rest = {leaf: leaf for leaf in dimension.leaves if leaf in dimension.roots}
    if dimension.name in wanted:
        found += [placed, *([rest] if rest else [])]
    for hierarchy in dimension.hierarchies:
        if hierarchy.name not in wanted:
            continue
        found += _layers_above(hierarchy, dimension.leaves)
        if total and rest not in found:
            found += [rest] if rest else []
    return tuple(found)


def _layers_above(hierarchy: Hierarchy, leaves: Iterable[str]) -> list[Layer]:
    """Return the layers of a hierarchy, the lowest first: layer n holds the n-th ancestor of each leaf that has one."""
    layers_above: list[Layer] = []
    for leaf in leaves:
        for height, code in enumerate(hierarchy.ancestors(leaf)):
            if height == len(layers_above):
                layers_above.append({})
            layers_above[height][leaf] = code
    return layers_above
