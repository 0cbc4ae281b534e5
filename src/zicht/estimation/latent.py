"""Latent classes: persons differ in how visible they are, and within a class the lists are independent.

A Dirichlet process mixture of independent lists, truncated at ten classes, fitted by Gibbs sampling with the unseen
persons as missing data. Chains that do not agree are refused: their pooled draws would describe where they started.

References
----------
Manrique-Vallier, D. (2016). Bayesian population size estimation using Dirichlet process mixtures. Biometrics 72(4).
"""

from dataclasses import dataclass

import numpy as np

from zicht.estimation.chains import effective_draws, split_rhat
from zicht.vocabulary.arrays import Floats, Ints

N_CLASSES = 10
N_CHAINS = 4
BLOCK = 4000
"""Sweeps between two looks at the diagnostics."""
FEWEST_SWEEPS, MOST_SWEEPS = 8_000, 48_000
"""The first half of all sweeps is warming up."""
THINNING = 4
SETTLED = 1.03
"""Chains go on until their split Rhat is below this, or all sweeps are spent."""
FEWEST_EFFECTIVE = 200
"""Effective draws that limits take."""
SWAP_SHARE = 0.3
"""Share of the rounds in which neighbouring classes may change places."""
SHAPE = RATE = 0.25
"""Of the Gamma prior of the concentration, as Manrique-Vallier proposes."""
MOST_UNSEEN = 1e12


@dataclass(frozen=True)
class LatentFit:
    """Posterior of the number of unseen persons.

    Parameters
    ----------
    unseen : draws x chains, warming up left out
    rhat : of the logarithm of the population
    n_effective : effective number of draws of the same
    n_classes : classes that hold one person in a hundred or more, on average
    n_sweeps : rounds of each chain, warming up included
    """

    unseen: Floats
    rhat: float
    n_effective: float
    n_classes: float
    n_sweeps: int

    @property
    def has_settled(self) -> bool:
        """Whether the chains agree and hold enough draws for limits."""
        return self.rhat <= SETTLED and self.n_effective >= FEWEST_EFFECTIVE


@dataclass
class _State:
    visibility: Floats  # chains x classes x lists
    log_shares: Floats  # chains x classes
    concentration: Floats  # chains
    log_left: Floats  # chains x (classes - 1): log of what each stick leaves


