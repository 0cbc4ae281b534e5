"""Zero-restricted controlled rounding: to a multiple of the base, and still additive.

Every cell x goes to a multiple of the base b beside it: `floor(x / b) b + u b` with u 0
or 1, and all sums and inclusions hold for the rounded values too. Which way a cell goes
is drawn with chance `(x mod b) / b` upwards, so that it is right on average; the
programme minimises how far the whole departs from these draws:

    minimise    sum over cells of (draw - (x mod b) / b) u
    subject to  A (floor + u) = 0,  u whole,  0 <= u <= most

A fixed preference for the nearest multiple would tell a reader who knows the rule that
a printed 0 stands for at most half the base.

References
----------
Causey, Cox & Ernst (1985), Applications of transportation theory to statistical
problems, JASA 80 (tables of three dimensions without a rounding).
Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82.
Salazar-González (2006), Controlled rounding and cell perturbation, Mathematical
Programming 105.
"""

import time
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from zicht.disclosure.linear import solve_integer
from zicht.disclosure.protect.crossings import is_hard, settle
from zicht.disclosure.protect.rounding_limits import UNDECIDED, Limits
from zicht.disclosure.protect.rounding_programme import Question
from zicht.disclosure.protect.stages import LARGE, Plan, plans
from zicht.disclosure.protect.system import System, components
from zicht.edition.messages import Message
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress

MOVED = 100.0
"""Price of moving a printed number, where it may move: more than any draw costs."""
MOST_DRIFT = 2
"""Bases further than the first that cells of a part without a rounding may lie."""
LAST_GAP, EARLIER_GAP = 0.02, 0.2
"""Relative gaps: of the last stage of a part, and of those after which others follow."""
DEEPEST = 16
"""Wholes around wholes that are followed when parts are put in order."""


class NoRounding(DisclosureRefused):
    """No additive rounding exists, or none was found in time.

    Attributes
    ----------
    cells : those that hang together and have none
    """

    def __init__(self, what: str, *, now: str, cells: Ints) -> None:
        super().__init__(what, now=now)
        self.cells = cells


class Outcome(Enum):
    """How the search for a rounding of some cells ended."""

    DECIDED = auto()
    NO_SOLUTION = auto()
    """The search ended by itself: no rounding exists, given what is decided already."""
    OUT_OF_TIME = auto()


@dataclass(frozen=True, eq=False)
class Rounded:
    """Rounded cells.

    Parameters
    ----------
    values : a multiple of the base per cell
    drift : by how much more than the base each value may lie on either side of its count,
        as it is printed. Where a part drifts, all cells that hang together with it say
        so, whether they could or not: in a table of which some cells say it, those that
        do not would be known to be multiples of the base
    """

    values: Ints
    drift: Ints


def controlled_rounding(
    system: System,
    base: int,
    draws: Floats,
    *,
    seconds: float = 300.0,
    fixed: Ints | None = None,
    slack: Ints | None = None,
    drift: Ints | None = None,
    is_loose: bool = False,
    parts_may_drift: bool = False,
    progress: Progress | None = None,
) -> Rounded:
    """Round every cell to a multiple of the base beside it, so that all sums hold.

    Parameters
    ----------
    system : cells with their true counts
    base : of the rounding
    draws : a number from 0 to 1 per cell: below its fraction of the base it goes up
    seconds : the longest one part of the system may take
    fixed : rounded value per cell where an earlier release printed it, -1 elsewhere
    slack : by how much more than the base each cell may lie above its count
    drift : by how much more than the base each cell may lie on either side of its count
    is_loose : whether fixed values may move, as few as the sums ask
    parts_may_drift : whether a part that has no such rounding may drift by a base, or
        `MOST_DRIFT` of them. Tables of three dimensions need not have one (Causey, Cox &
        Ernst 1985): on a cycle of seven cells, of which every two neighbours add up to
        one base, neighbours would have to go up and down in turn
    progress : called with a sentence now and then

    Returns
    -------
    a multiple of the base per cell, and how far it may lie from its count; without slack
    and drift, multiples of the base, 0 among them, stay what they are

    Raises
    ------
    NoRounding : no such rounding exists, or none was found in time
    DisclosureRefused : a fixed value does not fit its count
    """
    n_cells = len(system.counts)
    nothing = np.zeros(n_cells, dtype=np.int64)
    limits = Limits.of(
        system,
        base,
        asked_slack=nothing if slack is None else slack,
        asked_drift=nothing if drift is None else drift,
    )
    printed_steps = np.full(n_cells, UNDECIDED, dtype=np.int64)
    if fixed is not None:
        printed_steps = limits.steps_of(fixed)
    rounder = _Rounder(limits, draws, printed_steps, seconds=seconds, is_loose=is_loose)
    parts = rounder.parts()
    for number, part in enumerate(parts, start=1):
        _tell(progress, number, len(parts))
        rounder.round(part, most_drift=MOST_DRIFT if parts_may_drift else 0)
    return Rounded(rounder.result(), rounder.announced_drift())


