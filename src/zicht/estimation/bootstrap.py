"""Resampling: tables are drawn anew and limits corrected for bias and skewness.

Two kinds of resample. The conditional bootstrap draws as many persons as were seen, so
it leaves out that another year of the same population would have shown more or fewer.
The unconditional bootstrap first draws how many of the estimated population are seen.
Where most persons are seen that part is the larger half of the uncertainty.

References
----------
Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 14 (BCa,
jackknife acceleration).
Buckland, S. T. & Garthwaite, P. H. (1991). Quantifying precision of mark-recapture
estimates using the bootstrap and related methods. Biometrics 47(1), 255-268.
Chan, Silverman & Vincent (2021), section 4; Silverman, Chan & Vincent (2024),
Statistics and Computing 34:44.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from zicht.vocabulary.arrays import Floats, Ints

TIE = 1e-9
"""Replicates nearer to the estimate than this share of it equal it, but for rounding."""
FEWEST = 20
"""Fewer fitted replicates than this give no limits."""


def draw_resamples(counts: Ints, n_replicates: int, rng: np.random.Generator) -> Ints:
    """Draw tables of the same number of persons; replicates x rows."""
    n_persons = int(counts.sum())
    shares = counts / n_persons
    return rng.multinomial(n_persons, shares, size=n_replicates).astype(np.int64)


def draw_unconditional(
    counts: Ints, population: float, n_replicates: int, rng: np.random.Generator
) -> Ints:
    """Draw tables from a population of which some are not seen; replicates x rows.

    Parameters
    ----------
    counts : persons per row, all seen
    population : estimated size, seen and unseen
    """
    n_persons = int(counts.sum())
    size = max(round(population), n_persons)
    n_seen = rng.binomial(size, n_persons / size, size=n_replicates)
    n_seen = np.maximum(n_seen, 1)
    shares = counts / n_persons
    return rng.multinomial(n_seen, shares).astype(np.int64)


def leave_one_out(counts: Ints) -> tuple[Ints, Ints]:
    """Return the tables with one person less, one per row that holds persons.

    Returns
    -------
    tables, and how many persons each stands for
    """
    rows = np.flatnonzero(counts > 0)
    tables = np.repeat(counts[None, :], len(rows), axis=0)
    tables[np.arange(len(rows)), rows] -= 1
    return tables, counts[rows]


def acceleration(jackknife: Floats, weights: Ints) -> float:
    """Skewness of the jackknife: the acceleration of BCa.

    Parameters
    ----------
    jackknife : estimate without one person; nan where it does not exist
    weights : persons whom each stands for
    """
    good = np.isfinite(jackknife)
    values, weight = jackknife[good], weights[good].astype(np.float64)
    if values.size < 2:
        return 0.0
    away = np.average(values, weights=weight) - values
    spread = float(np.sum(weight * away**2))
    if spread <= 0:
        return 0.0
    # Efron & Tibshirani (1993), equation 14.15: each table without one person stands
    # for all persons of its row.
    return float(np.sum(weight * away**3) / (6.0 * spread**1.5))


@dataclass(frozen=True)
class Limits:
    """Limits with what they rest on.

    Parameters
    ----------
    lower, upper : limits
    lower_error, upper_error : standard error of each by the number of replicates
    bias, acceleration : corrections of BCa
    n_used, n_failed : replicates with and without an estimate
    """

    lower: float
    upper: float
    lower_error: float
    upper_error: float
    bias: float
    acceleration: float
    n_used: int
    n_failed: int


def lacks_upper_tail(n_failed: int, n_drawn: int, level: float) -> bool:
    """Return whether more resamples have no estimate than lie above the upper limit.

    Such a resample lacks an overlap, which points to a large population: without it the
    upper limit is too low.
    """
    return n_failed > n_drawn * (1 - level) / 2


def bca_limits(
    estimate: float,
    replicates: Floats,
    accel: float,
    level: float,
    *,
    share_of_ties: float = 0.5,
) -> Limits | None:
    """Bias-corrected and accelerated percentile limits.

    Parameters
    ----------
    estimate : of the table itself
    replicates : one per resample, nan where the fit failed
    accel : from the jackknife
    level : such as 0.95
    share_of_ties : of replicates equal to the estimate, counted as below it; zero in
        the R packages

    Returns
    -------
    None where too few replicates could be fitted
    """
    good = np.sort(replicates[np.isfinite(replicates)])
    failed = int(replicates.size - good.size)
    if good.size < FEWEST:
        return None
    bias, bias_error = _bias(good, estimate, share_of_ties)
    tails = ((1 - level) / 2, (1 + level) / 2)
    ends = [_corrected(tail, bias, accel) for tail in tails]
    # Quantiles of type 8, so that limits equal those of SparseMSE on the same resamples
    # (ADR 0020).
    lower, upper = np.quantile(good, ends, method="median_unbiased")
    errors = [
        _limit_error(good, tail, bias, bias_error=bias_error, accel=accel)
        for tail in tails
    ]
    return Limits(
        float(lower),
        float(upper),
        errors[0],
        errors[1],
        bias,
        accel,
        int(good.size),
        failed,
    )


def _bias(good: Floats, estimate: float, share_of_ties: float) -> tuple[float, float]:
    """Bias correction of BCa, and its standard error by the number of replicates."""
    n_below = np.count_nonzero(good < estimate * (1 - TIE))
    n_tied = np.count_nonzero(np.abs(good - estimate) <= estimate * TIE)
    share = float(n_below + share_of_ties * n_tied) / good.size
    # At a share of 0 or 1 the correction would be infinite.
    least = 0.5 / good.size
    share = min(max(share, least), 1 - least)
    bias = float(ndtri(share))
    density = float(np.exp(-0.5 * bias**2) / np.sqrt(2 * np.pi))
    return bias, float(np.sqrt(share * (1 - share) / good.size)) / density


def _limit_error(
    good: Floats, tail: float, bias: float, *, bias_error: float, accel: float
) -> float:
    """Monte Carlo standard error of a limit, by order statistics and the bias."""
    end = _corrected(tail, bias, accel)
    binomial = float(np.sqrt(max(end * (1 - end), 0.0) / good.size))
    by_order = _half_span(good, end - binomial, end + binomial)
    by_bias = _half_span(
        good,
        _corrected(tail, bias - bias_error, accel),
        _corrected(tail, bias + bias_error, accel),
    )
    return float(np.hypot(by_order, by_bias))


def _half_span(good: Floats, low: float, high: float) -> float:
    ends = np.clip([low, high], 0.0, 1.0)
    below, above = np.quantile(good, ends, method="median_unbiased")
    return float(above - below) / 2


def _corrected(probability: float, bias: float, accel: float) -> float:
    # Efron & Tibshirani (1993), equation 14.10.
    z = bias + float(ndtri(probability))
    shrink = 1.0 - accel * z
    return float(ndtr(bias + z / shrink)) if shrink > 0 else float(z > 0)
