"""Exact intervals: the lowest and the highest value every cell can have, given all that is printed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.linear import WARM, Programme, load, run_for
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.progress import Progress

TOLERANCE = 1e-6
SMALL = 1_000
"""Cells of a group that is asked for the width of an interval, although its safety needs no asking."""
ENDLESS = 1e7
"""A cell that nothing bounds is given this as its end, or ten times the largest number printed."""


@dataclass(eq=False)
class Knowledge:
    """What is known of the cells.

    Parameters
    ----------
    matrix : rows with `row_lower <= matrix @ x <= row_upper`
    row_lower, row_upper : zeros for equations
    lower, upper : of each cell; they narrow while the attacker thinks
    seen_lower, seen_upper : lowest and highest value of each cell in solutions found so far: the exact interval
        lies between these and `lower`, `upper`
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
        ends = np.concatenate([self.lower, self.upper])
        self.end = max(
            ENDLESS, 10 * float(np.max(ends, initial=0.0, where=np.isfinite(ends)))
        )
        self.seen_lower = np.full(len(self.lower), np.inf)
        self.seen_upper = np.full(len(self.lower), -np.inf)


def propagate(known: Knowledge, *, rounds: int = 200) -> None:
    """Narrow the bounds row by row until nothing moves; most of what leaks, leaks here."""
    matrix = known.matrix.tocoo()
    row, column = matrix.row.astype(np.int64), matrix.col.astype(np.int64)
    sign: Floats = matrix.data.astype(np.float64)
    n_rows = known.matrix.shape[0]
    for _ in range(rounds):
        low = np.where(sign > 0, sign * known.lower[column], sign * known.upper[column])
        high = np.where(
            sign > 0, sign * known.upper[column], sign * known.lower[column]
        )
        new_upper = (known.row_upper[row] - _others(low, row, n_rows)) / sign
        new_lower = (known.row_lower[row] - _others(high, row, n_rows)) / sign
        flip = sign < 0
        new_upper[flip], new_lower[flip] = new_lower[flip], new_upper[flip].copy()
        lower, upper = known.lower.copy(), known.upper.copy()
        np.maximum.at(lower, column, np.ceil(new_lower - TOLERANCE))
        np.minimum.at(upper, column, np.floor(new_upper + TOLERANCE))
        if np.array_equal(lower, known.lower) and np.array_equal(upper, known.upper):
            return
        known.lower, known.upper = lower, upper
        if np.any(lower > upper + TOLERANCE):
            known.contradicts = True
            return


def _others(values: Floats, row: Ints, n_rows: int) -> Floats:
    """Sum of the other entries of each entry's row; infinite when one of them is."""
    endless = ~np.isfinite(values)
    finite = np.where(endless, 0.0, values)
    sums = np.bincount(row, weights=finite, minlength=n_rows)[row] - finite
    count = np.bincount(row, weights=endless, minlength=n_rows)[row] - endless
    direction = np.zeros(n_rows)
    np.maximum.at(direction, row, np.where(endless & (values > 0), 1.0, 0.0))
    return np.where(count > 0, np.where(direction[row] > 0, np.inf, -np.inf), sums)


def components(known: Knowledge) -> list[Ints]:
    """Group the cells that are not yet known and hang together, smallest first."""
    free = known.upper - known.lower > 0.5
    matrix = known.matrix.tocoo()
    keep = free[matrix.col]
    n_rows, n_cells = known.matrix.shape
    graph = coo_array(
        (np.ones(int(keep.sum())), (matrix.col[keep], n_cells + matrix.row[keep])),
        shape=(n_cells + n_rows,) * 2,
    )
    labels = connected_components(graph, directed=False)[1][:n_cells]
    cells = np.flatnonzero(free)
    cells = cells[np.argsort(labels[cells], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[cells])) + 1
    return sorted(
        (cells[a:b] for a, b in pairwise([0, *cuts.tolist(), len(cells)]) if b > a),
        key=len,
    )


