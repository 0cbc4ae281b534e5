"""Exact intervals: the lowest and the highest value of every cell, given all that is printed.

An attacker knows bounds `l <= x <= u` of the cells and rows `a <= A x <= b`. The interval
of a cell is what two linear programmes say: the minimum and the maximum of `x[i]` under
these (Fischetti & Salazar-González 2001, Management Science 47, section 2). Three steps
keep the number of programmes low:

1. the bounds are narrowed row by row, which needs no programme (`cell_bounds.propagate`);
2. cells that hang together through rows are asked by themselves (`components`);
3. every solution of a programme is a possible table: cells that it shows to be safe are
   asked no more.
"""

import time
from collections.abc import Sequence

import numpy as np

from zicht.disclosure.audit.cell_bounds import OPEN, TOLERANCE, Knowledge
from zicht.disclosure.audit.components import (
    HIGHEST,
    LOWEST,
    Component,
    components,
)
from zicht.disclosure.audit.exchanges import Exchanges
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.audit.together import ask_together
from zicht.edition.messages import Message
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.progress import Progress

SMALL = 1_000
"""Cells of a component that is asked for the width of an interval, although its safety needs no asking."""
ASKED_AT_ONCE = 24
"""Questions about many cells at once, before each cell is asked by itself."""
LEAST_AT_ONCE = 4
"""Of these, questions that are asked whatever they show."""
LARGE = 500
"""Cells of a component from which its end is reported to the user."""


def narrow(
    known: Knowledge,
    demands: Demands,
    *,
    seconds: float,
    progress: Progress | None = None,
    exchanges: Exchanges | None = None,
) -> list[Component]:
    """Find the exact interval of every cell whose safety no solution shows.

    Parameters
    ----------
    known : bounds, narrowed in place
    demands : what must stay possible; a cell that was seen to meet its demands is asked
        no more
    seconds : for everything; when they are over `known.complete` is False
    progress : called with a sentence after each large component
    exchanges : makes further possible tables of each solution. With them, questions about
        many cells are asked as in `together`; without, as releases have been asked so far.
        Both ways reveal the same cells. Yet a repair looks at the bounds of cells beside a
        revealed one too, which are narrowed where a cell was asked: releases keep their
        way, so that no number that they print moves

    Returns
    -------
    the components that were asked, warm for further questions
    """
    deadline = time.monotonic() + seconds
    asked: list[Component] = []
    for cells in components(known):
        if known.contradicts or not known.complete:
            break
        if not _unmet(known, demands, cells).any():
            continue
        component = Component(known, cells, presolve="on")
        asked.append(component)
        if exchanges is None:
            _ask_at_once(component, demands, deadline)
        else:
            ask_together(component, demands, deadline)
        _ask_each(component, demands, deadline, exchanges)
        if progress is not None and len(cells) > LARGE:
            progress(Message("gate.group_done", n=len(cells)))
    return asked


def _unmet(known: Knowledge, demands: Demands, cells: Ints) -> Bools:
    """Return which of some cells were not yet seen to meet their demands."""
    asked = demands.of(cells)
    is_met = asked.met(known.seen_lower[cells], known.seen_upper[cells])
    return asked.any & ~is_met


def _ask_at_once(component: Component, demands: Demands, deadline: float) -> None:
    """Ask for many cells at once: one solution often shows that hundreds are safe.

    Weights change from question to question, so that other cells rise; it ends when a
    question shows nothing new.
    """
    n_before = -1
    for attempt in range(ASKED_AT_ONCE):
        is_unmet = _unmet(component.known, demands, component.cells)
        n_unmet = int(is_unmet.sum())
        shows_nothing_new = n_unmet == n_before and attempt >= LEAST_AT_ONCE
        if n_unmet == 0 or shows_nothing_new:
            return
        n_before = n_unmet
        sign = HIGHEST if attempt % 2 == 0 else LOWEST
        weights = 1.0 + np.arange(len(is_unmet)) % (attempt + 1)
        costs = np.where(is_unmet, sign * weights, 0.0)
        if component.ask(costs, deadline=deadline) is None:
            return


