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
from scipy.sparse import coo_array, csr_array, vstack

from zicht.disclosure.protect.bound import fewest_further
from zicht.disclosure.protect.optimal import LARGEST, fewest
from zicht.disclosure.protect.problem import Problem
from zicht.disclosure.protect.raising import TINY, Raising, Witness, highest_counts
from zicht.disclosure.protect.showing_again import Checker, TimeIsUpError
from zicht.disclosure.protect.stages import blocks_of_areas
from zicht.disclosure.protect.system import System, matrix_of_sums
from zicht.edition.messages import Message
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress

SECONDS_FOR_BOUND = 30.0
"""Given to the bound in the log, which decides nothing."""
LARGE = 4_000
"""Cells that can move from which witnesses are sought nearby first."""
FREE = 1e-4
"""Price of moving a withheld cell: nearly nothing."""
CHANCE = 0.1
"""Share of the price of a cell that is drawn by lot."""
LOSS = 0.02
"""Part of the price of a cell that grows with the logarithm of its count."""
ATTEMPTS = 3
"""Patterns that are tried for one small cell, with other prices each time."""
LONGEST_CLEAN_UP = 6_000_000
"""Programmes times cells after which the clean-up stops; counted and not timed, so that a rerun gives the same."""


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
    n_cells = len(system.counts)
    nowhere = np.zeros(n_cells, dtype=bool)
    return Known(nowhere, nowhere.copy(), np.zeros(n_cells, dtype=np.int64))


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
    problem = _problem(system, thresholds, policy, draws, known)
    if not problem.primary.any():
        return Chosen(problem.primary, is_fewest=True)
    pattern = _Pattern(system, problem, deadline=time.monotonic() + seconds)
    if before is not None and pattern.is_large:
        pattern.begin_with(before)
    pattern.protect(progress)
    pattern.clean_up(progress)
    if progress is not None:
        _tell_bound(pattern, system, progress)
    if exact and len(system.counts) <= LARGEST:
        return _with_fewest_cells(pattern, progress)
    witnesses = tuple(pattern.witnesses)
    return Chosen(pattern.hidden, is_fewest=False, witnesses=witnesses)


def _tell_bound(pattern: "_Pattern", system: System, progress: Progress) -> None:
    """Report how many further cells are withheld, and how many there must be."""
    problem = pattern.problem
    n_further = int((pattern.hidden & ~problem.primary).sum())
    n_least = fewest_further(
        system, problem.primary, problem.can_hide, seconds=SECONDS_FOR_BOUND
    )
    progress(Message("gate.further_withheld", n=n_further, least=n_least))


def _with_fewest_cells(pattern: "_Pattern", progress: Progress | None) -> Chosen:
    """Return the pattern with the fewest cells that is found in the time that is left.

    An exact answer is worth the time that is left, and not worth a refusal.
    """
    if progress is not None:
        progress(Message("gate.fewest_sought"))
    best = fewest(
        pattern.problem,
        pattern.hidden.copy(),
        pattern.completed,
        seconds=max(0.0, pattern.deadline - time.monotonic()),
    )
    return Chosen(best.hidden, best.is_proven)


# ---- the question


def _problem(
    system: System, thresholds: Ints, policy: Policy, draws: Floats, known: Known
) -> Problem:
    """Write down what attackers know, and what they may not find out."""
    matrix, row_lower, row_upper = _rows(system)
    primary = primary_cells(system, thresholds, policy) | known.withheld
    counts = system.counts.astype(np.float64)
    # One more than its count at least: a cell whose witness equals it is known.
    needs = np.maximum(_needs(system, thresholds, policy, known), counts + 1)
    # A zero that is printed stays zero.
    may_be_hidden = (system.counts > 0) & ~known.shown
    return Problem(
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        counts=counts,
        floors=_floors(system, policy, known).astype(np.float64),
        need=np.where(primary, needs, np.inf),
        draws=draws,
        primary=primary,
        can_hide=may_be_hidden | primary,
    )


