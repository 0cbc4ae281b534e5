"""What earlier releases printed, and how much room those numbers get.

A release must add up to numbers that earlier releases printed. Where it cannot, the
gate gives these numbers more room, in the order of a table of attempts. Every bit of
room stands in the bounds that are printed with a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.ledger import Extents, Ledger, LedgerEntry
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable, SameRecords

UNKNOWN = -1
"""Number of a cell of which nothing was printed."""


@dataclass(frozen=True)
class Room:
    """How far numbers may lie from their counts because of what was printed before.

    Parameters
    ----------
    reason : what this attempt allows, in words
    slack : half bases that a printed number may lie higher above its count: people
        withdrew, and a number that moved would tell in which cells they were
    slack_in_longer_periods : whether cells of longer periods get that slack too
    drift : bases that a sum of printed cells may lie further from its count, on either
        side: its parts were rounded before the sum was asked for
    printed_drift : whether printed numbers may drift as well: counts were revised
    printed_may_move : whether printed numbers may change, as few as the sums ask
    """

    reason: str
    slack: int = 0
    slack_in_longer_periods: bool = False
    drift: int = 0
    printed_drift: bool = False
    printed_may_move: bool = False


NO_ROOM = Room("every printed number stays, next to its count")
AFTER_GROWTH = (
    NO_ROOM,
    Room("new sums drift one base", drift=1),
    Room("new sums drift two bases", drift=2),
    Room("printed numbers drift one base", drift=1, printed_drift=True),
    Room("printed numbers drift two bases", drift=2, printed_drift=True),
    Room("printed numbers may move", drift=1, printed_may_move=True),
)
"""Attempts where records were added or revised, from the mildest on."""
AFTER_WITHDRAWAL = (
    Room("printed numbers lie higher", slack=1),
    Room("1 half base", slack=1, slack_in_longer_periods=True, drift=1),
    Room("2 half bases", slack=2, slack_in_longer_periods=True, drift=1),
    Room("4 half bases", slack=4, slack_in_longer_periods=True, drift=1),
    Room("8 half bases", slack=8, slack_in_longer_periods=True, drift=1),
)
"""Attempts where people withdrew their consent: no printed number ever moves."""


@dataclass(frozen=True)
class Memory:
    """Everything that was published, and what the totals of this release cover.

    Parameters
    ----------
    ledger : what was published
    extents : per universe, what the total of a dimension covers in this release
    same : universes that are of the same records under two names
    """

    ledger: Ledger | None = None
    extents: Extents | None = None
    same: Sequence[SameRecords] = ()

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """The releases and tables published so far, oldest first."""
        return () if self.ledger is None else self.ledger.entries

    def attempts(self, *, withdrawn: bool) -> tuple[Room, ...]:
        """Return the attempts at a rounding, in the order in which they are made."""
        if not self.entries:
            return (NO_ROOM,)
        return AFTER_WITHDRAWAL if withdrawn else AFTER_GROWTH

    def extent(self, universe: str) -> dict[str, frozenset[str]]:
        """Return what the totals of a universe cover in this release."""
        return dict((self.extents or {}).get(universe, {}))

    def covers_the_same(self, entry: LedgerEntry, universe: str) -> bool:
        """Whether the totals of a universe cover today what they covered then."""
        return dict(entry.extents.get(universe, {})) == self.extent(universe)

    def is_longer(self, entry: LedgerEntry, universe: str) -> bool:
        """Whether the totals of a universe cover more today than they covered then."""
        before, now = entry.extents.get(universe, {}), self.extent(universe)
        return not self.covers_the_same(entry, universe) and all(
            name in now and codes <= now[name] for name, codes in before.items()
        )

    def newly_covered(self) -> str:
        """Name what totals cover now and did not cover before; empty for nothing.

        A table of only that shares no sum with what was printed.
        """
        names = set()
        for entry in self.entries:
            for universe, before in entry.extents.items():
                now = self.extent(universe)
                for name, codes in before.items():
                    if codes < now.get(name, frozenset()):
                        added = sorted(now[name] - codes)
                        names.add(f"{name} {', '.join(added)}")
        return f"{' and '.join(sorted(names))} by itself" if names else ""

    def beside(self, tables: Sequence[CountTable], system: System) -> "PrintedCells":
        """Find the cells of today in everything that was printed."""
        earlier = []
        for entry in self.entries:
            for table in entry.tables:
                numbers = number_cells((*tables, table))
                cells = _cells_of_system(numbers, system)[numbers[-1]]
                same = self._same_records(entry, table) & (cells != UNKNOWN)
                longer = self.is_longer(entry, table.universe)
                earlier.append(EarlierTable(table, entry, cells, same, longer))
        return PrintedCells(system, tuple(earlier))

    def _same_records(self, entry: LedgerEntry, table: ProtectedTable) -> Bools:
        """Return the rows that cover the same periods today.

        A total that covers more years than before is another set of records; a single
        year in it is not.
        """
        before, now = entry.extents.get(table.universe, {}), self.extent(table.universe)
        same = np.ones(len(table.values), dtype=bool)
        for name in {*before, *now}:
            if before.get(name) == now.get(name):
                continue
            if name not in table.names:
                return np.zeros(len(table.values), dtype=bool)
            same &= table.codes[table.names.index(name)] != TOTAL
        return same


def _cells_of_system(numbers: Sequence[Ints], system: System) -> Ints:
    """Return the cell of a system for each number of `number_cells`, or `UNKNOWN`."""
    size = 1 + max(int(own.max(initial=-1)) for own in numbers)
    cells = np.full(size, UNKNOWN, dtype=np.int64)
    for own, rows in zip(numbers, system.rows, strict=False):
        cells[own] = rows
    return cells


@dataclass(frozen=True, eq=False)
class EarlierTable:
    """A table of an earlier release beside the cells of today.

    Parameters
    ----------
    table, entry : as it was printed, and where
    cells : per row, the cell of today, or `UNKNOWN`
    is_same : which rows are cells of today and cover the same periods
    is_longer : whether the totals of its universe cover more today
    """

    table: ProtectedTable
    entry: LedgerEntry
    cells: Ints
    is_same: Bools
    is_longer: bool

    @property
    def has_noise(self) -> bool:
        """Whether its numbers carry noise, and so do not add up."""
        return self.entry.method == CELL_KEY

    @property
    def shown(self) -> Bools:
        """Rows of today whose number was printed."""
        return np.asarray(self.is_same & (self.table.statuses == Status.PUBLISHED))

    @property
    def banded(self) -> Bools:
        """Rows of today that were printed as a band."""
        return np.asarray(self.is_same & (self.table.statuses == Status.BANDED))

    @property
    def withheld(self) -> Bools:
        """Rows of today that were withheld."""
        return np.asarray(self.is_same & (self.table.statuses == Status.WITHHELD))

    @property
    def within_longer(self) -> Bools:
        """Rows with a number whose total covers a longer period today."""
        is_other = (self.cells != UNKNOWN) & ~self.is_same & self.is_longer
        return np.asarray(is_other & (self.table.statuses == Status.PUBLISHED))


@dataclass(frozen=True, eq=False)
class PrintedCells:
    """What earlier releases printed of the cells of one system."""

    system: System
    earlier: tuple[EarlierTable, ...]

    def are_revised(self) -> bool:
        """Whether a count left the bounds that were printed of it."""
        counts = self.system.counts
        for old in self.earlier:
            today = counts[old.cells]
            is_outside = (today < old.table.lower) | (today > old.table.upper)
            if np.any(old.is_same & is_outside):
                return True
        return False

    def slack(self, room: Room, base: int) -> Ints:
        """Return how much higher above its count each cell may lie."""
        slack = np.zeros(len(self.system.counts), dtype=np.int64)
        for old in self.earlier if room.slack else ():
            has_slack = old.is_same
            if room.slack_in_longer_periods:
                has_slack = old.cells != UNKNOWN
            slack[old.cells[has_slack]] = _slack_of(room, base)
        return slack

    def drift(self, room: Room, base: int) -> Ints:
        """Return how much further from its count each cell may lie, on either side.

        A cell printed before drifts as far as its print did. A new sum of printed cells
        drifts as far as the room allows, a banded cell as far as its band asks.
        """
        limit = room.drift * base
        drift = np.zeros(len(self.system.counts), dtype=np.int64)
        was_printed = np.zeros(len(drift), dtype=bool)
        for old in self.earlier:
            was_printed[old.cells[old.is_same]] = True
            self._add_drift_of_numbers(old, room, base, drift)
            if limit:
                self._add_drift_of_bands(old, base, limit, drift)
        if limit:
            drift[_sums_of(was_printed, self.system)] = limit
        return drift

    def _add_drift_of_numbers(
        self, old: EarlierTable, room: Room, base: int, drift: Ints
    ) -> None:
        """Let numbers drift as far as their prints did, and as the room lets them."""
        shown = old.shown & (not old.has_noise)
        cells = old.cells[shown]
        reach = old.table.upper[shown] - old.table.values[shown]
        np.maximum.at(drift, cells, reach - (base - 1))
        if room.printed_drift:
            drift[cells] = np.maximum(drift[cells], room.drift * base)

    def _add_drift_of_bands(
        self, old: EarlierTable, base: int, limit: int, drift: Ints
    ) -> None:
        """Let banded cells drift as far as their bands ask."""
        cells = old.cells[old.banded]
        counts = self.system.counts[cells]
        to_upper = old.table.upper[old.banded] - counts
        to_lower = counts - old.table.lower[old.banded]
        asked = np.maximum(to_upper, to_lower) - (base - 1)
        np.maximum.at(drift, cells, np.clip(asked, 0, limit))

    def rounded_values(self, room: Room, base: int) -> Ints | None:
        """Return the rounded value that each cell keeps, `UNKNOWN` where it is free.

        None where nothing was published yet.
        """
        if not self.earlier:
            return None
        kept = np.full(len(self.system.counts), UNKNOWN, dtype=np.int64)
        for old in self.earlier:
            if not old.has_noise:  # numbers with noise do not add up
                self._keep_numbers(old, room, base, kept)
                self._keep_bands(old, room, base, kept)
        for old in self.earlier:
            self._keep_order(old, base, kept)
        return kept

    def _keep_numbers(
        self, old: EarlierTable, room: Room, base: int, kept: Ints
    ) -> None:
        """Keep the printed numbers that are still near enough to their counts."""
        known = old.shown & (old.table.values % base == 0)
        cells, values = old.cells[known], old.table.values[known]
        drift = room.drift * base if room.printed_drift else 0
        reach = np.maximum(old.table.upper[known] - values, base - 1 + drift)
        above = values - self.system.counts[cells]
        fits = (above >= -reach) & (above <= reach + _slack_of(room, base))
        kept[cells[fits]] = values[fits]

    def _keep_bands(self, old: EarlierTable, room: Room, base: int, kept: Ints) -> None:
        """Round a cell down that was banded, where rounded up it would show a number.

        A number beside the earlier band would tell the count narrowly.
        """
        if room.drift:
            return
        cells, top = old.cells[old.banded], old.table.upper[old.banded]
        counts = self.system.counts[cells]
        floor = counts // base * base
        is_risky = (counts <= top) & (floor + 2 * base - 1 > top)
        kept[cells[is_risky]] = floor[is_risky]

    def _keep_order(self, old: EarlierTable, base: int, kept: Ints) -> None:
        """Round a longer period up, where down it would lie below a shorter one in it.

        The upper bound of the longer period and the lower bound of the shorter one
        would meet in the middle.
        """
        shown = old.within_longer & (kept[old.cells] == UNKNOWN)
        cells, values = old.cells[shown], old.table.values[shown]
        counts = self.system.counts[cells]
        floor = counts // base * base
        is_below = (floor < values) & (counts % base != 0)
        kept[cells[is_below]] = floor[is_below] + base

    def bands(self, room: Room, base: int) -> tuple[Ints, Ints]:
        """Return the band each cell was printed with and still lies in, or `UNKNOWN`.

        With slack a band is lowered once: from where the first release put it.
        """
        slack = _slack_of(room, base)
        counts = self.system.counts
        low, high = (np.full(len(counts), UNKNOWN, dtype=np.int64) for _ in range(2))
        for old in self.earlier:
            cells = old.cells[old.banded]
            lower, upper = old.table.lower[old.banded], old.table.upper[old.banded]
            if slack:
                lower = np.maximum(lower, low[cells])
            today = counts[cells]
            is_inside = (today >= lower - slack) & (today <= upper)
            low[cells[is_inside]] = lower[is_inside]
            high[cells[is_inside]] = upper[is_inside]
        return np.where(low == UNKNOWN, low, np.maximum(low - slack, 0)), high

    def statuses(self) -> tuple[Bools, Bools]:
        """Return which cells were withheld and never shown, and which were shown.

        Both stay what they are. A number with noise counts as a band: another band
        beside it may be wider.
        """
        withheld, shown = (
            np.zeros(len(self.system.counts), dtype=bool) for _ in range(2)
        )
        for old in self.earlier:
            withheld[old.cells[old.withheld]] = True
            if not old.has_noise:
                shown[old.cells[old.shown]] = True
        return withheld & ~shown, shown

    def floors(self) -> Ints:
        """Return the least each cell can be for a reader of the shorter periods."""
        least = np.zeros(len(self.system.counts), dtype=np.int64)
        for old in self.earlier:
            inside = old.within_longer
            np.maximum.at(least, old.cells[inside], old.table.lower[inside])
        return np.minimum(least, self.system.counts)


def _slack_of(room: Room, base: int) -> int:
    """Slack of a room in persons: half bases of one person at least."""
    return room.slack * max(1, base // 2)


def _sums_of(printed: Bools, system: System) -> Bools:
    """Return the cells that were not printed and are sums of cells that were.

    A sum of such sums is one too.
    """
    relations = system.relations
    sums = np.zeros(len(printed), dtype=bool)
    while True:
        is_counted = (printed | sums)[relations.children]
        n_counted = np.bincount(relations.owners, is_counted, minlength=len(relations))
        more = np.zeros(len(printed), dtype=bool)
        more[relations.parents[n_counted > 0]] = True
        more &= ~printed
        if np.array_equal(more, sums):
            return sums
        sums = more
