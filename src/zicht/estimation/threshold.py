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
MOST_NEWTON_STEPS = 200
CONVERGED = 1e-10
"""Newton's method ends when a step would raise the log posterior by half of this."""
SMALLEST_FACTOR = 1e-6
"""A step of Newton's method is not halved below this share."""


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
    main_effects = [1 << i for i in range(n_lists)]
    sets = np.array([0, *main_effects, *terms], dtype=np.int64)
    precision = np.full(len(sets), 1 / variance)
    precision[: 1 + n_lists] = 1 / MAIN_VARIANCE
    seen = np.array(counts, dtype=np.float64)
    seen[0] = 0.0
    margins = sum_over_supersets(seen[:, None], n_lists)[sets]
    target = _Posterior(sets, n_lists, margins, precision[:, None])
    mode, root = target.mode(seen)
    n_chains = N_CHAINS if n_lists <= MANY_LISTS else N_CHAINS // 4
    return _Hamiltonian(target, mode, root).draw(n_chains, rng)


@dataclass(frozen=True)
class _Posterior:
    """Log posterior of the parameters; they lie on axis 0, chains on axis 1."""

    sets: Ints
    n_lists: int
    margins: Floats
    precision: Floats

    def means(self, beta: Floats) -> Floats:
        """Return expected persons per pattern, none on the unseen one."""
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
        beta = self._first_step(seen)
        value, gradient = self.log_density(beta)
        for _ in range(MOST_NEWTON_STEPS):
            hessian = self.curvature(self.means(beta))
            step = _solve(hessian, gradient)
            if float((gradient * step).sum()) < CONVERGED:
                break
            beta = self._damped(beta, step, float(value[0]))
            value, gradient = self.log_density(beta)
        inverse = np.linalg.inv(np.linalg.cholesky(hessian))
        return beta, np.asarray(inverse.T, dtype=np.float64)

    def _first_step(self, seen: Floats) -> Floats:
        """One step of weighted least squares from the counts themselves."""
        guess = (seen + 0.1)[:, None]
        guess[0] = 0.0
        is_seen = guess > 0
        log_guess = np.log(np.where(is_seen, guess, 1.0))
        residual = np.where(is_seen, seen[:, None] - guess, 0.0)
        working = guess * log_guess + residual
        right = sum_over_supersets(working, self.n_lists)[self.sets]
        return _solve(self.curvature(guess), right)

    def _damped(self, beta: Floats, step: Floats, value: float) -> Floats:
        """Take a step, halved until the density does not fall."""
        factor = 1.0
        while factor > SMALLEST_FACTOR:
            new_value, _gradient = self.log_density(beta + factor * step)
            if new_value[0] >= value:
                break
            factor *= 0.5
        return beta + factor * step


def _solve(matrix: Floats, right: Floats) -> Floats:
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


@dataclass(frozen=True)
class _Place:
    """Where the chains are.

    Parameters
    ----------
    z : parameters x chains, with beta = mode + root z
    value : log posterior of each chain
    gradient : of the log posterior by z; parameters x chains
    """

    z: Floats
    value: Floats
    gradient: Floats

    def moved(self, is_accepted: Bools, new: "_Place") -> "_Place":
        """Return the new place of the chains whose move is accepted, and this one of the others."""
        return _Place(
            np.where(is_accepted, new.z, self.z),
            np.where(is_accepted, new.value, self.value),
            np.where(is_accepted, new.gradient, self.gradient),
        )


@dataclass(frozen=True)
class _Hamiltonian:
    """Hamiltonian Monte Carlo in coordinates z in which the posterior is about a standard normal.

    Parameters
    ----------
    target : the posterior
    mode : of the posterior; parameters x 1
    root : of the inverse of its curvature
    """

    target: _Posterior
    mode: Floats
    root: Floats

    def draw(self, n_chains: int, rng: np.random.Generator) -> Floats:
        """Run the chains; draws x chains x parameters."""
        place = self._at(rng.standard_normal((len(self.mode), n_chains)))
        draws = np.empty((N_STEPS, n_chains, len(self.mode)))
        for step in range(-N_WARM_UP, N_STEPS):
            place = self._step(place, rng)
            if step >= 0:
                draws[step] = (self.mode + self.root @ place.z).T
        return draws

    def _step(self, place: _Place, rng: np.random.Generator) -> _Place:
        """Throw the chains with random speeds, and accept where the energy allows."""
        speed = rng.standard_normal(place.z.shape)
        n_chains = place.z.shape[1]
        # Leaps of one fixed length may bring a chain back to where it began (Neal
        # 2011).
        length = STEP * rng.uniform(0.6, 1.4, size=(n_chains,))
        new, new_speed = self._leap(place, speed, length)
        energy = place.value - 0.5 * (speed**2).sum(axis=0)
        new_energy = new.value - 0.5 * (new_speed**2).sum(axis=0)
        gain = new_energy - energy
        gain = np.where(np.isfinite(gain), gain, -np.inf)
        is_accepted = np.log(rng.uniform(size=(n_chains,))) < gain
        return place.moved(is_accepted, new)

    def _leap(
        self, place: _Place, speed: Floats, length: Floats
    ) -> tuple[_Place, Floats]:
        """Follow the gradient by leapfrog steps; return the new place and speed."""
        for _ in range(N_LEAPS):
            speed = speed + 0.5 * length * place.gradient
            place = self._at(place.z + length * speed)
            speed = speed + 0.5 * length * place.gradient
        return place, speed

    def _at(self, z: Floats) -> _Place:
        value, gradient = self.target.log_density(self.mode + self.root @ z)
        return _Place(z, value, np.asarray(self.root.T @ gradient))
