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
    halves = _half_chains(draws)
    n_draws = halves.shape[0]
    within, between = _variances(halves)
    if within <= 0:
        return 1.0 if between <= 0 else float("inf")
    return float(np.sqrt((n_draws - 1) / n_draws + between / within))


def quantile_error(draws: Floats, probability: float) -> float:
    """Monte Carlo standard error of a quantile, from its spread over the chains; draws x chains."""
    each = np.quantile(draws, probability, axis=0)
    return float(each.std(ddof=1) / np.sqrt(draws.shape[1]))


def effective_draws(draws: Floats) -> float:
    """Effective number of draws of half chains together; draws x chains."""
    halves = _half_chains(draws)
    n_draws, n_chains = halves.shape
    within, between = _variances(halves)
    pooled = (n_draws - 1) / n_draws * within + between
    if pooled <= 0:
        return float(n_draws * n_chains)
    correlation = 1 - (within - _autocovariance(halves)) / pooled
    # Correlations are added in pairs of lags until a pair is negative: what follows is noise.
    total = 1.0
    for lag in range(1, n_draws - 1, 2):
        pair = float(correlation[lag] + correlation[lag + 1])
        if pair < 0:
            break
        total += 2 * pair
    return float(n_draws * n_chains / total)


def _half_chains(draws: Floats) -> Floats:
    """Cut every chain into halves that stand as chains of their own."""
    half = draws.shape[0] // 2
    return np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)


def _variances(chains: Floats) -> tuple[float, float]:
    """Return the mean variance within chains, and the variance between their means."""
    within = float(chains.var(axis=0, ddof=1).mean())
    between = float(chains.mean(axis=0).var(ddof=1))
    return within, between


def _autocovariance(chains: Floats) -> Floats:
    """Return the autocovariance at every lag, averaged over chains, by fast Fourier transform."""
    n_draws = chains.shape[0]
    centred = chains - chains.mean(axis=0)
    spectrum = np.abs(np.fft.rfft(centred, 2 * n_draws, axis=0)) ** 2
    products = np.fft.irfft(spectrum, axis=0)[:n_draws]
    return np.asarray(products.mean(axis=1) / n_draws)