class Component:
    """One group of cells in HiGHS, kept warm: the next question starts from the last answer."""

    def __init__(self, known: Knowledge, cells: Ints, *, presolve: str = "off") -> None:
        self.known, self.cells = known, cells
        self.position = {int(cell): at for at, cell in enumerate(cells)}
        columns = known.matrix[:, cells].tocsr()
        used = np.flatnonzero(np.diff(columns.indptr))
        columns = columns[used]
        rest = known.lower.copy()
        rest[cells] = 0.0
        decided = (
            (known.matrix[used] @ np.where(np.isfinite(rest), rest, 0.0))
            if len(used)
            else np.zeros(0)
        )
        programme = Programme(
            costs=np.zeros(len(cells)),
            lower=known.lower[cells],
            upper=np.minimum(known.upper[cells], known.end),
            matrix=columns,
            row_lower=known.row_lower[used] - decided,
            row_upper=known.row_upper[used] - decided,
        )
        self.solver = load(programme, {**WARM, "presolve": presolve})

    def ask(self, costs: Floats, *, deadline: float) -> float | None:
        """Minimise `costs @ x`; note every cell's value. None when unbounded or out of time."""
        index = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(index), index, costs)
        return self._run(deadline)

    def forget_costs(self) -> None:
        """Ask for nothing, so that a question about one cell is about that cell alone."""
        index = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(index), index, np.zeros(len(index)))

    def ask_one(self, cell: int, sign: float, *, deadline: float) -> float | None:
        """Minimise (sign 1) or maximise (sign -1) one cell; gives the extreme value."""
        at = self.position[cell]
        self.solver.changeColCost(at, sign)
        found = self._run(deadline)
        self.solver.changeColCost(at, 0.0)
        return None if found is None else sign * found

    def _run(self, deadline: float) -> float | None:
        known = self.known
        left = deadline - time.monotonic()
        if left <= 0:
            known.complete = False
            return None
        run_for(self.solver, left)
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
        x = np.asarray(self.solver.getSolution().col_value)
        known.seen_lower[self.cells] = np.minimum(known.seen_lower[self.cells], x)
        known.seen_upper[self.cells] = np.maximum(known.seen_upper[self.cells], x)
        return float(self.solver.getInfo().objective_function_value)


def narrow(
    known: Knowledge,
    demands: Demands,
    *,
    seconds: float,
    progress: Progress | None = None,
) -> list["Component"]:
    """Find the exact interval of every cell whose safety no solution shows.

    Parameters
    ----------
    known : bounds, narrowed in place
    demands : what must stay possible; a cell that was seen to meet its demands is asked no more
    seconds : for everything; when they are over `known.complete` is False

    Returns
    -------
    the groups of cells, warm for further questions
    """
    deadline = time.monotonic() + seconds
    asked: list[Component] = []
    for cells in components(known):
        if known.contradicts or not known.complete:
            break
        wanted = demands.any[cells] & ~demands.of(cells).met(
            known.seen_lower[cells], known.seen_upper[cells]
        )
        if not wanted.any():
            continue
        component = Component(known, cells, presolve="on")
        asked.append(component)
        _ask_together(component, demands, deadline)
        _ask_each(component, demands, deadline)
        if progress is not None and len(cells) > 500:
            progress(f"audit: a group of {len(cells)} cells done")
    return asked


def fill(
    known: Knowledge,
    point: Floats,
    room: Floats,
    *,
    seconds: float,
    costs: Floats | None = None,
) -> Floats | None:
    """Complete a partly known set of counts (NaN where unknown), if it can be completed, at the least costs.

    Where it can, `room` stays free above each cell, so that records can be added to what was found.
    """
    given = np.isfinite(point)
    lower, upper = (
        np.where(given, point, known.lower),
        np.where(given, point, known.upper),
    )
    if np.any(lower < known.lower) or np.any(upper > known.upper):
        return None
    deadline = time.monotonic() + seconds
    roomy = np.where(given, upper, np.maximum(lower, upper - room))
    costs = np.zeros(len(point)) if costs is None else costs
    for ends in (roomy, upper):
        found = _filled(
            Knowledge(known.matrix, known.row_lower, known.row_upper, lower, ends),
            costs,
            deadline,
        )
        if found is not None:
            return found
    return None


