"""Zero-restricted controlled rounding: every cell to a multiple of the base beside it, and everything still adds up."""

import hashlib
import time
from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.protect import programmes
from zicht.disclosure.protect.stages import plans
from zicht.disclosure.protect.system import System, components
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.progress import Progress


class NoRounding(DisclosureRefused):
    """No additive rounding exists, or none was found in time."""


def controlled_rounding(
    system: System,
    base: int,
    *,
    seconds: float = 300.0,
    fixed: Ints | None = None,
    slack: Ints | None = None,
    drift: Ints | None = None,
    is_loose: bool = False,
    progress: Progress | None = None,
) -> Ints:
    """Round every cell to a multiple of the base beside it so that all sums and inclusions still hold.

    Which way a cell goes is drawn at random in proportion to its distance (a seed is taken from the counts
    themselves, so that a rerun gives the same), and corrected as little as the sums ask. A fixed preference for the
    nearest multiple would tell a reader who knows the rule that a 0 stands for at most half the base.

    Parameters
    ----------
    system : cells with their true counts
    base : of the rounding
    seconds : the longest one part of the system may take
    fixed : rounded value per cell where an earlier release has already printed it, -1 elsewhere
    slack : by how much more than the base each cell may lie above its count; none when left out
    drift : by how much more than the base each cell may lie on either side of its count; none when left out
    is_loose : whether fixed values may move, as few as the sums ask for
    progress : told how far it is

    Returns
    -------
    a multiple of the base per cell; without slack and drift, multiples of the base, among them 0, stay what they are

    Raises
    ------
    NoRounding : no such rounding exists, or none was found in time
    DisclosureRefused : a fixed value does not fit its count
    """
    rounder = _Rounder(
        system, base, seconds, fixed=fixed, slack=slack, drift=drift, is_loose=is_loose
    )
    parts = rounder.parts()
    for number, part in enumerate(parts, start=1):
        if (
            progress is not None
            and len(parts) > 1
            and number % max(1, len(parts) // 10) == 0
        ):
            progress(f"rounding: part {number} of {len(parts)}")
        rounder.round(part)
    return rounder.result()


MOVED = 100.0
"""Price of moving a printed number, where it may move: more than what chance draws for any cell."""


class _Rounder:
    """Holds what is decided so far: `up` is a number of bases from 0 to `most`, or -1 for not yet."""

    def __init__(
        self,
        system: System,
        base: int,
        seconds: float,
        *,
        fixed: Ints | None,
        slack: Ints | None,
        drift: Ints | None,
        is_loose: bool,
    ) -> None:
        self.system, self.base, self.seconds = system, base, seconds
        nothing = np.zeros(len(system.counts), dtype=np.int64)
        # Whatever drifts, nobody stays nobody.
        self.drift = nothing if drift is None else np.where(system.counts > 0, drift, 0)
        self.slack = self.drift + (nothing if slack is None else slack)
        self.floor = np.maximum(-((base - 1 + self.drift - system.counts) // base), 0)
        self.most = (system.counts + base - 1 + self.slack) // base - self.floor
        self.up = np.where(self.most == 0, 0, -1).astype(np.int64)
        wanted = (
            self._taken(fixed)
            if fixed is not None
            else np.full(len(system.counts), -1, dtype=np.int64)
        )
        if not is_loose:
            self.up = np.where(wanted >= 0, wanted, self.up)
        # What slack allows is used where the sums ask for it, and never sought; a sum that drifts follows its parts.
        draw = self._draw() - (system.counts % base) / base
        self.costs = np.where(
            self.drift > 0, 0.0, np.where(self.slack > 0, np.abs(draw), draw)
        )
        dear = (wanted >= 0) & (self.most == 1)
        self.costs = np.where(dear, np.where(wanted > 0, -MOVED, MOVED), self.costs)
        self.offsets = np.where(dear & (wanted > 0), MOVED, 0.0)
        self.surplus = system.relations.surplus(self.floor)

    def _taken(self, fixed: Ints) -> Ints:
        """Give the steps above the floor of what was printed before, -1 for the rest."""
        known = fixed >= 0
        up = fixed // self.base - self.floor
        bad = known & ((fixed % self.base != 0) | (up < 0) | (up > self.most))
        if bad.any():
            raise DisclosureRefused(
                f"{int(bad.sum())} cells were printed before with a value that does not fit their count today.",
                now="A revised table needs a new vintage of its universe.",
            )
        return np.where(known, up, -1)

    def _draw(self) -> Floats:
        """One number from 0 to 1 per cell, from the counts alone: the same table gives the same rounding."""
        state = hashlib.sha256(b"controlled rounding")
        state.update(self.system.counts.astype("<i8").tobytes())
        seed = int.from_bytes(state.digest()[:8], "little")
        return np.random.default_rng(seed).random(len(self.system.counts))

    def parts(self) -> list[Ints]:
        """Group the cells that add up among themselves, the surrounding ones before those that lie within."""
        groups = components(self.system, self.up < 0, inclusions=False)
        label = np.full(len(self.system.counts), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            label[group] = number
        small, large = label[self.system.within], label[self.system.around]
        keep = (small >= 0) & (large >= 0) & (small != large)
        depth = np.zeros(len(groups), dtype=np.int64)
        for _ in range(16):
            before = depth.copy()
            np.maximum.at(depth, small[keep], before[large[keep]] + 1)
            if np.array_equal(before, depth):
                break
        return [groups[at] for at in np.argsort(depth, kind="stable").tolist()]

    def round(self, part: Ints) -> None:
        """Decide one part, given what is decided already."""
        part = part[self.up[part] < 0]
        if not len(part):
            return
        until = time.monotonic() + self.seconds
        before = self.up.copy()
        ended = False
        for stages in plans(self.system, part):
            ended = self._relax_and_fix(part, stages, until)
            if not np.any(self.up[part] < 0):
                return
            self.up = before.copy()
        self._refuse(len(part), ended=ended)

    def _relax_and_fix(self, part: Ints, stages: Ints, until: float) -> bool:
        """Decide stage after stage: this one in whole numbers, the later ones as fractions, the earlier ones fixed.

        The fractions look ahead: a stage is never decided in a way that leaves the later ones no room at all.
        """
        for stage in np.unique(stages).tolist():
            left = part[self.up[part] < 0]
            now = stages[self.up[part] < 0] == stage
            if not now.any():
                continue
            is_last = bool(now.all())
            found, ended = programmes.solve(
                self._programme(left, now),
                seconds=max(0.0, until - time.monotonic()),
                gap=0.02 if is_last else 0.2,
            )
            if found is None:
                return ended
            self.up[left[now]] = np.rint(found[now]).astype(np.int64)
        return True

    def _refuse(self, size: int, *, ended: bool) -> None:
        what = (
            "has no additive rounding"
            if ended
            else f"was not solved within {self.seconds:.0f} seconds"
        )
        raise NoRounding(
            f"Controlled rounding: a part of {size} cells that hang together {what}; nothing is published.",
            now="Cross fewer dimensions at once, merge categories of the finest one, publish a coarser level of area, "
            "or let the policy suppress instead.",
        )

    def _programme(self, part: Ints, whole: Bools) -> programmes.Programme:
        column = np.full(len(self.up), -1, dtype=np.int64)
        column[part] = np.arange(len(part))
        rows = [self._sum_rows(column), self._inclusion_rows(column)]
        matrix = csr_array(
            (
                np.concatenate([values for values, _, _, _, _ in rows]),
                (
                    np.concatenate([rows[0][1], rows[1][1] + rows[0][3].size]),
                    np.concatenate([columns for _, _, columns, _, _ in rows]),
                ),
            ),
            shape=(sum(lower.size for *_, lower, _ in rows), len(part)),
        )
        lower, upper = self._bounds(part, column)
        return programmes.Programme(
            costs=self.costs[part],
            offset=float(self.offsets[part].sum()),
            lower=lower,
            upper=upper,
            matrix=matrix,
            row_lower=np.concatenate([lower for *_, lower, _ in rows]),
            row_upper=np.concatenate([upper for *_, upper in rows]),
            whole=whole,
        )

    def _sum_rows(self, column: Ints) -> tuple[Floats, Ints, Ints, Floats, Floats]:
        relations = self.system.relations
        owners, heads = relations.owners, np.arange(len(relations))
        owner = np.concatenate([owners, heads])
        cell = np.concatenate([relations.children, relations.parents])
        sign = np.concatenate([np.ones(len(owners)), -np.ones(len(heads))])
        decided = np.zeros(len(relations))
        known = self.up[cell] >= 0
        np.add.at(decided, owner[known], sign[known] * self.up[cell[known]])
        inside = column[cell] >= 0
        used, row = np.unique(owner[inside], return_inverse=True)
        bound = -(self.surplus[used] + decided[used])
        return sign[inside], row.astype(np.int64), column[cell[inside]], bound, bound

    def _inclusion_rows(
        self, column: Ints
    ) -> tuple[Floats, Ints, Ints, Floats, Floats]:
        small, large = self.system.within, self.system.around
        room = self.floor[large] - self.floor[small]
        keep = (column[small] >= 0) & (column[large] >= 0) & (room < self.most[small])
        small, large = column[small[keep]], column[large[keep]]
        row = np.arange(len(small))
        ones = np.ones(len(small))
        lowest: Floats = np.where(
            self.most[self.system.around[keep]] > 1, -np.inf, -1.0
        )
        return (
            np.concatenate([ones, -ones]),
            np.concatenate([row, row]),
            np.concatenate([small, large]),
            lowest,
            room[keep].astype(np.float64),
        )

    def _bounds(self, part: Ints, column: Ints) -> tuple[Floats, Floats]:
        lower, upper = np.zeros(len(part)), self.most[part].astype(np.float64)
        small, large = self.system.within, self.system.around
        room = self.floor[large] - self.floor[small]
        capped = (column[small] >= 0) & (self.up[large] >= 0)
        raised = (column[large] >= 0) & (self.up[small] >= 0)
        np.minimum.at(upper, column[small[capped]], (room + self.up[large])[capped])
        np.maximum.at(lower, column[large[raised]], (self.up[small] - room)[raised])
        return lower, upper

    def result(self) -> Ints:
        """Give the rounded values, checked once more."""
        values = (self.floor + self.up) * self.base
        faults = list(
            _faults(self.system, values, self.base, slack=self.slack, drift=self.drift)
        )
        if faults:
            raise DisclosureRefused(
                "Controlled rounding failed its own check.", details=faults
            )
        return values


def _faults(
    system: System, values: Ints, base: int, *, slack: Ints, drift: Ints
) -> Iterator[str]:
    if np.any(system.relations.surplus(values)):
        yield "a sum does not hold"
    if np.any(values[system.within] > values[system.around]):
        yield "a part exceeds its whole"
    above = values - system.counts
    if (
        np.any(above >= base + slack)
        or np.any(above <= -base - drift)
        or np.any(values < 0)
    ):
        yield "a cell lies a base or more from its count"
