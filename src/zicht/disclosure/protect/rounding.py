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
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.linear import Programme, solve_integer
from zicht.disclosure.protect.stages import LARGE, Plan, plans
from zicht.disclosure.protect.system import System, components
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.progress import Progress

UNDECIDED = -1
MOVED = 100.0
"""Price of moving a printed number, where it may move: more than any draw costs."""
MOST_DRIFT = 2
"""Bases further than the first that cells of a part without a rounding may lie."""
LAST_GAP, EARLIER_GAP = 0.02, 0.2
"""Relative gaps: of the last stage of a part, and of those after which others follow."""


class NoRounding(DisclosureRefused):
    """No additive rounding exists, or none was found in time.

    Attributes
    ----------
    cells : those that hang together and have none
    """

    def __init__(self, what: str, *, now: str, cells: Ints) -> None:
        super().__init__(what, now=now)
        self.cells = cells


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
    nothing = np.zeros(len(system.counts), dtype=np.int64)
    drift = nothing if drift is None else drift
    limits = _Limits.of(system, base, nothing if slack is None else slack, drift)
    kept = np.full(len(system.counts), UNDECIDED, dtype=np.int64)
    if fixed is not None:
        kept = limits.steps_of(fixed)
    rounder = _Rounder(limits, draws, kept, seconds=seconds, is_loose=is_loose)
    parts = rounder.parts()
    for number, part in enumerate(parts, start=1):
        is_tenth = number % max(1, len(parts) // 10) == 0
        if progress is not None and len(parts) > 1 and is_tenth:
            progress(f"rounding: part {number} of {len(parts)}")
        rounder.round(part, most_drift=MOST_DRIFT if parts_may_drift else 0)
    return Rounded(rounder.result(), rounder.announced_drift())


@dataclass(frozen=True, eq=False)
class _Limits:
    """How far each cell may be rounded, in steps of one base.

    Parameters
    ----------
    system, base : of the rounding
    asked_slack, asked_drift : as they were asked
    slack : persons above the base that a cell may lie above its count
    drift : persons beyond the base that a cell may lie on either side of its count
    floor : per cell, the lowest step
    most : per cell, how many steps above the floor are allowed
    """

    system: System
    base: int
    asked_slack: Ints
    asked_drift: Ints
    slack: Ints
    drift: Ints
    floor: Ints
    most: Ints

    @classmethod
    def of(
        cls, system: System, base: int, asked_slack: Ints, asked_drift: Ints
    ) -> "_Limits":
        """Return the limits, given how much further cells may lie."""
        counts = system.counts
        # Whatever drifts, a cell of nobody stays a cell of nobody.
        drift = np.where(counts > 0, asked_drift, 0)
        slack = asked_slack + drift
        floor = np.maximum(-((base - 1 + drift - counts) // base), 0)
        most = (counts + base - 1 + slack) // base - floor
        return cls(system, base, asked_slack, asked_drift, slack, drift, floor, most)

    def with_drift(self, cells: Ints, drift: int) -> "_Limits":
        """Return the limits when some cells may drift so many persons."""
        asked_drift = self.asked_drift.copy()
        asked_drift[cells] = drift
        return _Limits.of(self.system, self.base, self.asked_slack, asked_drift)

    def steps_of(self, fixed: Ints) -> Ints:
        """Return the steps above the floor of what was printed, `UNDECIDED` elsewhere.

        Raises
        ------
        DisclosureRefused : a printed value does not fit its count
        """
        is_fixed = fixed >= 0
        steps = fixed // self.base - self.floor
        is_outside = (fixed % self.base != 0) | (steps < 0) | (steps > self.most)
        if np.any(is_fixed & is_outside):
            raise DisclosureRefused(
                f"{int(np.sum(is_fixed & is_outside))} cells were printed before with a"
                " value that does not fit their count today.",
                now="A revised table needs a new vintage of its universe.",
            )
        return np.where(is_fixed, steps, UNDECIDED)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a programme: `lower <= sum of values in the columns <= upper`."""

    values: Floats
    row: Ints
    column: Ints
    lower: Floats
    upper: Floats


class _Rounder:
    """What is decided so far.

    `up` holds the steps above the floor, or `UNDECIDED`.
    """

    def __init__(
        self,
        limits: _Limits,
        draws: Floats,
        kept: Ints,
        *,
        seconds: float,
        is_loose: bool,
    ) -> None:
        self.limits, self.system, self.seconds = limits, limits.system, seconds
        self.draws, self.kept = draws, kept
        self.may_drift = np.zeros(len(self.system.counts), dtype=bool)
        self.up = np.where(limits.most == 0, 0, UNDECIDED).astype(np.int64)
        if not is_loose:
            self.up = np.where(kept != UNDECIDED, kept, self.up)
        self.costs, self.offsets = self._costs()
        self.surplus = self.system.relations.surplus(limits.floor)

    def _costs(self) -> tuple[Floats, Floats]:
        """Return the cost of a step up, and what is added so that costs are positive.

        Slack is used where the sums ask for it, and never sought. A sum that drifts
        follows its parts. A printed number that may move is dear to move.
        """
        limits, kept = self.limits, self.kept
        draw = self.draws - (self.system.counts % limits.base) / limits.base
        costs = np.where(limits.slack > 0, np.abs(draw), draw)
        costs = np.where(limits.drift > 0, 0.0, costs)
        is_dear = (kept != UNDECIDED) & (limits.most == 1)
        costs = np.where(is_dear, np.where(kept > 0, -MOVED, MOVED), costs)
        return costs, np.where(is_dear & (kept > 0), MOVED, 0.0)

    def parts(self) -> list[Ints]:
        """Group the cells that add up among themselves, wholes before their parts."""
        system = self.system
        groups = components(system, self.up == UNDECIDED, inclusions=False)
        label = np.full(len(system.counts), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            label[group] = number
        small, large = label[system.within], label[system.around]
        is_between = (small >= 0) & (large >= 0) & (small != large)
        depth = np.zeros(len(groups), dtype=np.int64)
        for _ in range(16):
            before = depth.copy()
            np.maximum.at(depth, small[is_between], before[large[is_between]] + 1)
            if np.array_equal(before, depth):
                break
        return [groups[at] for at in np.argsort(depth, kind="stable").tolist()]

    def round(self, part: Ints, *, most_drift: int) -> None:
        """Decide one part, given what is decided already.

        Parameters
        ----------
        part : cells that add up among themselves
        most_drift : bases that its cells may drift where they have no rounding
        """
        part = part[self.up[part] == UNDECIDED]
        if not len(part):
            return
        is_decided, has_ended = self._decide(part)
        if is_decided:
            return
        # First the cells that are no multiples, then the multiples they add up with.
        for cells in (part, self._with_multiples_beside(part)):
            for n_bases in range(1, most_drift + 1):
                self._let_drift(cells, n_bases)
                is_decided, has_ended = self._decide(cells)
                if is_decided:
                    return
        self._refuse(part, ended=has_ended)

    def _with_multiples_beside(self, part: Ints) -> Ints:
        """Return a part with the multiples of the base that stand in a sum with it."""
        relations = self.system.relations
        is_inside = np.zeros(len(self.up), dtype=bool)
        is_inside[part] = True
        is_touched = is_inside[relations.parents]
        is_touched[relations.owners[is_inside[relations.children]]] = True
        is_beside = np.zeros(len(self.up), dtype=bool)
        is_beside[relations.parents[is_touched]] = True
        is_beside[relations.children[is_touched[relations.owners]]] = True
        is_multiple = (self.limits.most == 0) & (self.system.counts > 0)
        return np.flatnonzero(is_inside | (is_beside & is_multiple))

    def _let_drift(self, part: Ints, n_bases: int) -> None:
        """Let the cells of one part lie further from their counts; no others move."""
        self.limits = self.limits.with_drift(part, n_bases * self.limits.base)
        self.may_drift[part] = True
        self.up[part] = UNDECIDED
        self.costs, self.offsets = self._costs()
        self.surplus = self.system.relations.surplus(self.limits.floor)

    def announced_drift(self) -> Ints:
        """Return the drift that is printed: the same for all cells that hang together."""
        drift = self.limits.asked_drift.copy()
        if not self.may_drift.any():
            return drift
        everything = np.ones(len(drift), dtype=bool)
        for cells in components(self.system, everything):
            if self.may_drift[cells].any():
                drift[cells] = drift[cells].max()
        return drift

    def _decide(self, part: Ints) -> tuple[bool, bool]:
        """Decide one part by one plan after another.

        Returns
        -------
        whether it was decided, and whether the last search ended by itself
        """
        deadline = time.monotonic() + self.seconds
        before = self.up.copy()
        has_ended = False
        for plan in plans(self.system, part):
            has_ended = self._relax_and_fix(part, plan, deadline)
            if not np.any(self.up[part] == UNDECIDED):
                return True, has_ended
            self.up = before.copy()
        return False, has_ended

    def _relax_and_fix(self, part: Ints, plan: Plan, deadline: float) -> bool:
        """Decide stage after stage; False when the time was up.

        This stage takes whole numbers, the later ones in its sight take fractions, the
        earlier ones are fixed. The fractions look ahead: a stage is not decided in a way
        that leaves the later ones no room at all.
        """
        if len(part) > LARGE:
            return self._decide_blocks(part, plan, deadline)
        for stage in np.unique(plan.stages).tolist():
            is_open = self.up[part] == UNDECIDED
            left = part[is_open]
            now = part[is_open & plan.cells_of(stage)]
            if not len(now):
                continue
            is_decided, ended = self._decide_cells(left, now, deadline)
            if not is_decided:
                return ended
        return True

    def _decide_blocks(self, part: Ints, plan: Plan, deadline: float) -> bool:
        """Decide a large part stage after stage, each group of its cells by itself.

        A group that has no solution is decided once more together with the one before it.
        """
        decided: list[Ints] = []
        for stage in np.unique(plan.stages).tolist():
            is_open = self.up[part] == UNDECIDED
            now = part[is_open & plan.cells_of(stage)]
            in_sight = part[is_open & plan.in_sight(stage)]
            for group in self._blocks_with(now, in_sight):
                looked_at, cells = group, np.intersect1d(group, now)
                is_decided, ended = self._decide_cells(looked_at, cells, deadline)
                while not is_decided and ended and decided:
                    earlier = decided.pop()
                    self.up[earlier] = UNDECIDED
                    looked_at = np.union1d(looked_at, earlier)
                    cells = np.union1d(cells, earlier)
                    is_decided, ended = self._decide_cells(looked_at, cells, deadline)
                if not is_decided:
                    return ended
                decided.append(cells)
        return True

    def _blocks_with(self, now: Ints, in_sight: Ints) -> list[Ints]:
        """Return the groups of cells that hang together and hold one of this stage."""
        is_in_sight, is_now = (np.zeros(len(self.up), dtype=bool) for _ in range(2))
        is_in_sight[in_sight] = True
        is_now[now] = True
        groups = components(self.system, is_in_sight)
        return [group for group in groups if is_now[group].any()]

    def _decide_cells(
        self, looked_at: Ints, cells: Ints, deadline: float
    ) -> tuple[bool, bool]:
        """Decide some cells, with others in sight that take fractions.

        Parameters
        ----------
        looked_at : the cells of the programme
        cells : those of them that are decided
        deadline : on the monotonic clock

        Returns
        -------
        whether they were decided, and whether the search ended by itself
        """
        is_now = np.isin(looked_at, cells)
        solution, ended = solve_integer(
            self._programme(looked_at, is_now),
            seconds=max(0.0, deadline - time.monotonic()),
            gap=LAST_GAP if is_now.all() else EARLIER_GAP,
        )
        if solution is None:
            return False, ended
        self.up[looked_at[is_now]] = np.rint(solution[is_now]).astype(np.int64)
        return True, ended

    def _refuse(self, part: Ints, *, ended: bool) -> None:
        what = (
            "has no additive rounding"
            if ended
            else f"was not finished within {self.seconds:.0f} seconds"
        )
        raise NoRounding(
            f"Controlled rounding: a part of {len(part)} cells that hang together {what};"
            " nothing is published.",
            now="Cross fewer dimensions at once, merge categories of the finest one,"
            " publish a coarser level of area, or let the policy suppress instead.",
            cells=part,
        )

    def _programme(self, part: Ints, whole: Bools) -> Programme:
        """Write the programme over one part; `whole` columns take whole numbers."""
        column = np.full(len(self.up), -1, dtype=np.int64)
        column[part] = np.arange(len(part))
        sums, inclusions = self._sum_rows(column), self._inclusion_rows(column)
        n_sums, n_inclusions = len(sums.lower), len(inclusions.lower)
        matrix = csr_array(
            (
                np.concatenate([sums.values, inclusions.values]),
                (
                    np.concatenate([sums.row, inclusions.row + n_sums]),
                    np.concatenate([sums.column, inclusions.column]),
                ),
            ),
            shape=(n_sums + n_inclusions, len(part)),
        )
        lower, upper = self._bounds(part, column)
        return Programme(
            costs=self.costs[part],
            offset=float(self.offsets[part].sum()),
            lower=lower,
            upper=upper,
            matrix=matrix,
            row_lower=np.concatenate([sums.lower, inclusions.lower]),
            row_upper=np.concatenate([sums.upper, inclusions.upper]),
            whole=whole,
        )

    def _sum_rows(self, column: Ints) -> _Rows:
        """Write that parts and their whole take as many steps as their floors differ."""
        relations = self.system.relations
        owners, heads = relations.owners, np.arange(len(relations))
        owner = np.concatenate([owners, heads])
        cell = np.concatenate([relations.children, relations.parents])
        sign = np.concatenate([np.ones(len(owners)), -np.ones(len(heads))])
        decided = np.zeros(len(relations))
        is_known = self.up[cell] != UNDECIDED
        np.add.at(decided, owner[is_known], sign[is_known] * self.up[cell[is_known]])
        # A sum with a cell that is not looked at yet binds nobody.
        is_out_of_sight = ~is_known & (column[cell] < 0)
        is_binding = np.ones(len(relations), dtype=bool)
        is_binding[owner[is_out_of_sight]] = False
        is_inside = (column[cell] >= 0) & is_binding[owner]
        used, row = np.unique(owner[is_inside], return_inverse=True)
        bound = -(self.surplus[used] + decided[used])
        return _Rows(
            sign[is_inside],
            row.astype(np.int64),
            column[cell[is_inside]],
            bound,
            bound,
        )

    def _inclusion_rows(self, column: Ints) -> _Rows:
        """Write that a part is at most its whole, where the floors leave it open."""
        small, large = self.system.within, self.system.around
        room = self.limits.floor[large] - self.limits.floor[small]
        is_open = (column[small] >= 0) & (column[large] >= 0)
        keep = is_open & (room < self.limits.most[small])
        has_steps = self.limits.most[large[keep]] > 1
        small, large = column[small[keep]], column[large[keep]]
        row = np.arange(len(small))
        ones = np.ones(len(small))
        return _Rows(
            np.concatenate([ones, -ones]),
            np.concatenate([row, row]),
            np.concatenate([small, large]),
            np.where(has_steps, -np.inf, -1.0),
            room[keep].astype(np.float64),
        )

    def _bounds(self, part: Ints, column: Ints) -> tuple[Floats, Floats]:
        """Return between which steps each cell lies, given the wholes decided so far."""
        lower = np.zeros(len(part))
        upper = self.limits.most[part].astype(np.float64)
        small, large = self.system.within, self.system.around
        room = self.limits.floor[large] - self.limits.floor[small]
        is_capped = (column[small] >= 0) & (self.up[large] != UNDECIDED)
        is_raised = (column[large] >= 0) & (self.up[small] != UNDECIDED)
        caps = (room + self.up[large])[is_capped]
        floors = (self.up[small] - room)[is_raised]
        np.minimum.at(upper, column[small[is_capped]], caps)
        np.maximum.at(lower, column[large[is_raised]], floors)
        return lower, upper

    def result(self) -> Ints:
        """Return the rounded values, checked once more."""
        values = (self.limits.floor + self.up) * self.limits.base
        faults = list(_faults(self.limits, values))
        if faults:
            raise DisclosureRefused(
                "Controlled rounding failed its own check.", details=faults
            )
        return values


def _faults(limits: _Limits, values: Ints) -> Iterator[str]:
    """Say what is wrong with rounded values."""
    system, base = limits.system, limits.base
    if np.any(system.relations.surplus(values)):
        yield "a sum does not hold"
    if np.any(values[system.within] > values[system.around]):
        yield "a part exceeds its whole"
    above = values - system.counts
    is_too_high = above >= base + limits.slack
    is_too_low = above <= -base - limits.drift
    if np.any(is_too_high | is_too_low | (values < 0)):
        yield "a cell lies a base or more from its count"
