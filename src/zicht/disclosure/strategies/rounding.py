"""Controlled rounding: numbers are multiples of the base, small ones are bands."""

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.masking import without_rows
from zicht.disclosure.memory import UNKNOWN, Bands, Room
from zicht.disclosure.protect.draws import draws
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.repair import Repair
from zicht.disclosure.strategies.task import Task
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable


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
        bands = self.printed_bands.or_else(self._widened_bands())
        is_known_zero = self._is_known_zero()
        tables = []
        for table, cells in zip(self.task.tables, self.task.system.rows, strict=True):
            rounded = self._rounded_table(
                table, cells, bands.of(cells), is_known_zero[cells]
            )
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

    def _is_known_zero(self) -> Bools:
        """Return the cells that print a zero: where zeros disclose nothing."""
        if self.task.policy.zeros != "structural":
            return np.zeros(len(self.values), dtype=bool)
        is_zero = self.task.system.counts == 0
        # Where the last person of a banded cell withdrew, a zero beside the earlier band
        # would tell it.
        lost_everybody = (self.slack > 0) & self.printed_bands.exist
        return np.asarray(is_zero & ~lost_everybody)

    def _widened_bands(self) -> Bands:
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
        return Bands(
            np.where(is_widened, lower, UNKNOWN), np.where(is_widened, upper, UNKNOWN)
        )

    def _rounded_table(
        self, table: CountTable, cells: Ints, bands: Bands, is_known_zero: Bools
    ) -> ProtectedTable:
        """Print one table: numbers from the threshold, bands below it.

        Parameters
        ----------
        table, cells : true counts, and the cell of each row
        bands : of the rows that were repaired, or printed with a band before
        is_known_zero : rows that print a zero
        """
        values = self.values[cells]
        thresholds = thresholds_of(table, self.task.policy)
        is_below = (values < thresholds) | (values == 0)
        is_banded = (is_below | bands.exist) & ~is_known_zero
        lowest, highest = self._bounds(cells, thresholds, is_below)
        shown = bands.or_else(Bands(lowest, highest))
        return ProtectedTable.over(
            table,
            values=np.where(is_banded | is_known_zero, 0, values),
            statuses=np.where(is_banded, Status.BANDED.value, Status.PUBLISHED.value),
            lower=np.where(is_known_zero, 0, shown.lower),
            upper=np.where(is_known_zero, 0, shown.upper),
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