def _filled(trial: Knowledge, costs: Floats, deadline: float) -> Floats | None:
    propagate(trial)
    if trial.contradicts:
        return None
    found = np.where(trial.upper - trial.lower < 0.5, trial.lower, np.nan)
    for cells in components(trial):
        # Nothing is known yet: a fresh presolve beats the simplex method that is kept warm.
        if (
            Component(trial, cells, presolve="on").ask(costs[cells], deadline=deadline)
            is None
        ):
            return None
        found[cells] = trial.seen_lower[cells]
    return found


def _open(component: "Component", demands: Demands) -> Bools:
    known, cells = component.known, component.cells
    own = demands.of(cells)
    return own.any & ~own.met(known.seen_lower[cells], known.seen_upper[cells])


def _ask_each(component: "Component", demands: Demands, deadline: float) -> None:
    known = component.known
    component.forget_costs()
    for sign in (-1.0, 1.0):
        for cell in component.cells[_open(component, demands)].tolist():
            if _is_met(demands, known, cell) or (
                sign > 0 and _is_high_only(demands, known, cell)
            ):
                continue
            found = component.ask_one(cell, sign, deadline=deadline)
            if found is None:
                return
            if sign > 0:
                known.lower[cell] = max(known.lower[cell], np.ceil(found - TOLERANCE))
            else:
                known.upper[cell] = min(known.upper[cell], np.floor(found + TOLERANCE))


def _is_high_only(demands: Demands, known: Knowledge, cell: int) -> bool:
    """Whether only the highest value was asked for, and the cell does not follow exactly: its lowest says no more."""
    asks_width = demands.width[cell] > 0 or np.isfinite(demands.lower[cell])
    return not asks_width and bool(known.upper[cell] - known.seen_lower[cell] > 0.5)


def _is_met(demands: Demands, known: Knowledge, cell: int) -> bool:
    one = slice(cell, cell + 1)
    return bool(demands.of(one).met(known.seen_lower[one], known.seen_upper[one])[0])


def _ask_together(component: "Component", demands: Demands, deadline: float) -> None:
    """Ask for many cells at once: one solution often shows that hundreds are safe."""
    left = -1
    for attempt in range(24):
        wanted = _open(component, demands)
        count = int(wanted.sum())
        if count == 0 or (count == left and attempt > 3):
            return
        left = count
        sign = -1.0 if attempt % 2 == 0 else 1.0
        weights = np.where(wanted, 1.0 + np.arange(len(wanted)) % (attempt + 1), 0.0)
        if component.ask(sign * weights, deadline=deadline) is None:
            return


def widest(
    known: Knowledge,
    asked: Sequence["Component"],
    targets: Ints,
    *,
    seconds: float,
    questions: int = 64,
) -> float:
    """Width of the widest exact interval among the targets, by asking those that may be widest first.

    In groups of more than `SMALL` cells that nothing had to be asked of, the widest that was seen.
    """
    deadline = time.monotonic() + seconds
    home = {int(cell): component for component in asked for cell in component.cells}
    group = {
        int(cell): cells
        for cells in components(known)
        if len(cells) <= SMALL
        for cell in cells
    }
    outer = known.upper[targets] - known.lower[targets]
    seen = known.seen_upper[targets] - known.seen_lower[targets]
    best = float(np.max(seen, initial=0.0, where=np.isfinite(seen)))
    for at in np.argsort(-outer, kind="stable")[:questions].tolist():
        cell = int(targets[at])
        if outer[at] <= best or not (cell in home or cell in group):
            continue
        if cell not in home:
            home |= dict.fromkeys(group[cell].tolist(), Component(known, group[cell]))
        high = home[cell].ask_one(cell, -1.0, deadline=deadline)
        low = (
            home[cell].ask_one(cell, 1.0, deadline=deadline)
            if high is not None
            else None
        )
        if high is None or low is None:
            break
        best = max(best, np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE))
    return best
