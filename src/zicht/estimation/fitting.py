"""Extended maximum likelihood of Poisson log-linear models, many tables and models at once.

A model is a set of interactions; parameters are the intercept, the main effects and the interactions. An overlap in
which nobody was seen has its parameter at minus infinity: the cells it reaches have mean zero and leave the table.
The lattice makes every entry of X'WX one expected overlap: entry (a, b) is the sum of the means over the patterns
that contain both a and b. Batches lie on the last axis, so one elementary operation serves all tables.

References
----------
Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse capture data: inferential
challenges when there are nonoverlapping lists. JASA 116(535), 1297-1306.
Fienberg, S. E. & Rinaldo, A. (2012). Maximum likelihood estimation in log-linear models. Annals of Statistics 40(2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from zicht.estimation.lattice import sum_over_subsets, sum_over_supersets
from zicht.vocabulary.arrays import Bools, Floats, Ints

MAX_ITERATIONS = 60
DECREMENT = 1e-11
"""A table takes its last Newton step when half the squared decrement, a log-likelihood, is below this.

It then stands still, so that its fit does not depend on the tables it shares a batch with."""
MAX_ETA = 60.0
RIDGE = 1e-12
CHUNK_CELLS = 1 << 16
"""A batch is cut so that its work arrays stay near the processor."""


@dataclass(frozen=True)
class Fits:
    """Fitted models, one per column.

    Parameters
    ----------
    dark : expected number of unseen persons
    loglik : Poisson log-likelihood of the observed cells, with its constants
    n_free : number of finite parameters
    n_empty : number of parameters at minus infinity
    converged : whether Newton reached its tolerance
    overlaps : expected overlap of every set of lists among observed patterns,
        2**t x batch
    beta : parameters, one row each; 0 where a model has none or it is at minus
        infinity
    """

    dark: Floats
    loglik: Floats
    n_free: Ints
    n_empty: Ints
    converged: Bools
    overlaps: Floats
    beta: Floats


def parameters_of(interactions: Sequence[int], n_lists: int) -> tuple[int, ...]:
    """List intercept, main effects and interactions of a model, as sets of lists."""
    return (0, *(1 << i for i in range(n_lists)), *interactions)


def fit(
    counts: Floats,
    parameters: Ints,
    n_lists: int,
    *,
    shape: Floats | None = None,
    unseen: Floats | None = None,
) -> Fits:
    """Fit models by Newton's method from the start of reweighted least squares.

    Parameters
    ----------
    counts : 2**t x batch; persons per pattern, row 0 is not read
    parameters : p x batch; sets of lists, -1 where a model is smaller than p
    n_lists : t
    shape : 2**t; values of one more column of the design, the same for every table,
        such as the number of pairs among the lists a person is on
    unseen : batch; persons on no list where their number is given, as for a profile
        of the likelihood; the fit then takes all 2**t cells as observed
    """
    width = max(32, CHUNK_CELLS // max(counts.shape[0], parameters.shape[0] ** 2))
    parts = []
    for start in range(0, counts.shape[1], width):
        columns = slice(start, start + width)
        given = None if unseen is None else unseen[columns]
        seen = _with_row_zero(counts[:, columns], given)
        parts.append(
            _fit_chunk(
                seen, parameters[:, columns], n_lists, shape, is_whole=given is not None
            )
        )
    return Fits(
        *(
            np.concatenate([getattr(part, name) for part in parts], axis=-1)
            for name in Fits.__dataclass_fields__
        )
    )


def _with_row_zero(counts: Floats, unseen: Floats | None) -> Floats:
    out = np.array(counts)
    out[0] = 0.0 if unseen is None else unseen
    return out


def empty_parameters(overlaps: Floats, parameters: Ints) -> Bools:
    """Say which parameters are at minus infinity: nobody was seen on all lists of the set."""
    return np.asarray(
        np.take_along_axis(overlaps, np.maximum(parameters, 0), axis=0) <= 0
    ) & (parameters >= 0)


def living_cells(parameters: Ints, empty: Bools, n_lists: int) -> Floats:
    """Mark the cells that no parameter at minus infinity reaches; pattern 0 never lives."""
    marks = np.zeros((1 << n_lists, parameters.shape[1]))
    rows, columns = np.nonzero(empty)
    marks[parameters[rows, columns], columns] = 1.0
    alive = (sum_over_subsets(marks, n_lists) == 0).astype(np.float64)
    alive[0] = 0.0
    return np.asarray(alive)


@dataclass
class _Design:
    """Where each model's sums lie on the lattice, for one chunk.

    Parameters
    ----------
    sets : p x batch; set of lists of each parameter, 0 where it is pinned
    pinned : p x batch; parameters that a model does not have, or at minus infinity
    shape : values of one more column over the cells; its parameter is the last
    """

    n_lists: int
    sets: Ints
    pinned: Bools
    shape: Floats | None

    def __post_init__(self) -> None:
        self.columns = np.arange(self.sets.shape[1], dtype=np.int64)
        self.first, self.second = np.tril_indices(self.sets.shape[0])

    def margins(self, values: Floats) -> Floats:
        """Return X'v, one row per parameter."""
        sums = sum_over_supersets(values, self.n_lists)
        picked = np.asarray(sums.ravel()[self.sets * sums.shape[1] + self.columns])
        picked[self.pinned] = 0.0
        if self.shape is None:
            return picked
        return np.vstack([picked, np.einsum("c,cb->b", self.shape, values)])

    def information(self, weights: Floats) -> Floats:
        """Lower triangles of X'WX; a pinned parameter gets a one on its diagonal."""
        size = self.sets.shape[0]
        whole = size if self.shape is None else size + 1
        out = np.zeros((whole, whole, weights.shape[1]))
        sums = sum_over_supersets(weights, self.n_lists)
        both = self.sets[self.first] | self.sets[self.second]
        picked = sums.ravel()[both * sums.shape[1] + self.columns]
        picked[self.pinned[self.first] | self.pinned[self.second]] = 0.0
        out[self.first, self.second] = picked
        diagonal = np.arange(size)
        out[diagonal, diagonal] += self.pinned
        if self.shape is not None:
            out[size] = self.margins(weights * self.shape[:, None])
        return out

    def log_means(self, beta: Floats) -> Floats:
        """Return Xb, one row per cell."""
        size = self.sets.shape[0]
        spread = np.zeros((1 << self.n_lists, beta.shape[1]))
        free = ~self.pinned
        places = (self.sets * beta.shape[1] + self.columns)[free]
        spread.ravel()[places] = beta[:size][free]
        logs = sum_over_subsets(spread, self.n_lists)
        if self.shape is not None:
            logs += self.shape[:, None] * beta[size]
        return logs


