"""The fewest further cells to withhold, exactly.

Which cells are withheld is a yes or no per cell. For every small cell the attacker's
programme asks how far it can rise under a pattern. Where that is not far enough, the
prices of the programme name the cells of which one more must be withheld: one more row
of the programme over patterns, a cut. With `r` the rise that small cell `t` needs, and
`up[i]`, `down[i]` the prices of moving cell `i`, a pattern `y` must satisfy

    sum over cells of y[i] (up[i] reach + down[i] room[i]) >= r - (what else lends)

Patterns and cuts alternate until no attacker objects. The first patterns may withhold
fractions of cells, which is quick and says how many whole cells it takes at least.

References
----------
Fischetti & Salazar-González (2000), Models and algorithms for optimizing cell suppression
in tabular data with linear constraints, Journal of the American Statistical Association
95; (2001), Management Science 47.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.linear import (
    Programme,
    is_optimal,
    load_integer,
)
from zicht.disclosure.protect.problem import Problem
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused

TINY = 1e-6
NEGLIGIBLE = 1e-7
"""Weights of a cut below it are taken as zero."""
NO_PRICE = 1e-9
"""Prices below it come from the tolerance of the solver."""
HALF = 0.5
"""Shares of a whole pattern are 0 or 1 but for the tolerance of the solver."""
NO_COLUMN = -1
"""Column of a cell that is printed in every pattern."""
LARGEST = 700
"""Cells of a system for which the fewest are sought."""
MOST_QUESTIONS = 6_000
"""Attackers' programmes after which the search gives up; counted and not timed, so that a rerun gives the same."""
MOST_NODES, MOST_PATTERNS = 300, 12
"""Branches of one programme over whole patterns, and how many of these are asked, for the same reason."""
MOST_STALLS = 8
"""Patterns of fractions without a higher bound, after which whole ones are sought."""
LEAST_GAIN = 1e-3
"""Cells by which the bound must rise, for a pattern of fractions to be no stall."""
HALF_A_CELL = 0.5
"""Costs are whole but for what breaks ties: a pattern this close to the best is the best."""
Cut = Floats
"""A weight per cell that may be withheld: those of a pattern must add up to 1 at least."""


@dataclass(frozen=True, eq=False)
class Fewest:
    """The best safe pattern that was found.

    Parameters
    ----------
    hidden : whether each cell is withheld
    is_proven : whether no safe pattern withholds fewer cells
    """

    hidden: Bools
    is_proven: bool


def fewest(
    problem: Problem,
    known: Bools,
    complete: Callable[[Bools], Bools],
    *,
    seconds: float,
) -> Fewest:
    """Look for a pattern that withholds as few cells as possible.

    Of equal patterns, one that loses few records is preferred.

    Parameters
    ----------
    problem : of the attackers
    known : a pattern that is safe
    complete : makes a safe pattern of one that is not
    seconds : a limit against a machine that stands still; the search is ended by counting
    """
    return _Search(problem, known, complete, seconds).run()


