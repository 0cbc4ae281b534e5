"""Attacks on groups: who knows that somebody has a sensitive attribute, and that hardly anybody else is there."""

import time
from collections.abc import Iterator, Mapping

import numpy as np

from zicht.disclosure.audit.attackers import Groups
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.intervals import TOLERANCE, Component, Knowledge, components


def pairs(cells: Cells, groups: Groups) -> Iterator[tuple[int, int]]:
    """Give each cell of a sensitive category with the cell of its row."""
    for start, (_, codes, axes) in zip(cells.starts, cells.names, strict=False):
        index = {codes_of: at for at, codes_of in enumerate(map(tuple, codes.tolist()))}
        for at, axis in enumerate(axes):
            numbers = [
                axis.index.get(frozenset({code}), -1)
                for code in groups.sensitive.get(axis.name, ())
            ]
            for number in (n for n in numbers if n > 0):
                for cell in np.flatnonzero(codes[:, at] == number).tolist():
                    row = index.get(
                        (*codes[cell, :at].tolist(), 0, *codes[cell, at + 1 :].tolist())
                    )
                    if row is not None:
                        yield start + cell, start + row


def revealed_groups(
    cells: Cells, known: Knowledge, groups: Groups, *, seconds: float
) -> list[tuple[int, int]]:
    """Give the pairs of which a reader knows that the category holds somebody, and all but a few of its row.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 5.1 and glossary: group disclosure.
    """
    deadline = time.monotonic() + seconds
    asked = _Asked(known, deadline)
    return [
        (part, row)
        for part, row in pairs(cells, groups)
        if known.seen_lower[part] >= 1 - TOLERANCE
        and not asked.most({row: 1.0, part: -1.0}) >= groups.threshold - TOLERANCE
        and -asked.most({part: -1.0}) >= 1 - TOLERANCE
    ]


class _Asked:
    """Groups of cells that hang together, made when a question first needs them."""

    def __init__(self, known: Knowledge, deadline: float) -> None:
        self.known, self.deadline = known, deadline
        self.parts = components(known)
        self.home = {
            int(cell): number
            for number, cells in enumerate(self.parts)
            for cell in cells
        }
        self.made: dict[int, Component] = {}

    def most(self, factors: Mapping[int, float]) -> float:
        """Highest value of a sum of cells; no number where there was no time to find it, which is no pass."""
        value = 0.0
        wanted: dict[int, dict[int, float]] = {}
        for cell, factor in factors.items():
            if cell in self.home:
                wanted.setdefault(self.home[cell], {})[cell] = factor
            else:
                value += factor * float(self.known.lower[cell])
        for number, own in wanted.items():
            if number not in self.made:
                self.made[number] = Component(self.known, self.parts[number])
            component = self.made[number]
            costs = np.zeros(len(component.cells))
            for cell, factor in own.items():
                costs[component.position[cell]] = -factor
            found = component.ask(costs, deadline=self.deadline)
            if found is None:
                return float("nan")
            value -= found
        return value
