"""Latent classes: persons differ in how visible they are, and within a class the lists are independent.

A Dirichlet process mixture of independent lists, truncated at ten classes, fitted by Gibbs sampling with the unseen
persons as missing data. Chains that stay at different peaks exchange places with chains on coarser tables, of which
the posterior is flatter. Those that still do not agree are refused: their pooled draws would describe where they
started.

References
----------
Manrique-Vallier, D. (2016). Bayesian population size estimation using Dirichlet process mixtures. Biometrics 72(4).
Earl, D. J. & Deem, M. W. (2005). Parallel tempering: theory, applications, and new perspectives. Physical Chemistry
Chemical Physics 7, 3910-3916.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from zicht.estimation.chains import effective_draws, split_rhat
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import UsageError

N_CLASSES = 10
MOST_CLASSES = 50
N_CHAINS = 4
FIRST_SWEEPS = 10_000
"""Sweeps of each chain before the first look at the diagnostics; every look doubles them."""
MOST_SWEEPS = 800_000
"""The budget of each chain. The first half of all sweeps is warming up."""
PATIENCE = 40_000
"""Chains that stay apart after so many sweeps, each with an answer of its own, get companions."""
N_COMPANIONS = 8
LADDER_SWEEPS = 5_000
"""Sweeps of each chain with companions before the first look; every look doubles them."""
COARSEST_SHARE = 0.02
"""Share of the persons whom the last companion sees."""
DRAWS = 2_000
"""Draws that a chain keeps at every look."""
SETTLED = 1.03
"""Chains go on until their split Rhat is below this, or all sweeps are spent."""
STEADY = 1.1
"""A chain with a split Rhat of its own below this stays where it is."""
ENOUGH_EFFECTIVE = 200
"""Chains go on until they hold so many effective draws, or all sweeps are spent."""
FEWEST_EFFECTIVE = 100
"""Effective draws without which there are no limits."""


@dataclass(frozen=True)
class LatentPrior:
    """Prior of the mixture.

    Parameters
    ----------
    n_classes : classes at most
    shape, rate : of the Gamma prior of the concentration; Manrique-Vallier proposes 0.25

    Raises
    ------
    UsageError : a value outside its range
    """

    n_classes: int = N_CLASSES
    shape: float = 0.25
    rate: float = 0.25

    def __post_init__(self) -> None:
        is_whole = isinstance(self.n_classes, Integral)
        if not is_whole or not 2 <= self.n_classes <= MOST_CLASSES:
            raise UsageError(
                f"{self.n_classes} latent classes are not possible.",
                now=f"Give a whole number from 2 to {MOST_CLASSES}.",
            )
        if not (_is_above_zero(self.shape) and _is_above_zero(self.rate)):
            raise UsageError(
                "The prior of the concentration takes a shape and a rate above zero.",
                now="Give, for example, 0.25 and 0.25.",
            )


def _is_above_zero(value: object) -> bool:
    return isinstance(value, Real) and 0 < float(value) < math.inf


@dataclass(frozen=True)
class LatentFit:
    """Posterior of the number of unseen persons.

    Parameters
    ----------
    unseen : draws x chains, warming up left out
    rhat : of the logarithm of the population
    n_effective : effective number of draws of the same
    n_classes : classes that hold one person in a hundred or more, on average
    n_sweeps : sweeps of each chain, warming up included
    """

    unseen: Floats
    rhat: float
    n_effective: float
    n_classes: float
    n_sweeps: int

    @property
    def has_settled(self) -> bool:
        """Whether the chains agree and hold enough draws for limits."""
        return self.rhat <= SETTLED and self.n_effective >= ENOUGH_EFFECTIVE

    @property
    def has_several_peaks(self) -> bool:
        """Whether each chain agrees with itself, and not with the others."""
        logs = np.log1p(self.unseen)
        alone = [split_rhat(logs[:, [i]]) for i in range(logs.shape[1])]
        return float(np.median(alone)) <= STEADY < self.rhat


class Chain:
    """One chain: its state, its random numbers and what it drew."""

    def __init__(
        self, n_lists: int, prior: LatentPrior, rng: np.random.Generator
    ) -> None:
        self.n_lists = n_lists
        self.prior = prior
        self.rng = rng
        self.ladder = self._started()
        self.n_sweeps = 0

    @property
    def n_rungs(self) -> int:
        """How many rungs the chain has: one, until it gets companions."""
        return len(self.ladder[0])

    def _started(self) -> tuple[Floats, ...]:
        """Return a rung somewhere in the prior."""
        prior, rng = self.prior, self.rng
        visibility = rng.beta(1.0, 3.0, size=(prior.n_classes, self.n_lists))
        # Large classes first: one left in the last place is held there by the truncation.
        shares = np.sort(rng.dirichlet(np.full(prior.n_classes, 0.5)))[::-1]
        rung = (
            visibility,
            np.log(np.maximum(shares, 1e-300)),
            np.full(prior.n_classes - 1, math.log(0.5)),
            np.ones(1),
        )
        return tuple(part[None].copy() for part in rung)

    def add_companions(self, n_companions: int) -> None:
        """Add rungs that see coarser tables; they start where the chain is."""
        self.ladder = tuple(
            np.repeat(part, 1 + n_companions, axis=0) for part in self.ladder
        )

    def go_on(self, on: Bools, persons: Ints, n_sweeps: int) -> tuple[Floats, Floats]:
        """Return unseen persons and large classes of the draws of so many sweeps.

        Parameters
        ----------
        on : patterns x lists; whether the pattern is on the list
        persons : per pattern
        n_sweeps : of each rung
        """
        from zicht.estimation.compiled import gibbs  # noqa: PLC0415 - numba loads slowly

        self.n_sweeps += n_sweeps * self.n_rungs
        return gibbs.run_ladder(
            gibbs.Observed(on, coarser_tables(persons, self.n_rungs)),
            gibbs.Ladder(*self.ladder),
            (self.prior.shape, self.prior.rate),
            (DRAWS, n_sweeps // DRAWS),
            self.rng,
        )


def coarser_tables(persons: Ints, n_rungs: int) -> Ints:
    """Return tables of the same patterns with ever fewer persons; rungs x patterns.

    Running totals are rounded, and not counts, so that a rung keeps its share of all
    persons.
    """
    # Fewer whole persons flatten the posterior, and the compiled sweep runs on them as
    # it is; a likelihood raised to a power would need another sweep (ADR 0143).
    shares = np.geomspace(1.0, COARSEST_SHARE, n_rungs) if n_rungs > 1 else np.ones(1)
    totals = np.round(shares[:, None] * np.cumsum(persons)).astype(np.int64)
    return np.diff(totals, axis=1, prepend=0)


def latent_posterior(
    counts: Floats,
    n_lists: int,
    rng: np.random.Generator,
    *,
    prior: LatentPrior | None = None,
    most_sweeps: int = MOST_SWEEPS,
) -> LatentFit:
    """Draw from the posterior with several chains, started far apart.

    Every look doubles the sweeps and keeps the second half, until the diagnostics hold
    or the sweeps are spent. Chains that each stay at an answer of their own get
    companions on coarser tables, with which they exchange places.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    prior : of the mixture
    most_sweeps : budget of each chain, warming up and companions included
    """
    patterns = np.flatnonzero(counts)
    on = ((patterns[:, None] >> np.arange(n_lists)) & 1).astype(bool)
    persons = counts[patterns].astype(np.int64)
    streams = rng.spawn(N_CHAINS)
    chains = [Chain(n_lists, prior or LatentPrior(), stream) for stream in streams]
    n_sweeps = FIRST_SWEEPS
    _all_go_on(chains, on, persons, n_sweeps)
    while True:
        drawn = _all_go_on(chains, on, persons, n_sweeps)
        n_spent = chains[0].n_sweeps
        result = _summarised(drawn, float(persons.sum()), n_spent)
        n_left = most_sweeps - n_spent
        if result.has_settled:
            return result
        is_alone = chains[0].n_rungs == 1
        if is_alone and n_spent >= PATIENCE and result.has_several_peaks:
            if n_left < 2 * LADDER_SWEEPS * (1 + N_COMPANIONS):
                return result
            for chain in chains:
                chain.add_companions(N_COMPANIONS)
            n_sweeps = LADDER_SWEEPS
            _all_go_on(chains, on, persons, n_sweeps)
        else:
            n_sweeps *= 2
            if n_sweeps * chains[0].n_rungs > n_left:
                return result


def _all_go_on(
    chains: Sequence[Chain], on: Bools, persons: Ints, n_sweeps: int
) -> list[tuple[Floats, Floats]]:
    with ThreadPoolExecutor(len(chains)) as pool:
        return list(pool.map(lambda chain: chain.go_on(on, persons, n_sweeps), chains))


def _summarised(
    drawn: Sequence[tuple[Floats, Floats]], n_observed: float, n_sweeps: int
) -> LatentFit:
    unseen = np.column_stack([chain[0] for chain in drawn])
    logs = np.log(n_observed + unseen)
    n_large = float(np.mean([chain[1] for chain in drawn]))
    return LatentFit(unseen, split_rhat(logs), effective_draws(logs), n_large, n_sweeps)
