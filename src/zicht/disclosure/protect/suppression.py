"""Cell suppression with guaranteed intervals: every small cell could also be at the threshold, whoever does the sums.

A pattern is safe for a small cell when some other set of counts exists that agrees with everything printed, with every
withheld cell at its floor or above, and with this cell at the threshold. Such a set is called a witness. Where none
exists, the cheapest extra cells are sought that make one possible; at the end every extra cell is asked whether it is
still needed.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from zicht.disclosure.linear import (
    FRESH,
    WARM,
    Programme,
    is_optimal,
    is_unfinished,
    load,
    run_for,
)
from zicht.disclosure.protect.optimal import LARGEST, Problem, fewest
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress

ENDLESS = 1e6
TINY = 1e-6
CHANCE = 0.1
"""Share of the price of a cell that is drawn by lot."""
LONGEST_CLEAN_UP = 6_000_000
"""Programmes times cells after which the clean-up stops; counted and not timed, so that a rerun gives the same."""


def primary_cells(system: System, thresholds: Ints, policy: Policy) -> Bools:
    """Cells that may not be shown: small ones, and zeros where they disclose."""
    small = (system.counts > 0) & (system.counts < thresholds)
    if policy.zeros == "disclosive":
        small |= system.counts == 0
    return small


@dataclass(frozen=True, eq=False)
class Known:
    """What binds a pattern beside the counts.

    Parameters
    ----------
    withheld : cells that have to be withheld
    shown : cells that were printed before and cannot be hidden any more
    floors : the least each cell can be to a reader of earlier releases
    """

    withheld: Bools
    shown: Bools
    floors: Ints


@dataclass(frozen=True, eq=False)
class Chosen:
    """Which cells are withheld, and whether no safe pattern withholds fewer."""

    hidden: Bools
    is_fewest: bool


def nothing_known(system: System) -> Known:
    """Give the case without earlier releases."""
    n = len(system.counts)
    return Known(
        np.zeros(n, dtype=bool), np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
    )


def suppress(
    system: System,
    thresholds: Ints,
    policy: Policy,
    draws: Floats,
    *,
    seconds: float = 300.0,
    progress: Progress | None = None,
    known: "Known | None" = None,
    exact: bool = True,
) -> "Chosen":
    """Choose the cells to withhold.

    Parameters
    ----------
    system : cells with their true counts
    thresholds : per cell, the count from which it may be shown
    policy : its threshold, and what zeros tell
    draws : a number from 0 to 1 per cell, of a secret: without them a reader could try
        which counts lead to the pattern that is printed
    seconds : the longest this may take
    known : what earlier releases and earlier attempts ask
    exact : whether to look for the fewest cells, where the system is small enough

    Returns
    -------
    whether each cell is withheld: small cells always are, and each of them could be at its threshold; and whether no
    safe pattern withholds fewer cells

    Raises
    ------
    DisclosureRefused : no pattern was found, or not in time

    References
    ----------
    Fischetti & Salazar-González (2001), Management Science 47: the attacker's programmes. Kelly, Golden & Assad (1992),
    Networks 22: cheapest extra cells one primary cell at a time, and the clean-up of what is no longer needed.
    """
    known = known or nothing_known(system)
    primary = primary_cells(system, thresholds, policy) | known.withheld
    if not primary.any():
        return Chosen(primary, is_fewest=True)
    # A contributor knows of every cell he falls in that it is no zero: witnesses hold against all of them at once.
    least = np.maximum(
        known.floors,
        np.minimum(system.counts, 1) if policy.zeros == "disclosive" else 1,
    )
    # A cell above the threshold that has to be hidden guards a small difference: it must be able to lift that.
    need = np.where(
        known.withheld & (system.counts >= thresholds),
        system.counts + policy.threshold - 1,
        thresholds,
    )
    pattern = _Pattern(
        system,
        primary,
        need,
        least,
        draws,
        shown=known.shown,
        deadline=time.monotonic() + seconds,
    )
    pattern.protect(progress)
    pattern.clean_up(progress)
    if not exact or len(system.counts) > LARGEST:
        return Chosen(pattern.hidden, is_fewest=False)
    if progress is not None:
        progress("suppression: the fewest cells are sought")
    # What is left of the time: an exact answer is worth waiting for, and not worth a refusal.
    left = max(0.0, pattern.deadline - time.monotonic())
    return Chosen(
        *fewest(
            pattern.problem(), pattern.hidden.copy(), pattern.completed, seconds=left
        )
    )


class _Pattern:
    """The cells withheld so far, and a witness for every cell that needs one."""

    def __init__(
        self,
        system: System,
        primary: Bools,
        thresholds: Ints,
        floors: Ints,
        draws: Floats,
        *,
        shown: Bools,
        deadline: float,
    ) -> None:
        self.counts = system.counts.astype(np.float64)
        self.primary, self.hidden, self.deadline = primary, primary.copy(), deadline
        self.need = np.where(primary, np.maximum(thresholds, self.counts + 1), np.inf)
        self.movable = np.flatnonzero(((system.counts > 0) & ~shown) | primary)
        self.place = np.full(len(self.counts), -1, dtype=np.int64)
        self.place[self.movable] = np.arange(len(self.movable))
        self.floors = floors.astype(np.float64)
        self.room = np.maximum(self.counts - self.floors, 0.0)[self.movable]
        self.draws = draws
        self.witnesses: list[Floats] = []
        self.rows = _rows(system)
        self.solver = self._load()

    def _load(self) -> Any:
        """Columns: how far each cell goes up, then how far each goes down; rows: what adds up still does."""
        matrix, lower, upper = self.rows
        n = len(self.movable)
        part = matrix[:, self.movable]
        both = csr_array(hstack([part, -part]))
        now = matrix @ self.counts
        programme = Programme(
            costs=self._costs(),
            lower=np.zeros(2 * n),
            upper=np.concatenate([np.full(n, ENDLESS), self.room]),
            matrix=both,
            row_lower=lower - now,
            row_upper=upper - now,
        )
        return load(programme, FRESH)

    def _costs(self) -> Floats:
        """Return what it costs to move each cell, up and down.

        Withheld cells move freely. A shown cell costs one, a little more where much
        would be lost with it, and by chance up to a tenth more.
        """
        is_shown = ~self.hidden[self.movable]
        records = 1.0 + 0.02 * np.log1p(self.counts[self.movable])
        chance = 1.0 + CHANCE * self.draws[self.movable]
        cost = np.where(is_shown, records * chance, 1e-4)
        return np.concatenate([cost, cost])

    def _set_costs(self, costs: Floats) -> None:
        self.solver.changeColsCost(
            len(costs), np.arange(len(costs), dtype=np.int32), costs
        )

    def _solve(self, cell: int, rise: float) -> Floats | None:
        """Raise one cell; gives the changes of all movable cells, or None when it cannot rise."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise not_finished()
        at, n = int(self.place[cell]), len(self.movable)
        self.solver.changeColBounds(at, rise, ENDLESS)
        self.solver.changeColBounds(at + n, 0.0, 0.0)
        run_for(self.solver, left)
        if is_unfinished(self.solver):
            raise not_finished()
        is_found = is_optimal(self.solver)
        values = np.asarray(self.solver.getSolution().col_value) if is_found else None
        self.solver.changeColBounds(at, 0.0, ENDLESS)
        self.solver.changeColBounds(at + n, 0.0, float(self.room[at]))
        return None if values is None else values[:n] - values[n:]

    def _note(self, change: Floats) -> None:
        point = self.counts.copy()
        point[self.movable] += change
        self.witnesses.append(point)

    def protect(self, progress: Progress | None) -> None:
        """Give every primary cell a witness, hiding the cheapest cells that make one."""
        highest = np.maximum.reduce([self.counts, *self.witnesses])
        order = np.flatnonzero(self.primary)
        order = order[np.argsort(self.counts[order], kind="stable")]
        for number, cell in enumerate(order.tolist()):
            if highest[cell] >= self.need[cell] - TINY:
                continue
            change = self._cheapest(cell)
            self._note(change)
            highest = np.maximum(highest, self.witnesses[-1])
            if progress is not None and number % 500 == 499:
                progress(f"suppression: {number + 1} of {len(order)} small cells")

    def completed(self, start: Bools) -> Bools:
        """Make a safe pattern of one that is not."""
        self.hidden = start | self.primary
        shown = np.flatnonzero(~self.hidden)
        self.witnesses = [
            w
            for w in self.witnesses
            if not np.any(np.abs(w[shown] - self.counts[shown]) > TINY)
        ]
        self.protect(None)
        self.clean_up(None)
        return self.hidden.copy()

    def problem(self) -> Problem:
        """Give the same question for an exact answer."""
        can_hide = np.zeros(len(self.counts), dtype=bool)
        can_hide[self.movable] = True
        return Problem(
            *self.rows,
            self.counts,
            self.floors,
            self.need,
            self.draws,
            self.primary,
            can_hide,
        )

    def _cheapest(self, cell: int) -> Floats:
        rise = float(self.need[cell] - self.counts[cell])
        costs = self._costs()
        self._set_costs(costs)
        best: Floats | None = None
        fewest = len(self.counts) + 1
        for _ in range(3):
            change = self._solve(cell, rise)
            if change is None:
                break
            extra = self._extra(change)
            if len(extra) < fewest:
                best, fewest = change, len(extra)
            if not len(extra) or fewest == 1:
                break
            moved = np.abs(np.concatenate([change, change]))
            self._set_costs(np.where(costs > 0.01, costs / (0.25 + moved), costs))
        if best is None:
            raise DisclosureRefused(
                "Suppression: a small cell cannot be protected, whatever else is"
                " withheld; nothing is published.",
                now="Merge categories, or let the policy round instead.",
            )
        self.hidden[self._extra(best)] = True
        return best

    def _extra(self, change: Floats) -> Ints:
        moved = self.movable[np.abs(change) > TINY]
        return moved[~self.hidden[moved]]

    def clean_up(self, progress: Progress | None) -> None:
        """Show every extra cell again that is not needed, the most informative first."""
        extras = np.flatnonzero(self.hidden & ~self.primary)
        extras = extras[np.argsort(-self.counts[extras], kind="stable")]
        checker = _Checker(self)
        for number, cell in enumerate(extras.tolist()):
            if checker.solved * len(checker.cells) > LONGEST_CLEAN_UP:
                break
            self._try_to_show(cell, checker)
            if progress is not None and number % 200 == 199:
                progress(
                    f"suppression: {number + 1} of {len(extras)} extra cells looked at again"
                )

    def _try_to_show(self, cell: int, checker: "_Checker") -> None:
        still = [
            point
            for point in self.witnesses
            if abs(point[cell] - self.counts[cell]) <= TINY
        ]
        highest = np.maximum.reduce([self.counts, *still])
        missing = np.flatnonzero(self.primary & (highest < self.need - TINY))
        checker.show(cell)
        found = checker.witnesses(missing, self.need)
        if found is None:
            checker.hide(cell)
            return
        self.hidden[cell] = False
        self.witnesses = still + found


