"""Attacks on groups: somebody of a row has a sensitive attribute, and hardly anybody of the row is without it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Groups
from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge
from zicht.disclosure.audit.cells import Cells, CellsOfUniverse
from zicht.disclosure.audit.components import Component, components

TOTAL_OF_AXIS = 0
"""Position of the set that holds everything."""


@dataclass(frozen=True)
class SensitivePart:
    """A cell of a sensitive category, and the cell of its whole row.

    Parameters
    ----------
    part : those of the row who have the attribute
    row : all of the row
    """

    part: int
    row: int


def sensitive_parts(cells: Cells, groups: Groups) -> Iterator[SensitivePart]:
    """Yield each cell of a sensitive category whose row is a cell of the attack too."""
    for universe in cells.universes:
        rows_of_codes = map(tuple, universe.codes.tolist())
        cell_of = {
            codes: cell
            for cell, codes in enumerate(rows_of_codes, start=universe.first)
        }
        for axis, category in _sensitive_categories(universe, groups):
            for codes, cell in cell_of.items():
                if codes[axis] != category:
                    continue
                row = cell_of.get((*codes[:axis], TOTAL_OF_AXIS, *codes[axis + 1 :]))
                if row is not None:
                    yield SensitivePart(cell, row)


def _sensitive_categories(
    universe: CellsOfUniverse, groups: Groups
) -> Iterator[tuple[int, int]]:
    """Yield the number of an axis, and the set of a sensitive category on it."""
    for number, axis in enumerate(universe.axes):
        for code in groups.sensitive.get(axis.name, ()):
            category = axis.index.get(frozenset({code}), TOTAL_OF_AXIS)
            if category != TOTAL_OF_AXIS:
                yield number, category


def revealed_groups(
    cells: Cells, known: Knowledge, groups: Groups, *, seconds: float
) -> list[SensitivePart]:
    """Return the categories of which a reader knows too much.

    They know that the category holds somebody, and that fewer than the threshold of its
    row are without it.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 5.1 and glossary:
    group disclosure.
    """
    questions = _Questions(known, time.monotonic() + seconds)
    return [
        pair
        for pair in sensitive_parts(cells, groups)
        if _is_revealed(pair, known, questions, groups.threshold)
    ]


def _is_revealed(
    pair: SensitivePart, known: Knowledge, questions: "_Questions", threshold: int
) -> bool:
    """Whether somebody has the attribute for certain, and hardly anybody is without it."""
    part, row = pair.part, pair.row
    # A possible table was seen in which the category holds nobody.
    if known.seen_lower[part] < 1 - TOLERANCE:
        return False
    most_without = questions.highest({row: 1.0, part: -1.0})
    # No number, for want of time, is no pass.
    if most_without >= threshold - TOLERANCE:
        return False
    fewest_with = -questions.highest({part: -1.0})
    return fewest_with >= 1 - TOLERANCE


class _Questions:
    """Asks for the highest value of sums; components are made when first needed."""

    def __init__(self, known: Knowledge, deadline: float) -> None:
        self.known, self.deadline = known, deadline
        self.groups = components(known)
        self.group_of: dict[int, int] = {}
        for number, cells in enumerate(self.groups):
            self.group_of |= dict.fromkeys(cells.tolist(), number)
        self.loaded: dict[int, Component] = {}

    def highest(self, factors: Mapping[int, float]) -> float:
        """Return the highest value of a weighted sum of cells.

        NaN where there was no time to find it.
        """
        value = 0.0
        by_group: dict[int, dict[int, float]] = {}
        for cell, factor in factors.items():
            if cell in self.group_of:
                by_group.setdefault(self.group_of[cell], {})[cell] = factor
            else:
                # A cell of no group is known: its bounds are one number.
                value += factor * float(self.known.lower[cell])
        # Groups reveal nothing of each other: the highest sum is the sum of the highest.
        for number, factors_of_group in by_group.items():
            value += self._highest_in_group(number, factors_of_group)
        return value

    def _highest_in_group(self, number: int, factors: Mapping[int, float]) -> float:
        """Return the highest value of a weighted sum of cells of one group; NaN as `highest`."""
        component = self._component(number)
        costs = np.zeros(len(component.cells))
        for cell, factor in factors.items():
            costs[component.column_of[cell]] = -factor
        minimum = component.ask(costs, deadline=self.deadline)
        return float("nan") if minimum is None else -minimum

    def _component(self, number: int) -> Component:
        if number not in self.loaded:
            self.loaded[number] = Component(self.known, self.groups[number])
        return self.loaded[number]
