"""What earlier releases printed, and how much room those numbers get.

A release must add up to numbers that earlier releases printed. Where it cannot, the
gate gives these numbers more room, in the order of a table of attempts. Every bit of
room stands in the bounds that are printed with a number: a reader who is told "5, from 1
to 9" loses nothing when the count is 9, one who is told "5, from 3 to 7" is misled.

Arrays here have one entry per cell of today's system, or per row of an earlier table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.cells import number_cells
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.ledger import Extents, Ledger, LedgerEntry
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable
from zicht.vocabulary.statuses import Status
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
    parts_may_drift : whether numbers that are rounded anew may drift where they have no
        rounding otherwise, as they may where nothing was printed before
    """

    reason: str
    slack: int = 0
    slack_in_longer_periods: bool = False
    drift: int = 0
    printed_drift: bool = False
    printed_may_move: bool = False
    parts_may_drift: bool = False


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
    NO_ROOM,
    Room("printed numbers lie higher", slack=1),
    Room("1 half base", slack=1, slack_in_longer_periods=True, drift=1),
    Room("2 half bases", slack=2, slack_in_longer_periods=True, drift=1),
    Room("4 half bases", slack=4, slack_in_longer_periods=True, drift=1),
    Room("8 half bases", slack=8, slack_in_longer_periods=True, drift=1),
    Room(
        # A part that had drifted before had no rounding after a withdrawal, as only
        # cells beside printed sums could drift.
        "new numbers drift",
        slack=1,
        slack_in_longer_periods=True,
        drift=1,
        parts_may_drift=True,
    ),
)
"""Attempts where people withdrew their consent: no printed number ever moves."""


# ---- everything that was published


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
        if self.covers_the_same(entry, universe):
            return False
        before, today = entry.extents.get(universe, {}), self.extent(universe)
        return all(
            name in today and codes <= today[name] for name, codes in before.items()
        )

    def newly_covered(self) -> str:
        """Name what totals cover today and did not cover before; empty for nothing.

        A table of only that shares no sum with what was printed.
        """
        names: set[str] = set()
        for entry in self.entries:
            for universe, before in entry.extents.items():
                names |= _added_codes(before, self.extent(universe))
        if not names:
            return ""
        return f"{' and '.join(sorted(names))} by itself"

    def beside(self, tables: Sequence[CountTable], system: System) -> "PrintedCells":
        """Find the cells of today in everything that was printed."""
        earlier = []
        for entry in self.entries:
            for table in entry.tables:
                cells = _cells_of_today(table, tables, system)
                is_same = self._covers_same_records(entry, table) & (cells != UNKNOWN)
                is_longer = self.is_longer(entry, table.universe)
                earlier.append(EarlierTable(table, entry, cells, is_same, is_longer))
        return PrintedCells(system, tuple(earlier))

    def _covers_same_records(self, entry: LedgerEntry, table: ProtectedTable) -> Bools:
        """Return the rows that cover the same periods today.

        A total that covers more years than before is another set of records; a single
        year in it is not.
        """
        before, today = (
            entry.extents.get(table.universe, {}),
            self.extent(table.universe),
        )
        is_same = np.ones(len(table.values), dtype=bool)
        for name in {*before, *today}:
            if before.get(name) == today.get(name):
                continue
            # A table without this column prints totals over it, in every row.
            if name not in table.names:
                return np.zeros(len(table.values), dtype=bool)
            is_same &= table.codes[table.names.index(name)] != TOTAL
        return is_same


def _added_codes(
    before: Mapping[str, frozenset[str]], today: Mapping[str, frozenset[str]]
) -> set[str]:
    """Name, per dimension whose total covers more today, the codes that were added."""
    names = set()
    for name, codes in before.items():
        covered = today.get(name, frozenset())
        if codes < covered:
            names.add(f"{name} {', '.join(sorted(covered - codes))}")
    return names


def _cells_of_today(
    earlier: ProtectedTable, tables: Sequence[CountTable], system: System
) -> Ints:
    """Return the cell of today's system for each row of an earlier table, or `UNKNOWN`."""
    # Equal cells get equal numbers, whatever table they stand in; `earlier` is last.
    numbers = number_cells((*tables, earlier))
    n_numbers = 1 + max(int(of_table.max(initial=-1)) for of_table in numbers)
    cell_of_number = np.full(n_numbers, UNKNOWN, dtype=np.int64)
    for of_table, cells in zip(numbers, system.rows, strict=False):
        cell_of_number[of_table] = cells
    return cell_of_number[numbers[-1]]