class _Checker:
    """The withheld cells alone, asked whether the small ones still reach their thresholds."""

    def __init__(self, pattern: _Pattern) -> None:
        self.counts, self.floors, self.solved = (
            pattern.counts,
            np.minimum(pattern.floors, pattern.counts),
            0,
        )
        self.deadline = pattern.deadline
        self.cells = np.flatnonzero(pattern.hidden)
        self.place = {int(cell): at for at, cell in enumerate(self.cells)}
        matrix, lower, upper = pattern.rows
        known = self.counts.copy()
        known[self.cells] = 0.0
        columns = matrix[:, self.cells].tocsr()
        used = np.flatnonzero(np.diff(columns.indptr))
        decided = matrix[used] @ known
        columns = columns[used]
        n = len(self.cells)
        programme = Programme(
            costs=np.zeros(n),
            lower=self.floors[self.cells],
            upper=np.full(n, ENDLESS),
            matrix=columns,
            row_lower=lower[used] - decided,
            row_upper=upper[used] - decided,
        )
        self.solver = load(programme, WARM)

    def show(self, cell: int) -> None:
        """Fix a cell at its count."""
        self.solver.changeColBounds(
            self.place[cell], float(self.counts[cell]), float(self.counts[cell])
        )

    def hide(self, cell: int) -> None:
        """Let a cell move again."""
        self.solver.changeColBounds(self.place[cell], float(self.floors[cell]), ENDLESS)

    def witnesses(self, missing: Ints, need: Floats) -> list[Floats] | None:
        """Find counts that lift each of these cells to its threshold; None when one of them cannot be lifted."""
        found: list[Floats] = []
        highest = self.counts.copy()
        if len(missing) > 1:
            self._look(missing, found)
            highest = np.maximum.reduce([highest, *found])
        for target in missing[np.argsort(self.counts[missing], kind="stable")].tolist():
            if highest[target] >= need[target] - TINY:
                continue
            self._look(np.asarray([target]), found)
            highest = np.maximum(highest, found[-1])
            if highest[target] < need[target] - TINY:
                return None
        return found

    def _look(self, targets: Ints, found: list[Floats]) -> None:
        n = len(self.cells)
        costs = np.zeros(n)
        costs[[self.place[int(target)] for target in targets]] = -1.0
        self.solver.changeColsCost(n, np.arange(n, dtype=np.int32), costs)
        run_for(self.solver, max(self.deadline - time.monotonic(), 0.0))
        self.solved += 1
        if not is_optimal(self.solver):
            raise not_finished()
        point = self.counts.copy()
        point[self.cells] = np.asarray(self.solver.getSolution().col_value)
        found.append(point)


def not_finished() -> DisclosureRefused:
    """Return the refusal of a search that its time ended: nothing is known."""
    return DisclosureRefused(
        "Suppression was not finished in time; nothing is published.",
        now="Give --seconds more, merge categories, drop a dimension, or let the policy"
        " round instead.",
    )


def _rows(system: System) -> tuple[csr_array, Floats, Floats]:
    """Write down what holds between the cells: sums are equal, parts are at most their whole."""
    relations = system.relations
    n_sums, n_pairs = len(relations), len(system.within)
    heads, pairs = np.arange(n_sums), n_sums + np.arange(n_pairs)
    value = np.concatenate(
        [
            np.ones(len(relations.children)),
            -np.ones(n_sums),
            np.ones(n_pairs),
            -np.ones(n_pairs),
        ]
    )
    row = np.concatenate([relations.owners, heads, pairs, pairs])
    column = np.concatenate(
        [relations.children, relations.parents, system.within, system.around]
    )
    matrix = csr_array(
        coo_array((value, (row, column)), shape=(n_sums + n_pairs, len(system.counts)))
    )
    lower = np.concatenate([np.zeros(n_sums), np.full(n_pairs, -np.inf)])
    return matrix, lower, np.zeros(n_sums + n_pairs)
