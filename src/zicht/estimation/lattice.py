"""The lattice of sets of lists: every capture pattern and every interaction is a set of lists, written as bits.

List number i is bit i. Pattern 0 is the unseen group. With t lists there are 2**t patterns.
Sums over supersets turn cell means into expected overlaps; sums over subsets turn parameters into log means
(the zeta transform of the Boolean lattice: Rota 1964).
"""

from functools import lru_cache
from itertools import combinations

import numpy as np

from zicht.vocabulary.arrays import Floats


def sum_over_supersets(values: Floats, n_lists: int) -> Floats:
    """Return for every set of lists the sum over the patterns that contain it; lattice on axis 0."""
    return _passes(values, n_lists, into=0)


def sum_over_subsets(values: Floats, n_lists: int) -> Floats:
    """Return for every pattern the sum over the sets it contains; lattice on axis 0."""
    return _passes(values, n_lists, into=1)


def _passes(values: Floats, n_lists: int, *, into: int) -> Floats:
    out = np.array(values, dtype=np.float64)
    for bit in range(n_lists):
        halves = out.reshape(-1, 2, 1 << bit, *out.shape[1:])
        halves[:, into] += halves[:, 1 - into]
    return out


def size_of(lists: int) -> int:
    """Count the lists in a set."""
    return lists.bit_count()


@lru_cache(maxsize=16)
def pairs_of(n_lists: int) -> tuple[int, ...]:
    """List every pair of lists."""
    return tuple((1 << i) | (1 << j) for i, j in combinations(range(n_lists), 2))


def members(lists: int) -> tuple[int, ...]:
    """Return the numbers of the lists in a set."""
    return tuple(bit for bit in range(lists.bit_length()) if lists >> bit & 1)
