"""Begins an attack: lays the tables out as cells, with what the attacker knows and what must stay possible."""

from collections.abc import Sequence

import numpy as np

from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.cell_index import ABSENT
from zicht.disclosure.audit.cells import Cells, marks_of
from zicht.disclosure.audit.gathering import gather
from zicht.disclosure.audit.knowledge import knowledge_of
from zicht.disclosure.audit.one_attack import OneAttack
from zicht.disclosure.audit.published import PublishedTable, joined
from zicht.disclosure.audit.safety import Demands, demands


def begin_attack(
    tables: Sequence[PublishedTable],
    background: Background,
    *,
    deadline: float,
    most_finest: int,
) -> OneAttack:
    """Return an attack before any thought: the cells, their bounds, and the demands.

    Parameters
    ----------
    tables : as they were printed
    background : what the attacker knows beside them
    deadline : on the monotonic clock
    most_finest : finest cells of one universe that are laid out, see `audit.finest`
    """
    completed = list(joined(tables))
    cells = gather(completed, most_finest=most_finest)
    marks = marks_of(cells, completed)
    every_demand = demands(cells, completed, marks, background)
    return OneAttack(
        tables=completed,
        cells=cells,
        marks=marks,
        known=knowledge_of(cells, completed, background),
        wanted=_without_facts(every_demand, cells, background),
        background=background,
        deadline=deadline,
    )


def _without_facts(wanted: Demands, cells: Cells, background: Background) -> Demands:
    """Demand nothing of a cell whose count was printed elsewhere.

    It is known, and the question is what follows.
    """
    is_known = np.zeros(len(cells), dtype=bool)
    for fact in background.facts:
        cell = cells.find(fact.universe, fact.predicate)
        if cell != ABSENT and fact.lower == fact.upper:
            is_known[cell] = True
    return Demands(
        lower=np.where(is_known, np.inf, wanted.lower),
        upper=np.where(is_known, -np.inf, wanted.upper),
        width=np.where(is_known, 0.0, wanted.width),
    )