# ---- one earlier table


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
        return np.asarray(self.is_same & self._has(Status.PUBLISHED))

    @property
    def banded(self) -> Bools:
        """Rows of today that were printed as a band."""
        return np.asarray(self.is_same & self._has(Status.BANDED))

    @property
    def withheld(self) -> Bools:
        """Rows of today that were withheld."""
        return np.asarray(self.is_same & self._has(Status.WITHHELD))

    @property
    def within_longer(self) -> Bools:
        """Rows with a number whose total covers a longer period today."""
        if not self.is_longer:
            return np.zeros(len(self.cells), dtype=bool)
        is_known = self.cells != UNKNOWN
        return np.asarray(is_known & ~self.is_same & self._has(Status.PUBLISHED))

    def _has(self, status: Status) -> Bools:
        """Return which rows were printed with a status."""
        return np.asarray(self.table.statuses == status, dtype=bool)


# ---- every cell of today


@dataclass(frozen=True, eq=False)
class Bands:
    """The band of each cell that has one.

    Parameters
    ----------
    lower, upper : ends of the band of each cell, `UNKNOWN` where it has none
    """

    lower: Ints
    upper: Ints

    @property
    def exist(self) -> Bools:
        """Which cells have a band."""
        return np.asarray(self.lower != UNKNOWN)

    def of(self, cells: Ints) -> "Bands":
        """Return the bands of some cells."""
        return Bands(self.lower[cells], self.upper[cells])

    def or_else(self, others: "Bands") -> "Bands":
        """Return these bands, and others for the cells that have none here."""
        return Bands(
            np.where(self.exist, self.lower, others.lower),
            np.where(self.exist, self.upper, others.upper),
        )


