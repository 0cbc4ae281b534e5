"""When a protected cell is safe: how far apart its possible values must lie."""

from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Demands:
    """What must stay possible for each cell, whatever a reader works out.

    Parameters
    ----------
    lower : the cell may be this low, or lower; infinite where nothing is asked
    upper : the cell may be this high, or higher; minus infinite where nothing is asked
    width : how far its lowest and its highest value lie apart; 0 where nothing is asked
    """

    lower: Floats
    upper: Floats
    width: Floats

    def met(self, lowest: Floats, highest: Floats, tolerance: float = 1e-6) -> Bools:
        """Return which demands hold when cells may lie between these values.

        Counts are whole: between 18.5 and 23.5 lie five of them.
        """
        least, most = np.ceil(lowest - tolerance), np.floor(highest + tolerance)
        with np.errstate(invalid="ignore"):
            apart = (self.width <= 0) | (most - least >= self.width)
        low_enough = np.isinf(self.lower) | (lowest <= self.lower + tolerance)
        high_enough = np.isinf(self.upper) | (highest >= self.upper - tolerance)
        return low_enough & high_enough & apart

    def of(self, cells: Ints | slice) -> "Demands":
        """Return the demands of some cells."""
        return Demands(self.lower[cells], self.upper[cells], self.width[cells])

    @property
    def any(self) -> Bools:
        """Return the cells of which something is asked."""
        return np.isfinite(self.lower) | np.isfinite(self.upper) | (self.width > 0)


def highest_asked(
    asked: Demands, seen_lower: Floats, tolerance: float = 1e-6
) -> Floats:
    """Return how high cells have to be seen, given the lowest count seen of each.

    Minus infinity where nothing is asked of how high a cell can be.
    """
    by_width = np.ceil(seen_lower - tolerance) + asked.width
    return np.maximum(asked.upper, np.where(asked.width > 0, by_width, -np.inf))


def lowest_asked(asked: Demands, seen_upper: Floats, tolerance: float = 1e-6) -> Floats:
    """Return how low cells have to be seen, given the highest count seen of each.

    Infinity where nothing is asked of how low a cell can be.
    """
    by_width = np.floor(seen_upper + tolerance) - asked.width
    return np.minimum(asked.lower, np.where(asked.width > 0, by_width, np.inf))


@dataclass(frozen=True, eq=False)
class Rule:
    """What must stay possible for some cells; a later rule replaces an earlier one.

    Parameters
    ----------
    name : of the cells, as the table of `docs/disclosure.md` has it
    cells : which ones
    lower, upper, width : as in `Demands`; nothing is asked where left out
    """

    name: str
    cells: Bools
    lower: float = np.inf
    upper: float | Floats = -np.inf
    width: float | Floats = 0.0


def demands(
    cells: Cells, tables: list[PublishedTable], marks: Ints, background: Background
) -> Demands:
    """Return what must stay possible for every cell, by the table of rules."""
    n = len(marks)
    lower, upper, width = np.full(n, np.inf), np.full(n, -np.inf), np.zeros(n)
    for rule in rules(cells, tables, marks, background):
        lower[rule.cells] = rule.lower
        upper[rule.cells] = np.broadcast_to(rule.upper, n)[rule.cells]
        width[rule.cells] = np.broadcast_to(rule.width, n)[rule.cells]
    return Demands(lower, upper, width)


def rules(
    cells: Cells, tables: list[PublishedTable], marks: Ints, background: Background
) -> tuple[Rule, ...]:
    """Return the rules of safety for one attacker.

    Tools that do not tell secondary cells apart call large ones primary too: of a
    primary cell more than one value is asked as well. A contributor takes their own
    record off, so that one number fewer is asked.
    """
    attacker = background.attacker
    threshold = background.small[1] + 1.0
    # From the lowest to the highest of `base` consecutive numbers it is `base` - 1.
    consecutive = background.base - 1.0 - background.spent
    is_secondary = marks == Mark.SECONDARY
    knows_small = attacker is Attacker.THRESHOLD and bool(is_secondary.any())
    is_rounded = attacker is Attacker.ROUNDED
    is_grey = (marks == Mark.ROUNDED) | (marks == Mark.BANDED)
    return (
        Rule(
            "withheld and small",
            marks == Mark.PRIMARY,
            # Who can tell primary cells apart knows that they are small.
            upper=-np.inf
            if knows_small
            else _thresholds(cells, tables, marks, threshold),
            width=1.0,
        ),
        Rule("withheld to guard others", is_secondary, width=1.0),
        Rule(
            "withheld from a rounded table",
            _masked(cells, tables),
            # All contributors together know how many they are: that is not asked.
            lower=np.inf if background.all_records else background.spent,
            width=consecutive,
        ),
        Rule(
            "rounded, or a band",
            is_grey,
            # A band cannot leave more numbers than it prints: where zeros are shown as
            # zeros it starts at 1.
            width=np.minimum(consecutive, _band_widths(cells, tables)),
        ),
        Rule("printed nowhere", marks == Mark.IMPLICIT, upper=threshold),
        Rule(
            "without a code",
            marks == Mark.REST,
            upper=-np.inf if is_rounded else threshold,
            width=consecutive if is_rounded else 0.0,
        ),
    )


def _thresholds(
    cells: Cells, tables: list[PublishedTable], marks: Ints, threshold: float
) -> Floats:
    """Return the count from which each cell may be shown, in its strictest table."""
    highest = np.full(len(cells), threshold)
    for table, rows in zip(tables, cells.rows, strict=True):
        if table.thresholds is not None:
            is_primary = marks[rows] == Mark.PRIMARY
            of_table = table.thresholds[is_primary].astype(np.float64)
            np.maximum.at(highest, rows[is_primary], of_table)
    return highest


def _masked(cells: Cells, tables: list[PublishedTable]) -> Bools:
    """Return the cells withheld from rounded tables: of areas too small to show."""
    masked = np.zeros(len(cells), dtype=bool)
    for table, rows in zip(tables, cells.rows, strict=True):
        if table.is_rounded:
            masked[rows[table.marks == Mark.PRIMARY]] = True
    return masked


def _band_widths(cells: Cells, tables: list[PublishedTable]) -> Floats:
    """Return the width of the narrowest band printed of each cell."""
    widths = np.full(len(cells), np.inf)
    for table, rows in zip(tables, cells.rows, strict=True):
        is_banded = table.marks == Mark.BANDED
        of_table = table.upper[is_banded] - table.lower[is_banded]
        np.minimum.at(widths, rows[is_banded], of_table)
    return widths