def _ask_each(
    component: Component,
    demands: Demands,
    deadline: float,
    exchanges: Exchanges | None,
) -> None:
    """Ask for the highest value of each cell that is left, then for the lowest."""
    component.forget_costs()
    for sign in (HIGHEST, LOWEST):
        is_unmet = _unmet(component.known, demands, component.cells)
        for cell in component.cells[is_unmet].tolist():
            if not _must_be_asked(component.known, demands, cell, sign):
                continue
            value = component.ask_one(cell, sign, deadline=deadline)
            if value is None:
                return
            _note_end(component.known, cell, sign, value)
            if exchanges is not None:
                exchanges.see_from(cell, component.point())


def _must_be_asked(known: Knowledge, demands: Demands, cell: int, sign: float) -> bool:
    """Whether one end of a cell matters, after what the cells before it showed."""
    if not _unmet(known, demands, np.asarray([cell]))[0]:
        return False
    return sign == HIGHEST or _asks_lowest(demands, known, cell)


def _note_end(known: Knowledge, cell: int, sign: float, value: float) -> None:
    """Narrow the bounds of a cell to its lowest or its highest value, in whole counts."""
    # Counts are whole and linear programmes end at fractions: the end is rounded
    # inwards. Integer programmes might narrow further; in 800 random systems they
    # revealed nothing more (ADR 0037).
    if sign == LOWEST:
        lowest = np.ceil(value - TOLERANCE)
        known.lower[cell] = max(known.lower[cell], lowest)
    else:
        highest = np.floor(value + TOLERANCE)
        known.upper[cell] = min(known.upper[cell], highest)


def _asks_lowest(demands: Demands, known: Knowledge, cell: int) -> bool:
    """Whether the lowest value of a cell matters.

    Where only a highest value was asked, it tells no more, unless the cell follows
    exactly.
    """
    # A width that is measured from a lowest value nobody asked for seems too small, and
    # safe cells would be repaired.
    asks_width = demands.width[cell] > 0 or np.isfinite(demands.lower[cell])
    follows_exactly = known.upper[cell] - known.seen_lower[cell] <= OPEN
    return bool(asks_width or follows_exactly)


def widest(
    known: Knowledge,
    asked: Sequence[Component],
    targets: Ints,
    *,
    seconds: float,
    questions: int = 64,
) -> float:
    """Return the width of the widest exact interval among some cells.

    Those that may be widest are asked first. In components of more than `SMALL` cells of
    which nothing had to be asked, the widest that was seen counts.

    Parameters
    ----------
    known : bounds, as narrow as they are
    asked : components that were asked already
    targets : cells to look at
    seconds, questions : the longest it may take, and how many cells are asked
    """
    deadline = time.monotonic() + seconds
    component_of = _small_components(known)
    for component in asked:
        component_of |= dict.fromkeys(component.cells.tolist(), component)
    at_most = known.upper[targets] - known.lower[targets]
    seen = known.seen_upper[targets] - known.seen_lower[targets]
    best = float(np.max(seen, initial=0.0, where=np.isfinite(seen)))
    for place in np.argsort(-at_most, kind="stable")[:questions].tolist():
        cell = int(targets[place])
        if at_most[place] <= best or cell not in component_of:
            continue
        width = component_of[cell].width(cell, deadline=deadline)
        if width is None:
            break
        best = max(best, width)
    return best


class _Later:
    """A component that is loaded when the first question is asked."""

    def __init__(self, known: Knowledge, cells: Ints) -> None:
        self.known, self.cells = known, cells
        self.component: Component | None = None

    def width(self, cell: int, *, deadline: float) -> float | None:
        """Return how far the values of a cell lie apart, as `Component.width`."""
        if self.component is None:
            self.component = Component(self.known, self.cells)
        return self.component.width(cell, deadline=deadline)


def _small_components(known: Knowledge) -> dict[int, _Later | Component]:
    """Return, per open cell of a small component, that component."""
    component_of: dict[int, _Later | Component] = {}
    for cells in components(known):
        if len(cells) <= SMALL:
            component_of |= dict.fromkeys(cells.tolist(), _Later(known, cells))
    return component_of
