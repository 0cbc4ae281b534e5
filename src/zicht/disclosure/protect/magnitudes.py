"""Which sums of amounts (days, euros) are sensitive, and which further sums are withheld with them.

A sum is sensitive where one contributor dominates it, where the second largest could come too close to the largest, or
where there are too few contributors. It is then withheld, with the cheapest further sums that let it be as much higher
as those rules ask.
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
SCALE = 1e4
"""Largest sum in the programmes: solvers lose their way among numbers of very different size."""


def rises(totals: Floats, largest: Floats, second: Floats, policy: Policy) -> Floats:
    """Give how much higher each sum must possibly be, so that nobody comes too close to its largest contributor.

    The upper protection levels of the (1, k)-dominance rule and of the p% rule, whichever is more; 0 where both hold.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, table 4.3.
    """
    dominance = largest / policy.dominance - totals
    rest = totals - largest - second
    close = np.where(largest > 0, policy.p_percent * largest - rest, 0.0)
    return np.maximum(0.0, np.maximum(dominance, close))


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
    DisclosureRefused : a sum cannot be that much higher, whatever is withheld, or not in time

    References
    ----------
    Fischetti & Salazar-González (2001), Management Science 47; Kelly, Golden & Assad (1992), Networks 22.
    """
    deadline = time.monotonic() + seconds
    values = system.counts.astype(np.float64)
    hidden = (rise > 0) | extra
    unit = max(float(values.max(initial=1.0)), float(rise.max(initial=1.0))) / SCALE
    moves = _Moves(system, values / unit, known)
    highest = values.copy()
    for cell in sorted(
        np.flatnonzero(rise > 0).tolist(), key=lambda cell: (-rise[cell], cell)
    ):
        if highest[cell] >= values[cell] + rise[cell] - TINY:
            continue
        change = unit * moves.cheapest(
            cell, float(rise[cell]) / unit, hidden, seconds=deadline - time.monotonic()
        )
        hidden |= np.abs(change) > TINY * unit
        highest = np.maximum(highest, values + change)
    return hidden


class _Moves:
    """How sums may move together so that everything printed still adds up: how far each goes up, then how far down."""

    def __init__(self, system: System, values: Floats, known: Bools) -> None:
        relations = system.relations
        heads = np.arange(len(relations))
        value = np.concatenate([np.ones(len(relations.children)), -np.ones(len(heads))])
        row = np.concatenate([relations.owners, heads])
        column = np.concatenate([relations.children, relations.parents])
        matrix = csr_array(
            coo_array((value, (row, column)), shape=(len(heads), len(values)))
        )
        self.values, self.known = values, known
        self.matrix = csr_array(hstack([matrix, -matrix]))

    def cheapest(
        self, cell: int, rise: float, hidden: Bools, *, seconds: float
    ) -> Floats:
        """Raise one sum by moving withheld ones for nothing, and printed ones as few and as small as can be."""
        n = len(self.values)
        cost = np.where(hidden, 1e-4, 1.0 + np.log1p(self.values))
        low = np.zeros(2 * n)
        high = np.concatenate(
            [np.where(self.known, 0.0, np.inf), np.where(self.known, 0.0, self.values)]
        )
        low[cell], high[cell], high[n + cell] = rise, rise, 0.0
        zeros = np.zeros(self.matrix.shape[0])
        programme = Programme(
            np.concatenate([cost, cost]),
            low,
            high,
            self.matrix,
            zeros,
            zeros,
            np.zeros(2 * n, dtype=bool),
        )
        found, ended = solve_integer(programme, seconds=max(0.01, seconds))
        if found is None:
            raise DisclosureRefused(
                "A sensitive sum cannot be protected by withholding others; nothing is"
                " published."
                if ended
                else "The protection of sums was not finished in time; nothing is"
                " published.",
                now="Merge categories or drop a dimension."
                if ended
                else "Give --seconds more, merge categories, or drop a dimension.",
            )
        change: Floats = found[:n] - found[n:]
        return change
