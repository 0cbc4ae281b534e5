"""Extended maximum likelihood of Poisson log-linear models, many tables and models at once.

A model is a set of interactions; parameters are the intercept, the main effects and the interactions. An overlap in
which nobody was seen has its parameter at minus infinity: the cells it reaches have mean zero and leave the table.
The lattice makes every entry of X'WX one expected overlap: entry (a, b) is the sum of the means over the patterns
that contain both a and b. The loops are
compiled (`compiled/newton.py`).

References
----------
Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse capture data: inferential
challenges when there are nonoverlapping lists. JASA 116(535), 1297-1306.
Fienberg, S. E. & Rinaldo, A. (2012). Maximum likelihood estimation in log-linear models. Annals of Statistics 40(2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.estimation.lattice import sum_over_subsets
from zicht.vocabulary.arrays import Bools, Floats, Ints


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
    *,
    shape: Floats | None = None,
    unseen: Floats | None = None,
    start: Floats | None = None,
) -> Fits:
    """Fit models by Newton's method from the start of reweighted least squares.

    Parameters
    ----------
    counts : 2**t x batch; persons per pattern, row 0 is not read
    parameters : p x batch; sets of lists, -1 where a model is smaller than p
    shape : 2**t; values of one more column of the design, the same for every table,
        such as the number of pairs among the lists a person is on
    unseen : batch; persons on no list where their number is given, as for a profile
        of the likelihood; the fit then takes all 2**t cells as observed
    start : p x batch; parameters near the estimate, such as those of a smaller model
    """
    from zicht.estimation.compiled import newton  # noqa: PLC0415 - numba loads slowly

    seen = np.ascontiguousarray(counts.T, dtype=np.float64).copy()
    seen[:, 0] = 0.0 if unseen is None else unseen
    dark, loglik, n_free, n_empty, converged, overlaps, beta = newton.fit_tables(
        seen,
        np.ascontiguousarray(parameters.T),
        np.empty(0) if shape is None else shape,
        np.empty((0, 0)) if start is None else np.ascontiguousarray(start.T),
        0.0 if unseen is None else 1.0,
    )
    return Fits(dark, loglik, n_free, n_empty, converged, overlaps.T, beta.T)


def empty_parameters(overlaps: Floats, parameters: Ints) -> Bools:
    """Return which parameters are at minus infinity: nobody was seen on all lists of the set."""
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


def smallest_pivots(
    support: Bools, parameters: Ints, *, shape: Floats | None = None
) -> Floats:
    """Return the smallest pivot of A'A over the cells with persons.

    Above zero, the model's rank is full there.

    Parameters
    ----------
    support : 2**t x batch; whether there are persons
    parameters : p x batch; sets of lists, -1 where a model is smaller
    """
    from zicht.estimation.compiled import newton  # noqa: PLC0415 - numba loads slowly

    filled = support.T.astype(np.float64)
    filled[:, 0] = 0.0
    return newton.find_smallest_pivots(
        np.ascontiguousarray(filled),
        np.ascontiguousarray(parameters.T),
        np.empty(0) if shape is None else shape,
    )
