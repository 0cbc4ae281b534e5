"""Exact intervals: the lowest and the highest value of every cell, given all that is printed.

An attacker knows bounds `l <= x <= u` of the cells and rows `a <= A x <= b`. The interval
of a cell is what two linear programmes say: the minimum and the maximum of `x[i]` under
these (Fischetti & Salazar-Gonzalez 2001, Management Science 47, section 2). Three steps
keep the number of programmes low:

1. `propagate` narrows the bounds row by row, which needs no programme;
2. cells that hang together through rows are a component, and are asked by themselves;
3. every solution of a programme is a possible table: cells that it shows to be safe are
   asked no more.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.linear import (
    INNER,
    WARM,
    Programme,
    is_optimal,
    load,
    run_for,
)
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.progress import Progress

TOLERANCE = 1e-6
OPEN = 0.5
"""Counts are whole: a cell whose bounds lie less than this apart is known."""
SMALL = 1_000
"""Cells of a component that is asked for the width of an interval, although its safety needs no asking."""
ENDLESS = 1e7
"""A cell that nothing bounds ends here, or at ten times the largest number printed."""
ROUNDS = 200
"""Times that the bounds are narrowed row by row at most."""
ASKED_TOGETHER = 24
"""Questions about many cells at once, before each cell is asked by itself."""
LARGE = 500
"""Cells of a component whose end is told to the user."""
LOWEST, HIGHEST = 1.0, -1.0
"""Sign of the costs that find the lowest, or the highest, value of a cell."""


@dataclass(eq=False)
class Knowledge:
    """What is known of the cells.

    Parameters
    ----------
    matrix : rows with `row_lower <= matrix @ x <= row_upper`
    row_lower, row_upper : zeros for equations
    lower, upper : of each cell; they narrow while the attacker thinks

    Attributes
    ----------
    seen_lower, seen_upper : lowest and highest value of each cell in the solutions found
        so far: the exact interval lies between these and `lower`, `upper`
    contradicts : whether no table agrees with everything
    complete : whether every programme came to its end
    solved : programmes so far
    end : upper bound of a cell that nothing bounds
    """

    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    seen_lower: Floats = field(init=False)
    seen_upper: Floats = field(init=False)
    contradicts: bool = False
    complete: bool = True
    solved: int = 0
    end: float = field(init=False)

    def __post_init__(self) -> None:
        bounds = np.concatenate([self.lower, self.upper])
        largest = np.max(bounds, initial=0.0, where=np.isfinite(bounds))
        self.end = max(ENDLESS, 10 * float(largest))
        self.seen_lower = np.full(len(self.lower), np.inf)
        self.seen_upper = np.full(len(self.lower), -np.inf)

    @property
    def is_open(self) -> Bools:
        """Which cells can still have more than one value."""
        return np.asarray(self.upper - self.lower > OPEN)

    def see(self, cells: Ints | slice, values: Floats) -> None:
        """Note the values that cells have in a possible table."""
        self.seen_lower[cells] = np.minimum(self.seen_lower[cells], values)
        self.seen_upper[cells] = np.maximum(self.seen_upper[cells], values)


def propagate(known: Knowledge) -> None:
    """Narrow the bounds row by row until nothing moves; most of what leaks, leaks here.

    In a row `a <= sum of s[i] x[i] <= b` a cell is at most `b` less the lowest sum of the
    others, and at least `a` less their highest sum.
    """
    entries = known.matrix.tocoo()
    row, cell = entries.row.astype(np.int64), entries.col.astype(np.int64)
    sign: Floats = entries.data.astype(np.float64)
    for _ in range(ROUNDS):
        at_least, at_most = _limits_by_rows(known, row, cell, sign)
        lower, upper = known.lower.copy(), known.upper.copy()
        np.maximum.at(lower, cell, np.ceil(at_least - TOLERANCE))
        np.minimum.at(upper, cell, np.floor(at_most + TOLERANCE))
        if np.array_equal(lower, known.lower) and np.array_equal(upper, known.upper):
            return
        known.lower, known.upper = lower, upper
        if np.any(lower > upper + TOLERANCE):
            known.contradicts = True
            return


def _limits_by_rows(
    known: Knowledge, row: Ints, cell: Ints, sign: Floats
) -> tuple[Floats, Floats]:
    """Return, per entry, the lowest and the highest count that its row allows its cell.

    Parameters
    ----------
    known : bounds and rows
    row, cell, sign : of each entry of the matrix
    """
    n_rows = known.matrix.shape[0]
    is_negative = sign < 0
    lowest, highest = _swapped(
        is_negative, sign * known.lower[cell], sign * known.upper[cell]
    )
    at_most = (known.row_upper[row] - _sums_of_others(lowest, row, n_rows)) / sign
    at_least = (known.row_lower[row] - _sums_of_others(highest, row, n_rows)) / sign
    return _swapped(is_negative, at_least, at_most)


def _swapped(where: Bools, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Exchange the numbers of two arrays at some positions."""
    return np.where(where, second, first), np.where(where, first, second)


