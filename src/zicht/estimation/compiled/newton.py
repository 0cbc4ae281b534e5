"""Newton's method for Poisson log-linear models over the lattice of lists, one table at a time.

Every function works on one table: a model has few parameters and few cells, so that its
work arrays stay in the processor's first cache.
"""

import math
from typing import NamedTuple

import numpy as np

from zicht.methods.compiling import compiled
from zicht.vocabulary.arrays import Bools, Floats, Ints

MAX_ITERATIONS = 60
MAX_HALVINGS = 30
DECREMENT = 1e-11
"""A table takes its last Newton step when half the squared decrement, a log-likelihood,
is below this."""
MAX_ETA = 60.0
RIDGE = 1e-12


class Design(NamedTuple):
    """Where the columns of a model's design lie on the lattice.

    Parameters
    ----------
    sets : set of lists of each parameter
    pinned : parameters that a model does not have, or at minus infinity
    shape : values of one more column over the cells, or empty; its parameter is the last
    """

    sets: Ints
    pinned: Bools
    shape: Floats


@compiled
def sum_supersets(values: Floats) -> None:
    """Replace every element by the sum over the sets that contain its set."""
    step = 1
    while step < values.size:
        for cell in range(values.size):
            if not cell & step:
                values[cell] += values[cell | step]
        step <<= 1


@compiled
def sum_subsets(values: Floats) -> None:
    """Replace every element by the sum over the sets that its set contains."""
    step = 1
    while step < values.size:
        for cell in range(values.size):
            if cell & step:
                values[cell] += values[cell ^ step]
        step <<= 1


@compiled
def solve(matrix: Floats, right: Floats, size: int) -> float:
    """Solve a symmetric system by LDL' in place; return the smallest pivot.

    Parameters
    ----------
    matrix : lower triangle, overwritten
    right : right-hand side, overwritten by the solution
    size : rows in use
    """
    smallest = np.inf
    for k in range(size):
        pivot = matrix[k, k]
        smallest = min(smallest, pivot)
        # Columns that depend on each other give a pivot of zero: it is returned, and
        # not divided by.
        pivot = max(pivot, RIDGE)
        matrix[k, k] = pivot
        for i in range(k + 1, size):
            factor = matrix[i, k] / pivot
            for j in range(k + 1, i + 1):
                matrix[i, j] -= factor * matrix[j, k]
            right[i] -= factor * right[k]
        for i in range(k + 1, size):
            matrix[i, k] /= pivot
    for k in range(size):
        right[k] /= matrix[k, k]
    for k in range(size - 1, -1, -1):
        for i in range(k + 1, size):
            right[k] -= matrix[i, k] * right[i]
    return float(smallest)


@compiled
def _information(
    weights: Floats,
    design: Design,
    sums: Floats,
    matrix: Floats,
) -> None:
    """Fill the lower triangle of X'WX; a pinned parameter has a one on its diagonal."""
    sets, pinned, shape = design
    n_sets = sets.size
    sums[:] = weights
    sum_supersets(sums)
    for i in range(n_sets):
        for j in range(i + 1):
            free = not (pinned[i] or pinned[j])
            matrix[i, j] = sums[sets[i] | sets[j]] if free else 0.0
        if pinned[i]:
            matrix[i, i] = 1.0
    if shape.size:
        for cell in range(weights.size):
            sums[cell] = weights[cell] * shape[cell]
        square = 0.0
        for cell in range(weights.size):
            square += sums[cell] * shape[cell]
        sum_supersets(sums)
        for j in range(n_sets):
            matrix[n_sets, j] = 0.0 if pinned[j] else sums[sets[j]]
        matrix[n_sets, n_sets] = square


@compiled
def _margins(
    values: Floats,
    design: Design,
    sums: Floats,
    out: Floats,
) -> None:
    """Fill X'v."""
    sets, pinned, shape = design
    sums[:] = values
    sum_supersets(sums)
    for i in range(sets.size):
        out[i] = 0.0 if pinned[i] else sums[sets[i]]
    if shape.size:
        total = 0.0
        for cell in range(values.size):
            total += shape[cell] * values[cell]
        out[sets.size] = total


