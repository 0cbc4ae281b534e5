"""Probabilities and quantiles of distributions, from the functions of `scipy.special`.

`scipy.stats` has the same values under one interface. It takes some 0.7 seconds to import, which every start of the
program that counts, publishes or shows pages would pay: more than half of what such a start takes.

References
----------
Johnson, Kemp & Kotz (2005), Univariate Discrete Distributions, sections 4.12 and 5.6:
sums of Poisson and negative binomial probabilities are incomplete gamma and beta functions.
"""

import numpy as np
from scipy.special import (
    betainc,
    betaincinv,
    gammaln,
    nbdtrik,
    ndtri,
    pdtr,
    pdtrik,
    stdtr,
    stdtrit,
    xlogy,
)

from zicht.vocabulary.arrays import Floats


def normal_quantile(probability: float) -> float:
    """Return the value that a standard normal variable stays below with a probability."""
    return float(ndtri(probability))


def student_quantile(probability: float, freedom: float) -> float:
    """Return the value that a t variable with these degrees of freedom stays below with a probability."""
    return float(stdtrit(freedom, probability))


def student_upper_tail(value: float, freedom: float) -> float:
    """Return the probability that a t variable with these degrees of freedom lies above a value."""
    # By symmetry: one minus the lower tail would lose the digits of a small probability.
    return float(stdtr(freedom, -value))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the value that a beta variable with shapes `a` and `b` stays below with a probability."""
    return float(betaincinv(a, b, probability))


def poisson_probabilities(counts: Floats, means: Floats) -> Floats:
    """Return the probability of each count under a Poisson mean.

    Parameters
    ----------
    counts, means : arrays that broadcast to one shape; counts whole, means above 0

    Returns
    -------
    probabilities in that shape
    """
    # On the scale of logarithms, as the factorial of a count above 170 is no longer a number.
    logs = xlogy(counts, means) - gammaln(counts + 1) - means
    probabilities: Floats = np.exp(logs)
    return probabilities


def poisson_quantile(probability: float, mean: float) -> float:
    """Return the smallest count that a Poisson variable does not exceed with at least a probability."""
    count = np.ceil(pdtrik(probability, mean))
    # The inverse is a solution of an equation in floating point: it may lie just above a whole number.
    before = np.maximum(count - 1, 0)
    return float(before if pdtr(before, mean) >= probability else count)


def negative_binomial_quantile(
    probability: float, size: float, success: float
) -> float:
    """Return the smallest count of failures that is not exceeded with at least a probability.

    Parameters
    ----------
    probability : between 0 and 1
    size : successes that end the count, above 0; need not be whole
    success : probability of a success, above 0 and at most 1

    Returns
    -------
    a whole number
    """
    count = np.ceil(nbdtrik(probability, size, success))
    # As for Poisson: of a count, P(at most k) is the incomplete beta function of (size, k + 1).
    before = np.maximum(count - 1, 0)
    reached = betainc(size, before + 1, success)
    return float(before if reached >= probability else count)
