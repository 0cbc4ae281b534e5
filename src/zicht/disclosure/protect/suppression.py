"""Cell suppression with guaranteed intervals: each small cell could also be at its threshold.

A pattern of withheld cells is safe for a small cell when some other set of counts exists
that agrees with everything printed, with every withheld cell at its floor or above, and
with this cell at the threshold. Such a set is called a witness. With `x` the counts, `A`
the sums, and `d` the change of each cell, a witness for cell `t` solves

    A d = 0,   d[i] = 0 for printed cells,   d[i] >= floor[i] - x[i],   d[t] = need[t] - x[t]

Where none exists, the cheapest further cells are withheld that make one possible. At the
end every further cell is asked whether it is still needed.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from zicht.disclosure.linear import WARM, Programme, is_optimal, load, run_for
from zicht.disclosure.protect.bound import fewest_further
from zicht.disclosure.protect.optimal import LARGEST, Problem, fewest
from zicht.disclosure.protect.raising import (
    ENDLESS,
    TINY,
    Raising,
    Witness,
    highest_counts,
)
from zicht.disclosure.protect.stages import blocks_of_areas
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress

SECONDS_FOR_BOUND = 30.0
"""Given to the bound that the log tells, which decides nothing."""
LARGE = 4_000
"""Cells that can move from which witnesses are sought nearby first."""
FREE = 1e-4
"""Price of moving a withheld cell: nearly nothing."""
CHANCE = 0.1
"""Share of the price of a cell that is drawn by lot."""
ATTEMPTS = 3
"""Patterns that are tried for one small cell, with other prices each time."""
LONGEST_CLEAN_UP = 6_000_000
"""Programmes times cells after which the clean-up stops; counted and not timed, so that a rerun gives the same."""


class _TimeIsUpError(Exception):
    """A programme was ended by its time limit."""


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
    """Which cells are withheld, and whether no safe pattern withholds fewer.

    Parameters
    ----------
    hidden : whether each cell is withheld
    is_fewest : whether no safe pattern withholds fewer cells
    witnesses : that guard the small cells of a large system: they hold for every pattern
        that withholds these cells and more
    """

    hidden: Bools
    is_fewest: bool
    witnesses: tuple[Witness, ...] = ()


def nothing_known(system: System) -> Known:
    """Return the case without earlier releases."""
    n = len(system.counts)
    nowhere = np.zeros(n, dtype=bool)
    return Known(nowhere, nowhere.copy(), np.zeros(n, dtype=np.int64))


def primary_cells(system: System, thresholds: Ints, policy: Policy) -> Bools:
    """Return cells that may not be shown: small ones, and zeros where they disclose."""
    is_small = (system.counts > 0) & (system.counts < thresholds)
    if policy.zeros == "disclosive":
        is_small |= system.counts == 0
    return is_small


def suppress(
    system: System,
    thresholds: Ints,
    policy: Policy,
    draws: Floats,
    *,
    seconds: float = 300.0,
    progress: Progress | None = None,
    known: Known | None = None,
    exact: bool = True,
    before: Chosen | None = None,
) -> Chosen:
    """Choose the cells to withhold.

    Parameters
    ----------
    system : cells with their true counts
    thresholds : per cell, the count from which it may be shown
    policy : its threshold, and what zeros tell
    draws : a number from 0 to 1 per cell, of a secret: without them a reader could try
        which counts lead to the pattern that is printed
    seconds : the longest this may take. When they are over and every small cell is
        guarded, the pattern found so far is returned: it is safe, and may withhold cells
        that it need not
    progress : called with a sentence now and then
    known : what earlier releases and earlier attempts ask
    exact : whether to look for the fewest cells, where the system is small enough
    before : a pattern for fewer small cells: a large system begins with it

    Returns
    -------
    whether each cell is withheld: small cells always are, and each of them could be at
    its threshold; and whether no safe pattern withholds fewer cells

    Raises
    ------
    DisclosureRefused : no pattern guards every small cell, or none was found in time

    References
    ----------
    Fischetti & Salazar-González (2001), Management Science 47: the attacker's programmes.
    Kelly, Golden & Assad (1992), Networks 22: cheapest extra cells one primary cell at a
    time, and the clean-up of what is no longer needed.
    """
    known = known or nothing_known(system)
    primary = primary_cells(system, thresholds, policy) | known.withheld
    if not primary.any():
        return Chosen(primary, is_fewest=True)
    pattern = _Pattern(
        system,
        primary,
        _needs(system, thresholds, policy, known),
        _floors(system, policy, known),
        draws,
        shown=known.shown,
        deadline=time.monotonic() + seconds,
    )
    if before is not None and pattern.is_large:
        pattern.begin_with(before)
    pattern.protect(progress)
    pattern.clean_up(progress)
    if progress is not None:
        n_further = int((pattern.hidden & ~primary).sum())
        n_least = fewest_further(
            system, primary, pattern.can_move, seconds=SECONDS_FOR_BOUND
        )
        progress(
            f"suppression: {n_further} further cells are withheld, and every safe"
            f" pattern withholds {n_least} at least"
        )
    if not exact or len(system.counts) > LARGEST:
        witnesses = tuple(pattern.witnesses)
        return Chosen(pattern.hidden, is_fewest=False, witnesses=witnesses)
    if progress is not None:
        progress("suppression: the fewest cells are sought")
    # An exact answer is worth the time that is left, and not worth a refusal.
    seconds_left = max(0.0, pattern.deadline - time.monotonic())
    hidden, is_fewest = fewest(
        pattern.problem(),
        pattern.hidden.copy(),
        pattern.completed,
        seconds=seconds_left,
    )
    return Chosen(hidden, is_fewest)


def _floors(system: System, policy: Policy, known: Known) -> Ints:
    """Return the least that each withheld cell can be to any reader.

    A contributor knows of every cell he falls in that it is no zero: witnesses hold
    against all contributors at once.
    """
    holds_somebody = np.minimum(system.counts, 1)
    zeros_may_hide = policy.zeros == "disclosive"
    return np.maximum(known.floors, holds_somebody if zeros_may_hide else 1)


def _needs(system: System, thresholds: Ints, policy: Policy, known: Known) -> Ints:
    """Return the value that each withheld cell must be able to reach.

    A cell above the threshold that has to be withheld guards a small difference: it must
    be able to lift that difference to the threshold.
    """
    guards_difference = known.withheld & (system.counts >= thresholds)
    lifted = system.counts + policy.threshold - 1
    return np.where(guards_difference, lifted, thresholds)


class _Pattern:
    """The cells withheld so far, and a witness for every cell that needs one.

    Parameters
    ----------
    system : cells with their true counts
    primary : cells that have to be withheld
    needs : the value that each of them must be able to reach
    floors : the least that each withheld cell can be to a reader
    draws : a number from 0 to 1 per cell
    shown : cells that cannot be withheld
    deadline : on the monotonic clock
    """

    def __init__(
        self,
        system: System,
        primary: Bools,
        needs: Ints,
        floors: Ints,
        draws: Floats,
        *,
        shown: Bools,
        deadline: float,
    ) -> None:
        self.counts = system.counts.astype(np.float64)
        self.primary, self.hidden, self.deadline = primary, primary.copy(), deadline
        self.need = np.where(primary, np.maximum(needs, self.counts + 1), np.inf)
        # A zero that is printed stays zero.
        self.can_move: Bools = ((system.counts > 0) & ~shown) | primary
        self.floors = floors.astype(np.float64)
        self.draws = draws
        self.witnesses: list[Witness] = []
        self.rows = _rows(system)
        self.everywhere = Raising(self.problem(), np.flatnonzero(self.can_move))
        self.nearby = self._searches_nearby(system)

    @property
    def is_large(self) -> bool:
        """Whether so many cells can move that small steps are worth their while."""
        return int(self.can_move.sum()) > LARGE

    def begin_with(self, before: Chosen) -> None:
        """Begin with a pattern for fewer small cells: its witnesses hold here too."""
        self.hidden |= before.hidden
        self.witnesses = [own for own in before.witnesses if self._can_be(own)]

    def _can_be(self, witness: Witness) -> bool:
        """Whether a witness moves withheld cells alone, and none below its floor."""
        is_withheld = self.hidden[witness.cells].all()
        is_above = (witness.counts >= self.floors[witness.cells] - TINY).all()
        return bool(is_withheld and is_above)

    def _searches_nearby(self, system: System) -> dict[int, Raising]:
        """Return, per cell of a large system, a search among the cells of its own area.

        What moves there alone leaves every sum of areas as it is. Such a programme is a
        small part of the whole one, and most small cells find their witness in it.
        """
        if not self.is_large:
            return {}
        block_of_cell = blocks_of_areas(system)
        searches: dict[int, Raising] = {}
        for block in np.unique(block_of_cell[block_of_cell > 0]).tolist():
            cells = np.flatnonzero(self.can_move & (block_of_cell == block))
            if len(cells):
                search = Raising(self.problem(), cells)
                searches |= dict.fromkeys(cells.tolist(), search)
        return searches

    def _costs(self, cells: Ints) -> Floats:
        """Return what it costs to move each of some cells.

        Withheld cells move freely. A shown cell costs one, a little more where much
        would be lost with it, and by chance up to a tenth more.
        """
        records = 1.0 + 0.02 * np.log1p(self.counts[cells])
        chance = 1.0 + CHANCE * self.draws[cells]
        return np.where(~self.hidden[cells], records * chance, FREE)

    def protect(self, progress: Progress | None) -> None:
        """Give every primary cell a witness, hiding the cheapest cells that make one."""
        highest = highest_counts(self.counts, self.witnesses)
        small_cells = np.flatnonzero(self.primary)
        order = np.argsort(self.counts[small_cells], kind="stable")
        for number, cell in enumerate(small_cells[order].tolist()):
            if highest[cell] >= self.need[cell] - TINY:
                continue
            witness = self._protect_cell(cell)
            self.hidden[witness.cells] = True
            self.witnesses.append(witness)
            witness.lift(highest)
            if progress is not None and number % 500 == 499:
                progress(f"suppression: {number + 1} of {len(order)} small cells")

    def _protect_cell(self, cell: int) -> Witness:
        """Return a witness for one cell, nearby if there is one."""
        searches = [self.nearby[cell]] if cell in self.nearby else []
        for search in (*searches, self.everywhere):
            witness = self._cheapest_witness(cell, search)
            if witness is not None:
                return witness
        raise DisclosureRefused(
            "Suppression: a small cell cannot be protected, whatever else is"
            " withheld; nothing is published.",
            now="Merge categories, or let the policy round instead.",
        )

    def _cheapest_witness(self, cell: int, search: Raising) -> Witness | None:
        """Return the witness of one cell for which the fewest further cells are withheld.

        Costs are per cell that moves, whereas the programme pays per unit: cells that
        move far are made cheaper, and the programme is asked again.
        """
        rise = float(self.need[cell] - self.counts[cell])
        costs = self._costs(search.cells)
        best: Witness | None = None
        n_best = 0
        for _ in range(ATTEMPTS):
            change = search.cheapest_change(cell, rise, costs, deadline=self.deadline)
            if change is None:
                break
            witness = Witness.of_change(self.counts, search.cells, change)
            n_further = int((~self.hidden[witness.cells]).sum())
            if best is None or n_further < n_best:
                best, n_best = witness, n_further
            if n_further == 0 or n_best == 1:
                break
            is_paid = costs > 100 * FREE
            costs = np.where(is_paid, costs / (0.25 + np.abs(change)), costs)
        return best

    def completed(self, start: Bools) -> Bools:
        """Return a safe pattern that withholds at least these cells."""
        self.hidden = start | self.primary
        self.witnesses = [own for own in self.witnesses if self.hidden[own.cells].all()]
        self.protect(None)
        self.clean_up(None)
        return self.hidden.copy()

    def problem(self) -> Problem:
        """Return the same question for an exact answer."""
        return Problem(
            *self.rows,
            self.counts,
            self.floors,
            self.need,
            self.draws,
            self.primary,
            self.can_move,
        )

    def clean_up(self, progress: Progress | None) -> None:
        """Show every further cell again that is not needed, the most informative first.

        The pattern is safe at every step, so that it may end at any time.
        """
        extras = np.flatnonzero(self.hidden & ~self.primary)
        extras = extras[np.argsort(-self.counts[extras], kind="stable")]
        checker = _Checker(self)
        for number, cell in enumerate(extras.tolist()):
            if checker.solved * len(checker.cells) > LONGEST_CLEAN_UP:
                return
            try:
                self._try_to_show(cell, checker)
            except _TimeIsUpError:
                return
            if progress is not None and number % 200 == 199:
                progress(
                    f"suppression: {number + 1} of {len(extras)} extra cells looked at"
                    " again"
                )

    def _try_to_show(self, cell: int, checker: "_Checker") -> None:
        """Show a cell if every small cell has a witness without it."""
        remaining = [own for own in self.witnesses if not own.moves(cell)]
        highest = highest_counts(self.counts, remaining)
        without = np.flatnonzero(self.primary & (highest < self.need - TINY))
        checker.show(cell)
        new = checker.witnesses(without, self.need)
        if new is None:
            checker.hide(cell)
            return
        self.hidden[cell] = False
        self.witnesses = remaining + new


class _Checker:
    """Asks of the withheld cells alone whether the small ones still reach what they need.

    Parameters
    ----------
    pattern : as it is now
    """

    def __init__(self, pattern: _Pattern) -> None:
        self.counts, self.deadline = pattern.counts, pattern.deadline
        self.floors = np.minimum(pattern.floors, pattern.counts)
        self.solved = 0
        self.cells = np.flatnonzero(pattern.hidden)
        self.place = {int(cell): at for at, cell in enumerate(self.cells)}
        matrix, lower, upper = pattern.rows
        printed = self.counts.copy()
        printed[self.cells] = 0.0
        columns = matrix[:, self.cells].tocsr()
        rows = np.flatnonzero(np.diff(columns.indptr))
        decided = matrix[rows] @ printed
        programme = Programme(
            costs=np.zeros(len(self.cells)),
            lower=self.floors[self.cells],
            upper=np.full(len(self.cells), ENDLESS),
            matrix=columns[rows],
            row_lower=lower[rows] - decided,
            row_upper=upper[rows] - decided,
        )
        self.solver = load(programme, WARM)

    def show(self, cell: int) -> None:
        """Fix a cell at its count."""
        count = float(self.counts[cell])
        self.solver.changeColBounds(self.place[cell], count, count)

    def hide(self, cell: int) -> None:
        """Let a cell move again."""
        self.solver.changeColBounds(self.place[cell], float(self.floors[cell]), ENDLESS)

    def witnesses(self, targets: Ints, need: Floats) -> list[Witness] | None:
        """Return witnesses that lift each of some cells to what it needs.

        None where one of them cannot be lifted so far.
        """
        new: list[Witness] = []
        highest = self.counts.copy()
        if len(targets) > 1:
            new.append(self._lift(targets))
            new[-1].lift(highest)
        order = np.argsort(self.counts[targets], kind="stable")
        for target in targets[order].tolist():
            if highest[target] >= need[target] - TINY:
                continue
            new.append(self._lift(np.asarray([target])))
            new[-1].lift(highest)
            if highest[target] < need[target] - TINY:
                return None
        return new

    def _lift(self, targets: Ints) -> Witness:
        """Return the witness in which some cells are together as high as can be."""
        n = len(self.cells)
        costs = np.zeros(n)
        costs[[self.place[int(target)] for target in targets]] = -1.0
        self.solver.changeColsCost(n, np.arange(n, dtype=np.int32), costs)
        run_for(self.solver, max(self.deadline - time.monotonic(), 0.0))
        self.solved += 1
        if not is_optimal(self.solver):
            raise _TimeIsUpError
        lifted = np.asarray(self.solver.getSolution().col_value)
        change = lifted - self.counts[self.cells]
        return Witness.of_change(self.counts, self.cells, change)


def _rows(system: System) -> tuple[csr_array, Floats, Floats]:
    """Write down what holds between the cells.

    Returns
    -------
    matrix and ends of rows: the parts of a sum less the whole are 0; a part that does not
    add up less its whole is at most 0
    """
    relations = system.relations
    n_sums, n_pairs = len(relations), len(system.within)
    sums, pairs = np.arange(n_sums), n_sums + np.arange(n_pairs)
    values = [
        np.ones(len(relations.children)),
        -np.ones(n_sums),
        np.ones(n_pairs),
        -np.ones(n_pairs),
    ]
    rows = np.concatenate([relations.owners, sums, pairs, pairs])
    columns = np.concatenate(
        [relations.children, relations.parents, system.within, system.around]
    )
    shape = (n_sums + n_pairs, len(system.counts))
    matrix = csr_array(
        coo_array((np.concatenate(values), (rows, columns)), shape=shape)
    )
    lower = np.concatenate([np.zeros(n_sums), np.full(n_pairs, -np.inf)])
    return matrix, lower, np.zeros(n_sums + n_pairs)