@compiled
def _fill_means(
    beta: Floats,
    alive: Floats,
    design: Design,
    means: Floats,
) -> float:
    """Fill the means of all cells; return their sum."""
    sets, pinned, shape = design
    means[:] = 0.0
    for i in range(sets.size):
        if not pinned[i]:
            means[sets[i]] += beta[i]
    sum_subsets(means)
    total = 0.0
    for cell in range(means.size):
        if alive[cell] == 0.0:
            means[cell] = 0.0
            continue
        log_mean = means[cell]
        if shape.size:
            log_mean += shape[cell] * beta[sets.size]
        means[cell] = math.exp(min(max(log_mean, -MAX_ETA), MAX_ETA))
        total += means[cell]
    return total


@compiled
def _mark_living(
    design: Design, overlaps: Floats, alive: Floats, n_whole: float
) -> int:
    """Pin the parameters at minus infinity and mark the cells that none reaches.

    Returns
    -------
    number of parameters at minus infinity
    """
    sets, pinned, _shape = design
    n_empty = 0
    alive[:] = 1.0
    alive[0] = n_whole
    for i in range(sets.size):
        if pinned[i] or overlaps[sets[i]] > 0:
            continue
        pinned[i] = True
        n_empty += 1
        for cell in range(alive.size):
            if cell & sets[i] == sets[i]:
                alive[cell] = 0.0
    return n_empty


@compiled
def _first_step(
    counts: Floats,
    alive: Floats,
    design: Design,
    matrix: Floats,
    beta: Floats,
) -> None:
    """Fill the first step of reweighted least squares, from means of count + 0.1.

    McCullagh & Nelder (1989), section 2.5.
    """
    sums = np.empty(counts.size)
    guess = (counts + 0.1) * alive
    _information(guess, design, sums, matrix)
    for cell in range(counts.size):
        if alive[cell]:
            mean = guess[cell]
            guess[cell] = mean * math.log(mean) + counts[cell] - mean
    _margins(guess, design, sums, beta)
    solve(matrix, beta, beta.size)


@compiled
def _maximise(
    target: Floats,
    alive: Floats,
    design: Design,
    beta: Floats,
    means: Floats,
) -> tuple[float, bool]:
    """Take Newton steps from `beta`, halving those that do not raise the likelihood.

    Returns
    -------
    log-likelihood without its constants, and whether the steps became small
    """
    sums = np.empty(means.size)
    matrix = np.empty((beta.size, beta.size))
    value = float(target @ beta) - _fill_means(beta, alive, design, means)
    gradient = np.empty(beta.size)
    step = np.empty(beta.size)
    trial = np.empty(beta.size)
    for _ in range(MAX_ITERATIONS):
        _margins(means, design, sums, gradient)
        gradient[:] = target - gradient
        step[:] = gradient
        _information(means, design, sums, matrix)
        solve(matrix, step, beta.size)
        decrement = gradient @ step
        # At the maximum rounding alone may lower the value: a step that does no worse
        # is taken.
        slack = 1e-9 * (1.0 + abs(value))
        factor = 1.0
        for _halving in range(MAX_HALVINGS):
            trial[:] = beta + factor * step
            total = _fill_means(trial, alive, design, means)
            reached = float(target @ trial) - total
            if reached >= value - slack:
                break
            factor *= 0.5
        beta[:] = trial
        value = reached
        if 0.5 * abs(decrement) < DECREMENT:
            return value, True
    return value, False


class Room(NamedTuple):
    """Arrays that the fit of every table fills anew; made once, for tables are many.

    Parameters
    ----------
    sums, means, alive : one element per pattern of lists
    target : observed sum of each parameter's column
    matrix : parameters x parameters
    """

    sums: Floats
    means: Floats
    alive: Floats
    target: Floats
    matrix: Floats


class Estimate(NamedTuple):
    """What a fit fills.

    Parameters
    ----------
    beta : parameters to start from, or nan for the usual start; then the estimate
    overlaps : expected overlap of every set of lists
    """

    beta: Floats
    overlaps: Floats


