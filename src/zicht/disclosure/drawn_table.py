"""A table on demand with its noise: what is printed of each cell, and how it is repaired."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.masking import without_rows
from zicht.disclosure.memory import Memory
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.cellkey import Noise, perturb
from zicht.disclosure.protect.system import System
from zicht.disclosure.repair import Repair
from zicht.disclosure.small_areas import Inhabitants, hidden_rows
from zicht.disclosure.sparsity import refuse_sparse
from zicht.disclosure.standing import UNBOUNDED, Standing
from zicht.disclosure.tallying import Shape, keys_of, tally
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import CELL_KEY, Protected, ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.units import Units

NEVER_PRINTED = ""
"""Status of a cell that was never printed."""


def noise_of(policy: Policy) -> Noise:
    """Return the noise of a policy: `base` whole numbers at least stay possible for every count."""
    largest = max(5, policy.base)
    # The variance of 3 for noise of at most 5 grows with the square of its reach.
    return Noise(largest=largest, variance=3.0 * (largest / 5) ** 2)


class DrawnTable:
    """A table with its noise, and how it is repaired: by wider bands.

    Parameters
    ----------
    units : of the universe
    shape : the layers of each dimension
    policy : the rules
    secret : of the noise
    standing : what earlier publications still say of these units
    inhabitants : per dimension of areas, how many live in each

    Attributes
    ----------
    values : counts with noise, a row per cell
    is_small_area : rows of areas with too few inhabitants
    before : what was printed of each row
    is_before : rows that were printed before, and stay as they were printed
    """

    def __init__(
        self,
        units: Units,
        shape: Shape,
        policy: Policy,
        *,
        secret: bytes,
        standing: Standing,
        inhabitants: Inhabitants,
    ) -> None:
        self.policy, self.noise = policy, noise_of(policy)
        self.standing = standing
        self.memory = Memory(standing.ledger)
        self.table, key_sums = tally(units, shape, keys_of(units, secret))
        refuse_sparse((self.table,), policy)
        self.system: System = build((self.table,))
        # The noise belongs to the set of units: asked again, in another order or in
        # another table, a cell has the same number (ADR 0033).
        self.values = perturb(self.table, key_sums, self.noise).values
        self.is_small_area = hidden_rows((self.table,), policy, inhabitants)[0]
        self.before = self._printed_before()
        self.is_before: Bools = np.asarray(self.before.statuses != NEVER_PRINTED)
        self.repair = Repair(self.system, self._frozen())

    @property
    def cells(self) -> Ints:
        """The cell of each row."""
        return self.system.rows[0]

    def _printed_before(self) -> "_PrintedBefore":
        """Return what was printed of each row, the latest where it was more than once."""
        printed = _PrintedBefore.nothing(len(self.system.counts))
        for old in self.memory.beside((self.table,), self.system).earlier:
            is_known = old.is_same & (old.table.upper < UNBOUNDED)
            printed.note(old.table, old.cells, is_known)
        return printed.of(self.cells)

    def _frozen(self) -> Bools:
        """Return the cells that a repair cannot show less precisely."""
        is_frozen = np.zeros(len(self.system.counts), dtype=bool)
        is_frozen[self.cells[self.is_before | self.is_small_area]] = True
        return is_frozen

    # ---- what is printed

    def tables(self) -> tuple[ProtectedTable, ...]:
        """Return the one table as it would be printed."""
        return (self.shown(),)

    def shown(self) -> ProtectedTable:
        """Return the table as it would be printed.

        Cells printed before stand as they were; of areas with too few inhabitants
        nothing is printed.
        """
        is_new = ~self.is_before
        new, before = self._printed_now(), self.before
        table = ProtectedTable.over(
            self.table,
            values=np.where(is_new, new.values, before.values),
            statuses=np.where(is_new, new.statuses, before.statuses),
            lower=np.where(is_new, new.lower, before.lower),
            upper=np.where(is_new, new.upper, before.upper),
        )
        return without_rows(table, self.is_small_area & is_new)

    def _printed_now(self) -> ProtectedTable:
        """Return the table as if none of its cells had been printed before."""
        is_below = (self.values < self._thresholds()) | (self.values == 0)
        is_known_zero = self._is_known_zero()
        is_banded = (is_below | (self._level() > 0)) & ~is_known_zero
        lower, upper = self._bounds(is_below)
        return ProtectedTable.over(
            self.table,
            values=np.where(is_banded | is_known_zero, 0, self.values),
            statuses=np.where(is_banded, Status.BANDED.value, Status.PUBLISHED.value),
            lower=np.where(is_known_zero, 0, lower),
            upper=np.where(is_known_zero, 0, upper),
        )

    def _is_known_zero(self) -> Bools:
        """Return the rows that print a zero: where zeros disclose nothing."""
        if self.policy.zeros != "structural":
            return np.zeros(len(self.table.counts), dtype=bool)
        return np.asarray(self.table.counts == 0)

    def _bounds(self, is_below: Bools) -> tuple[Ints, Ints]:
        """Return the bounds of each count, to a reader.

        A repaired cell shares its band with all numbers of one cell of a fixed grid.

        Parameters
        ----------
        is_below : rows below their threshold
        """
        lower, upper = self._bounds_by_noise(is_below)
        grid_lower, grid_upper = self._bounds_by_grid(is_below, upper)
        is_repaired = self._level() > 0
        return (
            np.where(is_repaired, grid_lower, lower),
            np.where(is_repaired, grid_upper, upper),
        )

    def _bounds_by_noise(self, is_below: Bools) -> tuple[Ints, Ints]:
        """Return how far the noise may have moved each count.

        A zero is never moved, so a number that is shown is of at least one.
        """
        largest = self.noise.largest
        least_of_number = np.maximum(self.values - largest, 1)
        lower = np.where(is_below, self.policy.least_in_band, least_of_number)
        highest = np.where(is_below, self._thresholds() - 1, self.values)
        return lower, highest + largest

    def _bounds_by_grid(self, is_below: Bools, upper: Ints) -> tuple[Ints, Ints]:
        """Return the bands of a fixed grid, which doubles with every repair."""
        largest = self.noise.largest
        grid = self.policy.base * 2 ** (self._level() + 1)
        start = self.values // grid * grid
        is_lowest = is_below | (start == 0)
        least_of_number = np.maximum(start - largest, 1)
        grid_lower = np.where(is_lowest, self.policy.least_in_band, least_of_number)
        grid_upper = np.maximum(upper, start + grid - 1 + largest)
        return grid_lower, grid_upper

    def _level(self) -> Ints:
        """Return how often the band of each row was widened."""
        return self.repair.level[self.cells]

    def _thresholds(self) -> Ints:
        """Return the threshold of each row; the stricter one where a cell has two rows."""
        strictest = np.zeros(len(self.system.counts), dtype=np.int64)
        np.maximum.at(strictest, self.cells, thresholds_of(self.table, self.policy))
        return strictest[self.cells]

    # ---- repair, and the sealed result

    def mend(self, findings: Findings) -> bool:
        """Widen the bands of a few cells; return False where that cannot help."""
        values = np.zeros(len(self.system.counts), dtype=np.int64)
        values[self.cells] = self.values
        can_hide = np.ones(len(values), dtype=bool)
        return self.repair.mend(findings, values, can_hide)

    def protected(self) -> Protected:
        """Return the table as it will be sealed.

        What was lost is computed from the published side only.
        """
        table = self.shown()
        is_hidden = table.statuses != Status.PUBLISHED
        share = float(is_hidden.mean()) if len(is_hidden) else 0.0
        losses = {
            "cells": float(len(is_hidden)),
            "hidden share": round(share, 4),
            "largest change": float(self.noise.largest),
            "cells printed before": float(self.is_before.sum()),
            "cells hidden to guard differences": float(self.repair.cells),
        }
        return Protected((table,), self.policy.title, CELL_KEY, losses)


@dataclass(frozen=True, eq=False)
class _PrintedBefore:
    """What was printed of some cells; `NEVER_PRINTED` where they never were."""

    values: Ints
    statuses: NDArray[np.object_]
    lower: Ints
    upper: Ints

    @classmethod
    def nothing(cls, n_cells: int) -> "_PrintedBefore":
        """Return cells of which nothing was printed."""
        return cls(
            values=np.zeros(n_cells, dtype=np.int64),
            statuses=np.full(n_cells, NEVER_PRINTED, dtype=object),
            lower=np.zeros(n_cells, dtype=np.int64),
            upper=np.zeros(n_cells, dtype=np.int64),
        )

    def note(self, old: ProtectedTable, cells: Ints, is_known: Bools) -> None:
        """Note what a table printed of its known rows.

        What was printed twice in the same way keeps the bounds of the first time.

        Parameters
        ----------
        old : the table
        cells : the cell of each of its rows
        is_known : rows that say something of these cells
        """
        noted = cells[is_known]
        values, statuses = old.values[is_known], old.statuses[is_known]
        lower = old.lower[is_known]
        has_same_status = self.statuses[noted] == statuses
        is_repeated = has_same_status & (self.values[noted] == values)
        first_lower = np.maximum(self.lower[noted], lower)
        self.values[noted], self.statuses[noted] = values, statuses
        self.lower[noted] = np.where(is_repeated, first_lower, lower)
        self.upper[noted] = old.upper[is_known]

    def of(self, cells: Ints) -> "_PrintedBefore":
        """Return what was printed of some cells."""
        return _PrintedBefore(
            self.values[cells],
            self.statuses[cells],
            self.lower[cells],
            self.upper[cells],
        )
