"""Joins persons of a plausible linkage, and finds the pairs that a rule forbids to join."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.linkage.preparing import Prepared
from zicht.vocabulary.arrays import Bools, Ints


def in_conflict(prepared: Prepared, persons: Ints, left: Ints, right: Ints) -> Bools:
    """Whether the persons of two units cannot be one: two citizen numbers, or different parts in one event."""
    n = prepared.n_units
    # Two persons who both have a number are left apart whatever the numbers are: a join
    # at random need not take them.
    has_number = np.zeros(n, dtype=np.bool_)
    has_number[persons[prepared.fields["number"] != ""]] = True
    low, high = np.sort(persons[np.stack(prepared.apart)], axis=0)
    smaller, larger = np.sort(persons[np.stack([left, right])], axis=0)
    in_one_event = np.isin(smaller * n + larger, low * n + high)
    return np.asarray(
        in_one_event | (has_number[persons[left]] & has_number[persons[right]])
    )


def joined(draw: Ints, left: Ints, right: Ints) -> Ints:
    """Join the persons of pairs of units; each person is called by its smallest unit."""
    n = len(draw)
    some, others = draw[left], draw[right]
    # As a graph, because two pairs may share a person: then all three are one.
    graph = coo_array((np.ones(len(some), dtype=np.int8), (some, others)), shape=(n, n))
    group = connected_components(graph, directed=False)[1]
    smallest = np.full(n, n)
    np.minimum.at(smallest, group, np.arange(n))
    return np.asarray(smallest[group[draw]])
