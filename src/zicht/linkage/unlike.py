"""Links between records that have next to nothing in common: no plausible linkage draws them from the odds of pairs.

Two records of one person may differ in so much that strangers look more alike, or a rule keeps them apart because their
birth dates have nothing in common. How many such pairs there are follows from how often each field of one person is
written in another way: it is the share of pairs of one person that differ in all of these fields at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.linkage.clustering import LEAST_DRAWN
from zicht.linkage.comparing import Compared
from zicht.linkage.known_fields import little_known_units
from zicht.linkage.levels import LEVELS, SWAPPED, WEIGHED_BY_FREQUENCY
from zicht.linkage.model import SEED, STREAM_OF_UNLIKE, Model, probability
from zicht.linkage.preparing import Prepared
from zicht.linkage.relatives import FAR_PER_NEAR
from zicht.linkage.uncompared import Uncompared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints

ERROR_OF_UNLIKE = 0.7
"""Standard deviation of the logarithm of the number of pairs that differ in nearly everything. The estimate takes slips
in two fields to be independent, and a hurried writer slips in both: on FEBRL4 and most invented records the truth is
1 to 4 times the estimate. It is more where a name is another one altogether and dates are missing (ADR 0179)."""

MOST_UNLIKE = 0.8
"""Largest share of pairs of one person that differ in nearly everything. Where next to nothing is known of records,
nearly every pair is so, and the few that were found do not tell how many."""

LEAST_MATCHES = 0.05
"""Pairs of one person below which a combination of known fields is passed over: it would add less than a link."""

IDENTIFIERS = ("number", "token", "given_bloom", "family_bloom", "birth_bloom")
"""Fields of which this estimate says nothing: numbers that differ are a conflict, and links without a token in common
are estimated in `uncompared`."""
COMPARED = tuple(field for field in LEVELS if field not in IDENTIFIERS)


@dataclass(frozen=True)
class _Agreements:
    """Every way in which two records of one person can agree, where the same fields are known.

    Parameters
    ----------
    evidence : log2 likelihood ratio of each
    probability : of each, among pairs of one person
    ruled_out : share of such pairs that a rule keeps apart
    """

    evidence: Floats
    probability: Floats
    ruled_out: Floats

    def unlike(self, prior: float) -> float:
        """Return the share of pairs of one person that no plausible linkage draws.

        Parameters
        ----------
        prior : log2 odds of a pair of which nothing is known
        """
        is_hopeless = self.evidence + prior <= LEAST_DRAWN
        return float(self.probability @ np.where(is_hopeless, 1.0, self.ruled_out))


def lost_among_unlike(
    weighed: Weighed, prepared: Prepared, persons: Ints, *, n: int
) -> Uncompared:
    """Estimate the links between records of one person that differ in nearly everything.

    Parameters
    ----------
    weighed : pairs and their odds
    prepared : the units
    persons : chosen person of each unit
    n : number of plausible linkages
    """
    rng = np.random.default_rng([SEED, STREAM_OF_UNLIKE])
    error = rng.normal(0.0, ERROR_OF_UNLIKE, n)
    n_links = _unlike_pairs(weighed) * _links_of_pair(persons)
    # Records of which too little is known are joined in `little_known`.
    may_be = (prepared.fields["number"] == "") & ~little_known_units(prepared)
    return Uncompared(None, rng.poisson(n_links * np.exp(error)), may_be, may_be)


def _unlike_pairs(weighed: Weighed) -> float:
    """Estimate the pairs of one person that no plausible linkage draws, from those that it does."""
    pairs, model = weighed.compared, weighed.model
    is_drawn = (weighed.weights > LEAST_DRAWN) & ~weighed.two_persons
    matches = np.where(is_drawn, probability(weighed.weights), 0.0)
    prior = np.log2(model.shares / (1 - model.shares))
    n_unlike = 0.0
    for known_fields, has_these in _known_fields(pairs):
        of_stratum = np.bincount(
            pairs.stratum[has_these], matches[has_these], pairs.n_strata
        )
        if of_stratum.sum() < LEAST_MATCHES:
            continue
        agreements = _agreements(model, known_fields)
        for stratum in np.flatnonzero(of_stratum).tolist():
            # A share of all pairs, of which those that are drawn are the others.
            share = min(agreements.unlike(float(prior[stratum])), MOST_UNLIKE)
            n_unlike += of_stratum[stratum] * share / (1 - share)
    return float(n_unlike)


def _known_fields(pairs: Compared) -> Iterator[tuple[Sequence[str], Bools]]:
    """Yield each combination of fields that both records have, and the pairs that have exactly these.

    Pairs that an identifier tells more of are left out.
    """
    is_known = np.stack([_is_known(pairs, field) for field in COMPARED], axis=1)
    has_identifier = np.any([pairs.levels[field] >= 0 for field in IDENTIFIERS], axis=0)
    combinations, combination_of_pair = np.unique(is_known, axis=0, return_inverse=True)
    combination_of_pair = combination_of_pair.reshape(-1)
    for number, combination in enumerate(combinations.tolist()):
        known = [
            field for field, known in zip(COMPARED, combination, strict=True) if known
        ]
        yield known, (combination_of_pair == number) & ~has_identifier


def _is_known(pairs: Compared, field: str) -> Bools:
    is_known = pairs.levels[field] >= 0
    if field != "family":
        return is_known
    # A family name that changed places has no level of its own, and is known.
    return is_known | np.isin(pairs.levels["given"], SWAPPED)


def _agreements(model: Model, known_fields: Sequence[str]) -> _Agreements:
    """List every combination of levels of the known fields, with what it says."""
    sizes = [len(model.m[field]) if field in known_fields else 1 for field in LEVELS]
    places = np.indices(sizes).reshape(len(sizes), -1)
    n = places.shape[1]
    levels = {
        field: place if field in known_fields else np.full(n, -1)
        for field, place in zip(LEVELS, places, strict=True)
    }
    probabilities = np.ones(n)
    for field in known_fields:
        probabilities *= model.m[field][levels[field]]
    zeros = np.zeros(n, dtype=np.int64)
    pairs = Compared(
        zeros, zeros, levels, {}, {}, np.ones(n), zeros, len(model.shares), zeros
    )
    prior = np.log2(model.shares[0] / (1 - model.shares[0]))
    evidence = model.weights_at(pairs, _average_frequencies(model, pairs)) - prior
    evidence -= model.handicap[pairs.lack]
    return _Agreements(evidence, probabilities, _ruled_out(levels))


def _average_frequencies(model: Model, pairs: Compared) -> dict[str, Floats]:
    """Return frequencies at which no shared value is rarer than others."""
    frequencies = {field: np.ones(len(pairs)) for field in WEIGHED_BY_FREQUENCY}
    # What the names share is weighed together, with the given names.
    combination = pairs.combination_of_names
    frequencies["given"] = model.frequency_of_names.ravel()[combination]
    return frequencies


def _ruled_out(levels: Mapping[str, Ints]) -> Floats:
    """Return the share of pairs of each agreement that are two persons by rule: birth dates with nothing in common.

    In one municipality only those a generation apart are (`weighing._two_birth_years`).
    """
    has_other_dates = levels["birth"] == 0
    far_apart = FAR_PER_NEAR / (1 + FAR_PER_NEAR)
    share = np.where(levels["municipality"] > 0, far_apart, 1.0)
    return np.where(has_other_dates, share, 0.0)


def _links_of_pair(persons: Ints) -> float:
    """Return the number of links per pair of one person: four units of a person are six pairs and three links."""
    sizes = np.bincount(persons)
    n_pairs = float((sizes * (sizes - 1) / 2).sum())
    n_links = len(persons) - np.count_nonzero(sizes)
    return n_links / max(n_pairs, 1.0)
