"""Whether Markov chains agree with each other.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, third edition, section 11.4 (split Rhat).
"""

import numpy as np

from zicht.vocabulary.arrays import Floats

MIXED = 1.05
"""Chains with a split Rhat above this have not mixed, and their draws are refused."""


def split_rhat(draws: Floats) -> float:
    """Compare variance between and within half chains; draws x chains."""
    half = draws.shape[0] // 2
    parts = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = float(parts.var(axis=0, ddof=1).mean())
    between = float(parts.mean(axis=0).var(ddof=1))
    if within <= 0:
        return 1.0 if between <= 0 else float("inf")
    return float(np.sqrt((half - 1) / half + between / within))


def quantile_error(draws: Floats, probability: float) -> float:
    """Monte Carlo standard error of a quantile, from its spread over the chains; draws x chains."""
    each = np.quantile(draws, probability, axis=0)
    return float(each.std(ddof=1) / np.sqrt(draws.shape[1]))
