"""From weighed pairs to persons: clusters join while the evidence is for it, and never against a conflict."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from zicht.linkage.preparing import Prepared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints

WEIGHT_OF_DROPPED = -6.0
"""Log2 odds of a pair that screening dropped: both names, or a name and the birth date, disagree."""

LEAST_WEIGHT, MOST_WEIGHT = -10.0, 20.0
"""Bounds on what one pair says about two clusters. A pair with less says no more than one that screening dropped."""

LEAST_DRAWN = -6.0
"""Log2 odds below which no plausible linkage joins: a chance below one in sixty-five."""

Evidence = tuple[float, int, float]
"""Of the compared pairs between two clusters: their total weight, their number, and the largest weight."""

Decide = Callable[[float], bool]
"""Says whether two clusters join, from the mean weight of their pairs."""


@dataclass
class _Cluster:
    """Units that are one person, and the evidence that ties them to other clusters.

    Parameters
    ----------
    units : in the cluster
    numbers : citizen numbers of its units
    other_persons : clusters that were found to be somebody else
    neighbours : cluster to what the compared pairs between the two say
    """

    units: list[int]
    numbers: set[str]
    other_persons: set[int] = field(default_factory=set)
    neighbours: dict[int, Evidence] = field(default_factory=dict)


def _added(evidence: Evidence, other: Evidence) -> Evidence:
    """Add up what two sets of pairs say."""
    total, n_compared, best = evidence
    return total + other[0], n_compared + other[1], max(best, other[2])


class Clusters:
    """Clusters of units that grow as decisions are taken.

    Parameters
    ----------
    weighed : pairs of units and their odds
    prepared : the units
    pairs : which of the pairs to use
    weights : log2 odds of these pairs, where they are not those of the estimated model
    """

    def __init__(
        self,
        weighed: Weighed,
        prepared: Prepared,
        pairs: Bools,
        weights: Floats | None = None,
    ) -> None:
        left, right = weighed.pairs.left[pairs], weighed.pairs.right[pairs]
        two_persons = weighed.two_persons[pairs]
        units = np.unique(np.concatenate([left, right]))
        numbers = prepared.fields["number"][units].tolist()
        self.of = {
            unit: _Cluster([unit], {number} - {""})
            for unit, number in zip(units.tolist(), numbers, strict=True)
        }
        self.conflicts: list[tuple[int, int]] = []
        if weights is None:
            weights = weighed.weights[pairs]
        # One pair of poor records must not outweigh all others of two clusters.
        self._tie(left, right, np.clip(weights, LEAST_WEIGHT, MOST_WEIGHT))
        self._part_all(left[two_persons], right[two_persons])
        self._part_all(*prepared.apart)

    def _tie(self, left: Ints, right: Ints, weights: Floats) -> None:
        """Note the weight of each pair at both of its units."""
        pairs = zip(left.tolist(), right.tolist(), weights.tolist(), strict=True)
        for a, b, weight in pairs:
            self.of[a].neighbours[b] = (weight, 1, weight)
            self.of[b].neighbours[a] = (weight, 1, weight)

    def _part_all(self, left: Ints, right: Ints) -> None:
        """Record that the units of pairs are two persons, compared or not: a third unit could join both."""
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            if a in self.of and b in self.of:
                self._part(a, b)

    def grow(self, decide: Decide, least: float) -> None:
        """Decide about two clusters at a time, the best evidence first, down to a least weight."""
        queue = self._queue()
        while queue and -queue[0][0] > least:
            negative_weight, a, b = heapq.heappop(queue)
            # A pair that changed since was put in the queue anew, with its present weight.
            if not self._stands(a, b, -negative_weight):
                continue
            if self._is_conflict(a, b):
                # They need not be parted: numbers stay with their clusters, so the
                # conflict is found again.
                self.conflicts.append((self.of[a].units[0], self.of[b].units[0]))
            elif decide(-negative_weight):
                self._join(a, b)
                self._put_back(queue, a)
            else:
                # A decision is taken once, whoever joins either of them later.
                self._part(a, b)

    def _queue(self) -> list[tuple[float, int, int]]:
        """Return the pairs of clusters as a heap, the best evidence first: weights are negative."""
        queue = [
            (-self.weight(a, b), a, b)
            for a, cluster in self.of.items()
            for b in cluster.neighbours
            if a < b
        ]
        heapq.heapify(queue)
        return queue

    def _put_back(self, queue: list[tuple[float, int, int]], a: int) -> None:
        """Put the pairs of a cluster that grew into the queue anew: their weights changed."""
        for c in self.of[a].neighbours:
            low, high = min(a, c), max(a, c)
            heapq.heappush(queue, (-self.weight(low, high), low, high))

    def weight(self, a: int, b: int) -> float:
        """Log2 odds that two clusters are one person, from all their pairs, those that screening dropped included.

        Halfway between the mean and the best pair. The mean alone takes a person for two where one record is poor; the
        best alone chains two people together.
        """
        total, n_compared, best = self.of[a].neighbours[b]
        n_pairs = len(self.of[a].units) * len(self.of[b].units)
        mean = (total + WEIGHT_OF_DROPPED * (n_pairs - n_compared)) / n_pairs
        return (mean + best) / 2

    def _stands(self, a: int, b: int, weight: float) -> bool:
        """Whether both clusters are still as they were when this weight was computed."""
        # A weight that changed is found by comparison: removing it from the heap would
        # cost a search.
        is_there = a in self.of and b in self.of and b in self.of[a].neighbours
        return (
            is_there
            and b not in self.of[a].other_persons
            and self.weight(a, b) == weight
        )

    def _is_conflict(self, a: int, b: int) -> bool:
        """Whether the clusters cannot be one person: two citizen numbers."""
        return len(self.of[a].numbers | self.of[b].numbers) > 1

    def _part(self, a: int, b: int) -> None:
        """Record that two clusters are two persons."""
        self.of[a].other_persons.add(b)
        self.of[b].other_persons.add(a)

    def _join(self, a: int, b: int) -> None:
        """Merge a cluster into another, with everything that is known of it."""
        stays, goes = self.of[a], self.of.pop(b)
        stays.units += goes.units
        stays.numbers |= goes.numbers
        stays.other_persons |= goes.other_persons
        for c in goes.other_persons & self.of.keys():
            self.of[c].other_persons.add(a)
        del stays.neighbours[b]
        for c, evidence in goes.neighbours.items():
            if c != a:
                del self.of[c].neighbours[b]
                before = stays.neighbours.get(c, (0.0, 0, LEAST_WEIGHT))
                together = _added(evidence, before)
                stays.neighbours[c] = self.of[c].neighbours[a] = together

    def persons(self, n_units: int) -> Ints:
        """Per unit, the smallest unit of its person."""
        person_of = np.arange(n_units)
        for cluster in self.of.values():
            # The smallest unit, whatever the order of joins: the same records give the
            # same persons.
            person_of[cluster.units] = min(cluster.units)
        return person_of
