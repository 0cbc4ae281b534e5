"""Log-linear models in which persons differ in visibility.

Beside pairs of lists that depend, one parameter multiplies a function of the number of
lists that a person is on. Darroch's function, the number of pairs among those lists, is
what a normal spread of visibility gives; Poisson's rises faster, the Gamma's slower.

References
----------
Darroch, J. N. and others (1993). A three-sample multiple-recapture approach to census
population estimation with heterogeneous catchability. JASA 88(423), 1137-1148.
Rivest, L.-P. & Baillargeon, S. (2007). Applications and extensions of Chao's moment
estimator for the size of a closed population. Biometrics 63(4), 999-1006.
Baillargeon, S. & Rivest, L.-P. (2007). Rcapture: loglinear models for capture-recapture
in R. Journal of Statistical Software 19(5).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from zicht.estimation.existence import FULL_RANK
from zicht.estimation.fit_tests import FitTests, one_sided, tail_of
from zicht.estimation.fitting import fit, smallest_pivots
from zicht.estimation.shapes import shape_of
from zicht.estimation.stepwise import select
from zicht.vocabulary.arrays import Floats, Ints

MAX_RATIO = 1e4
"""More unseen persons than this per person seen count as no estimate."""


@dataclass(frozen=True)
class HeterogeneousFits:
    """Fits of a batch of tables.

    Parameters
    ----------
    dark : expected unseen persons; nan where there is no estimate
    loglik : log-likelihood; nan where there is no estimate
    effect : the parameter of visibility; above zero where persons differ
    """

    dark: Floats
    loglik: Floats
    effect: Floats


def fit_heterogeneous(
    counts: Floats, parameters: Ints, n_lists: int, *, shape: str = "darroch"
) -> HeterogeneousFits:
    """Fit models with one parameter of visibility.

    Parameters
    ----------
    counts : 2**t x batch
    parameters : p x batch; sets of lists, -1 where a model is smaller
    n_lists : t
    shape : name of the function of the number of lists
    """
    values = shape_of(shape, n_lists)
    n_tables = counts.shape[1]
    dark, loglik, effect = (np.full(n_tables, np.nan) for _ in range(3))
    pivots = smallest_pivots(counts > 0, parameters, shape=values)
    sound = np.flatnonzero(pivots > FULL_RANK)
    if not sound.size:
        return HeterogeneousFits(dark, loglik, effect)
    fits = fit(counts[:, sound], parameters[:, sound], shape=values)
    n_persons = counts[1:, sound].sum(axis=0)
    is_bounded = fits.converged & (fits.dark <= MAX_RATIO * n_persons)
    dark[sound] = np.where(is_bounded, fits.dark, np.nan)
    loglik[sound] = np.where(is_bounded, fits.loglik, np.nan)
    effect[sound] = np.where(is_bounded, fits.beta[-1], np.nan)
    return HeterogeneousFits(dark, loglik, effect)


def stepwise_parameters(counts: Floats, n_lists: int, threshold: float) -> Ints:
    """Return intercept, main effects and the pairs that stepwise selects; p x batch."""
    mains = np.array([0, *(1 << i for i in range(n_lists))], dtype=np.int64)
    base = np.repeat(mains[:, None], counts.shape[1], axis=1)
    return np.vstack([base, select(counts, n_lists, threshold=threshold).chosen])


def heterogeneous_unseen(
    counts: Floats, n_lists: int, threshold: float, shape: str
) -> Floats:
    """Unseen persons of every table, the pairs chosen anew for each."""
    parameters = stepwise_parameters(counts, n_lists, threshold)
    return fit_heterogeneous(counts, parameters, n_lists, shape=shape).dark


def check_stepwise(counts: Floats, n_lists: int, threshold: float) -> FitTests:
    """Test the stepwise model of one table against heterogeneity and any model.

    Parameters
    ----------
    counts : 2**t persons per pattern
    """
    column = counts[:, None]
    parameters = stepwise_parameters(column, n_lists, threshold)
    fits = fit(column, parameters)
    loglik = float(fits.loglik[0])
    wider = fit_heterogeneous(column, parameters, n_lists)
    ratio = 2 * (float(wider.loglik[0]) - loglik)
    # Persons who differ in visibility make the parameter positive, for it is a variance:
    # the test is one-sided (ADR 0140, 0146).
    two_sided = tail_of(ratio, 1) if np.isfinite(ratio) else None
    n_free = int(fits.n_free[0] + fits.n_empty[0])
    degrees = (1 << n_lists) - 1 - n_free
    deviance = 2 * (_saturated_loglik(counts) - loglik)
    return FitTests(
        heterogeneity=one_sided(two_sided, float(wider.effect[0])),
        fit=tail_of(deviance, degrees) if degrees > 0 else None,
    )


def _saturated_loglik(counts: Floats) -> float:
    seen = counts[1:][counts[1:] > 0]
    return float((seen * np.log(seen) - seen - gammaln(seen + 1)).sum())
