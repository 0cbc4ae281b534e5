"""Possible counts: partly known ones completed, and ones that lie far from all bounds."""

import time

import numpy as np

from zicht.disclosure.audit.cell_bounds import Knowledge, propagate
from zicht.disclosure.audit.components import Component, components, programme_of
from zicht.disclosure.linear import INNER, is_optimal, load, run_for
from zicht.vocabulary.arrays import Floats


def fill(
    known: Knowledge,
    point: Floats,
    room: Floats,
    *,
    seconds: float,
    costs: Floats | None = None,
) -> Floats | None:
    """Complete a partly known set of counts, at the least costs.

    Parameters
    ----------
    known : bounds and rows
    point : a count per cell, NaN where it is not known
    room : what stays free above each cell where that is possible, so that records can be
        added to what is returned
    seconds : the longest it may take
    costs : per cell; nothing is preferred when left out

    Returns
    -------
    a count per cell, or None where the known ones cannot be completed
    """
    is_given = np.isfinite(point)
    lower = np.where(is_given, point, known.lower)
    upper = np.where(is_given, point, known.upper)
    if np.any(lower < known.lower) or np.any(upper > known.upper):
        return None
    deadline = time.monotonic() + seconds
    # First with room above each cell; a table that is full is better than none.
    with_room = np.where(is_given, upper, np.maximum(lower, upper - room))
    costs = np.zeros(len(point)) if costs is None else costs
    for ends in (with_room, upper):
        trial = Knowledge(known.matrix, known.row_lower, known.row_upper, lower, ends)
        counts = _possible_counts(trial, costs, deadline)
        if counts is not None:
            return counts
    return None


def _possible_counts(trial: Knowledge, costs: Floats, deadline: float) -> Floats | None:
    """Return counts that agree with everything, at the least costs; None for none."""
    propagate(trial)
    if trial.contradicts:
        return None
    counts = np.where(trial.is_open, np.nan, trial.lower)
    for cells in components(trial):
        # Nothing is known yet: a presolve beats the simplex method that is kept warm.
        component = Component(trial, cells, presolve="on")
        if component.ask(costs[cells], deadline=deadline) is None:
            return None
        counts[cells] = trial.seen_lower[cells]
    return counts


def inner_point(known: Knowledge, costs: Floats, *, seconds: float) -> Floats | None:
    """Return possible counts far from all bounds, pulled to low costs.

    An interior point method without a crossover ends inside of what is possible, with no
    costs in its analytic centre, and needs a small part of the time of the simplex method.

    Parameters
    ----------
    known : bounds and rows
    costs : per cell; zeros for the centre
    seconds : the longest it may take

    Returns
    -------
    a count per cell, to be checked before it is believed; None where none was found

    References
    ----------
    Boyd & Vandenberghe (2004), Convex Optimization, section 8.5.3 (analytic centre).
    """
    deadline = time.monotonic() + seconds
    counts = np.where(known.is_open, np.nan, known.lower)
    bounds = np.concatenate([known.lower, known.upper])
    largest = float(np.max(bounds, initial=1.0, where=np.isfinite(bounds)))
    # Without a finite end on every cell there is no analytic centre.
    ends = np.minimum(known.upper, known.lower + largest)
    for cells in components(known):
        programme = programme_of(known, cells, costs[cells], ends[cells])
        solver = load(programme, INNER)
        run_for(solver, max(0.0, deadline - time.monotonic()))
        if not is_optimal(solver):
            return None
        counts[cells] = np.asarray(solver.getSolution().col_value)
    return counts