@compiled
def _fit_table(
    counts: Floats, design: Design, n_whole: float, room: Room, estimate: Estimate
) -> tuple[float, int, bool]:
    """Fit one model to one table.

    Parameters
    ----------
    counts : 2**t persons per pattern
    design : of the model; parameters at minus infinity are pinned on the way
    n_whole : 1 where pattern 0 is observed too, 0 where it is not
    room : to work in
    estimate : filled

    Returns
    -------
    log-likelihood, parameters at minus infinity, whether Newton converged
    """
    beta, overlaps = estimate
    overlaps[:] = counts
    sum_supersets(overlaps)
    n_empty = _mark_living(design, overlaps, room.alive, n_whole)
    _margins(counts, design, room.sums, room.target)
    if math.isnan(beta[0]):
        beta[:] = 0.0
        _first_step(counts, room.alive, design, room.matrix, beta)
    value, has_converged = _maximise(room.target, room.alive, design, beta, room.means)
    for cell in range(counts.size):
        value -= math.lgamma(counts[cell] + 1.0)
    overlaps[:] = room.means
    sum_supersets(overlaps)
    return value, n_empty, has_converged


@compiled
def fit_tables(
    seen: Floats, parameters: Ints, shape: Floats, start: Floats, n_whole: float
) -> tuple[Floats, Floats, Ints, Ints, Bools, Floats, Floats]:
    """Fit one model to every table.

    Parameters
    ----------
    seen : tables x 2**t; persons per pattern
    parameters : tables x p; sets of lists, -1 where a model is smaller
    shape : 2**t values of one more column of the design, or empty
    start : tables x (p or p + 1); parameters to start from, or empty
    n_whole : 1 where pattern 0 is observed too, 0 where it is not

    Returns
    -------
    expected unseen, log-likelihood, finite parameters, parameters at minus infinity,
    whether Newton converged, expected overlaps, parameters
    """
    n_tables, n_cells = seen.shape
    n_sets = parameters.shape[1]
    size = n_sets + (1 if shape.size else 0)
    dark = np.empty(n_tables)
    loglik = np.empty(n_tables)
    n_free = np.empty(n_tables, dtype=np.int64)
    n_empty = np.empty(n_tables, dtype=np.int64)
    converged = np.zeros(n_tables, dtype=np.bool_)
    overlaps = np.empty((n_tables, n_cells))
    betas = np.full((n_tables, size), np.nan)
    room = Room(
        np.empty(n_cells),
        np.empty(n_cells),
        np.empty(n_cells),
        np.empty(size),
        np.empty((size, size)),
    )
    for table in range(n_tables):
        beta = betas[table]
        if start.size:
            beta[:] = start[table]
        sets = np.maximum(parameters[table], 0)
        pinned = parameters[table] < 0
        design = Design(sets, pinned, shape)
        loglik[table], n_empty[table], converged[table] = _fit_table(
            seen[table], design, n_whole, room, Estimate(beta, overlaps[table])
        )
        dark[table] = math.exp(min(max(beta[0], -MAX_ETA), MAX_ETA))
        n_free[table] = size - np.count_nonzero(pinned)
        for i in range(n_sets):
            if pinned[i]:
                beta[i] = 0.0
    return dark, loglik, n_free, n_empty, converged, overlaps, betas


@compiled
def find_smallest_pivots(filled: Floats, parameters: Ints, shape: Floats) -> Floats:
    """Return the smallest pivot of A'A over the cells with persons, per table.

    Parameters
    ----------
    filled : tables x 2**t; one where there are persons, element 0 zero
    parameters : tables x p; sets of lists, -1 where a model is smaller
    shape : 2**t values of one more column of the design, or empty
    """
    n_tables, n_cells = filled.shape
    n_sets = parameters.shape[1]
    size = n_sets + (1 if shape.size else 0)
    out = np.empty(n_tables)
    sums, overlaps = np.empty(n_cells), np.empty(n_cells)
    matrix, right = np.empty((size, size)), np.empty(size)
    for table in range(n_tables):
        overlaps[:] = filled[table]
        sum_supersets(overlaps)
        sets = np.maximum(parameters[table], 0)
        pinned = parameters[table] < 0
        for i in range(n_sets):
            if overlaps[sets[i]] <= 0:
                pinned[i] = True
        _information(filled[table], Design(sets, pinned, shape), sums, matrix)
        right[:] = 0.0
        out[table] = solve(matrix, right, size)
    return out
