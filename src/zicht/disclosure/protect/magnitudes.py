"""Which sums of amounts (days, euros) are sensitive, and which further sums are withheld.

A sum is sensitive where one contributor dominates it, where the second largest could come
too close to the largest, or where there are too few contributors. It is then withheld,
with the cheapest further sums that let it be as much higher as those rules ask.
"""

import time

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from zicht.disclosure.linear import Programme, solve_integer
from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy

TINY = 1e-6
FREE = 1e-4
"""Price of moving a withheld sum: nearly nothing."""
SCALE = 1e4
"""Largest sum in the programmes: solvers lose their way among numbers of very different size."""


def rises(totals: Floats, largest: Floats, second: Floats, policy: Policy) -> Floats:
    """Return how much higher each sum must possibly be.

    With `T` the sum, `x1` and `x2` its two largest contributions, `k` the share of the
    dominance rule and `p` that of the p% rule, the upper protection levels are
    `x1 / k - T` and `p x1 - (T - x1 - x2)`; the higher one, and 0 where both rules hold.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, table 4.3.
    """
    by_dominance = largest / policy.dominance - totals
    rest = totals - largest - second
    by_p_percent = np.where(largest > 0, policy.p_percent * largest - rest, 0.0)
    return np.maximum(0.0, np.maximum(by_dominance, by_p_percent))


def withhold(
    system: System, rise: Floats, *, extra: Bools, known: Bools, seconds: float
) -> Bools:
    """Choose the sums to withhold.

    Parameters
    ----------
    system : sums as whole numbers
    rise : how much higher each sum must possibly be; 0 for one that is not sensitive
    extra : withheld for another reason
    known : sums that every reader knows, for nobody is there
    seconds : the longest this may take

    Raises
    ------
    DisclosureRefused : a sum cannot be that much higher, whatever is withheld, or not in
        time

    References
    ----------
    Fischetti & Salazar-González (2001), Management Science 47; Kelly, Golden & Assad
    (1992), Networks 22.
    """
    deadline = time.monotonic() + seconds
    values = system.counts.astype(np.float64)
    hidden = (rise > 0) | extra
    unit = max(float(values.max(initial=1.0)), float(rise.max(initial=1.0))) / SCALE
    moves = _Moves(system, values / unit, known)
    highest = values.copy()
    sensitive = np.flatnonzero(rise > 0)
    # The largest rise first; of equal ones in the order of the cells.
    order = np.argsort(-rise[sensitive], kind="stable")
    for cell in sensitive[order].tolist():
        if highest[cell] >= values[cell] + rise[cell] - TINY:
            continue
        seconds_left = deadline - time.monotonic()
        cell_rise = float(rise[cell]) / unit
        change = unit * moves.cheapest(cell, cell_rise, hidden, seconds=seconds_left)
        hidden |= np.abs(change) > TINY * unit
        highest = np.maximum(highest, values + change)
    return hidden


class _Moves:
    """How sums may move together so that everything printed still adds up.

    Columns of the programme are how far each sum goes up, then how far each goes down.
    """

    def __init__(self, system: System, values: Floats, known: Bools) -> None:
        relations = system.relations
        heads = np.arange(len(relations))
        signs = np.concatenate([np.ones(len(relations.children)), -np.ones(len(heads))])
        rows = np.concatenate([relations.owners, heads])
        columns = np.concatenate([relations.children, relations.parents])
        shape = (len(heads), len(values))
        matrix = csr_array(coo_array((signs, (rows, columns)), shape=shape))
        self.values, self.known = values, known
        self.matrix = csr_array(hstack([matrix, -matrix]))

    def cheapest(
        self, cell: int, rise: float, hidden: Bools, *, seconds: float
    ) -> Floats:
        """Raise one sum, and return the change of every sum.

        Withheld sums move for nothing, printed ones as few and as small as can be.
        """
        n = len(self.values)
        cost = np.where(hidden, FREE, 1.0 + np.log1p(self.values))
        most_up = np.where(self.known, 0.0, np.inf)
        most_down = np.where(self.known, 0.0, self.values)
        lower, upper = np.zeros(2 * n), np.concatenate([most_up, most_down])
        lower[cell], upper[cell], upper[n + cell] = rise, rise, 0.0
        zeros = np.zeros(self.matrix.shape[0])
        programme = Programme(
            costs=np.concatenate([cost, cost]),
            lower=lower,
            upper=upper,
            matrix=self.matrix,
            row_lower=zeros,
            row_upper=zeros,
            whole=np.zeros(2 * n, dtype=bool),
        )
        moved, has_ended = solve_integer(programme, seconds=max(0.01, seconds))
        if moved is None:
            raise _cannot_protect() if has_ended else _not_finished()
        return np.asarray(moved[:n] - moved[n:])


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
