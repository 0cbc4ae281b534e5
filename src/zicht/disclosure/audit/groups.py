"""Attacks on groups: somebody of a row has a sensitive attribute, and hardly anybody of the row is without it."""

import time
from collections.abc import Iterator, Mapping

import numpy as np

from zicht.disclosure.audit.attackers import Groups
from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.components import Component, components

TOTAL_OF_AXIS = 0
"""Position of the set that holds everything."""


def sensitive_pairs(cells: Cells, groups: Groups) -> Iterator[tuple[int, int]]:
    """Yield each cell of a sensitive category, and the cell of its row."""
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        cell_of = {row: cell for cell, row in enumerate(map(tuple, codes.tolist()))}
        for number, axis in enumerate(axes):
            for code in groups.sensitive.get(axis.name, ()):
                category = axis.index.get(frozenset({code}), TOTAL_OF_AXIS)
                if category == TOTAL_OF_AXIS:
                    continue
                for cell in np.flatnonzero(codes[:, number] == category).tolist():
                    whole = codes[cell].tolist()
                    whole[number] = TOTAL_OF_AXIS
                    row = cell_of.get(tuple(whole))
                    if row is not None:
                        yield start + cell, start + row


def revealed_groups(
    cells: Cells, known: Knowledge, groups: Groups, *, seconds: float
) -> list[tuple[int, int]]:
    """Return the pairs of which a reader knows too much.

    They know that the category holds somebody, and that fewer than the threshold of its
    row are without it.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 5.1 and glossary:
    group disclosure.
    """
    questions = _Questions(known, time.monotonic() + seconds)
    revealed = []
    for part, row in sensitive_pairs(cells, groups):
        if known.seen_lower[part] < 1 - TOLERANCE:
            continue  # the category may hold nobody
        most_without = questions.highest({row: 1.0, part: -1.0})
        # No number, for want of time, is no pass.
        if most_without >= groups.threshold - TOLERANCE:
            continue
        fewest_with = -questions.highest({part: -1.0})
        if fewest_with >= 1 - TOLERANCE:
            revealed.append((part, row))
    return revealed


class _Questions:
    """Asks for the highest value of sums; components are made when first needed."""

    def __init__(self, known: Knowledge, deadline: float) -> None:
        self.known, self.deadline = known, deadline
        self.groups = components(known)
        self.group_of = {
            int(cell): number
            for number, cells in enumerate(self.groups)
            for cell in cells
        }
        self.made: dict[int, Component] = {}

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
                value += factor * float(self.known.lower[cell])
        for number, of_group in by_group.items():
            component = self._component(number)
            costs = np.zeros(len(component.cells))
            for cell, factor in of_group.items():
                costs[component.column_of[cell]] = -factor
            minimum = component.ask(costs, deadline=self.deadline)
            if minimum is None:
                return float("nan")
            value -= minimum
        return value

    def _component(self, number: int) -> Component:
        if number not in self.made:
            self.made[number] = Component(self.known, self.groups[number])
        return self.made[number]
