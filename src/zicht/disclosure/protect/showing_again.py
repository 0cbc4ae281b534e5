"""Asks of each withheld cell whether it can be shown again, with every small cell still guarded.

One programme holds the withheld cells; everything that is printed is on the other side of
its rows. Showing a cell fixes its column at the count, so that each question starts from
the answer to the one before it.
"""

import time

import numpy as np

from zicht.disclosure.linear import WARM, Programme, is_optimal, load, run_for
from zicht.disclosure.protect.problem import Problem
from zicht.disclosure.protect.raising import ENDLESS, TINY, Witness
from zicht.vocabulary.arrays import Bools, Floats, Ints


class TimeIsUpError(Exception):
    """A programme was ended by its time limit: nothing follows from it."""


class Checker:
    """Asks of the withheld cells alone whether the small ones still reach what they need.

    Parameters
    ----------
    problem : what holds between the cells, and what each small one must reach
    hidden : which cells are withheld
    deadline : on the monotonic clock

    Attributes
    ----------
    cells : that were withheld at the beginning, a column each
    n_solved : programmes so far
    """

    def __init__(self, problem: Problem, hidden: Bools, *, deadline: float) -> None:
        self.counts, self.need = problem.counts, problem.need
        self.deadline = deadline
        # The true count must be possible: a floor above it would leave no solution.
        self.floors = np.minimum(problem.floors, problem.counts)
        self.n_solved = 0
        self.cells = np.flatnonzero(hidden)
        self.column_of = {int(cell): n for n, cell in enumerate(self.cells)}
        self.solver = load(self._programme(problem), WARM)

    def _programme(self, problem: Problem) -> Programme:
        """Write the programme over the withheld cells, given all printed ones."""
        matrix = problem.matrix
        printed = self.counts.copy()
        printed[self.cells] = 0.0
        columns = matrix[:, self.cells].tocsr()
        used_rows = np.flatnonzero(np.diff(columns.indptr))
        printed_sum = matrix[used_rows] @ printed
        return Programme(
            costs=np.zeros(len(self.cells)),
            lower=self.floors[self.cells],
            upper=np.full(len(self.cells), ENDLESS),
            matrix=columns[used_rows],
            row_lower=problem.row_lower[used_rows] - printed_sum,
            row_upper=problem.row_upper[used_rows] - printed_sum,
        )

    def show(self, cell: int) -> None:
        """Fix a cell at its count."""
        count = float(self.counts[cell])
        self.solver.changeColBounds(self.column_of[cell], count, count)

    def hide(self, cell: int) -> None:
        """Let a cell move again."""
        floor = float(self.floors[cell])
        self.solver.changeColBounds(self.column_of[cell], floor, ENDLESS)

    def witnesses(self, targets: Ints) -> list[Witness] | None:
        """Return witnesses that lift each of some cells to what it needs.

        None where one of them cannot be lifted so far.

        Raises
        ------
        TimeIsUpError : the deadline passed
        """
        new: list[Witness] = []
        highest = self.counts.copy()
        if len(targets) > 1:
            # One witness that lifts all of them together often suffices for most.
            self._lift_further(targets, new, highest)
        order = np.argsort(self.counts[targets], kind="stable")
        for target in targets[order].tolist():
            enough = self.need[target] - TINY
            if highest[target] >= enough:
                continue
            self._lift_further(np.asarray([target]), new, highest)
            if highest[target] < enough:
                return None
        return new

    def _lift_further(self, targets: Ints, new: list[Witness], highest: Floats) -> None:
        """Add the witness in which some cells are highest, and note how high all are."""
        witness = self._lift(targets)
        new.append(witness)
        witness.lift(highest)

    def _lift(self, targets: Ints) -> Witness:
        """Return the witness in which some cells are together as high as can be."""
        n_columns = len(self.cells)
        costs = np.zeros(n_columns)
        costs[[self.column_of[target] for target in targets.tolist()]] = -1.0
        every_column = np.arange(n_columns, dtype=np.int32)
        self.solver.changeColsCost(n_columns, every_column, costs)
        run_for(self.solver, max(self.deadline - time.monotonic(), 0.0))
        self.n_solved += 1
        # The true counts are a solution, so that only the time can have ended it.
        if not is_optimal(self.solver):
            raise TimeIsUpError
        lifted = np.asarray(self.solver.getSolution().col_value)
        change = lifted - self.counts[self.cells]
        return Witness.of_change(self.counts, self.cells, change)