def _floors(system: System, policy: Policy, known: Known) -> Ints:
    """Return the least that each withheld cell can be to any reader.

    A contributor knows that no cell they fall in is zero: witnesses hold against all
    contributors at once.
    """
    if policy.zeros == "disclosive":
        return np.maximum(known.floors, np.minimum(system.counts, 1))
    # Zeros are printed: every reader takes a withheld cell to hold somebody.
    return np.maximum(known.floors, 1)


def _needs(system: System, thresholds: Ints, policy: Policy, known: Known) -> Ints:
    """Return the value that each withheld cell must be able to reach.

    A cell above the threshold that has to be withheld guards a small difference: it must
    be able to lift that difference to the threshold.
    """
    guards_difference = known.withheld & (system.counts >= thresholds)
    lifted = system.counts + policy.threshold - 1
    return np.where(guards_difference, lifted, thresholds)


# ---- the pattern


class _Pattern:
    """The cells withheld so far, and a witness for every cell that needs one.

    Parameters
    ----------
    system : cells with their true counts
    problem : which cells have to be withheld, which may be, and what each must reach
    deadline : on the monotonic clock

    Attributes
    ----------
    hidden : whether each cell is withheld
    witnesses : of the cells that have one; a witness may serve several cells
    """

    def __init__(self, system: System, problem: Problem, *, deadline: float) -> None:
        self.problem, self.deadline = problem, deadline
        self.hidden = problem.primary.copy()
        self.witnesses: list[Witness] = []
        self._everywhere = Raising(problem, np.flatnonzero(problem.can_hide))
        self._nearby = self._searches_nearby(system)

    @property
    def is_large(self) -> bool:
        """Whether so many cells can move that small steps are worth their while."""
        return int(self.problem.can_hide.sum()) > LARGE

    def begin_with(self, before: Chosen) -> None:
        """Begin with a pattern for fewer small cells: its witnesses hold here too."""
        self.hidden |= before.hidden
        self.witnesses = [
            witness for witness in before.witnesses if self._is_possible(witness)
        ]

    def _is_possible(self, witness: Witness) -> bool:
        """Whether a witness moves withheld cells alone, and none below its floor."""
        is_withheld = self.hidden[witness.cells].all()
        is_above = (witness.counts >= self.problem.floors[witness.cells] - TINY).all()
        return bool(is_withheld and is_above)

    def completed(self, start: Bools) -> Bools:
        """Return a safe pattern that withholds at least these cells."""
        self.hidden = start | self.problem.primary
        self.witnesses = [
            witness for witness in self.witnesses if self.hidden[witness.cells].all()
        ]
        self.protect(None)
        self.clean_up(None)
        return self.hidden.copy()

    # ---- a witness for every small cell

    def protect(self, progress: Progress | None) -> None:
        """Find a witness for every primary cell, hiding the cheapest cells that make one."""
        problem = self.problem
        highest = highest_counts(problem.counts, self.witnesses)
        small_cells = np.flatnonzero(problem.primary)
        # The smallest first: they must rise most, and their witnesses serve others too.
        order = np.argsort(problem.counts[small_cells], kind="stable")
        for number, cell in enumerate(small_cells[order].tolist()):
            if highest[cell] >= problem.need[cell] - TINY:
                continue
            witness = self._protect_cell(cell)
            self.hidden[witness.cells] = True
            self.witnesses.append(witness)
            witness.lift(highest)
            if progress is not None and number % 500 == 499:
                progress(Message("gate.small_cells", n=number + 1, all=len(order)))

    def _protect_cell(self, cell: int) -> Witness:
        """Return a witness for one cell, nearby if there is one.

        Raises
        ------
        DisclosureRefused : there is none, whatever else is withheld
        """
        nearby = [self._nearby[cell]] if cell in self._nearby else []
        for search in (*nearby, self._everywhere):
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
        counts = self.problem.counts
        rise = float(self.problem.need[cell] - counts[cell])
        costs = self._costs(search.cells)
        best: Witness | None = None
        fewest_so_far = 0
        for _ in range(ATTEMPTS):
            change = search.cheapest_change(cell, rise, costs, deadline=self.deadline)
            if change is None:
                break
            witness = Witness.of_change(counts, search.cells, change)
            n_further = int((~self.hidden[witness.cells]).sum())
            if best is None or n_further < fewest_so_far:
                best, fewest_so_far = witness, n_further
            # Where the withheld cells are not enough, one further cell is the least.
            if n_further == 0 or fewest_so_far == 1:
                break
            costs = _cheaper_where_far(costs, change)
        return best

    def _costs(self, cells: Ints) -> Floats:
        """Return what it costs to move each of some cells by one.

        Withheld cells move freely. A shown cell costs one, a little more where much
        would be lost with it, and by chance up to a tenth more.
        """
        price = 1.0 + LOSS * np.log1p(self.problem.counts[cells])
        chance = 1.0 + CHANCE * self.problem.draws[cells]
        return np.where(self.hidden[cells], FREE, price * chance)

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
            is_of_block = block_of_cell == block
            cells = np.flatnonzero(self.problem.can_hide & is_of_block)
            if len(cells):
                search = Raising(self.problem, cells)
                searches |= dict.fromkeys(cells.tolist(), search)
        return searches

    # ---- showing again what is not needed

    def clean_up(self, progress: Progress | None) -> None:
        """Show every further cell again that is not needed, the most informative first.

        The pattern is safe at every step, so that it may end at any time.
        """
        further = np.flatnonzero(self.hidden & ~self.problem.primary)
        further = further[np.argsort(-self.problem.counts[further], kind="stable")]
        checker = Checker(self.problem, self.hidden, deadline=self.deadline)
        for number, cell in enumerate(further.tolist()):
            if checker.n_solved * len(checker.cells) > LONGEST_CLEAN_UP:
                return
            try:
                self._try_to_show(cell, checker)
            except TimeIsUpError:
                return
            if progress is not None and number % 200 == 199:
                progress(Message("gate.looked_again", n=number + 1, all=len(further)))

    def _try_to_show(self, cell: int, checker: Checker) -> None:
        """Show a cell if every small cell has a witness without it."""
        # A witness that moves the cell would contradict its printed count.
        remaining = [witness for witness in self.witnesses if not witness.moves(cell)]
        problem = self.problem
        highest = highest_counts(problem.counts, remaining)
        is_low = highest < problem.need - TINY
        unguarded = np.flatnonzero(problem.primary & is_low)
        checker.show(cell)
        new = checker.witnesses(unguarded)
        if new is None:
            checker.hide(cell)
            return
        self.hidden[cell] = False
        self.witnesses = remaining + new