def _tell(progress: Progress | None, number: int, n_parts: int) -> None:
    """Report which part is rounded, some ten times in all."""
    is_tenth = number % max(1, n_parts // 10) == 0
    if progress is not None and n_parts > 1 and is_tenth:
        progress(Message("gate.rounding_part", number=number, of=n_parts))


class _Rounder:
    """Decides part after part, and holds what is decided so far.

    Parameters
    ----------
    limits : of every cell
    draws : a number from 0 to 1 per cell
    printed_steps : per cell, the steps that an earlier release printed, or `UNDECIDED`
    seconds : the longest one part may take
    is_loose : whether printed values may move

    Attributes
    ----------
    steps : per cell, the steps above its floor, or `UNDECIDED`
    costs : per cell, what one step up costs
    offsets : per cell, what is added so that no cost is below zero
    surplus : per sum, by how much the floors of its parts exceed the floor of the whole
    may_drift : per cell, whether its part was allowed to drift
    """

    def __init__(
        self,
        limits: Limits,
        draws: Floats,
        printed_steps: Ints,
        *,
        seconds: float,
        is_loose: bool,
    ) -> None:
        self.limits, self.system, self.seconds = limits, limits.system, seconds
        self.draws, self.printed_steps = draws, printed_steps
        self.may_drift = np.zeros(len(self.system.counts), dtype=bool)
        # Where one value is allowed there is nothing to decide.
        self.steps = np.where(limits.most == 0, 0, UNDECIDED).astype(np.int64)
        if not is_loose:
            was_printed = printed_steps != UNDECIDED
            self.steps = np.where(was_printed, printed_steps, self.steps)
        self.costs, self.offsets = self._costs()
        self.surplus = self.system.relations.surplus(limits.floor)

    def _costs(self) -> tuple[Floats, Floats]:
        """Return the cost of a step up, and what is added so that costs are positive.

        Slack is used where the sums ask for it, and never sought. A sum that drifts
        follows its parts. A printed number that may move is dear to move.
        """
        limits = self.limits
        draw = self.draws - (self.system.counts % limits.base) / limits.base
        costs = np.where(limits.slack > 0, np.abs(draw), draw)
        costs = np.where(limits.drift > 0, 0.0, costs)

        was_printed = self.printed_steps != UNDECIDED
        is_dear = was_printed & (limits.most == 1)
        was_up = self.printed_steps > 0
        costs = np.where(is_dear, np.where(was_up, -MOVED, MOVED), costs)
        return costs, np.where(is_dear & was_up, MOVED, 0.0)

    # ---- parts

    def parts(self) -> list[Ints]:
        """Group the cells that add up among themselves, wholes before their parts."""
        system = self.system
        is_undecided = self.steps == UNDECIDED
        groups = components(system, is_undecided, inclusions=False)
        group_of = np.full(len(system.counts), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            group_of[group] = number
        # A part must stay below its whole, which is rounded first.
        inner, outer = group_of[system.within], group_of[system.around]
        is_between = (inner >= 0) & (outer >= 0) & (inner != outer)
        depth = _depths(inner[is_between], outer[is_between], len(groups))
        order = np.argsort(depth, kind="stable")
        return [groups[number] for number in order.tolist()]

    def round(self, part: Ints, *, most_drift: int) -> None:
        """Decide one part, given what is decided already.

        Parameters
        ----------
        part : cells that add up among themselves
        most_drift : bases that its cells may drift where they have no rounding

        Raises
        ------
        NoRounding : the part has none, with all the drift it may have
        """
        part = part[self.steps[part] == UNDECIDED]
        if not len(part):
            return
        # Half of the time is for roundings beside every count, half for what else helps.
        begin = time.monotonic()
        halfway, end = begin + self.seconds / 2, begin + self.seconds
        if is_hard(self.system, part):
            self._settle(part, most_drift, halfway)
        outcome = self._decide_rest(part, halfway)
        if outcome is Outcome.OUT_OF_TIME:
            self._settle(part, most_drift, end)
            outcome = self._decide_rest(part, end)
        if outcome is not Outcome.DECIDED:
            outcome = self._decide_with_drift(part, most_drift, outcome, end)
        if outcome is not Outcome.DECIDED:
            raise self._no_rounding(part, outcome)

    def _decide_with_drift(
        self, part: Ints, most_drift: int, outcome: Outcome, deadline: float
    ) -> Outcome:
        """Decide a part whose cells lie further from their counts, by as few bases as help.

        Parameters
        ----------
        part, most_drift : as for `round`
        outcome : of the search without drift
        deadline : on the monotonic clock

        Returns
        -------
        how the last search ended
        """
        # First the cells that are no multiples, then the multiples they add up with.
        for cells in (part, self._with_multiples_beside(part)):
            for n_bases in range(1, most_drift + 1):
                self._let_drift(cells, n_bases)
                outcome = self._decide(cells, deadline)
                if outcome is Outcome.DECIDED:
                    return outcome
        return outcome

    def _no_rounding(self, part: Ints, outcome: Outcome) -> NoRounding:
        """Return the refusal of a part."""
        reason = f"was not finished within {self.seconds:.0f} seconds"
        if outcome is Outcome.NO_SOLUTION:
            reason = "has no additive rounding"
        return NoRounding(
            f"Controlled rounding: a part of {counted(len(part), 'cell')} that hang together"
            f" {reason}; nothing is published.",
            now="Cross fewer dimensions at once, merge categories of the finest one,"
            " publish a coarser level of area, or let the policy suppress instead.",
            cells=part,
        )

    def _settle(self, part: Ints, most_drift: int, deadline: float) -> None:
        """Round the widest crossing of a part by annealing (`crossings`).

        Nothing is decided where some cell would lie further outside its range than it
        may drift.
        """
        settled = settle(self.limits, self.steps, self.costs, part, deadline=deadline)
        if settled is None or settled.outside.max(initial=0) > most_drift:
            return
        is_outside = settled.outside > 0
        if is_outside.any():
            self._let_drift(settled.cells[is_outside], int(settled.outside.max()))
        steps = settled.values // self.limits.base - self.limits.floor[settled.cells]
        self.steps[settled.cells] = steps

    def _decide_rest(self, part: Ints, deadline: float) -> Outcome:
        """Decide the cells of a part that are still undecided."""
        undecided = part[self.steps[part] == UNDECIDED]
        if not len(undecided):
            return Outcome.DECIDED
        return self._decide(undecided, deadline)

    # ---- drift

    def _with_multiples_beside(self, part: Ints) -> Ints:
        """Return a part with the multiples of the base that stand in a sum with it; what was printed stays."""
        relations = self.system.relations
        is_inside = np.zeros(len(self.steps), dtype=bool)
        is_inside[part] = True
        is_touched = is_inside[relations.parents]
        is_touched[relations.owners[is_inside[relations.children]]] = True
        is_beside = np.zeros(len(self.steps), dtype=bool)
        is_beside[relations.parents[is_touched]] = True
        is_beside[relations.children[is_touched[relations.owners]]] = True
        is_multiple = (self.limits.most == 0) & (self.system.counts > 0)
        was_printed = self.printed_steps != UNDECIDED
        return np.flatnonzero(is_inside | (is_beside & is_multiple & ~was_printed))

    def _let_drift(self, part: Ints, n_bases: int) -> None:
        """Let the cells of one part lie further from their counts; no others move."""
        self.limits = self.limits.with_drift(part, n_bases * self.limits.base)
        self.may_drift[part] = True
        self.steps[part] = UNDECIDED
        self.costs, self.offsets = self._costs()
        self.surplus = self.system.relations.surplus(self.limits.floor)

    def announced_drift(self) -> Ints:
        """Return the drift that is printed: the same for all cells that hang together."""
        drift = self.limits.asked_drift.copy()
        if not self.may_drift.any():
            return drift
        every_cell = np.ones(len(drift), dtype=bool)
        for cells in components(self.system, every_cell):
            if self.may_drift[cells].any():
                drift[cells] = drift[cells].max()
        return drift

    # ---- deciding a part

    def _decide(self, part: Ints, deadline: float) -> Outcome:
        """Decide one part by one plan after another; return how the last one ended."""
        before = self.steps.copy()
        outcome = Outcome.OUT_OF_TIME
        for plan in plans(self.system, part):
            outcome = self._follow(plan, part, deadline)
            if outcome is Outcome.DECIDED:
                return outcome
            self.steps = before.copy()
        return outcome

    def _follow(self, plan: Plan, part: Ints, deadline: float) -> Outcome:
        """Decide a part stage after stage.

        This stage takes whole numbers, the later ones in its sight take fractions, the
        earlier ones are fixed (relax and fix). The fractions look ahead: a stage is not
        decided in a way that leaves the later ones no room at all.

        References
        ----------
        Pochet & Wolsey (2006), Production Planning by Mixed Integer Programming,
        chapter 3.
        """
        if len(part) > LARGE:
            return self._follow_in_blocks(plan, part, deadline)
        for stage in np.unique(plan.stages).tolist():
            is_open = self.steps[part] == UNDECIDED
            looked_at = part[is_open]
            cells = part[is_open & plan.cells_of(stage)]
            if not len(cells):
                continue
            outcome = self._decide_cells(looked_at, cells, deadline)
            if outcome is not Outcome.DECIDED:
                return outcome
        return Outcome.DECIDED

    def _follow_in_blocks(self, plan: Plan, part: Ints, deadline: float) -> Outcome:
        """Decide a large part stage after stage, each group of its cells by itself.

        A group that has no solution is decided once more together with the one before it.
        """
        earlier_groups: list[Ints] = []
        for stage in np.unique(plan.stages).tolist():
            is_open = self.steps[part] == UNDECIDED
            of_stage = part[is_open & plan.cells_of(stage)]
            in_sight = part[is_open & plan.in_sight(stage)]
            for group in self._groups_of_stage(of_stage, in_sight):
                cells = np.intersect1d(group, of_stage)
                outcome = self._decide_or_go_back(
                    group, cells, earlier_groups, deadline
                )
                if outcome is not Outcome.DECIDED:
                    return outcome
        return Outcome.DECIDED

    def _decide_or_go_back(
        self, looked_at: Ints, cells: Ints, earlier_groups: list[Ints], deadline: float
    ) -> Outcome:
        """Decide a group; where it has no solution, together with the groups before it.

        Parameters
        ----------
        looked_at, cells, deadline : as for `_decide_cells`
        earlier_groups : cells decided before, group after group; the last ones are taken
            off where they are decided anew, and the group is added
        """
        outcome = self._decide_cells(looked_at, cells, deadline)
        while outcome is Outcome.NO_SOLUTION and earlier_groups:
            earlier = earlier_groups.pop()
            self.steps[earlier] = UNDECIDED
            looked_at = np.union1d(looked_at, earlier)
            cells = np.union1d(cells, earlier)
            outcome = self._decide_cells(looked_at, cells, deadline)
        if outcome is Outcome.DECIDED:
            earlier_groups.append(cells)
        return outcome

    def _groups_of_stage(self, of_stage: Ints, in_sight: Ints) -> list[Ints]:
        """Return the groups of cells that hang together and hold one of this stage."""
        is_of_stage = np.zeros(len(self.steps), dtype=bool)
        is_of_stage[of_stage] = True
        is_in_sight = np.zeros(len(self.steps), dtype=bool)
        is_in_sight[in_sight] = True
        groups = components(self.system, is_in_sight)
        return [group for group in groups if is_of_stage[group].any()]

    def _decide_cells(self, looked_at: Ints, cells: Ints, deadline: float) -> Outcome:
        """Decide some cells, with others in sight that take fractions.

        Parameters
        ----------
        looked_at : the cells of the programme
        cells : those of them that are decided
        deadline : on the monotonic clock
        """
        is_whole = np.isin(looked_at, cells)
        question = Question(self.limits, self.steps, self.surplus, looked_at)
        programme = question.programme(
            self.costs[looked_at], float(self.offsets[looked_at].sum()), is_whole
        )
        solution, has_ended = solve_integer(
            programme,
            seconds=max(0.0, deadline - time.monotonic()),
            gap=LAST_GAP if is_whole.all() else EARLIER_GAP,
        )
        if solution is None:
            return Outcome.NO_SOLUTION if has_ended else Outcome.OUT_OF_TIME
        decided = np.rint(solution[is_whole]).astype(np.int64)
        self.steps[looked_at[is_whole]] = decided
        return Outcome.DECIDED

    def result(self) -> Ints:
        """Return the rounded values, checked once more.

        Raises
        ------
        DisclosureRefused : a sum, an inclusion or a limit does not hold
        """
        values = self.limits.values(self.steps)
        faults = list(self.limits.faults(values))
        if faults:
            raise DisclosureRefused(
                "Controlled rounding failed its own check.", details=faults
            )
        return values


def _depths(inner: Ints, outer: Ints, n_groups: int) -> Ints:
    """Return how deep each group lies within others, 0 for those within none.

    Parameters
    ----------
    inner, outer : pairs of groups of which the first lies within the second
    n_groups : their number
    """
    depth = np.zeros(n_groups, dtype=np.int64)
    for _ in range(DEEPEST):
        before = depth.copy()
        np.maximum.at(depth, inner, before[outer] + 1)
        if np.array_equal(before, depth):
            break
    return depth
