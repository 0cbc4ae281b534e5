"""Repairs what an attack reveals: the fewest printed cells that stand in its derivation are shown less precisely."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zicht.disclosure.audit.report import Findings
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Ints

ROUNDS = 10
"""Attempts after which a release is refused; counted and not timed, so that a rerun gives the same."""
WIDEST = 5
"""Doublings of a band."""


@dataclass(eq=False)
class Repair:
    """What was done to the cells so far.

    Parameters
    ----------
    system : all cells of the release
    frozen : cells printed before: to show them less precisely now would hide nothing
    level : how often the band of each cell was widened; 0 for a cell as the policy has it
    """

    system: System
    frozen: Bools
    level: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.level = np.zeros(len(self.system.counts), dtype=np.int64)

    @property
    def cells(self) -> int:
        """How many cells are shown less precisely than the policy asks."""
        return int(np.count_nonzero(self.level))

    def mend(self, findings: Findings, values: Ints, can_hide: Bools) -> bool:
        """Choose cells to guard what was revealed; False when there is nothing left to choose.

        Parameters
        ----------
        findings : of the attack
        values : per cell, what is or was to be printed; of equal candidates the largest loses least
        can_hide : cells that still show a number
        """
        sets = self._derivations(findings)
        open_ = [own[can_hide[own] & (self.level[own] == 0)] for own in sets]
        chosen = _cover([own for own in open_ if len(own)], values)
        self.level[chosen] = 1
        stuck = [own for own, first in zip(sets, open_, strict=True) if not len(first)]
        wider = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *stuck]))
        wider = wider[self.level[wider] < WIDEST]
        self.level[wider] += 1
        return bool(len(chosen) or len(wider))

    def _derivations(self, findings: Findings) -> list[Ints]:
        """For each revealed cell, the cells of this release it was derived from."""
        if findings.suspects is None:
            return []
        rows = findings.suspects.rows
        own = np.full(1 + max(int(r.max(initial=-1)) for r in rows), -1, dtype=np.int64)
        for cells, numbers in zip(self.system.rows, rows, strict=False):
            own[numbers[: len(cells)]] = cells
        found = [own[printed] for printed in findings.suspects.printed]
        return [
            cells[(cells >= 0) & ~self.frozen[np.maximum(cells, 0)]] for cells in found
        ]


def _cover(sets: Sequence[Ints], values: Ints) -> Ints:
    """Choose few cells so that each set holds one: the most frequent first, of those the largest."""
    left = list(sets)
    chosen: list[int] = []
    while left:
        cells, times = np.unique(np.concatenate(left), return_counts=True)
        best = int(cells[np.lexsort((cells, -values[cells], -times))[0]])
        chosen.append(best)
        left = [own for own in left if best not in own]
    return np.asarray(chosen, dtype=np.int64)
