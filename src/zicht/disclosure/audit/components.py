"""Groups of cells that hang together through rows, and the programmes over one group.

The lowest and the highest value of a cell are the minimum and the maximum of `x[i]` under
all that is known (Fischetti & Salazar-González 2001, Management Science 47, section 2).
Cells of different groups reveal nothing of each other: each group is asked by itself.
"""

import time

import highspy
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge
from zicht.disclosure.linear import WARM, Programme, load, run_for
from zicht.vocabulary.arrays import Floats, Ints

LOWEST, HIGHEST = 1.0, -1.0
"""Sign of the costs that find the lowest, or the highest, value of a cell."""
UNBOUNDED = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
"""Answers of the solver that mean that nothing ends a value."""


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
    by_label = cells[np.argsort(labels[cells], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[by_label])) + 1
    groups = [group for group in np.split(by_label, cuts) if len(group)]
    return sorted(groups, key=len)


class Component:
    """One group of cells in HiGHS, kept warm: the next question starts from the last answer.

    Parameters
    ----------
    known : of all cells; every solution is noted there
    cells : that hang together
    presolve : `on` where the first question is about many cells

    Attributes
    ----------
    lower, upper : finite bounds of these cells, as they were when it was loaded
    counts : the last solution, NaN before the first one
    """

    def __init__(self, known: Knowledge, cells: Ints, *, presolve: str = "off") -> None:
        self.known, self.cells = known, cells
        self.column_of = {int(cell): n for n, cell in enumerate(cells)}
        self.lower = known.lower[cells]
        self.upper = np.minimum(known.upper[cells], known.end)
        self.counts: Floats = np.full(len(cells), np.nan)
        programme = programme_of(known, cells, np.zeros(len(cells)), self.upper)
        self.solver = load(programme, {**WARM, "presolve": presolve})

    def ask(self, costs: Floats, *, deadline: float) -> float | None:
        """Minimise `costs @ x`, and note the values of all cells.

        Returns
        -------
        the minimum; minus infinity where there is none, None where the time was up or
        nothing agrees with everything
        """
        self._set_costs(costs)
        return self._run(deadline)

    def forget_costs(self) -> None:
        """Ask for nothing, so that a question about one cell is about that cell alone."""
        self._set_costs(np.zeros(len(self.cells)))

    def _set_costs(self, costs: Floats) -> None:
        columns = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, costs)

    def point(self) -> Floats:
        """Return the last solution as a count per cell of the attack.

        NaN for open cells of other components, whose counts it does not say.
        """
        known = self.known
        counts = np.where(known.is_open, np.nan, known.lower)
        counts[self.cells] = self.counts
        return counts

    def ask_one(self, cell: int, sign: float, *, deadline: float) -> float | None:
        """Return the `LOWEST` or the `HIGHEST` value of one cell; None as `ask` does."""
        column = self.column_of[cell]
        self.solver.changeColCost(column, sign)
        minimum = self._run(deadline)
        self.solver.changeColCost(column, 0.0)
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

    def limit(self, lower: Floats, upper: Floats) -> None:
        """Ask within tighter bounds of all cells from now on."""
        columns = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, lower, upper)

    def forget_limits(self) -> None:
        """Ask within the bounds that are known again."""
        self.limit(self.lower, self.upper)

    def ask_within(
        self, cell: int, lower: Floats, upper: Floats, *, deadline: float
    ) -> float | None:
        """Return the highest value of one cell for who knows tighter bounds of all."""
        self.limit(lower, upper)
        return self.ask_one(cell, HIGHEST, deadline=deadline)

    def _run(self, deadline: float) -> float | None:
        """Run the solver; note the values of all cells, or why there are none."""
        known = self.known
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            known.complete = False
            return None
        run_for(self.solver, seconds)
        # A presolve helps the first question; the next ones start from its answer.
        self.solver.setOptionValue("presolve", "off")
        known.solved += 1
        status = self.solver.getModelStatus()
        if status in UNBOUNDED:
            return -np.inf
        if status == highspy.HighsModelStatus.kInfeasible:
            known.contradicts = True
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            known.complete = False
            return None
        self.counts = np.asarray(self.solver.getSolution().col_value)
        known.see(self.cells, self.counts)
        return float(self.solver.getInfo().objective_function_value)


def programme_of(
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
    used_rows = np.flatnonzero(np.diff(columns.indptr))
    # What the other cells, which are known, add to each row.
    others = known.lower.copy()
    others[cells] = 0.0
    others[~np.isfinite(others)] = 0.0
    known_sums: Floats = np.zeros(0)
    if len(used_rows):
        known_sums = known.matrix[used_rows] @ others
    return Programme(
        costs=costs,
        lower=known.lower[cells],
        upper=ends,
        matrix=columns[used_rows],
        row_lower=known.row_lower[used_rows] - known_sums,
        row_upper=known.row_upper[used_rows] - known_sums,
    )
