"""Whether Markov chains agree with each other.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, third edition, section 11.4 (split Rhat)
and 11.5 (effective number of draws).
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


def effective_draws(draws: Floats) -> float:
    """Effective number of draws of half chains together; draws x chains."""
    half = draws.shape[0] // 2
    parts = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    n_draws, n_chains = parts.shape
    centred = parts - parts.mean(axis=0)
    within = float(parts.var(axis=0, ddof=1).mean())
    between = float(parts.mean(axis=0).var(ddof=1))
    pooled = (n_draws - 1) / n_draws * within + between
    if pooled <= 0:
        return float(n_draws * n_chains)
    spectrum = np.abs(np.fft.rfft(centred, 2 * n_draws, axis=0)) ** 2
    products = np.fft.irfft(spectrum, axis=0)[:n_draws].mean(axis=1) / n_draws
    correlation = 1 - (within - products) / pooled
    total = 1.0
    for lag in range(1, n_draws - 1, 2):
        pair = float(correlation[lag] + correlation[lag + 1])
        if pair < 0:
            break
        total += 2 * pair
    return float(n_draws * n_chains / total)
