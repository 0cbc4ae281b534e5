"""Averaging over decomposable graphs of lists.

A graph says which lists depend on each other given the rest. For decomposable graphs with a hyper-Dirichlet prior the
probability of the table and any number of unseen persons is a product over cliques divided by one over separators, so
every graph gets an exact weight. Up to six lists all graphs are weighed; beyond, Markov chains at several temperatures
gather the graphs that matter, each with its exact weight, and what the chains differ in is stated as error.

References
----------
Madigan, D. & York, J. C. (1997). Bayesian methods for estimation of the size of a closed population. Biometrika 84(1).
Dawid, A. P. & Lauritzen, S. L. (1993). Hyper Markov laws. Annals of Statistics 21(3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, logsumexp

from zicht.estimation.blocks import cross
from zicht.estimation.lattice import pairs_of
from zicht.estimation.models import Model, closed
from zicht.vocabulary.arrays import Floats, Ints

ENUMERATED_LISTS = 6
"""Up to so many lists all decomposable graphs are weighed: of six there are 18,154."""
REACH = 30
"""Most unseen persons per person seen."""
FINE = 1500
"""Numbers of unseen persons up to here are all on the grid."""
COARSE = 6000
"""Points of the grid beyond, at equal ratios."""
NEGLIGIBLE = 18.0
"""A graph e**18 times less probable than the best changes no digit."""
N_CHAINS = 4
N_STEPS = 6000
COOLNESS = (1.0, 0.5, 0.2, 0.05)
"""A chain cycles through these powers of the posterior, so that it leaves one mode and finds others: on a table of
six lists a plain chain stayed in one of two (ADR 0020)."""
CYCLE = 250
"""Steps at one temperature."""


@dataclass(frozen=True)
class GraphPosterior:
    """Posterior of the number of unseen persons, averaged over graphs.

    Parameters
    ----------
    unseen : grid of numbers of unseen persons
    density : posterior probability of each grid point's share of whole numbers
    widths : how many whole numbers each grid point stands for
    best : the edges of the most probable graph, as an interaction model of its cliques
    best_weight : posterior probability of that graph
    n_graphs : graphs weighed
    error : standard error of the median by the Markov chain; 0 where all graphs are weighed
    """

    unseen: Floats
    density: Floats
    widths: Floats
    best: Model
    best_weight: float
    n_graphs: int
    error: float

    def quantile(self, probability: float) -> float:
        """Smallest number of unseen persons with at least this posterior probability below or at it."""
        return _quantile(self.unseen, self.density, self.widths, probability)

    @property
    def edge_mass(self) -> float:
        """Probability in the last hundredth of the grid: what the end of the grid may have cut off."""
        return float(self.density[self.unseen >= 0.99 * self.unseen[-1]].sum())


def _quantile(
    unseen: Floats, density: Floats, widths: Floats, probability: float
) -> float:
    right = unseen + widths / 2
    return float(np.interp(probability, np.cumsum(density), right)) - 0.5


def unseen_grid(n_observed: int, reach: int = REACH) -> tuple[Floats, Floats]:
    """Return numbers of unseen persons, and how many whole numbers each stands for."""
    last = reach * n_observed
    fine = np.arange(1, min(FINE, last) + 1, dtype=np.float64)
    if last <= FINE + COARSE:
        points = np.arange(1, last + 1, dtype=np.float64)
    else:
        points = np.unique(
            np.concatenate([fine, np.round(np.geomspace(FINE, last, COARSE))])
        )
    middles = (points[1:] + points[:-1]) / 2
    edges = np.concatenate([[points[0] - 0.5], middles, [points[-1] + 0.5]])
    return points, np.diff(edges)


@dataclass
class _Weights:
    """Log probabilities of the marginal table of every set of lists, over the grid."""

    patterns: Ints
    counts: Floats
    n_lists: int
    unseen: Floats
    delta: float

    def __post_init__(self) -> None:
        self._known: dict[int, Floats] = {}

    def of(self, lists: int) -> Floats:
        if lists not in self._known:
            self._known[lists] = self._marginal(lists)
        return self._known[lists]

    def _marginal(self, lists: int) -> Floats:
        # A cell of a marginal table adds up cells of the whole one, and its prior does
        # too (Dawid & Lauritzen 1993: hyper-consistency).
        alpha = self.delta * 2.0 ** (self.n_lists - lists.bit_count())
        seen = np.bincount(self.patterns & lists, weights=self.counts, minlength=1)
        others = seen[1:][seen[1:] > 0]
        fixed = float((gammaln(alpha + others) - gammaln(alpha)).sum())
        return np.asarray(
            fixed + gammaln(alpha + seen[0] + self.unseen) - gammaln(alpha)
        )


def graph_posterior(
    counts: Floats,
    n_lists: int,
    rng: np.random.Generator,
    *,
    reach: int = REACH,
    delta: float | None = None,
) -> GraphPosterior:
    """Average over decomposable graphs.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    rng : for the Markov chain beyond six lists
    reach : most unseen persons per person seen
    delta : prior persons per cell; by default 2**-t, one in all

    Notes
    -----
    Graphs are equally probable beforehand; the prior of the size of the population is one over that size.
    """
    patterns = np.flatnonzero(counts)
    n_observed = counts[patterns].sum()
    unseen, widths = unseen_grid(int(n_observed), reach)
    weights = _Weights(
        patterns, counts[patterns], n_lists, unseen, delta or 2.0**-n_lists
    )
    # The multinomial coefficient, less what no number of unseen persons changes, and
    # the prior of one over the size of the population.
    common = (
        gammaln(n_observed + unseen + 1)
        - gammaln(unseen + 1)
        - np.log(n_observed + unseen)
    )
    common = common + np.log(widths)
    if n_lists <= ENUMERATED_LISTS:
        return _enumerate(weights, common, widths)
    return _walk(weights, common, widths, rng)


def _enumerate(weights: _Weights, common: Floats, widths: Floats) -> GraphPosterior:
    """Weigh all graphs: roughly first, then those that matter to every digit."""
    edges, factors = decomposable_graphs(weights.n_lists)
    table = np.array([weights.of(lists) for lists in range(1 << weights.n_lists)])
    evidence = _screened_evidence(factors, table, common)
    likely = np.flatnonzero(evidence > evidence.max() - NEGLIGIBLE)
    top = float(evidence[likely].max())
    shares, density = np.empty(len(likely)), np.zeros(len(common))
    for row, graph in enumerate(likely):
        by_unseen = _weight_by_unseen(factors[graph], table, common - top)
        shares[row] = by_unseen.sum()
        density += by_unseen
    density, shares = density / density.sum(), shares / shares.sum()
    best = int(shares.argmax())
    model = cliques_of(int(edges[likely[best]]), weights.n_lists)
    return GraphPosterior(
        weights.unseen, density, widths, model, float(shares[best]), len(edges), 0.0
    )


def _weight_by_unseen(factors: Floats, table: Floats, log_base: Floats) -> Floats:
    """Return the weight of one graph at every number of unseen persons.

    Parameters
    ----------
    factors : per set of lists, how often it is a clique, less how often a separator
    table : sets of lists x numbers of unseen persons; log probabilities
    log_base : what all graphs have in common
    """
    log_weight = log_base
    for lists in np.flatnonzero(factors):
        log_weight = log_weight + factors[lists] * table[lists]
    return np.asarray(np.exp(log_weight))


def _screened_evidence(factors: Floats, table: Floats, common: Floats) -> Floats:
    """Weigh all graphs roughly, on every twentieth grid point, to find those that matter."""
    few = np.arange(0, len(common), max(1, len(common) // 400))
    evidence = np.empty(len(factors))
    for i in range(0, len(factors), 8):
        evidence[i : i + 8] = logsumexp(
            cross(factors[i : i + 8].T, table[:, few]) + common[few], axis=1
        )
    return evidence


def cliques_of(edges: int, n_lists: int) -> Model:
    """Write a graph as the model of its cliques."""
    steps = elimination(edges, n_lists)
    return closed(
        [clique for clique, _separator in steps or [] if clique.bit_count() > 1]
    )


def elimination(edges: int, n_lists: int) -> list[tuple[int, int]] | None:
    """Take lists away whose neighbours all know each other; None where the graph is not decomposable.

    Parameters
    ----------
    edges : bit k is the k-th pair of `pairs_of`
    n_lists : t

    Returns
    -------
    list of (list with its neighbours, its neighbours) as sets of lists: the probability of the table is the product of
    the first divided by the second
    """
    near = [0] * n_lists
    for k, pair in enumerate(pairs_of(n_lists)):
        if edges >> k & 1:
            low = (pair & -pair).bit_length() - 1
            high = pair.bit_length() - 1
            near[low] |= 1 << high
            near[high] |= 1 << low
    left, steps = (1 << n_lists) - 1, []
    while left:
        found = next(
            (
                v
                for v in range(n_lists)
                if left >> v & 1 and _is_simplicial(near, near[v] & left)
            ),
            None,
        )
        if found is None:
            return None
        around = near[found] & left
        steps.append((around | 1 << found, around))
        left &= ~(1 << found)
    return steps


def _is_simplicial(near: Sequence[int], around: int) -> bool:
    rest = around
    while rest:
        low = rest & -rest
        if around & ~low & ~near[low.bit_length() - 1]:
            return False
        rest ^= low
    return True


@lru_cache(maxsize=4)
def decomposable_graphs(n_lists: int) -> tuple[Ints, Floats]:
    """List every decomposable graph and, per graph, the power of each set of lists in its probability."""
    edges, factors = [], []
    for graph in range(1 << len(pairs_of(n_lists))):
        steps = elimination(graph, n_lists)
        if steps is not None:
            edges.append(graph)
            factors.append(_powers(steps, n_lists))
    return np.array(edges, dtype=np.int64), np.array(factors, dtype=np.float64)


def _powers(steps: Sequence[tuple[int, int]], n_lists: int) -> Ints:
    powers = np.zeros(1 << n_lists, dtype=np.int64)
    for clique, separator in steps:
        powers[clique] += 1
        powers[separator] -= 1
    return powers


def _walk(
    weights: _Weights, common: Floats, widths: Floats, rng: np.random.Generator
) -> GraphPosterior:
    """Gather graphs with Metropolis chains, one or two edges at a time, and weigh every graph met exactly."""
    known: dict[int, tuple[float, Floats] | None] = {}
    met = [_one_chain(weights, common, known, rng) for _ in range(N_CHAINS)]
    medians = [
        _quantile(weights.unseen, _averaged(one, known)[0], widths, 0.5) for one in met
    ]
    everything = set().union(*met)
    density, best, share = _averaged(everything, known)
    error = float(np.std(medians, ddof=1))
    model = cliques_of(best, weights.n_lists)
    return GraphPosterior(
        weights.unseen, density, widths, model, share, len(everything), error
    )


def _averaged(
    graphs: set[int], known: dict[int, tuple[float, Floats] | None]
) -> tuple[Floats, int, float]:
    """Average the posterior of the unseen over graphs; also the best of them and its share."""
    order = sorted(graphs)
    found = [entry for graph in order if (entry := known[graph]) is not None]
    evidence = np.array([entry[0] for entry in found])
    shares = np.exp(evidence - logsumexp(evidence))
    density = np.zeros(len(found[0][1]))
    for i in np.flatnonzero(shares > 1e-12):
        density += shares[i] * found[i][1]
    best = int(shares.argmax())
    return density, order[best], float(shares[best])


def _one_chain(
    weights: _Weights,
    common: Floats,
    known: dict[int, tuple[float, Floats] | None],
    rng: np.random.Generator,
) -> set[int]:
    n_edges = len(pairs_of(weights.n_lists))
    here, met = 0, {0}
    value = _weigh(0, weights, common, known) or 0.0
    for step in range(N_STEPS):
        there = here ^ (1 << int(rng.integers(n_edges)))
        if rng.uniform() < 0.3:
            there ^= 1 << int(rng.integers(n_edges))
        new = _weigh(there, weights, common, known)
        if new is None:
            continue
        # Every graph that is met gets its exact weight, whether the chain moves there
        # or not: the chain decides only which graphs are gathered.
        met.add(there)
        if (
            np.log(rng.uniform())
            < (new - value) * COOLNESS[step // CYCLE % len(COOLNESS)]
        ):
            here, value = there, new
    return met


def _weigh(
    graph: int,
    weights: _Weights,
    common: Floats,
    known: dict[int, tuple[float, Floats] | None],
) -> float | None:
    if graph not in known:
        steps = elimination(graph, weights.n_lists)
        if steps is None:
            known[graph] = None
        else:
            value = common.copy()
            for clique, separator in steps:
                value += weights.of(clique) - weights.of(separator)
            evidence = float(logsumexp(value))
            known[graph] = evidence, np.exp(value - evidence)
    found = known[graph]
    return None if found is None else found[0]
