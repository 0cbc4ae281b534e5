"""Witnesses of suppression: other counts that agree with everything printed, and the cheapest of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from zicht.disclosure.linear import (
    FRESH,
    Programme,
    is_optimal,
    is_unfinished,
    load,
    run_for,
)
from zicht.disclosure.protect.problem import Problem
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused

ENDLESS = 1e6
"""How far a cell may rise in a witness."""
TINY = 1e-6
"""A change below it is taken as zero."""


@dataclass(frozen=True, eq=False)
class Witness:
    """Counts that agree with everything printed, where they differ from the true ones.

    Parameters
    ----------
    cells : whose counts differ
    counts : of these cells
    """

    cells: Ints
    counts: Floats

    @classmethod
    def of_change(cls, counts: Floats, cells: Ints, change: Floats) -> "Witness":
        """Return the witness in which some cells change.

        Parameters
        ----------
        counts : the true ones, of every cell
        cells, change : that change, and by how much
        """
        moves = np.abs(change) > TINY
        moved = cells[moves]
        return cls(moved, counts[moved] + change[moves])

    def moves(self, cell: int) -> bool:
        """Whether a cell has another count in it."""
        return bool((self.cells == cell).any())

    def lift(self, highest: Floats) -> None:
        """Raise the highest count of each cell to its count in this witness, where that is higher."""
        highest[self.cells] = np.maximum(highest[self.cells], self.counts)


def highest_counts(counts: Floats, witnesses: Sequence[Witness]) -> Floats:
    """Return how high each cell is in any witness, and in the true counts."""
    highest = counts.copy()
    for witness in witnesses:
        witness.lift(highest)
    return highest


class Raising:
    """The programme that raises one cell while some cells move and all others stay.

    Its columns are how far each cell goes up, then how far each goes down; its rows say
    that what adds up still does.

    Parameters
    ----------
    problem : what holds between the cells
    cells : that may move
    """

    def __init__(self, problem: Problem, cells: Ints) -> None:
        self.cells = cells
        self.place = {int(cell): place for place, cell in enumerate(cells)}
        self.room = np.maximum(problem.counts - problem.floors, 0.0)[cells]
        n_cells = len(cells)
        columns = problem.matrix[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(columns.indptr))
        # Columns are changes: the rows hold for the true counts already.
        now = problem.matrix[rows] @ problem.counts
        programme = Programme(
            costs=np.zeros(2 * n_cells),
            lower=np.zeros(2 * n_cells),
            upper=np.concatenate([np.full(n_cells, ENDLESS), self.room]),
            matrix=csr_array(hstack([columns[rows], -columns[rows]])),
            row_lower=problem.row_lower[rows] - now,
            row_upper=problem.row_upper[rows] - now,
        )
        self.solver = load(programme, FRESH)

    def cheapest_change(
        self, cell: int, rise: float, costs: Floats, *, deadline: float
    ) -> Floats | None:
        """Raise one cell at the least costs.

        Parameters
        ----------
        cell, rise : to be raised, and how far at least
        costs : of moving each cell by one, up or down
        deadline : on the monotonic clock

        Returns
        -------
        the change of every cell that may move, or None where the cell cannot rise so far

        Raises
        ------
        DisclosureRefused : the time was up
        """
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise not_finished()
        self._set_costs(costs)
        up = self.place[cell]
        down = up + len(self.cells)
        self.solver.changeColBounds(up, rise, ENDLESS)
        # Else the cell could go up and down at once, and not rise at all.
        self.solver.changeColBounds(down, 0.0, 0.0)
        run_for(self.solver, seconds)
        if is_unfinished(self.solver):
            raise not_finished()
        change = self._change() if is_optimal(self.solver) else None
        self.solver.changeColBounds(up, 0.0, ENDLESS)
        self.solver.changeColBounds(down, 0.0, float(self.room[up]))
        return change

    def _set_costs(self, costs: Floats) -> None:
        """Let each cell cost the same upwards and downwards."""
        columns = np.arange(2 * len(self.cells), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, np.tile(costs, 2))

    def _change(self) -> Floats:
        """Return the change of every cell that may move: how far up, less how far down."""
        moved = np.asarray(self.solver.getSolution().col_value)
        n_cells = len(self.cells)
        return np.asarray(moved[:n_cells] - moved[n_cells:])


def not_finished() -> DisclosureRefused:
    """Return the refusal of a search that its time ended: nothing is known."""
    return DisclosureRefused(
        "Suppression was not finished in time; nothing is published.",
        now="Give --seconds more, merge categories, drop a dimension, or let the policy"
        " round instead.",
    )