class _Search:
    """Alternates patterns and cuts.

    Attributes
    ----------
    best : the safe pattern with the fewest cells so far
    choices : cells that may be withheld and do not have to be
    costs : of each choice
    cuts : rows that a pattern must satisfy
    """

    def __init__(
        self,
        problem: Problem,
        known: Bools,
        complete: Callable[[Bools], Bools],
        seconds: float,
    ) -> None:
        self.problem, self.best, self.complete = problem, known, complete
        self.deadline = time.monotonic() + seconds
        self.choices = np.flatnonzero(problem.can_hide & ~problem.primary)
        # All of these together stay below half a cell, so that fewer cells cost less.
        by_records = 1e-4 * np.log1p(problem.counts[self.choices])
        by_lot = 3e-4 * problem.draws[self.choices]
        self.costs = 1.0 + by_records + by_lot
        self.cuts: list[Cut] = []
        self.attackers = _Attackers(problem, self.choices)

    @property
    def n_best(self) -> int:
        """Further cells that the best pattern withholds."""
        return int(self.best[self.choices].sum())

    def run(self) -> Fewest:
        """Return the best pattern, and whether no other withholds fewer cells."""
        if self.n_best == 0:
            return Fewest(self.best, is_proven=True)
        if not self._bound_by_fractions():
            return Fewest(self.best, is_proven=False)
        for _ in range(MOST_PATTERNS):
            if self._is_over():
                break
            shares = self._cheapest_pattern(is_whole=True)
            if shares is None:
                break
            is_chosen = shares > HALF
            # No pattern that satisfies the cuts so far withholds fewer cells.
            if is_chosen.sum() >= self.n_best:
                return Fewest(self.best, is_proven=True)
            pattern = self._pattern_of(is_chosen)
            if not self._add_cuts(is_chosen.astype(np.float64), is_whole=True):
                # It is the cheapest pattern, and no attacker objects to it.
                return Fewest(pattern, is_proven=True)
            self._keep_if_better(self._completed(pattern))
        return Fewest(self.best, is_proven=False)

    def _pattern_of(self, is_chosen: Bools) -> Bools:
        """Return the pattern that withholds some of the choices."""
        pattern = self.problem.primary.copy()
        pattern[self.choices[is_chosen]] = True
        return pattern

    def _keep_if_better(self, pattern: Bools) -> None:
        """Make a safe pattern the best one, where it withholds fewer cells."""
        if pattern[self.choices].sum() < self.n_best:
            self.best = pattern

    def _is_over(self) -> bool:
        """Whether the search has asked enough, or the time is up."""
        has_asked_enough = self.attackers.asked >= MOST_QUESTIONS
        return has_asked_enough or time.monotonic() > self.deadline

    def _completed(self, pattern: Bools) -> Bools:
        """Return a safe pattern that withholds these cells, or the best one."""
        try:
            return self.complete(pattern)
        except DisclosureRefused:
            # Out of time: what is known is safe.
            self.deadline = 0.0
            return self.best

    def _bound_by_fractions(self) -> bool:
        """Correct patterns of fractions until no attacker objects, or it helps no more.

        Returns
        -------
        whether whole patterns can be sought: False when the search is over
        """
        bound, n_stalls = -1.0, 0
        shares = np.zeros(len(self.choices))
        while self._add_cuts(shares, is_whole=False):
            if self._is_over():
                return False
            pattern = self._cheapest_pattern(is_whole=False)
            if pattern is None:
                return False
            shares, cost = pattern, float(self.costs @ pattern)
            is_higher = cost >= bound + LEAST_GAIN
            n_stalls = 0 if is_higher else n_stalls + 1
            if n_stalls >= MOST_STALLS:
                break
            bound = cost
        return True

    def _add_cuts(self, shares: Floats, *, is_whole: bool) -> bool:
        """Add the rows that attackers object with; False when none does."""
        objections = list(self.attackers.objections(shares, is_whole=is_whole))
        self.cuts += objections
        return bool(objections)

    def _cheapest_pattern(self, *, is_whole: bool) -> Floats | None:
        """Return the cheapest pattern that satisfies every cut; None if none was found."""
        n = len(self.choices)
        programme = Programme(
            costs=self.costs,
            lower=np.zeros(n),
            upper=np.ones(n),
            matrix=csr_array(np.vstack(self.cuts)),
            # A cut is scaled so that what a pattern must lend together is 1.
            row_lower=np.ones(len(self.cuts)),
            row_upper=np.full(len(self.cuts), np.inf),
            whole=np.full(n, is_whole),
        )
        seconds = max(0.0, self.deadline - time.monotonic())
        solver = load_integer(programme, seconds=seconds, gap=0.0)
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
        solver.setOptionValue("mip_abs_gap", HALF_A_CELL)
        solver.run()
        if not is_optimal(solver):
            return None
        return np.asarray(solver.getSolution().col_value)