@dataclass(frozen=True, eq=False)
class PrintedCells:
    """What earlier releases printed of the cells of one system.

    Parameters
    ----------
    system : the cells of today, with their true counts
    earlier : every table that was printed, oldest first
    """

    system: System
    earlier: tuple[EarlierTable, ...]

    def are_revised(self) -> bool:
        """Whether a count left the bounds that were printed of it."""
        for old in self.earlier:
            today = self.system.counts[old.cells]
            is_outside = (today < old.table.lower) | (today > old.table.upper)
            if np.any(old.is_same & is_outside):
                return True
        return False

    # ---- how far numbers may lie from their counts

    def slack(self, room: Room, base: int) -> Ints:
        """Return how many persons higher above its count each cell may lie."""
        slack = self._zeros()
        if not room.slack:
            return slack
        for old in self.earlier:
            has_slack = old.is_same
            if room.slack_in_longer_periods:
                has_slack = old.cells != UNKNOWN
            slack[old.cells[has_slack]] = _slack_of(room, base)
        return slack

    def drift(self, room: Room, base: int) -> Ints:
        """Return how many persons further from its count each cell may lie.

        A cell printed before drifts as far as its print did. A new sum of printed cells
        drifts as far as the room allows, a banded cell as far as its band asks.
        """
        limit = room.drift * base
        drift = self._zeros()
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
        if old.has_noise:
            return
        cells = old.cells[old.shown]
        # A number without drift reaches base - 1 above itself; what is more was drift.
        reach = old.table.upper[old.shown] - old.table.values[old.shown]
        np.maximum.at(drift, cells, reach - (base - 1))
        if room.printed_drift:
            drift[cells] = np.maximum(drift[cells], room.drift * base)

    def _add_drift_of_bands(
        self, old: EarlierTable, base: int, limit: int, drift: Ints
    ) -> None:
        """Let banded cells drift as far as their bands ask, up to a limit."""
        cells = old.cells[old.banded]
        counts = self.system.counts[cells]
        to_upper = old.table.upper[old.banded] - counts
        to_lower = counts - old.table.lower[old.banded]
        asked = np.maximum(to_upper, to_lower) - (base - 1)
        np.maximum.at(drift, cells, np.clip(asked, 0, limit))

    # ---- numbers that stay

    def rounded_values(self, room: Room, base: int) -> Ints | None:
        """Return the rounded value that each cell keeps, `UNKNOWN` where it is free.

        None where nothing was published yet.
        """
        if not self.earlier:
            return None
        values = np.full(len(self.system.counts), UNKNOWN, dtype=np.int64)
        for old in self.earlier:
            # Numbers with noise do not add up: a rounding cannot keep them.
            if not old.has_noise:
                self._keep_numbers(old, room, base, values)
                self._keep_bands(old, room, base, values)
        for old in self.earlier:
            self._keep_order(old, base, values)
        return values

    def _keep_numbers(
        self, old: EarlierTable, room: Room, base: int, values: Ints
    ) -> None:
        """Keep the printed numbers that are still near enough to their counts."""
        # A number of an earlier policy with another base cannot be kept.
        is_multiple = old.shown & (old.table.values % base == 0)
        cells, printed = old.cells[is_multiple], old.table.values[is_multiple]
        drift = room.drift * base if room.printed_drift else 0
        printed_reach = old.table.upper[is_multiple] - printed
        reach = np.maximum(printed_reach, base - 1 + drift)
        above = printed - self.system.counts[cells]
        is_near = (above >= -reach) & (above <= reach + _slack_of(room, base))
        values[cells[is_near]] = printed[is_near]

    def _keep_bands(
        self, old: EarlierTable, room: Room, base: int, values: Ints
    ) -> None:
        """Round a cell down that was banded, where rounded up it would show a number.

        A number beside the earlier band would tell the count narrowly: of "1 to 9" and
        "10, from 6 to 14" only 6 to 9 is left.
        """
        if room.drift:
            return
        cells, top = old.cells[old.banded], old.table.upper[old.banded]
        counts = self.system.counts[cells]
        floor = counts // base * base
        highest_if_up = floor + 2 * base - 1
        is_risky = (counts <= top) & (highest_if_up > top)
        values[cells[is_risky]] = floor[is_risky]

    def _keep_order(self, old: EarlierTable, base: int, values: Ints) -> None:
        """Round a longer period up, where down it would lie below a shorter one in it.

        The upper bound of the longer period and the lower bound of the shorter one
        would meet in the middle.
        """
        is_free = old.within_longer & (values[old.cells] == UNKNOWN)
        cells, shorter = old.cells[is_free], old.table.values[is_free]
        counts = self.system.counts[cells]
        floor = counts // base * base
        is_below = (floor < shorter) & (counts % base != 0)
        values[cells[is_below]] = floor[is_below] + base

    # ---- bands and withheld cells that stay

    def bands(self, room: Room, base: int) -> Bands:
        """Return the band that each cell was printed with and still lies in.

        With slack a band is lowered once: from where the first release put it.
        """
        slack = _slack_of(room, base)
        lower = np.full(len(self.system.counts), UNKNOWN, dtype=np.int64)
        upper = lower.copy()
        for old in self.earlier:
            cells = old.cells[old.banded]
            lowest, highest = old.table.lower[old.banded], old.table.upper[old.banded]
            if slack:
                # A later release printed the band lowered already.
                lowest = np.maximum(lowest, lower[cells])
            today = self.system.counts[cells]
            is_inside = (today >= lowest - slack) & (today <= highest)
            lower[cells[is_inside]] = lowest[is_inside]
            upper[cells[is_inside]] = highest[is_inside]
        lowered = np.maximum(lower - slack, 0)
        return Bands(np.where(lower == UNKNOWN, UNKNOWN, lowered), upper)

    def statuses(self) -> tuple[Bools, Bools]:
        """Return which cells were withheld and never shown, and which were shown.

        Both stay what they are. A number with noise counts as a band: another band
        beside it may be wider.
        """
        was_withheld = np.zeros(len(self.system.counts), dtype=bool)
        was_shown = was_withheld.copy()
        for old in self.earlier:
            was_withheld[old.cells[old.withheld]] = True
            if not old.has_noise:
                was_shown[old.cells[old.shown]] = True
        return was_withheld & ~was_shown, was_shown

    def floors(self) -> Ints:
        """Return the least each cell can be for a reader of the shorter periods.

        Who was counted in a part of a period is counted in the whole of it.
        """
        least = self._zeros()
        for old in self.earlier:
            inside = old.within_longer
            np.maximum.at(least, old.cells[inside], old.table.lower[inside])
        return np.minimum(least, self.system.counts)

    def _zeros(self) -> Ints:
        """Return a zero per cell."""
        return np.zeros(len(self.system.counts), dtype=np.int64)


def _slack_of(room: Room, base: int) -> int:
    """Slack of a room in persons: half bases of one person at least."""
    return room.slack * max(1, base // 2)


def _sums_of(was_printed: Bools, system: System) -> Bools:
    """Return the cells that were not printed and are sums of cells that were.

    A sum of such sums is one too: the search goes on until nothing is added.
    """
    relations = system.relations
    is_sum = np.zeros(len(was_printed), dtype=bool)
    while True:
        is_known_part = (was_printed | is_sum)[relations.children]
        n_known = np.bincount(relations.owners, is_known_part, minlength=len(relations))
        has_known_part = np.zeros(len(was_printed), dtype=bool)
        has_known_part[relations.parents[n_known > 0]] = True
        is_new_sum = has_known_part & ~was_printed
        if np.array_equal(is_new_sum, is_sum):
            return is_sum
        is_sum = is_new_sum
