"""Plausible linkages: drawn from the odds of the pairs, for the units whose person is in doubt."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.linkage.clustering import LEAST_DRAWN, LEAST_WEIGHT, Clusters
from zicht.linkage.model import SEED, STREAM_OF_LINKS
from zicht.linkage.preparing import Prepared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Ints

CERTAIN = 8.0
"""Log2 odds above which a pair leaves no doubt: a chance below one in two hundred and fifty-six to be wrong."""


def doubtful_units(weighed: Weighed, persons: Ints) -> Bools:
    """Find the units whose person may differ between plausible linkages.

    With them comes everybody whom they are or could be one person with, so that no person lies half in and half out.
    """
    pairs, weights = weighed.pairs, weighed.weights
    could_join = (weighed.likeliest > LEAST_DRAWN) & ~weighed.two_persons
    is_open = could_join & (weights < CERTAIN)
    # Two units that agree beyond doubt were kept apart by other evidence: that is a doubt too.
    is_open |= could_join & (persons[pairs.left] != persons[pairs.right])
    n = len(persons)
    # Each unit is tied to its person as well, so that the units of one person are
    # doubtful together.
    left = np.concatenate([pairs.left[could_join], np.arange(n)])
    right = np.concatenate([pairs.right[could_join], persons])
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(n, n))
    group = connected_components(graph, directed=False)[1]
    return np.isin(group, group[pairs.left[is_open]])


def draw_linkages(
    weighed: Weighed, prepared: Prepared, persons: Ints, doubtful: Bools, *, n: int
) -> list[Ints]:
    """Draw plausible linkages, each under a model of its own that the records could have given as well.

    Clusters join, the best evidence first, with the probability that they are one person. Each decision is taken once:
    who was found to be two persons stays two, whoever joins them later. The rules on conflicts hold.

    Parameters
    ----------
    weighed : pairs and their odds
    prepared : the units
    persons : chosen person of each unit
    doubtful : units that are drawn; all others keep their person
    n : number of linkages

    Returns
    -------
    for each linkage, per unit, the smallest unit of its person
    """
    # Units without doubt keep their person: the cost of twenty linkages grows with the
    # doubt alone.
    is_open = doubtful[weighed.pairs.left] & (weighed.likeliest > LEAST_WEIGHT)
    draws = []
    for number, weights in enumerate(weighed.redrawn(is_open, n=n)):
        rng = np.random.default_rng([SEED, number, STREAM_OF_LINKS])

        def decide(weight: float, rng: np.random.Generator = rng) -> bool:
            return bool(rng.random() < 1 / (1 + 2.0**-weight))

        clusters = Clusters(weighed, prepared, is_open, weights)
        clusters.grow(decide, LEAST_DRAWN)
        drawn = clusters.persons(prepared.n_units)
        draws.append(np.where(doubtful, drawn, persons))
    return draws