def _design(
    parameters: Ints, empty: Bools, n_lists: int, shape: Floats | None = None
) -> _Design:
    sets = np.maximum(parameters, 0)
    return _Design(n_lists, sets, empty | (parameters < 0), shape)


def eliminate(matrix: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Solve symmetric systems by LDL', batch on the last axis; give solution and smallest pivot. Overwrites both."""
    size = matrix.shape[0]
    smallest = np.full(matrix.shape[2], np.inf)
    for k in range(size):
        pivot = matrix[k, k]
        np.minimum(smallest, pivot, out=smallest)
        np.maximum(pivot, RIDGE, out=pivot)
        if k + 1 == size:
            break
        column = matrix[k + 1 :, k]
        scaled = column / pivot
        matrix[k + 1 :, k + 1 :] -= scaled[:, None] * column[None, :]
        right[k + 1 :] -= scaled * right[k]
        matrix[k + 1 :, k] = scaled
    solution = right / matrix[np.arange(size), np.arange(size)]
    for k in range(size - 2, -1, -1):
        solution[k] -= np.einsum("ib,ib->b", matrix[k + 1 :, k], solution[k + 1 :])
    return solution, smallest


def smallest_pivots(
    support: Bools, parameters: Ints, n_lists: int, *, shape: Floats | None = None
) -> Floats:
    """Return the smallest pivot of A'A over the cells with persons.

    Above zero, the model's rank is full there.
    """
    filled = _with_row_zero(support.astype(np.float64), None)
    overlaps = sum_over_supersets(filled, n_lists)
    empty = empty_parameters(overlaps, parameters)
    matrix = _design(parameters, empty, n_lists, shape).information(filled)
    return eliminate(matrix, np.zeros(matrix.shape[1:]))[1]


def _fit_chunk(
    seen: Floats,
    parameters: Ints,
    n_lists: int,
    shape: Floats | None,
    *,
    is_whole: bool,
) -> Fits:
    overlaps = sum_over_supersets(seen, n_lists)
    empty = empty_parameters(overlaps, parameters)
    alive = living_cells(parameters, empty, n_lists)
    alive[0] = float(is_whole)
    design = _design(parameters, empty, n_lists, shape)
    target = design.margins(seen)
    beta, means, loglik, converged = _newton(seen, target, alive, design)
    constant = gammaln(seen + 1.0).sum(axis=0)
    n_shapes = 0 if shape is None else 1
    return Fits(
        dark=np.exp(np.clip(beta[0], -MAX_ETA, MAX_ETA)),
        loglik=loglik - constant,
        n_free=(~design.pinned).sum(axis=0) + n_shapes,
        n_empty=empty.sum(axis=0),
        converged=converged,
        overlaps=sum_over_supersets(means, n_lists),
        beta=np.where(_padded_pins(design), 0.0, beta),
    )


def _padded_pins(design: _Design) -> Bools:
    if design.shape is None:
        return design.pinned
    return np.vstack([design.pinned, np.zeros((1, design.pinned.shape[1]), dtype=bool)])


def _start(seen: Floats, alive: Floats, design: _Design) -> Floats:
    """First step of reweighted least squares, from means of count + 0.1.

    McCullagh & Nelder (1989), section 2.5.
    """
    guess = (seen + 0.1) * alive
    logs = np.log(np.where(alive > 0, guess, 1.0))
    working = guess * logs + (seen - guess) * alive
    return eliminate(design.information(guess), design.margins(working))[0]


def _means(beta: Floats, alive: Floats, design: _Design) -> Floats:
    return np.exp(np.clip(design.log_means(beta), -MAX_ETA, MAX_ETA)) * alive


def _likelihood(beta: Floats, target: Floats, means: Floats) -> Floats:
    return np.asarray(np.einsum("pb,pb->b", beta, target) - means.sum(axis=0))


def _newton(
    seen: Floats, target: Floats, alive: Floats, design: _Design
) -> tuple[Floats, Floats, Floats, Bools]:
    beta = _start(seen, alive, design)
    means = _means(beta, alive, design)
    value = _likelihood(beta, target, means)
    converged = np.zeros(beta.shape[1], dtype=bool)
    for _ in range(MAX_ITERATIONS):
        gradient = target - design.margins(means)
        step, _pivots = eliminate(design.information(means), gradient.copy())
        decrement = np.einsum("pb,pb->b", gradient, step)
        step[:, converged] = 0.0
        beta, means, value = _line_search(
            beta, step, value, target=target, alive=alive, design=design
        )
        converged |= 0.5 * np.abs(decrement) < DECREMENT
        if converged.all():
            break
    return beta, means, value, converged


def _line_search(
    beta: Floats,
    step: Floats,
    value: Floats,
    *,
    target: Floats,
    alive: Floats,
    design: _Design,
) -> tuple[Floats, Floats, Floats]:
    """Halve the steps that do not raise the likelihood."""
    factor = np.ones(beta.shape[1])
    slack = 1e-9 * (1.0 + np.abs(value))
    for _ in range(30):
        new = beta + factor * step
        means = _means(new, alive, design)
        reached = _likelihood(new, target, means)
        poor = ~(reached >= value - slack)
        if not poor.any():
            break
        factor = np.where(poor, factor * 0.5, factor)
    return new, means, reached