def latent_posterior(
    counts: Floats, n_lists: int, rng: np.random.Generator, *, most: int = MOST_SWEEPS
) -> LatentFit:
    """Draw from the posterior with several chains, started far apart.

    The chains go on until their diagnostics hold, or the sweeps are spent.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    most : sweeps at most, warming up included
    """
    patterns = np.flatnonzero(counts)
    on = ((patterns[:, None] >> np.arange(n_lists)) & 1).astype(np.float64)
    persons = counts[patterns].astype(np.int64)
    state = _start(n_lists, rng)
    unseen: list[Floats] = []
    used: list[Floats] = []
    n_sweeps = 0
    while True:
        for _ in range(BLOCK // THINNING):
            for _skipped in range(THINNING):
                n_unseen, members = _sweep(state, on, persons, rng)
            unseen.append(n_unseen)
            large = members > 0.01 * members.sum(axis=1, keepdims=True)
            used.append(large.sum(axis=1).astype(np.float64))
        n_sweeps += BLOCK
        result = _summarised(unseen, used, float(persons.sum()), n_sweeps)
        is_enough = n_sweeps >= FEWEST_SWEEPS and result.has_settled
        if is_enough or n_sweeps >= most:
            return result


def _summarised(
    unseen: list[Floats], used: list[Floats], n_observed: float, n_sweeps: int
) -> LatentFit:
    half = len(unseen) // 2
    kept = np.array(unseen[half:])
    logs = np.log(n_observed + kept)
    return LatentFit(
        kept,
        split_rhat(logs),
        effective_draws(logs),
        float(np.mean(used[half:])),
        n_sweeps,
    )


def _start(n_lists: int, rng: np.random.Generator) -> _State:
    """Start far apart, large classes first: a large class left in the last place is held there by the truncation."""
    visibility = rng.beta(1.0, 3.0, size=(N_CHAINS, N_CLASSES, n_lists))
    shares = np.sort(rng.dirichlet(np.full(N_CLASSES, 0.5), size=N_CHAINS), axis=1)[
        :, ::-1
    ]
    return _State(
        visibility,
        np.log(np.maximum(shares, 1e-300)),
        np.ones(N_CHAINS),
        np.zeros((0, 0)),
    )


def _sweep(
    state: _State, on: Floats, persons: Ints, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """One round of Gibbs sampling for all chains; gives the unseen and the members of each class."""
    seen, missed = np.log(state.visibility), np.log1p(-state.visibility)
    unseen_odds = missed.sum(axis=2) + state.log_shares
    pattern_odds = on @ (seen - missed).transpose(0, 2, 1) + unseen_odds[:, None, :]
    classes = _multinomial(persons, pattern_odds, rng)
    rate = np.clip(np.exp(unseen_odds).sum(axis=1), 1e-12, 1 - 1e-9)
    n_unseen = rng.negative_binomial(persons.sum(), 1.0 - rate)
    n_unseen = np.minimum(n_unseen, int(MOST_UNSEEN))
    hidden = _multinomial(n_unseen, unseen_odds, rng)
    members = classes.sum(axis=1) + hidden
    captured = classes.transpose(0, 2, 1).astype(np.float64) @ on
    state.visibility = np.clip(
        rng.beta(1.0 + captured, 1.0 + members[:, :, None] - captured), 1e-12, 1 - 1e-12
    )
    if state.log_left.size and rng.uniform() < SWAP_SHARE:
        members = _swap_neighbours(state, members, rng)
    _break_sticks(state, members, rng)
    return n_unseen.astype(np.float64), members.astype(np.float64)


def _multinomial(n: Ints, log_odds: Floats, rng: np.random.Generator) -> Ints:
    odds = np.exp(log_odds - log_odds.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return np.asarray(rng.multinomial(n, odds), dtype=np.int64)


def _swap_neighbours(state: _State, members: Ints, rng: np.random.Generator) -> Ints:
    """Let neighbouring classes change places with their sticks, without which chains keep the order they began with.

    References
    ----------
    Papaspiliopoulos, O. & Roberts, G. O. (2008). Retrospective MCMC for Dirichlet process hierarchical models.
    Biometrika 95(1), section 3.4.
    """
    members = members.copy()
    for first in rng.permutation(N_CLASSES - 2):
        pair, swapped = [first, first + 1], [first + 1, first]
        gain = (
            state.log_left[:, first + 1] * members[:, first]
            - state.log_left[:, first] * members[:, first + 1]
        )
        rows = np.flatnonzero(np.log(rng.uniform(size=N_CHAINS)) < gain)[:, None]
        for values in (members, state.visibility, state.log_left):
            values[rows, pair] = values[rows, swapped]
    return members


def _break_sticks(state: _State, members: Ints, rng: np.random.Generator) -> None:
    """Draw the shares of the classes and the concentration."""
    after = members.sum(axis=1, keepdims=True) - np.cumsum(members, axis=1)
    taken = _log_gamma_draws(np.asarray(1.0 + members[:, :-1], dtype=np.float64), rng)
    rest = _log_gamma_draws(state.concentration[:, None] + after[:, :-1], rng)
    both = np.logaddexp(taken, rest)
    left = np.cumsum(rest - both, axis=1)
    log_shares = np.hstack(
        [
            taken[:, :1] - both[:, :1],
            taken[:, 1:] - both[:, 1:] + left[:, :-1],
            left[:, -1:],
        ]
    )
    state.log_shares, state.log_left = log_shares, rest - both
    state.concentration = np.maximum(
        rng.gamma(SHAPE + N_CLASSES - 1, 1.0 / (RATE - left[:, -1])), 1e-6
    )


def _log_gamma_draws(shape: Floats, rng: np.random.Generator) -> Floats:
    """Draw logarithms of Gamma variables, exact where the variable itself would vanish (Marsaglia & Tsang 2000)."""
    draws = np.log(rng.standard_gamma(shape + 1.0))
    return np.asarray(draws + np.log1p(-rng.uniform(size=shape.shape)) / shape)