def _sums_of_others(values: Floats, row: Ints, n_rows: int) -> Floats:
    """Return, per entry, the sum of the other entries of its row.

    It is infinite where one of the others is. Infinite entries of one row have one sign.
    """
    is_endless = ~np.isfinite(values)
    finite = np.where(is_endless, 0.0, values)
    sums = np.bincount(row, weights=finite, minlength=n_rows)[row] - finite
    n_endless = np.bincount(row, weights=is_endless, minlength=n_rows)
    has_endless_other = n_endless[row] - is_endless > 0
    is_upward = np.zeros(n_rows, dtype=bool)
    is_upward[row[is_endless & (values > 0)]] = True
    infinite = np.where(is_upward[row], np.inf, -np.inf)
    return np.where(has_endless_other, infinite, sums)


def components(known: Knowledge) -> list[Ints]:
    """Group the open cells that hang together through rows, smallest group first."""
    is_open = known.is_open
    entries = known.matrix.tocoo()
    n_rows, n_cells = known.matrix.shape
    is_used = is_open[entries.col]
    # A graph of cells and rows: an edge where an open cell stands in a row.
    ends = entries.col[is_used], n_cells + entries.row[is_used]
    graph = coo_array(
        (np.ones(int(is_used.sum())), ends), shape=(n_cells + n_rows,) * 2
    )
    labels = connected_components(graph, directed=False)[1][:n_cells]
    cells = np.flatnonzero(is_open)
    cells = cells[np.argsort(labels[cells], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[cells])) + 1
    ends_of_groups = [0, *cuts.tolist(), len(cells)]
    groups = [cells[a:b] for a, b in pairwise(ends_of_groups) if b > a]
    return sorted(groups, key=len)


class Component:
    """One group of cells in HiGHS, kept warm: the next question starts from the last answer.

    Parameters
    ----------
    known : of all cells; every solution is noted there
    cells : that hang together
    presolve : `on` where the first question is about many cells
    """

    def __init__(self, known: Knowledge, cells: Ints, *, presolve: str = "off") -> None:
        self.known, self.cells = known, cells
        self.position = {int(cell): at for at, cell in enumerate(cells)}
        ends = np.minimum(known.upper[cells], known.end)
        programme = _programme_of(known, cells, np.zeros(len(cells)), ends)
        self.solver = load(programme, {**WARM, "presolve": presolve})

    def ask(self, costs: Floats, *, deadline: float) -> float | None:
        """Minimise `costs @ x`, and note the values of all cells.

        Returns
        -------
        the minimum; minus infinity where there is none, None where the time was up or
        nothing agrees with everything
        """
        index = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(index), index, costs)
        return self._run(deadline)

    def forget_costs(self) -> None:
        """Ask for nothing, so that a question about one cell is about that cell alone."""
        index = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(index), index, np.zeros(len(index)))

    def ask_one(self, cell: int, sign: float, *, deadline: float) -> float | None:
        """Return the `LOWEST` or the `HIGHEST` value of one cell; None as `ask` does."""
        at = self.position[cell]
        self.solver.changeColCost(at, sign)
        minimum = self._run(deadline)
        self.solver.changeColCost(at, 0.0)
        return None if minimum is None else sign * minimum

    def width(self, cell: int, *, deadline: float) -> float | None:
        """Return how far the values of one cell lie apart; None as `ask` does."""
        high = self.ask_one(cell, HIGHEST, deadline=deadline)
        if high is None:
            return None
        low = self.ask_one(cell, LOWEST, deadline=deadline)
        if low is None:
            return None
        return float(np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE))

    def ask_within(
        self, cell: int, lower: Floats, upper: Floats, *, deadline: float
    ) -> float | None:
        """Return the highest value of one cell for who knows tighter bounds of all."""
        index = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsBounds(len(index), index, lower, upper)
        return self.ask_one(cell, HIGHEST, deadline=deadline)

    def _run(self, deadline: float) -> float | None:
        known = self.known
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            known.complete = False
            return None
        run_for(self.solver, seconds)
        self.solver.setOptionValue("presolve", "off")
        known.solved += 1
        status = self.solver.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return -np.inf
        if status == highspy.HighsModelStatus.kInfeasible:
            known.contradicts = True
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            known.complete = False
            return None
        known.see(self.cells, np.asarray(self.solver.getSolution().col_value))
        return float(self.solver.getInfo().objective_function_value)


