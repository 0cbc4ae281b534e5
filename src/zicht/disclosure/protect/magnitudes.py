"""Which further sums of amounts (days, euros) are withheld beside the sensitive ones.

A sum is sensitive where one contributor dominates it, where the second largest could come
too close to the largest, or where there are too few contributors. It is then withheld,
with the cheapest further sums that let it be as much higher as those rules ask: for any
reader, and for each contributor who was found to know too much.

With `x` the sums, `A` what adds up, `u` and `d` how far each goes up and down, a sum `t`
that must possibly be `r` higher, and `least` what the attacker knows, the programme is

    minimise    price @ (u + d)
    subject to  A (u - d) = 0
                u[t] - d[t] >= r
                d <= x - least,   u = d = 0 for sums that the attacker knows

The price of a withheld sum is nearly nothing, that of a printed one grows with the
logarithm of its size: what moves must be withheld, so that few and small sums are.

References
----------
Fischetti & Salazar-González (2001), Solving the cell suppression problem on tabular data
with linear constraints, Management Science 47. Kelly, Golden & Assad (1992), Cell
suppression: disclosure protection for sensitive tabular data, Networks 22.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from zicht.disclosure.linear import Programme, solve_integer
from zicht.disclosure.protect.system import System, matrix_of_sums
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused

TINY = 1e-6
FREE = 1e-4
"""Price of moving a withheld sum: nearly nothing."""
SCALE = 1e4
"""Largest sum in the programmes: solvers lose their way among numbers of very different size."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A sum that must possibly be higher.

    Parameters
    ----------
    cells : that add up to it; mostly one
    rise : how much higher it must possibly be
    least : per cell of the system, what the attacker knows it at least to be
    is_known : per cell of the system, whether the attacker knows it
    """

    cells: Ints
    rise: float
    least: Floats
    is_known: Bools


def withhold(
    system: System,
    asked: Sequence[Asked],
    *,
    hidden: Bools,
    stays: Bools,
    seconds: float,
) -> Bools:
    """Choose the sums to withhold.

    Parameters
    ----------
    system : sums as whole numbers
    asked : what must possibly be higher
    hidden : sums that are withheld already
    stays : sums that cannot be withheld: they were printed before, or everybody knows
        that nobody is there
    seconds : the longest this may take

    Returns
    -------
    which sums are withheld, those of `hidden` among them

    Raises
    ------
    DisclosureRefused : a sum cannot be that much higher, whatever is withheld, or not in
        time
    """
    deadline = time.monotonic() + seconds
    hidden = hidden.copy()
    moves = _Moves(system, asked, stays)
    # The largest rise first; of equal ones in the order in which they were asked.
    for demand in sorted(asked, key=lambda demand: -demand.rise):
        seconds_left = deadline - time.monotonic()
        hidden |= moves.cheapest(demand, hidden, seconds=seconds_left)
    return hidden


class _Moves:
    """How sums may move together so that everything printed still adds up.

    Columns of the programme are how far each sum goes up, then how far each goes down.

    Attributes
    ----------
    unit : amounts that make one in the programme
    seen : tables that were found to be possible for any reader: a change of every sum
    """

    def __init__(self, system: System, asked: Sequence[Asked], stays: Bools) -> None:
        matrix = matrix_of_sums(system.relations, n_cells=len(system.counts))
        self.matrix = csr_array(hstack([matrix, -matrix]))
        self.values = system.counts.astype(np.float64)
        self.stays = stays
        largest_rise = max((demand.rise for demand in asked), default=1.0)
        self.unit = max(self.values.max(initial=1.0), largest_rise) / SCALE
        self.seen: list[Floats] = []

    def cheapest(self, asked: Asked, hidden: Bools, *, seconds: float) -> Bools:
        """Return the sums that move when one is raised: they must be withheld.

        Withheld sums move for nothing, printed ones as few and as small as can be.
        """
        # A table that was found to be possible for one question often answers the next,
        # without a programme.
        if any(self._shows(change, asked) for change in self.seen):
            return np.zeros(len(hidden), dtype=bool)
        moved, has_ended = solve_integer(
            self._programme(asked, hidden), seconds=max(0.01, seconds)
        )
        if moved is None:
            raise _cannot_protect() if has_ended else _not_finished()
        n_cells = len(hidden)
        change: Floats = np.asarray(moved[:n_cells] - moved[n_cells:])
        self.seen.append(change * self.unit)
        return np.asarray(np.abs(change) > TINY)

    def _shows(self, change: Floats, asked: Asked) -> bool:
        """Whether a table found before has the sum high enough, for this attacker too."""
        is_high = change[asked.cells].sum() >= asked.rise - TINY
        is_low = self.values + change < asked.least - TINY
        is_moved = asked.is_known & (np.abs(change) > TINY)
        return bool(is_high and not np.any(is_low | is_moved))

    def _programme(self, asked: Asked, hidden: Bools) -> Programme:
        """Write the programme that raises one sum, in units."""
        n_sums = len(self.values)
        # A printed sum that moves must be withheld: few and small ones cost least.
        prices = np.where(hidden, FREE, 1.0 + np.log1p(self.values / self.unit))
        zeros = np.zeros(self.matrix.shape[0])
        return Programme(
            costs=np.tile(prices, 2),
            lower=np.zeros(2 * n_sums),
            upper=self._room(asked, hidden),
            matrix=csr_array(vstack([self.matrix, _row_of_rise(asked, n_sums)])),
            row_lower=np.append(zeros, asked.rise / self.unit),
            row_upper=np.append(zeros, np.inf),
            whole=np.zeros(2 * n_sums, dtype=bool),
        )

    def _room(self, asked: Asked, hidden: Bools) -> Floats:
        """Return how far each sum can go up, then how far each can go down, in units."""
        is_fixed = (self.stays & ~hidden) | asked.is_known
        above_least = np.maximum(self.values - asked.least, 0.0) / self.unit
        room_above = np.where(is_fixed, 0.0, np.inf)
        room_below = np.where(is_fixed, 0.0, above_least)
        return np.concatenate([room_above, room_below])


def _row_of_rise(asked: Asked, n_sums: int) -> csr_array:
    """Write how far the cells of a demand go up together: up less down."""
    raised = np.zeros(n_sums)
    raised[asked.cells] = 1.0
    return csr_array(np.concatenate([raised, -raised])[None, :])


def _cannot_protect() -> DisclosureRefused:
    return DisclosureRefused(
        "A sensitive sum cannot be protected by withholding others; nothing is published.",
        now="Merge categories or drop a dimension.",
    )


def _not_finished() -> DisclosureRefused:
    return DisclosureRefused(
        "The protection of sums was not finished in time; nothing is published.",
        now="Give --seconds more, merge categories, or drop a dimension.",
    )
