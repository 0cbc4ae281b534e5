"""Bayesian threshold: fit every pair with a prior that pulls to zero, keep what stands out, fit again.

All pairwise interactions have a normal prior around zero (variance 1), intercept and main effects a wide one
(variance 10,000). Pairs whose posterior mean is less than two posterior standard deviations from zero are dropped;
the posterior of the model that remains gives the population. Draws come from Hamiltonian Monte Carlo in coordinates
in which the posterior is about round, many chains abreast.

References
----------
Silverman, B. W. (2020). Multiple-systems analysis for the quantification of modern slavery: classical and Bayesian
approaches. JRSS A 183(3), 691-736, section 6; doi:10.1111/rssa.12505.
Neal, R. (2011). MCMC using Hamiltonian dynamics. Handbook of Markov Chain Monte Carlo, chapter 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.estimation.chains import split_rhat
from zicht.estimation.lattice import Flags, Floats, pairs_of
from zicht.estimation.models import Model

TAU = 2.0
PAIR_VARIANCE = 1.0
MAIN_VARIANCE = 1e4
N_CHAINS = 64
N_STEPS = 400
N_WARM_UP = 100
N_LEAPS = 8
STEP = 0.22


@dataclass(frozen=True)
class ThresholdFit:
    """Posterior after the threshold.

    Parameters
    ----------
    unseen : draws of the expected number of unseen persons, draws x chains
    model : pairs that stood out
    ratios : posterior mean over standard deviation of every pair, before the threshold
    rhat : of the logarithm of the unseen
    """

    unseen: Floats
    model: Model
    ratios: dict[int, float]
    rhat: float


def threshold_posterior(
    counts: Floats, n_lists: int, rng: np.random.Generator, *, tau: float = TAU, variance: float = PAIR_VARIANCE
) -> ThresholdFit:
    """Draw from the posterior, drop what does not stand out, and draw again.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    tau : smallest |mean| / standard deviation of a pair that stays
    variance : of the prior of a pair
    """
    pairs = pairs_of(n_lists)
    draws = posterior_draws(counts, pairs, n_lists, rng, variance=variance)
    effects = draws[:, :, 1 + n_lists :].reshape(-1, len(pairs))
    ratios = effects.mean(axis=0) / np.maximum(effects.std(axis=0), 1e-12)
    kept = tuple(pair for pair, ratio in zip(pairs, ratios, strict=True) if abs(ratio) >= tau)
    if len(kept) < len(pairs):
        draws = posterior_draws(counts, kept, n_lists, rng, variance=variance)
    intercept = draws[:, :, 0]
    named = {pair: float(ratio) for pair, ratio in zip(pairs, ratios, strict=True)}
    return ThresholdFit(np.exp(np.clip(intercept, -60, 60)), kept, named, split_rhat(intercept))


def posterior_draws(
    counts: Floats,
    terms: Sequence[int],
    n_lists: int,
    rng: np.random.Generator,
    *,
    variance: float = PAIR_VARIANCE,
) -> Floats:
    """Draw parameters of a log-linear model; draws x chains x parameters (intercept, main effects, terms)."""
    sets = np.array([0, *(1 << i for i in range(n_lists)), *terms], dtype=np.int64)
    cells = np.arange(1, 1 << n_lists)
    design = ((cells[:, None] & sets[None, :]) == sets[None, :]).astype(np.float64)
    n_main = 1 + n_lists
    precision = np.concatenate([np.full(n_main, 1 / MAIN_VARIANCE), np.full(len(terms), 1 / variance)])
    target = _Posterior(design, design.T @ counts[1:], precision)
    mode, spread = target.mode(counts[1:])
    return _hamiltonian(target, mode, spread, rng)


@dataclass(frozen=True)
class _Posterior:
    design: Floats
    margins: Floats
    precision: Floats

    def log_density(self, beta: Floats) -> tuple[Floats, Floats]:
        """Log posterior and its gradient; parameters on the last axis."""
        means = np.exp(np.clip(beta @ self.design.T, -60.0, 60.0))
        value = beta @ self.margins - means.sum(axis=-1) - 0.5 * (beta**2 @ self.precision)
        return np.asarray(value), np.asarray(self.margins - means @ self.design - beta * self.precision)

    def mode(self, seen: Floats) -> tuple[Floats, Floats]:
        """Posterior mode by damped Newton, and a root of the inverse of its curvature."""
        guess = seen + 0.1
        hessian = (self.design * guess[:, None]).T @ self.design + np.diag(self.precision)
        right = self.design.T @ (guess * np.log(guess) + seen - guess)
        beta: Floats = np.asarray(np.linalg.solve(hessian, right), dtype=np.float64)
        value, gradient = self.log_density(beta)
        for _ in range(200):
            means = np.exp(np.clip(self.design @ beta, -60.0, 60.0))
            hessian = (self.design * means[:, None]).T @ self.design + np.diag(self.precision)
            step: Floats = np.asarray(np.linalg.solve(hessian, gradient), dtype=np.float64)
            if gradient @ step < 1e-10:
                break
            factor, (new_value, new_gradient) = 1.0, self.log_density(beta + step)
            while new_value < value and factor > 1e-6:
                factor *= 0.5
                new_value, new_gradient = self.log_density(beta + factor * step)
            beta, value, gradient = beta + factor * step, new_value, new_gradient
        root = np.linalg.inv(np.linalg.cholesky(hessian)).T
        return beta, np.asarray(root, dtype=np.float64)


def _hamiltonian(target: _Posterior, mode: Floats, root: Floats, rng: np.random.Generator) -> Floats:
    """Run the chains in coordinates z with beta = mode + root z."""
    size = len(mode)
    z = rng.standard_normal((N_CHAINS, size))
    value, gradient = _at(target, mode, root, z)
    draws = np.empty((N_STEPS, N_CHAINS, size))
    for step in range(-N_WARM_UP, N_STEPS):
        speed = rng.standard_normal(z.shape)
        length = STEP * rng.uniform(0.6, 1.4, size=(N_CHAINS, 1))
        energy = value - 0.5 * (speed**2).sum(axis=1)
        new_z, pull = z, gradient
        for _ in range(N_LEAPS):
            speed = speed + 0.5 * length * pull
            new_z = new_z + length * speed
            new_value, pull = _at(target, mode, root, new_z)
            speed = speed + 0.5 * length * pull
        gain = new_value - 0.5 * (speed**2).sum(axis=1) - energy
        accept = np.log(rng.uniform(size=N_CHAINS)) < np.where(np.isfinite(gain), gain, -np.inf)
        z, value, gradient = _taken(accept, (new_z, new_value, pull), (z, value, gradient))
        if step >= 0:
            draws[step] = z
    return np.asarray(mode + draws @ root.T)


def _at(target: _Posterior, mode: Floats, root: Floats, z: Floats) -> tuple[Floats, Floats]:
    value, gradient = target.log_density(mode + z @ root.T)
    return value, gradient @ root


def _taken(
    accept: Flags, new: tuple[Floats, Floats, Floats], old: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    wide = accept[:, None]
    return np.where(wide, new[0], old[0]), np.where(accept, new[1], old[1]), np.where(wide, new[2], old[2])
