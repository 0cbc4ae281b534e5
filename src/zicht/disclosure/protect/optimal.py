"""The fewest further cells to withhold, exactly: a programme over patterns, corrected by what attackers could work out.

Which cells are withheld is a yes or no per cell. For every small cell the attacker's programme asks how far it can rise
under a pattern; where that is not far enough, the prices of the programme name the cells of which one more must be
withheld, as one more row of the programme over patterns (a cut). Patterns and cuts alternate until no attacker objects.
The first patterns may withhold fractions of cells, which is quick and says how many whole cells it takes at least.
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
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused

TINY = 1e-6
LARGEST = 700
"""Cells of a system for which the fewest are sought."""
MOST_QUESTIONS = 6_000
"""Attackers' programmes after which the search gives up; counted and not timed, so that a rerun gives the same."""
MOST_NODES, MOST_PATTERNS = 300, 12
"""Branches of one programme over whole patterns, and how many of these are asked, for the same reason."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What an attacker knows, and what he may not find out.

    Parameters
    ----------
    matrix, row_lower, row_upper : what holds between the cells
    counts, floors : the true count of each cell, and the least a withheld one can be to a reader
    need : per cell, the value it must be able to reach; infinite where it is not small
    draws : a number from 0 to 1 per cell, of a secret: which of equal patterns is
        taken
    primary : cells that have to be withheld
    can_hide : further cells that may be
    """

    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    counts: Floats
    floors: Floats
    need: Floats
    draws: Floats
    primary: Bools
    can_hide: Bools


def fewest(
    problem: Problem,
    known: Bools,
    complete: Callable[[Bools], Bools],
    *,
    seconds: float,
) -> tuple[Bools, bool]:
    """Look for a pattern that withholds as few cells as possible; of equal ones, one that loses few records.

    Parameters
    ----------
    problem : of the attackers
    known : a pattern that is safe
    complete : makes a safe pattern of one that is not
    seconds : a limit against a machine that stands still; the search is ended by counting

    Returns
    -------
    the best safe pattern that was found, and whether no other withholds fewer cells

    References
    ----------
    Fischetti & Salazar-González (2000), Models and algorithms for optimizing cell suppression in tabular data with
    linear constraints, Journal of the American Statistical Association 95; (2001), Management Science 47.
    """
    return _Search(problem, known, complete, seconds).run()


class _Search:
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
        of_records = 1e-4 * np.log1p(problem.counts[self.choices])
        self.costs = 1.0 + of_records + 3e-4 * problem.draws[self.choices]
        self.cuts: list[tuple[Floats, float]] = []
        self.attackers = _Attackers(problem, self.choices)
        self.patterns = 0

    def run(self) -> tuple[Bools, bool]:
        if not self.best[self.choices].any():
            return self.best, True
        is_tight = self._tighten()
        while is_tight and not self._is_over() and self.patterns < MOST_PATTERNS:
            self.patterns += 1
            shares = self._pattern(whole=True)
            if shares is None:
                break
            chosen = shares > 0.5
            # A pattern with some attackers left out withholds no more than the best that holds against all.
            if chosen.sum() >= self.best[self.choices].sum():
                return self.best, True
            pattern = self.problem.primary.copy()
            pattern[self.choices[chosen]] = True
            if not self._cut(chosen, is_whole=True):
                return pattern, True
            whole = self._completed(pattern)
            if whole[self.choices].sum() < self.best[self.choices].sum():
                self.best = whole
        return self.best, False

    def _is_over(self) -> bool:
        return (
            self.attackers.asked >= MOST_QUESTIONS or time.monotonic() > self.deadline
        )

    def _completed(self, pattern: Bools) -> Bools:
        try:
            return self.complete(pattern)
        except DisclosureRefused:
            # Out of time: what is known is safe.
            self.deadline = 0.0
            return self.best

    def _tighten(self) -> bool:
        """Correct patterns of fractions until no attacker objects, or it helps no more."""
        before, stalls = -1.0, 0
        shares = np.zeros(len(self.choices))
        while self._cut(shares, is_whole=False):
            if self._is_over():
                return False
            found = self._pattern(whole=False)
            if found is None:
                return False
            shares, value = found, float(self.costs @ found)
            stalls = stalls + 1 if value < before + 1e-3 else 0
            if stalls >= 8:
                break
            before = value
        return True

    def _cut(self, shares: Floats | Bools, *, is_whole: bool) -> bool:
        """Add the rows that attackers object with; False when none does."""
        before = len(self.cuts)
        for cut in self.attackers.objections(
            shares.astype(np.float64), is_whole=is_whole
        ):
            self.cuts.append(cut)
        return len(self.cuts) > before

    def _pattern(self, *, whole: bool) -> Floats | None:
        n = len(self.choices)
        solver = load_integer(
            Programme(
                costs=self.costs,
                lower=np.zeros(n),
                upper=np.ones(n),
                matrix=csr_array(np.vstack([weights for weights, _ in self.cuts])),
                row_lower=np.asarray([least for _, least in self.cuts]),
                row_upper=np.full(len(self.cuts), np.inf),
                whole=np.full(n, whole),
            ),
            seconds=max(0.0, self.deadline - time.monotonic()),
            gap=0.0,
        )
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
        # Costs are whole but for what breaks ties: half a cell from the best is best.
        solver.setOptionValue("mip_abs_gap", 0.5)
        solver.run()
        if not is_optimal(solver):
            return None
        return np.asarray(solver.getSolution().col_value)


