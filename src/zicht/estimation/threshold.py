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
from zicht.estimation.lattice import pairs_of, sum_over_subsets, sum_over_supersets
from zicht.estimation.models import Model
from zicht.vocabulary.arrays import Bools, Floats, Ints

TAU = 2.0
PAIR_VARIANCE = 1.0
MAIN_VARIANCE = 1e4
N_CHAINS = 64
MANY_LISTS = 6
"""Beyond this many lists a quarter of the chains must do."""
N_STEPS = 250
N_WARM_UP = 60
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
    counts: Floats,
    n_lists: int,
    rng: np.random.Generator,
    *,
    tau: float = TAU,
    variance: float = PAIR_VARIANCE,
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
    kept = tuple(
        pair for pair, ratio in zip(pairs, ratios, strict=True) if abs(ratio) >= tau
    )
    if len(kept) < len(pairs):
        draws = posterior_draws(counts, kept, n_lists, rng, variance=variance)
    intercept = draws[:, :, 0]
    named = {pair: float(ratio) for pair, ratio in zip(pairs, ratios, strict=True)}
    return ThresholdFit(
        np.exp(np.clip(intercept, -60, 60)), kept, named, split_rhat(intercept)
    )


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
    n_main = 1 + n_lists
    precision = np.concatenate(
        [np.full(n_main, 1 / MAIN_VARIANCE), np.full(len(terms), 1 / variance)]
    )
    seen = np.array(counts, dtype=np.float64)
    seen[0] = 0.0
    target = _Posterior(
        sets,
        n_lists,
        sum_over_supersets(seen[:, None], n_lists)[sets],
        precision[:, None],
    )
    mode, root = target.mode(seen)
    n_chains = N_CHAINS if n_lists <= MANY_LISTS else N_CHAINS // 4
    return _hamiltonian(target, mode, root, n_chains, rng)


@dataclass(frozen=True)
class _Posterior:
    """Log posterior of the parameters; they lie on axis 0, chains on axis 1."""

    sets: Ints
    n_lists: int
    margins: Floats
    precision: Floats

    def means(self, beta: Floats) -> Floats:
        """Give expected persons per pattern, none on the unseen one."""
        spread = np.zeros((1 << self.n_lists, beta.shape[1]))
        spread[self.sets] = beta
        out = np.exp(np.clip(sum_over_subsets(spread, self.n_lists), -60.0, 60.0))
        out[0] = 0.0
        return np.asarray(out)

    def log_density(self, beta: Floats) -> tuple[Floats, Floats]:
        """Log posterior and its gradient."""
        overlaps = sum_over_supersets(self.means(beta), self.n_lists)
        shrunk = beta * self.precision
        value = (beta * (self.margins - 0.5 * shrunk)).sum(axis=0) - overlaps[0]
        return np.asarray(value), np.asarray(
            self.margins - overlaps[self.sets] - shrunk
        )

    def curvature(self, means: Floats) -> Floats:
        """Minus the second derivative: expected overlaps of the united sets, and the prior."""
        overlaps = sum_over_supersets(means, self.n_lists)[:, 0]
        united = self.sets[:, None] | self.sets[None, :]
        return np.asarray(overlaps[united] + np.diag(self.precision[:, 0]))

    def mode(self, seen: Floats) -> tuple[Floats, Floats]:
        """Posterior mode by damped Newton, and a root of the inverse of its curvature."""
        guess = (seen + 0.1)[:, None]
        guess[0] = 0.0
        working = guess * np.log(np.where(guess > 0, guess, 1.0)) + np.where(
            guess > 0, seen[:, None] - guess, 0.0
        )
        hessian = self.curvature(guess)
        beta: Floats = np.asarray(
            np.linalg.solve(
                hessian, sum_over_supersets(working, self.n_lists)[self.sets]
            ),
            dtype=np.float64,
        )
        value, gradient = self.log_density(beta)
        for _ in range(200):
            hessian = self.curvature(self.means(beta))
            step: Floats = np.asarray(
                np.linalg.solve(hessian, gradient), dtype=np.float64
            )
            if float((gradient * step).sum()) < 1e-10:
                break
            factor, (new_value, new_gradient) = 1.0, self.log_density(beta + step)
            while new_value[0] < value[0] and factor > 1e-6:
                factor *= 0.5
                new_value, new_gradient = self.log_density(beta + factor * step)
            beta, value, gradient = beta + factor * step, new_value, new_gradient
        root: Floats = np.asarray(
            np.linalg.inv(np.linalg.cholesky(hessian)).T, dtype=np.float64
        )
        return beta, root


def _hamiltonian(
    target: _Posterior,
    mode: Floats,
    root: Floats,
    n_chains: int,
    rng: np.random.Generator,
) -> Floats:
    """Run the chains in coordinates z with beta = mode + root z; draws x chains x parameters."""
    z = rng.standard_normal((len(mode), n_chains))
    value, gradient = _at(target, mode, root, z)
    draws = np.empty((N_STEPS, n_chains, len(mode)))
    for step in range(-N_WARM_UP, N_STEPS):
        speed = rng.standard_normal(z.shape)
        length = STEP * rng.uniform(0.6, 1.4, size=n_chains)
        energy = value - 0.5 * (speed**2).sum(axis=0)
        new_z, pull = z, gradient
        for _ in range(N_LEAPS):
            speed = speed + 0.5 * length * pull
            new_z = new_z + length * speed
            new_value, pull = _at(target, mode, root, new_z)
            speed = speed + 0.5 * length * pull
        gain = new_value - 0.5 * (speed**2).sum(axis=0) - energy
        accept = np.log(rng.uniform(size=n_chains)) < np.where(
            np.isfinite(gain), gain, -np.inf
        )
        z, value, gradient = _taken(
            accept, (new_z, new_value, pull), (z, value, gradient)
        )
        if step >= 0:
            draws[step] = (mode + root @ z).T
    return draws


def _at(
    target: _Posterior, mode: Floats, root: Floats, z: Floats
) -> tuple[Floats, Floats]:
    value, gradient = target.log_density(mode + root @ z)
    return value, np.asarray(root.T @ gradient)


def _taken(
    accept: Bools,
    new: tuple[Floats, Floats, Floats],
    old: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    return (
        np.where(accept, new[0], old[0]),
        np.where(accept, new[1], old[1]),
        np.where(accept, new[2], old[2]),
    )