def _programme_of(
    known: Knowledge, cells: Ints, costs: Floats, ends: Floats
) -> Programme:
    """Write the programme over cells that hang together.

    Parameters
    ----------
    known : of all cells
    cells : that hang together
    costs, ends : of these cells, and their upper ends, which are finite
    """
    columns = known.matrix[:, cells].tocsr()
    rows = np.flatnonzero(np.diff(columns.indptr))
    # What the other cells, which are known, add to each row.
    others = known.lower.copy()
    others[cells] = 0.0
    others[~np.isfinite(others)] = 0.0
    decided = known.matrix[rows] @ others if len(rows) else np.zeros(0)
    return Programme(
        costs=costs,
        lower=known.lower[cells],
        upper=ends,
        matrix=columns[rows],
        row_lower=known.row_lower[rows] - decided,
        row_upper=known.row_upper[rows] - decided,
    )


def narrow(
    known: Knowledge,
    demands: Demands,
    *,
    seconds: float,
    progress: Progress | None = None,
) -> list[Component]:
    """Find the exact interval of every cell whose safety no solution shows.

    Parameters
    ----------
    known : bounds, narrowed in place
    demands : what must stay possible; a cell that was seen to meet its demands is asked
        no more
    seconds : for everything; when they are over `known.complete` is False
    progress : called with a sentence after each large component

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
        _ask_together(component, demands, deadline)
        _ask_each(component, demands, deadline)
        if progress is not None and len(cells) > LARGE:
            progress(f"audit: a group of {len(cells)} cells done")
    return asked


def _unmet(known: Knowledge, demands: Demands, cells: Ints) -> Bools:
    """Return which of some cells were not yet seen to meet their demands."""
    asked = demands.of(cells)
    is_met = asked.met(known.seen_lower[cells], known.seen_upper[cells])
    return asked.any & ~is_met


def _ask_together(component: Component, demands: Demands, deadline: float) -> None:
    """Ask for many cells at once: one solution often shows that hundreds are safe.

    Weights change from question to question, so that other cells rise; it ends when a
    question shows nothing new.
    """
    n_before = -1
    for attempt in range(ASKED_TOGETHER):
        is_unmet = _unmet(component.known, demands, component.cells)
        n_unmet = int(is_unmet.sum())
        if n_unmet == 0 or (n_unmet == n_before and attempt > 3):
            return
        n_before = n_unmet
        sign = HIGHEST if attempt % 2 == 0 else LOWEST
        weights = 1.0 + np.arange(len(is_unmet)) % (attempt + 1)
        costs = np.where(is_unmet, sign * weights, 0.0)
        if component.ask(costs, deadline=deadline) is None:
            return


def _ask_each(component: Component, demands: Demands, deadline: float) -> None:
    """Ask for the highest value of each cell that is left, then for the lowest."""
    known = component.known
    component.forget_costs()
    for sign in (HIGHEST, LOWEST):
        is_unmet = _unmet(known, demands, component.cells)
        for cell in component.cells[is_unmet].tolist():
            if not _unmet(known, demands, np.asarray([cell]))[0]:
                continue
            if sign == LOWEST and not _asks_lowest(demands, known, cell):
                continue
            value = component.ask_one(cell, sign, deadline=deadline)
            if value is None:
                return
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
    asks_width = demands.width[cell] > 0 or np.isfinite(demands.lower[cell])
    follows_exactly = known.upper[cell] - known.seen_lower[cell] <= OPEN
    return bool(asks_width or follows_exactly)


def fill(
    known: Knowledge,
    point: Floats,
    room: Floats,
    *,
    seconds: float,
    costs: Floats | None = None,
) -> Floats | None:
    """Complete a partly known set of counts, at the least costs.

    Parameters
    ----------
    known : bounds and rows
    point : a count per cell, NaN where it is not known
    room : what stays free above each cell where that is possible, so that records can be
        added to what is returned
    seconds : the longest it may take
    costs : per cell; nothing is preferred when left out

    Returns
    -------
    a count per cell, or None where the known ones cannot be completed
    """
    is_given = np.isfinite(point)
    lower = np.where(is_given, point, known.lower)
    upper = np.where(is_given, point, known.upper)
    if np.any(lower < known.lower) or np.any(upper > known.upper):
        return None
    deadline = time.monotonic() + seconds
    with_room = np.where(is_given, upper, np.maximum(lower, upper - room))
    costs = np.zeros(len(point)) if costs is None else costs
    for ends in (with_room, upper):
        trial = Knowledge(known.matrix, known.row_lower, known.row_upper, lower, ends)
        counts = _possible_counts(trial, costs, deadline)
        if counts is not None:
            return counts
    return None


def _possible_counts(trial: Knowledge, costs: Floats, deadline: float) -> Floats | None:
    """Return counts that agree with everything, at the least costs; None for none."""
    propagate(trial)
    if trial.contradicts:
        return None
    counts = np.where(trial.is_open, np.nan, trial.lower)
    for cells in components(trial):
        # Nothing is known yet: a presolve beats the simplex method that is kept warm.
        component = Component(trial, cells, presolve="on")
        if component.ask(costs[cells], deadline=deadline) is None:
            return None
        counts[cells] = trial.seen_lower[cells]
    return counts


def inner_point(known: Knowledge, costs: Floats, *, seconds: float) -> Floats | None:
    """Return possible counts far from all bounds, pulled to low costs.

    An interior point method without a crossover ends inside of what is possible, with no
    costs in its analytic centre, and needs a small part of the time of the simplex method.

    Parameters
    ----------
    known : bounds and rows
    costs : per cell; zeros for the centre
    seconds : the longest it may take

    Returns
    -------
    a count per cell, to be checked before it is believed; None where none was found

    References
    ----------
    Boyd & Vandenberghe (2004), Convex Optimization, section 8.5.3 (analytic centre).
    """
    deadline = time.monotonic() + seconds
    counts = np.where(known.is_open, np.nan, known.lower)
    bounds = np.concatenate([known.lower, known.upper])
    largest = float(np.max(bounds, initial=1.0, where=np.isfinite(bounds)))
    ends = np.minimum(known.upper, known.lower + largest)
    for cells in components(known):
        programme = _programme_of(known, cells, costs[cells], ends[cells])
        solver = load(programme, INNER)
        run_for(solver, max(0.0, deadline - time.monotonic()))
        if not is_optimal(solver):
            return None
        counts[cells] = np.asarray(solver.getSolution().col_value)
    return counts


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
    component_of = _small_components(known) | {
        int(cell): component for component in asked for cell in component.cells
    }
    at_most = known.upper[targets] - known.lower[targets]
    seen = known.seen_upper[targets] - known.seen_lower[targets]
    best = float(np.max(seen, initial=0.0, where=np.isfinite(seen)))
    for target in np.argsort(-at_most, kind="stable")[:questions].tolist():
        component = component_of.get(int(targets[target]))
        if at_most[target] <= best or component is None:
            continue
        width = component.width(int(targets[target]), deadline=deadline)
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