class _Attackers:
    """One programme per small cell: how far can it rise under a pattern, and which cells hold it down."""

    def __init__(self, problem: Problem, choices: Ints) -> None:
        self.problem, self.choices, self.asked = problem, choices, 0
        self.cells = np.flatnonzero(problem.primary | problem.can_hide)
        place = np.full(len(problem.counts), -1, dtype=np.int64)
        place[self.cells] = np.arange(len(self.cells))
        self.at_choice = place[choices]
        targets = np.flatnonzero(problem.primary & np.isfinite(problem.need))
        self.targets = targets[np.argsort(problem.counts[targets], kind="stable")]
        self.at_target = place[self.targets]
        self.rise = (problem.need - problem.counts)[self.targets]
        self.endless = float(problem.counts.sum() + self.rise.max(initial=1.0))
        self.room = np.maximum(problem.counts - problem.floors, 0.0)[self.cells]
        now = problem.matrix @ problem.counts
        self.slack_low, self.slack_high = (
            problem.row_lower - now,
            problem.row_upper - now,
        )
        self.solver = self._load()
        self.witnesses: list[Floats] = []

    def _load(self) -> Any:
        part = csr_array(self.problem.matrix[:, self.cells])
        n = len(self.cells)
        return load_integer(
            Programme(
                costs=np.zeros(n),
                lower=-self.room,
                upper=np.full(n, self.endless),
                matrix=part,
                row_lower=self.slack_low,
                row_upper=self.slack_high,
                whole=np.zeros(n, dtype=bool),
            ),
            seconds=3600.0,
            gap=0.02,
        )

    def objections(
        self, shares: Floats, *, is_whole: bool
    ) -> Iterator[tuple[Floats, float]]:
        """Give a cut for every small cell that cannot rise far enough under a pattern."""
        n = len(self.cells)
        highest = self._seen(shares) if is_whole else np.zeros(n)
        index = np.arange(n, dtype=np.int32)
        for at, rise in zip(self.at_target.tolist(), self.rise.tolist(), strict=True):
            if highest[at] >= rise - TINY:
                continue
            # While cells are withheld by fractions, each lends no more than the rise asked: that cuts deeper.
            reach = self.endless if is_whole else rise
            lower, upper = -self.room, np.full(n, self.endless)
            upper[self.at_choice] = shares * reach
            lower[self.at_choice] = -shares * np.minimum(
                self.room[self.at_choice], reach
            )
            self.solver.changeColsBounds(n, index, lower, upper)
            self.solver.changeColCost(at, -1.0)
            self.solver.run()
            self.asked += 1
            self.solver.changeColCost(at, 0.0)
            solution = self.solver.getSolution()
            moved = np.asarray(solution.col_value)
            if moved[at] >= rise - TINY:
                if is_whole:
                    self.witnesses.append(moved)
                    highest = np.maximum(highest, moved)
                continue
            cut = self._cut(
                -np.asarray(solution.col_dual), -np.asarray(solution.row_dual), rise
            )
            if cut is not None:
                yield cut

    def _seen(self, shares: Floats) -> Floats:
        """How far each cell was seen to rise in witnesses that use withheld cells alone."""
        shown = self.at_choice[shares < 0.5]
        highest = np.zeros(len(self.cells))
        for moved in self.witnesses:
            if not np.any(np.abs(moved[shown]) > TINY):
                highest = np.maximum(highest, moved)
        return highest

    def _cut(
        self, prices: Floats, row_prices: Floats, rise: float
    ) -> tuple[Floats, float] | None:
        """Make a row of an attacker's prices: what the withheld cells lend must reach the rise."""
        up, down = np.maximum(prices, 0.0), np.maximum(-prices, 0.0)
        lends = np.where(up > 1e-9, up * self.endless, 0.0) + down * self.room
        # A row without an end on one side has no price there.
        ends = np.where(row_prices > 0, self.slack_high, self.slack_low)
        constant = float(row_prices @ np.where(np.isfinite(ends), ends, 0.0))
        is_choice = np.zeros(len(self.cells), dtype=bool)
        is_choice[self.at_choice] = True
        missing = rise - constant - float(lends[~is_choice].sum())
        if missing <= TINY:
            return None
        weights = np.minimum(lends[self.at_choice] / missing, 1.0)
        weights[weights < 1e-7] = 0.0
        return weights, 1.0
