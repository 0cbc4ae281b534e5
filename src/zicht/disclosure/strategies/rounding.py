"""Controlled rounding: numbers are multiples of the base, small ones are bands."""

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.masking import without_rows
from zicht.disclosure.memory import Room
from zicht.disclosure.protect.draws import draws
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.repair import Repair
from zicht.disclosure.strategies.task import Task
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable

NO_BAND = -1
"""Lower and upper end of a cell that has no band of its own."""


class Rounding:
    """Rounded tables. A repair replaces a number or a band by a wider band.

    Parameters
    ----------
    task : what is protected
    room : how far numbers printed before may lie from their counts in this attempt
    """

    only_widens = True

    def __init__(self, task: Task, room: Room) -> None:
        system, base, printed = task.system, task.policy.base, task.printed
        self.task = task
        # The draws depend on a secret: seeded by the counts alone, every reader of the
        # code could make them again (ADR 0110).
        drawn = draws(system, task.secret, "rounding", task.same, task.drawn_as)
        self.slack = printed.slack(room, base)
        printed_values = printed.rounded_values(room, base)
        rounded = controlled_rounding(
            system,
            base,
            drawn,
            seconds=task.seconds,
            fixed=printed_values,
            slack=self.slack,
            drift=printed.drift(room, base),
            is_loose=room.printed_may_move,
            # Beside printed numbers the attempts of the memory say who may drift.
            parts_may_drift=printed_values is None or room.parts_may_drift,
            progress=task.progress,
        )
        self.values, self.drift = rounded.values, rounded.drift
        self.printed_bands = printed.bands(room, base)
        self.repair = Repair(
            system, self._frozen(printed_values), drawn if task.same else None
        )

    def _frozen(self, printed_values: Ints | None) -> Bools:
        """Return the cells that were shown before and keep their number."""
        _, was_shown = self.task.printed.statuses()
        if printed_values is None:
            return was_shown
        return np.asarray(was_shown & (printed_values == self.values))

    def tables(self) -> tuple[ProtectedTable, ...]:
        """Return the tables as they would be printed."""
        lower, upper = self._bands()
        counts = np.where(self._lost_everybody(), 1, self.task.system.counts)
        tables = []
        for table, cells in zip(self.task.tables, self.task.system.rows, strict=True):
            rounded = self._rounded_table(table, cells, counts, lower, upper)
            tables.append(without_rows(rounded, self.task.is_small_area[cells]))
        return tuple(tables)

    def hints(self) -> tuple[Floats, ...]:
        """Return the rounded values: as they add up, they could be the truth."""
        values = self.values.astype(np.float64)
        return tuple(values[cells] for cells in self.task.system.rows)

    def proofs(self) -> dict[str, float]:
        """Return nothing: controlled rounding gives no proof of optimality."""
        return {}

    def mend(self, findings: Findings) -> bool:
        """Widen the bands of a few cells; False if that cannot help."""
        return self.repair.mend(findings, self.values, ~self.task.is_small_area)

    def _lost_everybody(self) -> Bools:
        """Return the banded cells that may not become a printed zero.

        Their last person withdrew: a zero beside the earlier band would tell it.
        """
        lower, _ = self.printed_bands
        return np.asarray((self.slack > 0) & (lower != NO_BAND))

    def _bands(self) -> tuple[Ints, Ints]:
        """Return the band of each cell: as printed before, widened, or `NO_BAND`."""
        lower, upper = self._widened_bands()
        printed_lower, printed_upper = self.printed_bands
        was_banded = printed_lower != NO_BAND
        return (
            np.where(was_banded, printed_lower, lower),
            np.where(was_banded, printed_upper, upper),
        )

    def _widened_bands(self) -> tuple[Ints, Ints]:
        """Return bands on a fixed grid for the cells that were repaired.

        All numbers of one grid cell share one band, so that the band says no more
        than that the rounded number lies in the grid cell.
        """
        policy, level = self.task.policy, self.repair.level
        reach = policy.base - 1
        grid = policy.base * 2 ** (level + 1)
        start = self.values // grid * grid
        lower = np.maximum(start - reach - self.drift, policy.least_in_band)
        upper = start + grid - policy.base + reach + self.drift
        is_widened = level > 0
        return (
            np.where(is_widened, lower, NO_BAND),
            np.where(is_widened, upper, NO_BAND),
        )

    def _rounded_table(
        self, table: CountTable, cells: Ints, counts: Ints, lower: Ints, upper: Ints
    ) -> ProtectedTable:
        """Print one table: numbers from the threshold, bands below it."""
        policy, values = self.task.policy, self.values[cells]
        thresholds = thresholds_of(table, policy)
        zeros_are_shown = policy.zeros == "structural"
        is_known_zero = (counts[cells] == 0) & zeros_are_shown
        is_below = ((values < thresholds) | (values == 0)) & ~is_known_zero
        has_own_band = (upper[cells] != NO_BAND) & ~is_known_zero
        is_banded = is_below | has_own_band
        lowest, highest = self._bounds(cells, thresholds, is_below)
        lowest = np.where(has_own_band, lower[cells], lowest)
        highest = np.where(has_own_band, upper[cells], highest)
        return ProtectedTable.over(
            table,
            values=np.where(is_banded | is_known_zero, 0, values),
            statuses=np.where(is_banded, Status.BANDED.value, Status.PUBLISHED.value),
            lower=np.where(is_known_zero, 0, lowest),
            upper=np.where(is_known_zero, 0, highest),
        )

    def _bounds(
        self, cells: Ints, thresholds: Ints, is_below: Bools
    ) -> tuple[Ints, Ints]:
        """Return the bounds of each count, to a reader.

        All cells below one threshold share one band, whether they were rounded to 0 or
        to a multiple above it.
        """
        values, drift = self.values[cells], self.drift[cells]
        reach = self.task.policy.base - 1
        lowest_of_number = values - reach - self.slack[cells] - drift
        lower_of_number = np.maximum(lowest_of_number, 0)
        lower_of_band, upper_of_band = self._band_below(thresholds)
        return (
            np.where(is_below, lower_of_band, lower_of_number),
            np.where(is_below, upper_of_band, values + reach) + drift,
        )

    def _band_below(self, thresholds: Ints) -> tuple[int, Ints]:
        """Return the band of all cells below each threshold.

        It ends where the largest count ends that was rounded to a multiple below the
        threshold. A band from 1 to 1 would be a number: it reaches to 2 at least.
        """
        policy = self.task.policy
        last_multiple = (thresholds - 1) // policy.base * policy.base
        last_count = last_multiple + policy.base - 1
        upper = np.maximum(np.maximum(thresholds - 1, last_count), 2)
        return policy.least_in_band, upper