class _Attackers:
    """One programme per small cell: how far it can rise, and which cells hold it down.

    Columns are the changes of all cells that are, or may be, withheld.

    Parameters
    ----------
    problem : of the attackers
    choices : cells that may be withheld and do not have to be

    Attributes
    ----------
    choice_columns, target_columns : columns of the choices, and of the small cells
    rise : how far each small cell must be able to rise
    endless : as far as any cell could rise
    room : how far each cell can fall
    asked : programmes so far
    witnesses : changes that lifted a small cell far enough
    """

    def __init__(self, problem: Problem, choices: Ints) -> None:
        self.asked = 0
        self.witnesses: list[Floats] = []
        self.cells = np.flatnonzero(problem.primary | problem.can_hide)
        column_of = np.full(len(problem.counts), NO_COLUMN, dtype=np.int64)
        column_of[self.cells] = np.arange(len(self.cells))
        self.choice_columns = column_of[choices]

        targets = _small_cells(problem)
        self.target_columns = column_of[targets]
        self.rise = (problem.need - problem.counts)[targets]
        self.endless = float(problem.counts.sum() + self.rise.max(initial=1.0))
        self.room = np.maximum(problem.counts - problem.floors, 0.0)[self.cells]

        # Changes are what moves: the rows hold for the true counts already.
        true_sums = problem.matrix @ problem.counts
        self.row_lower = problem.row_lower - true_sums
        self.row_upper = problem.row_upper - true_sums
        self.solver = self._load(problem)

    def _load(self, problem: Problem) -> Any:
        n = len(self.cells)
        programme = Programme(
            costs=np.zeros(n),
            lower=-self.room,
            upper=np.full(n, self.endless),
            matrix=csr_array(problem.matrix[:, self.cells]),
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            whole=np.zeros(n, dtype=bool),
        )
        return load_integer(programme, seconds=3600.0, gap=0.02)

    def objections(self, shares: Floats, *, is_whole: bool) -> Iterator[Cut]:
        """Yield a cut for every small cell that cannot rise far enough under a pattern.

        Parameters
        ----------
        shares : from 0 to 1 per choice, how much of it is withheld
        is_whole : whether all shares are 0 or 1
        """
        highest = np.zeros(len(self.cells))
        if is_whole:
            highest = self._highest_seen(shares)
        targets = zip(self.target_columns.tolist(), self.rise.tolist(), strict=True)
        for target, rise in targets:
            if highest[target] >= rise - TINY:
                continue
            # While cells are withheld by fractions, each lends no more than the rise
            # asked: that cuts deeper.
            reach = self.endless if is_whole else rise
            self._withhold(shares, reach)
            change, prices, row_prices = self._raise(target)
            if change[target] < rise - TINY:
                cut = self._cut(prices, row_prices, rise)
                if cut is not None:
                    yield cut
            elif is_whole:
                self.witnesses.append(change)
                highest = np.maximum(highest, change)

    def _withhold(self, shares: Floats, reach: float) -> None:
        """Let each choice move as far as its share is withheld."""
        n = len(self.cells)
        lower, upper = -self.room, np.full(n, self.endless)
        room = np.minimum(self.room[self.choice_columns], reach)
        lower[self.choice_columns] = -shares * room
        upper[self.choice_columns] = shares * reach
        index = np.arange(n, dtype=np.int32)
        self.solver.changeColsBounds(n, index, lower, upper)

    def _raise(self, target: int) -> tuple[Floats, Floats, Floats]:
        """Raise one cell as far as it goes.

        Returns
        -------
        the change of each cell, the prices of their bounds, and the prices of the rows
        """
        self.solver.changeColCost(target, -1.0)
        self.solver.run()
        self.asked += 1
        self.solver.changeColCost(target, 0.0)
        solution = self.solver.getSolution()
        return (
            np.asarray(solution.col_value),
            -np.asarray(solution.col_dual),
            -np.asarray(solution.row_dual),
        )

    def _highest_seen(self, shares: Floats) -> Floats:
        """Return how far each cell rises in witnesses that use withheld cells alone."""
        shown = self.choice_columns[shares < HALF]
        highest = np.zeros(len(self.cells))
        for change in self.witnesses:
            if not np.any(np.abs(change[shown]) > TINY):
                highest = np.maximum(highest, change)
        return highest

    def _cut(self, prices: Floats, row_prices: Floats, rise: float) -> Cut | None:
        """Return the row: what the withheld cells lend must reach what is missing.

        By duality the highest rise is what the prices of the rows and of the bounds add
        up to. Primary cells lend in any pattern; a choice lends only where it is
        withheld. None where nothing is missing.

        Parameters
        ----------
        prices : of the bounds of each cell: above 0 for its upper bound, below 0 for its
            lower one
        row_prices : of each row
        rise : that was asked
        """
        lends = self._lent_by_cells(prices)
        is_choice = np.zeros(len(self.cells), dtype=bool)
        is_choice[self.choice_columns] = True
        always_lent = float(lends[~is_choice].sum())
        missing = rise - self._lent_by_rows(row_prices) - always_lent
        if missing <= TINY:
            return None
        # A cell that lends more than is missing does no more than satisfy the row.
        weights = np.minimum(lends[self.choice_columns] / missing, 1.0)
        weights[weights < NEGLIGIBLE] = 0.0
        return weights

    def _lent_by_cells(self, prices: Floats) -> Floats:
        """Return what each cell lends to the rise when it is withheld."""
        up, down = np.maximum(prices, 0.0), np.maximum(-prices, 0.0)
        lent_above = np.where(up > NO_PRICE, up * self.endless, 0.0)
        return np.asarray(lent_above + down * self.room)

    def _lent_by_rows(self, row_prices: Floats) -> float:
        """Return what the rows lend; one without an end on a side has no price there."""
        ends = np.where(row_prices > 0, self.row_upper, self.row_lower)
        return float(row_prices @ np.where(np.isfinite(ends), ends, 0.0))


def _small_cells(problem: Problem) -> Ints:
    """Return the cells that must be able to rise, the smallest first."""
    cells = np.flatnonzero(problem.primary & np.isfinite(problem.need))
    return cells[np.argsort(problem.counts[cells], kind="stable")]
