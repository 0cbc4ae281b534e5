"""One attack: what is attacked, what the attacker knows, and what must stay possible."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats, Ints

Hint = Callable[[Cells], Floats | None]
"""Returns counts that may be possible, NaN where they are not known."""


@dataclass(frozen=True, eq=False)
class OneAttack:
    """One attack, while it runs.

    Parameters
    ----------
    tables : printed tables, with the rows that they leave out
    cells : of these tables, and the sums between them
    marks : what is printed of each cell
    known : bounds of each cell; they narrow while the attack goes on
    wanted : what must stay possible
    background : what the attacker knows beside the tables
    deadline : on the monotonic clock
    """

    tables: list[PublishedTable]
    cells: Cells
    marks: Ints
    known: Knowledge
    wanted: Demands
    background: Background
    deadline: float

    @property
    def seconds(self) -> float:
        """Seconds that are left."""
        return self.deadline - time.monotonic()

    def is_unmet(self) -> Bools:
        """Return the cells that no possible table shows to be safe so far."""
        wanted, known = self.wanted, self.known
        return wanted.any & ~wanted.met(known.seen_lower, known.seen_upper)

    def is_protected(self) -> Bools:
        """Return the cells that print no exact count."""
        protected = (Mark.PRIMARY, Mark.SECONDARY, Mark.ROUNDED, Mark.BANDED)
        numbers = [int(mark) for mark in protected]
        return np.asarray(np.isin(self.marks, numbers), dtype=np.bool_)

    def is_small(self) -> Bools:
        """Return the cells that may hold somebody, and certainly hold fewer than the threshold."""
        threshold = self.background.small[1] + 1
        upper = self.known.upper
        return np.asarray((upper < threshold) & (upper >= 1))

    def demands_of_parts(self) -> Demands:
        """Demand of a small part of a band, that nobody printed, as much as of what is printed.

        A part of what is printed as 0 to 4 can be no more than 4 either; that tells no more
        than the band does.
        """
        known, background = self.known, self.background
        n_cells = len(self.marks)
        is_implicit = self.marks == Mark.IMPLICIT
        is_met = self.wanted.met(known.seen_lower, known.seen_upper)
        is_asked = is_implicit & ~is_met & self.is_small()
        is_asked &= background.attacker is Attacker.ROUNDED
        width = background.base - 1.0 - background.spent
        return Demands(
            lower=np.full(n_cells, np.inf),
            upper=np.full(n_cells, -np.inf),
            width=np.where(is_asked, width, 0.0),
        )
