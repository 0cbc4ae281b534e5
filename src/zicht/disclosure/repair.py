"""Repairs what an attack reveals: few printed cells are shown less precisely.

Of the cells from which a revealed cell was derived, the one that stands in most
derivations is chosen first; of equals the largest, which loses least (the greedy cover
of Chvatal 1979, Mathematics of Operations Research 4). A cell may follow from its tables in
many ways, of which an attack names one: where it is revealed again and again, two cells of
each derivation are chosen, then four, and so on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.protected import ProtectedTable

ROUNDS = 10
"""Repairs after which a release is refused. They are counted and not timed, so that a
rerun gives the same."""
FRUGAL_ROUNDS = 4
"""Repairs that choose one cell of each derivation; each later one chooses twice as many."""
WIDEST = 5
"""Times that the band of a cell may double."""
OF_NO_RELEASE = -1
"""Cell of the attack that this release does not print."""


@dataclass(eq=False)
class Repair:
    """Which cells were shown less precisely so far.

    Parameters
    ----------
    system : all cells of the release
    frozen : cells printed before, which it would not help to show less precisely now
    draws : a number per cell, one for cells of the same records under two names of a
        universe; None where every universe has one name
    level : how often the band of each cell was widened; 0 where the policy's holds
    rounds : repairs so far
    """

    system: System
    frozen: Bools
    draws: Floats | None = None
    level: Ints = field(init=False)
    rounds: int = 0

    def __post_init__(self) -> None:
        self.level = np.zeros(len(self.system.counts), dtype=np.int64)

    @property
    def cells(self) -> int:
        """Number of cells that are shown less precisely than the policy asks."""
        return int(np.count_nonzero(self.level))

    def mend(self, findings: Findings, values: Ints, can_hide: Bools) -> bool:
        """Choose cells to guard what was revealed; False if none are left.

        Where every cell of a derivation was chosen already, their bands are widened. Cells
        of the same records are shown alike: the more precise one would stand for both.

        Parameters
        ----------
        findings : of the attack
        values : per cell, the number that would be printed
        can_hide : cells that still show a number
        """
        self.rounds += 1
        derivations = self._derivations(findings)
        candidates = [
            cells[can_hide[cells] & (self.level[cells] == 0)] for cells in derivations
        ]
        chosen = self._chosen(candidates, values)
        self.level[chosen] = 1
        wider = self._to_widen(derivations, candidates)
        self.level[wider] += 1
        if self.draws is not None:
            self._show_alike(self.draws)
        return bool(len(chosen) or len(wider))

    def _show_alike(self, draws: Floats) -> None:
        """Widen cells with one draw as far as the widest of them."""
        group = np.unique(draws, return_inverse=True)[1]
        widest = np.zeros(len(draws), dtype=np.int64)
        np.maximum.at(widest, group, self.level)
        self.level = np.where(self.frozen, self.level, widest[group])

    def _chosen(self, candidates: Sequence[Ints], values: Ints) -> Ints:
        """Choose cells of every derivation that has any: one of each, and more in later rounds."""
        n_covers = 2 ** max(0, self.rounds - FRUGAL_ROUNDS)
        chosen = np.zeros(0, dtype=np.int64)
        for _ in range(n_covers):
            rest = [np.setdiff1d(cells, chosen) for cells in candidates]
            cover = _cover([cells for cells in rest if len(cells)], values)
            if not len(cover):
                break
            chosen = np.concatenate([chosen, cover])
        return chosen

    def _to_widen(
        self, derivations: Sequence[Ints], candidates: Sequence[Ints]
    ) -> Ints:
        """Return the cells of derivations without any candidate that can still widen."""
        cells = [np.zeros(0, dtype=np.int64)]
        for derivation, open_cells in zip(derivations, candidates, strict=True):
            if not len(open_cells):
                cells.append(derivation)
        distinct = np.unique(np.concatenate(cells))
        return distinct[self.level[distinct] < WIDEST]

    def _derivations(self, findings: Findings) -> list[Ints]:
        """Return, per revealed cell, the cells of this release it was derived from.

        Frozen cells are left out: to show them less precisely would change nothing, as
        what was printed before is known.
        """
        if findings.suspects is None:
            return []
        cell_of = self._cells_by_number(findings.suspects.rows)
        derivations = []
        for printed in findings.suspects.printed:
            cells = cell_of[printed]
            in_release = cells[cells != OF_NO_RELEASE]
            derivations.append(in_release[~self.frozen[in_release]])
        return derivations

    def _cells_by_number(self, rows: Sequence[Ints]) -> Ints:
        """Return the cell of this release for each cell of the attack.

        The tables of the release come first in an attack, and their rows first among
        those of a table: behind them stand rows that the table left out.
        """
        n_numbers = 1 + max(int(numbers.max(initial=-1)) for numbers in rows)
        cell_of = np.full(n_numbers, OF_NO_RELEASE, dtype=np.int64)
        for cells, numbers in zip(self.system.rows, rows, strict=False):
            cell_of[numbers[: len(cells)]] = cells
        return cell_of


class Repairable(Protocol):
    """Tables that can show some of their cells less precisely."""

    repair: Repair

    def tables(self) -> tuple[ProtectedTable, ...]:
        """Return the tables as they would be printed."""

    def mend(self, findings: Findings) -> bool:
        """Print cells that were revealed less precisely; False if none can be."""


def _cover(derivations: Sequence[Ints], values: Ints) -> Ints:
    """Choose few cells, so that every derivation contains one of them.

    Parameters
    ----------
    derivations : cells of each
    values : per cell, the number that would be printed
    """
    uncovered = list(derivations)
    chosen: list[int] = []
    while uncovered:
        cells, n_derivations = np.unique(np.concatenate(uncovered), return_counts=True)
        # Most derivations first, then the largest number; the cell makes it repeatable.
        order = np.lexsort((cells, -values[cells], -n_derivations))
        best = int(cells[order[0]])
        chosen.append(best)
        uncovered = [derivation for derivation in uncovered if best not in derivation]
    return np.asarray(chosen, dtype=np.int64)
