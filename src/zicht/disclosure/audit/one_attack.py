"""One attack: what is attacked, what the attacker knows, and what must stay possible."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.cells import Cells, gather, marks_of
from zicht.disclosure.audit.knowledge import knowledge_of
from zicht.disclosure.audit.published import Mark, PublishedTable, joined
from zicht.disclosure.audit.safety import Demands, demands
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

    @classmethod
    def of(
        cls,
        tables: Sequence[PublishedTable],
        background: Background,
        *,
        deadline: float,
        most_finest: int,
    ) -> "OneAttack":
        """Return an attack before any thought: the cells, their bounds, and the demands."""
        completed = list(joined(tables))
        cells = gather(completed, most_finest=most_finest)
        marks = marks_of(cells, completed)
        every_demand = demands(cells, completed, marks, background)
        return cls(
            tables=completed,
            cells=cells,
            marks=marks,
            known=knowledge_of(cells, completed, background),
            wanted=_without_facts(every_demand, cells, background),
            background=background,
            deadline=deadline,
        )

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
        """Return the cells that may hold somebody, and fewer than the threshold for certain."""
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


def _without_facts(wanted: Demands, cells: Cells, background: Background) -> Demands:
    """Demand nothing of a cell whose count was printed elsewhere.

    It is known, and the question is what follows.
    """
    is_known = np.zeros(len(cells), dtype=bool)
    for fact in background.facts:
        cell = cells.find(fact.universe, fact.predicate)
        if cell >= 0 and fact.lower == fact.upper:
            is_known[cell] = True
    return Demands(
        lower=np.where(is_known, np.inf, wanted.lower),
        upper=np.where(is_known, -np.inf, wanted.upper),
        width=np.where(is_known, 0.0, wanted.width),
    )
