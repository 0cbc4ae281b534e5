"""Resampling: whole persons are drawn anew, selection is redone, and limits are corrected for bias and skewness.

References
----------
Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 14 (BCa, jackknife acceleration).
Chan, Silverman & Vincent (2021), section 4; Silverman, Chan & Vincent (2024), Statistics and Computing 34:44.
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
    return rng.multinomial(n_persons, counts / n_persons, size=n_replicates).astype(
        np.int64
    )


def leave_one_out(counts: Ints) -> tuple[Ints, Ints]:
    """Give the tables with one person less, one per row that holds persons, and how many persons each stands for."""
    rows = np.flatnonzero(counts > 0)
    tables = np.repeat(counts[None, :], len(rows), axis=0)
    tables[np.arange(len(rows)), rows] -= 1
    return tables, counts[rows]


def acceleration(jackknife: Floats, weights: Ints) -> float:
    """Skewness of the jackknife: the acceleration of BCa."""
    good = np.isfinite(jackknife)
    values, weight = jackknife[good], weights[good].astype(np.float64)
    if values.size < 2:
        return 0.0
    away = np.average(values, weights=weight) - values
    spread = float(np.sum(weight * away**2))
    return float(np.sum(weight * away**3)) / (6.0 * spread**1.5) if spread > 0 else 0.0


@dataclass(frozen=True)
class Limits:
    """Limits with what they rest on."""

    lower: float
    upper: float
    bias: float
    acceleration: float
    n_used: int
    n_failed: int


def bca_limits(
    estimate: float, replicates: Floats, accel: float, level: float
) -> Limits | None:
    """Bias-corrected and accelerated percentile limits; None where too few replicates could be fitted.

    Parameters
    ----------
    estimate : of the table itself
    replicates : one per resample, nan where the fit failed
    accel : from the jackknife
    level : such as 0.95
    """
    good = np.sort(replicates[np.isfinite(replicates)])
    failed = int(replicates.size - good.size)
    if good.size < FEWEST:
        return None
    below = np.count_nonzero(good < estimate * (1 - TIE)) / good.size
    bias = float(ndtri(np.clip(below, 0.5 / good.size, 1 - 0.5 / good.size)))
    ends = [_corrected(p, bias, accel) for p in ((1 - level) / 2, (1 + level) / 2)]
    lower, upper = np.quantile(good, ends, method="median_unbiased")
    return Limits(float(lower), float(upper), bias, accel, int(good.size), failed)


def _corrected(probability: float, bias: float, accel: float) -> float:
    z = bias + float(ndtri(probability))
    shrink = 1.0 - accel * z
    return float(ndtr(bias + z / shrink)) if shrink > 0 else float(z > 0)