def _cheaper_where_far(costs: Floats, change: Floats) -> Floats:
    """Return the costs with those of cells that moved far divided by how far they moved.

    One cell that moves by ten then costs about as much as one that moves by one: what is
    to be few are the cells, and not the units.
    """
    is_paid = costs > 100 * FREE
    return np.where(is_paid, costs / (0.25 + np.abs(change)), costs)


def _rows(system: System) -> tuple[csr_array, Floats, Floats]:
    """Write down what holds between the cells.

    Returns
    -------
    matrix and ends of rows: the parts of a sum less the whole are 0; a part that does not
    add up less its whole is at most 0
    """
    sums = matrix_of_sums(system.relations, n_cells=len(system.counts))
    inclusions = _matrix_of_inclusions(system)
    n_sums, n_pairs = sums.shape[0], inclusions.shape[0]
    matrix = csr_array(vstack([sums, inclusions]))
    lower = np.concatenate([np.zeros(n_sums), np.full(n_pairs, -np.inf)])
    return matrix, lower, np.zeros(n_sums + n_pairs)


def _matrix_of_inclusions(system: System) -> csr_array:
    """Write cells within others as rows of a matrix: 1 for the part and -1 for its whole."""
    n_pairs = len(system.within)
    pairs = np.arange(n_pairs)
    signs = np.concatenate([np.ones(n_pairs), -np.ones(n_pairs)])
    rows = np.concatenate([pairs, pairs])
    columns = np.concatenate([system.within, system.around])
    entries = signs, (rows, columns)
    return csr_array(coo_array(entries, shape=(n_pairs, len(system.counts))))
