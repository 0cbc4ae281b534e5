"""When a protected cell is safe: how far apart its possible values must lie."""

from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Demands:
    """What must stay possible for each cell: a value of at most `lower`, one of at least `upper`, and `width` between.

    A cell without protection demands nothing.
    """

    lower: Floats
    upper: Floats
    width: Floats

    def met(self, lowest: Floats, highest: Floats, tolerance: float = 1e-6) -> Bools:
        """Tell which demands hold when cells may lie between these values; between 18.5 and 23.5 lie five counts."""
        least, most = np.ceil(lowest - tolerance), np.floor(highest + tolerance)
        with np.errstate(invalid="ignore"):
            apart = (self.width <= 0) | (most - least >= self.width)
        low_enough = np.isinf(self.lower) | (lowest <= self.lower + tolerance)
        high_enough = np.isinf(self.upper) | (highest >= self.upper - tolerance)
        return low_enough & high_enough & apart

    def of(self, cells: Ints | slice) -> "Demands":
        """Give the demands of some cells."""
        return Demands(self.lower[cells], self.upper[cells], self.width[cells])

    @property
    def any(self) -> Bools:
        """Tell which cells demand something."""
        return np.isfinite(self.lower) | np.isfinite(self.upper) | (self.width > 0)


def demands(
    cells: Cells, tables: list[PublishedTable], marks: Ints, background: Background
) -> Demands:
    """Say for every cell what must stay possible.

    A withheld primary cell: every value from the least that the printed zeros leave it, up to the threshold, and always
    more than one value: tools that do not tell secondary cells apart call large ones primary too (for an attacker who
    knows that it is small: more than one value). A secondary cell: more than one value.
    A rounded or banded cell: `base` consecutive whole numbers, one fewer for a contributor, who takes his own record
    off; a cell withheld from a rounded table, of an area too small to show: 0, and `base` - 1 above it. A small cell
    that nobody printed but that follows by subtraction: the threshold; those without a code, where numbers are rounded:
    `base` consecutive whole numbers.
    """
    high = background.small[1]
    n = len(marks)
    lower, upper, width = np.full(n, np.inf), np.full(n, -np.inf), np.zeros(n)
    primary = marks == Mark.PRIMARY
    upper[primary], width[primary] = high + 1.0, 1.0
    for table, rows in zip(tables, cells.rows, strict=True):
        if table.thresholds is not None:
            own = primary[rows]
            np.maximum.at(upper, rows[own], table.thresholds[own].astype(np.float64))
    if background.attacker is Attacker.THRESHOLD and bool(
        np.any(marks == Mark.SECONDARY)
    ):
        upper[primary] = -np.inf
    width[marks == Mark.SECONDARY] = 1.0
    spent = background.spent
    grey = (marks == Mark.ROUNDED) | (marks == Mark.BANDED)
    room = np.full(n, np.inf)
    for table, rows in zip(tables, cells.rows, strict=True):
        if table.is_rounded:
            masked = rows[table.marks == Mark.PRIMARY]
            upper[masked], width[masked] = -np.inf, background.base - 1.0 - spent
            # All contributors together count themselves: how many they are is no news, and no demand.
            lower[masked] = np.inf if background.all_records else spent
        is_banded = table.marks == Mark.BANDED
        np.minimum.at(
            room, rows[is_banded], table.upper[is_banded] - table.lower[is_banded]
        )
    width[grey] = np.minimum(background.base - 1.0 - spent, room[grey])
    rest = marks == Mark.REST
    upper[(marks == Mark.IMPLICIT) | rest] = high + 1.0
    if background.attacker is Attacker.ROUNDED:
        upper[rest], width[rest] = -np.inf, background.base - 1.0 - spent
    return Demands(lower, upper, width)
