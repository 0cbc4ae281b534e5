"""Repairs what an attack reveals: few printed cells are shown less precisely.

Of the cells from which a revealed cell was derived, the one that stands in most
derivations is chosen first; of equals the largest, which loses least (the greedy cover
of Chvatal 1979, Mathematics of Operations Research 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Ints

ROUNDS = 10
"""Repairs after which a release is refused. They are counted and not timed, so that a
rerun gives the same."""
WIDEST = 5
"""Times that the band of a cell may double."""


@dataclass(eq=False)
class Repair:
    """Which cells were shown less precisely so far.

    Parameters
    ----------
    system : all cells of the release
    frozen : cells printed before, which it would not help to show less precisely now
    level : how often the band of each cell was widened; 0 where the policy's holds
    """

    system: System
    frozen: Bools
    level: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.level = np.zeros(len(self.system.counts), dtype=np.int64)

    @property
    def cells(self) -> int:
        """Number of cells that are shown less precisely than the policy asks."""
        return int(np.count_nonzero(self.level))

    def mend(self, findings: Findings, values: Ints, can_hide: Bools) -> bool:
        """Choose cells to guard what was revealed; False if none are left.

        Where every cell of a derivation was chosen already, their bands are widened.

        Parameters
        ----------
        findings : of the attack
        values : per cell, the number that would be printed
        can_hide : cells that still show a number
        """
        derivations = self._derivations(findings)
        candidates = [
            cells[can_hide[cells] & (self.level[cells] == 0)] for cells in derivations
        ]
        chosen = _cover([cells for cells in candidates if len(cells)], values)
        self.level[chosen] = 1
        exhausted = [
            cells
            for cells, open_cells in zip(derivations, candidates, strict=True)
            if not len(open_cells)
        ]
        wider = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *exhausted]))
        wider = wider[self.level[wider] < WIDEST]
        self.level[wider] += 1
        return bool(len(chosen) or len(wider))

    def _derivations(self, findings: Findings) -> list[Ints]:
        """Return, per revealed cell, the cells of this release it was derived from."""
        if findings.suspects is None:
            return []
        rows = findings.suspects.rows
        size = 1 + max(int(own.max(initial=-1)) for own in rows)
        cell_of = np.full(size, -1, dtype=np.int64)
        for cells, numbers in zip(self.system.rows, rows, strict=False):
            cell_of[numbers[: len(cells)]] = cells
        derivations = []
        for printed in findings.suspects.printed:
            cells = cell_of[printed]
            cells = cells[cells >= 0]
            derivations.append(cells[~self.frozen[cells]])
        return derivations


def _cover(derivations: Sequence[Ints], values: Ints) -> Ints:
    """Choose few cells, so that every derivation contains one of them."""
    left = list(derivations)
    chosen: list[int] = []
    while left:
        cells, times = np.unique(np.concatenate(left), return_counts=True)
        best = int(cells[np.lexsort((cells, -values[cells], -times))[0]])
        chosen.append(best)
        left = [cells for cells in left if best not in cells]
    return np.asarray(chosen, dtype=np.int64)
