"""The model of Fellegi and Sunter, estimated without labels by expectation-maximisation over every possible pair.

Pairs of one person and pairs of two persons agree on each field with different probabilities, m and u. Every pair with
a chance to be one person counts in full. A random sample stands for the pairs that screening dropped, which are of two
persons. Names, nationality and sex agree together among strangers, because names come from a language and tell the sex:
their u is estimated for the combination.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

import numpy as np

from zicht.linkage.anchoring import (
    ERROR_OF_UNANCHORED,
    NOBODY,
    expected_unanchored,
    handicap_of,
)
from zicht.linkage.comparing import Compared
from zicht.linkage.levels import (
    FIRST_GUESS_M,
    FIRST_GUESS_U,
    LEVELS,
    NAMES,
    WEIGHED_BY_FREQUENCY,
    Lack,
    weighed_levels,
)
from zicht.linkage.relatives import odds_of_relatives
from zicht.vocabulary.arrays import Bools, Floats, Ints

ROUNDS, STILL = 200, 1e-6
"""Rounds at most, and the relative change in the number of matches at which estimation stops."""

GUESSED_MATCHES, GUESSED_OTHERS, GUESSED_COMBINATIONS = 20.0, 1_000.0, 100_000.0
"""Pairs that a guess counts for: of m and the share of matches, of u, and of independence of the names. They decide
only where records are few."""

LARGEST_GUESSED_SHARE = 1e-3
"""First guess of the share of matches in small tables. In larger ones it is one match per unit."""

MOST_OF_LEVEL: Mapping[str, tuple[float, ...]] = {
    "given": (0.15,),
    "family": (0.15,),
    "birth": (0.015, 0.015, 0.04),
    "sex": (0.15,),
}
"""Largest shares, among pairs of one person, of the levels that are disagreement, the worst level first: two names with
nothing in common, two dates with nothing in common, a year apart, in one year. Levels beyond those listed are not
bounded. Without bounds, where few pairs are of one person, estimation finds the largest group of pairs that look like
one another, which are families and namesakes, and takes these for one person (docs/adr/0168)."""

FEWEST_ANCHORED, ENOUGH_ANCHORED = 100.0, 300.0
"""Pairs of one person with an anchor: up to the former, others teach nothing of how people slip; from the latter on
they teach like all. Between these they teach in proportion, so that a record more moves no figure by a leap. The former
is five times what the guess counts for."""

ROUNDS_OF_HANDICAP = 2
"""Rounds in which the model and what pairs without an anchor lose are computed from each other."""

TOLERANCE = 1.0
"""Logarithm of how many times as many pairs without an anchor as expected may be one person, where slips are learned
from all pairs: twice the standard deviation of the estimate."""

REDRAWN_ROUNDS = 30
"""Rounds at most for a model that is drawn again: it starts from the estimated one, and is near."""

HOPELESS = -12.0
"""Log2 odds below which a pair is of two persons, whichever model is drawn."""

SEED = 20190101
"""Every sample is the same on every run."""
STREAM_OF_RELATIVES, STREAM_OF_LINKS = 101, 102
STREAM_OF_UNANCHORED, STREAM_OF_TOKENS = 103, 104
STREAM_OF_UNLIKE, STREAM_OF_GAPS = 105, 106
"""What is drawn beside the weights of units, each from numbers of its own: errors that have nothing to do with each
other must not rise and fall together."""

RARITY_ROUNDS = 4
"""Rounds in which weights and the number of others with a name are computed from each other."""

SHARED_ONCE = 0.5
"""Other holders that a value has on average where nobody but the pair is known to have it: by Good and Turing twice the
number of values that two persons have over the number that one has; between 0.3 and 0.8 on the data of ADR 0150."""

GUESSED_VALUES = 10.0
"""Units that the average frequency of values counts for in the frequency of one value."""

DOUBT = 0.05
"""A pair is doubtful while the probability that it is one person lies between this and one less this."""


@dataclass(frozen=True)
class Model:
    """What agreement says.

    Parameters
    ----------
    m, u : field to the probability of each level, the worst first, among pairs of one person and of two persons
    u_of_names : among pairs of two persons, probability of each combination of levels of `NAMES` given which of them
        are known; index 0 stands for not known
    frequency_of_names : among pairs of one person, mean frequency of the names and nationality that they share, for
        each combination of levels of `NAMES`
    shares : for each combination of two sources, share of their possible pairs that are pairs of one person
    rounds : until estimation stood still
    trust : how much pairs without an anchor, a field of a single person that is the same, teach of how people slip:
        0 where too few pairs with one were found, 1 where they teach like all others
    handicap : log2 odds that pairs without an anchor lose, for each `Lack`, so that no more of them are one person than
        may be expected
    """

    m: Mapping[str, Floats]
    u: Mapping[str, Floats]
    u_of_names: Floats
    frequency_of_names: Floats
    shares: Floats
    rounds: int
    trust: float = 0.0
    handicap: Floats = dataclasses.field(default_factory=NOBODY.copy)

    def weights(self, pairs: Compared, posterior: Floats | None = None) -> Floats:
        """Compute the log2 odds that each pair is one person.

        Parameters
        ----------
        pairs : levels of agreement
        posterior : probability of each pair to be one person, as far as it is known: who is one person with whom says
            how many others have a name. Without it, the weights are computed until they agree with it
        """
        if posterior is None:
            # Weights and frequencies depend on each other: who is one person decides
            # how many others have a name.
            posterior = np.zeros(len(pairs))
            for _ in range(RARITY_ROUNDS):
                posterior = probability(self.weights(pairs, posterior))
        return self.weights_at(pairs, self.frequencies(pairs, posterior))

    def weights_at(self, pairs: Compared, frequencies: Mapping[str, Floats]) -> Floats:
        """Compute the log2 odds that each pair is one person, given how frequent the shared values are."""
        # The prior odds of the combination of sources and years; each field adds its
        # evidence.
        total = np.log2(self.shares / (1 - self.shares))[pairs.stratum]
        for evidence in self._evidence(pairs, frequencies).values():
            total += evidence
        return total

    def _evidence(
        self, pairs: Compared, frequencies: Mapping[str, Floats]
    ) -> dict[str, Floats]:
        """Log2 likelihood ratio of each field; what the names share is told with the given names."""
        evidence = {}
        for field, levels in pairs.levels.items():
            of_level = np.log2(self.m[field]) - np.log2(self.u[field])
            # Level -1, not known, is the last entry.
            evidence[field] = np.append(of_level, 0.0)[levels]
        evidence["municipality"] += self._rarity_of_place(frequencies["municipality"])
        # The fields of names are evidence together, not one by one: the correction
        # stands with the first of them.
        evidence["given"] += self._dependence_of_names(pairs)
        evidence["given"] += self._rarity_of_names(pairs, frequencies)
        return evidence

    def _rarity_of_place(self, frequency: Floats) -> Floats:
        """Log2 of how much rarer the shared municipality of a pair is than one on average; 0 where none is shared."""
        same_place = weighed_levels("municipality")[0]
        average = np.where(frequency < 1, self.u["municipality"][same_place], 1.0)
        return np.log2(average / frequency)

    def _dependence_of_names(self, pairs: Compared) -> Floats:
        """Log2 of what independent names of strangers would say over what their combination says."""
        correction = np.log2(_independent(self.u) / self.u_of_names)
        return np.asarray(correction.ravel()[pairs.combination_of_names])

    def _rarity_of_names(
        self, pairs: Compared, frequencies: Mapping[str, Floats]
    ) -> Floats:
        """Log2 of how much rarer the shared names of a pair are than those that pairs of one person share."""
        average = self.frequency_of_names.ravel()[pairs.combination_of_names]
        return np.log2(average / (_of_names(frequencies) * pairs.together))

    def frequencies(self, pairs: Compared, posterior: Floats) -> dict[str, Floats]:
        """Estimate how frequent each shared value is among other persons; 1 where the value is not weighed."""
        frequencies = {}
        for field, strangers in pairs.strangers(posterior).items():
            average = self.u[field][weighed_levels(field)[0]]
            holders = strangers + SHARED_ONCE + GUESSED_VALUES * average
            frequency = holders / (pairs.n_known[field] + GUESSED_VALUES)
            # Below 1, which stands for a value that is not weighed.
            below_one = np.minimum(frequency, 0.999)
            frequencies[field] = np.where(np.isnan(strangers), 1.0, below_one)
        return frequencies


def _of_names(frequencies: Mapping[str, Floats]) -> Floats:
    """Multiply the frequencies of what names and nationality share."""
    return frequencies["given"] * frequencies["family"] * frequencies["nationality"]


@dataclass(frozen=True)
class Evidence:
    """Compared pairs from which a model is estimated.

    Parameters
    ----------
    pairs : every pair with a chance to be one person, and one pair for each combination of levels of the others
    stands_for : number of possible pairs that each of these stands for
    is_candidate : False for the others, which are of two persons
    """

    pairs: Compared
    stands_for: Floats
    is_candidate: Bools


def gather_evidence(
    pairs: Compared, stands_for: Floats, is_candidate: Bools
) -> Evidence:
    """Gather pairs from which a model is estimated.

    Parameters
    ----------
    pairs : every pair with a chance to be one person, and a sample of the others
    stands_for : number of possible pairs that each of these stands for
    is_candidate : False for the sample, whose pairs are of two persons
    """
    candidates, others = pairs.chosen(is_candidate), pairs.chosen(~is_candidate)
    # One pair for each combination of levels: estimation goes over them hundreds of
    # times.
    patterns, pattern_of_pair = others.patterns()
    n_others = np.bincount(
        pattern_of_pair, stands_for[~is_candidate], minlength=len(patterns)
    )
    return Evidence(
        candidates.followed_by(patterns),
        np.concatenate([stands_for[is_candidate], n_others]),
        np.arange(len(candidates) + len(patterns)) < len(candidates),
    )


def estimate_model(evidence: Evidence) -> Model:
    """Estimate m, u and the share of matches.

    First only pairs with an anchor (`levels.ANCHORS`) teach who is one person. Only where these are enough do the
    others teach too: estimation without labels finds two groups of pairs, and among few records the clearest two may be
    relatives and others, not one person and two.

    References
    ----------
    Fellegi and Sunter, A theory for record linkage, Journal of the American Statistical Association 64 (1969);
    Winkler, Using the EM algorithm for weight computation in the Fellegi-Sunter model of record linkage (1988);
    frequencies: Winkler, Frequency-based matching in Fellegi-Sunter model of record linkage (2000)
    """
    nothing = np.zeros(len(evidence.pairs))
    guess = _maximised(evidence, nothing, nothing, 0)
    anchored = _improved(guess, evidence, ROUNDS)
    n_beyond = float(_anchored_matches(anchored, evidence).sum()) - FEWEST_ANCHORED
    trust = min(max(n_beyond / (ENOUGH_ANCHORED - FEWEST_ANCHORED), 0.0), 1.0)
    model = _with_handicap(replace(anchored, trust=trust), evidence)
    if not trust:
        return model
    for _ in range(ROUNDS_OF_HANDICAP):
        model = _with_handicap(_improved(model, evidence, ROUNDS), evidence)
    return model


def _with_handicap(model: Model, evidence: Evidence, error: float = 0.0) -> Model:
    """Let pairs without an anchor lose as much as leaves no more of them than may be expected.

    Parameters
    ----------
    error : of the logarithm of the expected number
    """
    pairs = evidence.pairs
    expected = expected_unanchored(pairs.levels, _anchored_matches(model, evidence))
    # Where slips are learned from all pairs, the estimate is a bound and not the only thing that is known.
    factor = float(np.exp(error + TOLERANCE * model.trust))
    # Relatives are bounded already: they take nothing from the others here.
    posterior = _without_relatives(probability(model.weights(pairs)), evidence)
    weights = log_odds(posterior)
    handicap = np.zeros(len(Lack))
    for lack, n_expected in expected.items():
        chosen = evidence.is_candidate & (pairs.lack == lack)
        handicap[lack] = handicap_of(
            weights[chosen], evidence.stands_for[chosen], n_expected * factor
        )
    return replace(model, handicap=handicap)


def redraw_models(model: Model, evidence: Evidence, *, n: int) -> tuple[Model, ...]:
    """Draw models that the records could have given as well.

    Each unit gets a random weight, and each pair the product of the weights of its two units: pairs with a unit in
    common are not independent, so units are resampled and not pairs. Estimation goes on from the model that was
    estimated.

    Parameters
    ----------
    model : that was estimated
    evidence : from which it was
    n : number of models

    References
    ----------
    Rubin, The Bayesian bootstrap, Annals of Statistics 9 (1981)
    """
    # Most pairs are hopeless under every model: leaving them as combinations makes
    # twenty redraws affordable.
    hopeful = evidence.is_candidate & (model.weights(evidence.pairs) > HOPELESS)
    evidence = gather_evidence(evidence.pairs, evidence.stands_for, hopeful)
    left = evidence.pairs.left[evidence.is_candidate]
    right = evidence.pairs.right[evidence.is_candidate]
    n_units = int(right.max(initial=0)) + 1
    models = []
    rng_of_errors = np.random.default_rng([SEED, STREAM_OF_UNANCHORED])
    errors = rng_of_errors.normal(0.0, ERROR_OF_UNANCHORED, n)
    for number in range(n):
        rng = np.random.default_rng([SEED, number])
        # Exponential weights are those of the Bayesian bootstrap, up to their sum.
        of_unit = rng.standard_exponential(n_units)
        stands_for = evidence.stands_for.copy()
        # Only candidates are reweighed: the others stand for so many pairs that their
        # weights average out.
        stands_for[evidence.is_candidate] *= of_unit[left] * of_unit[right]
        weighted = replace(evidence, stands_for=stands_for)
        redrawn = _improved(model, weighted, REDRAWN_ROUNDS)
        models.append(_with_handicap(redrawn, weighted, float(errors[number])))
    return tuple(models)


def _improved(model: Model, evidence: Evidence, rounds: int) -> Model:
    """Repeat expectation and maximisation until they stand still."""
    matches = 0.0
    posterior = np.zeros(len(evidence.pairs))
    for round_number in range(1, rounds + 1):
        frequencies = model.frequencies(evidence.pairs, posterior)
        weights = model.weights_at(evidence.pairs, frequencies)
        of_names = _of_names(frequencies) * evidence.pairs.together
        weights -= model.handicap[evidence.pairs.lack]
        posterior = _without_relatives(probability(weights), evidence)
        posterior *= _teaching(model, evidence)
        before, matches = matches, float(posterior @ evidence.stands_for)
        improved = _maximised(evidence, posterior, of_names, round_number)
        model = replace(improved, trust=model.trust, handicap=model.handicap)
        if abs(matches - before) < STILL * max(matches, 1.0):
            break
    return model


def _teaching(model: Model, evidence: Evidence) -> Floats:
    """Return how much each pair may teach of what pairs of one person look like, from 0 to 1."""
    teaching = np.where(evidence.pairs.is_anchored, 1.0, model.trust)
    # Sampled pairs stand for many each: a single probability that is too high would
    # count as thousands of matches.
    return np.where(evidence.is_candidate, teaching, 0.0)


def _anchored_matches(model: Model, evidence: Evidence) -> Floats:
    """Estimate how many pairs of one person each pair with an anchor stands for; 0 for the others."""
    pairs, stands_for = evidence.pairs, evidence.stands_for
    may_match = evidence.is_candidate & pairs.is_anchored
    posterior = _without_relatives(probability(model.weights(pairs)), evidence)
    return np.where(may_match, posterior * stands_for, 0.0)


def _without_relatives(posterior: Floats, evidence: Evidence) -> Floats:
    """Bound the probabilities of pairs that could be of two relatives: else twins teach that people change their names.

    Parameters
    ----------
    posterior : probability of each pair to be one person, by a model of independent fields
    """
    pairs = evidence.pairs
    one_person = np.where(evidence.is_candidate, posterior, 0.0) * evidence.stands_for
    odds = odds_of_relatives(
        pairs.relatives, pairs.levels, one_person, evidence.stands_for
    )
    for kind, bound in odds.items():
        bounded = np.minimum(posterior, probability(np.array(bound)))
        posterior = np.where(pairs.relatives == kind, bounded, posterior)
    return posterior


def probability(weights: Floats) -> Floats:
    """Turn log2 odds into probabilities."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(weights, -60, 60))))


def log_odds(probabilities: Floats) -> Floats:
    """Turn probabilities into log2 odds; those of 0 and 1 into odds that are large and finite."""
    least = np.finfo(np.float64).eps
    inside = np.clip(probabilities, least, 1 - least)
    return np.asarray(np.log2(inside / (1 - inside)))


def _maximised(
    evidence: Evidence, posterior: Floats, frequencies: Floats, round_number: int
) -> Model:
    """Estimate a model from probabilities that pairs are one person.

    Parameters
    ----------
    evidence : the pairs
    posterior : probability of each to be one person
    frequencies : of the names and nationality that each pair shares
    round_number : 0 where nothing is known of the pairs yet
    """
    pairs, stands_for = evidence.pairs, evidence.stands_for
    one_person = posterior * stands_for
    two_persons = (1 - posterior) * stands_for
    m, u = _level_shares(pairs, one_person, two_persons)
    n_possible = float(stands_for.sum())
    guess = min(LARGEST_GUESSED_SHARE, 1 / np.sqrt(2 * n_possible + 1))
    if not round_number:
        # Nothing tells matches apart yet: all of them would count as names that strangers share.
        shares = np.full(pairs.n_strata, float(guess))
        return Model(m, u, _independent(u), _average_frequencies(u), shares, 0)
    n_matches = one_person.sum() + GUESSED_MATCHES * guess
    share = n_matches / (n_possible + GUESSED_MATCHES)
    return Model(
        m,
        u,
        _u_of_names(pairs, two_persons, u),
        _mean_frequencies(pairs, one_person, frequencies, u),
        _shares_of_strata(pairs, one_person, stands_for, float(share)),
        round_number,
    )


def _level_shares(
    pairs: Compared, one_person: Floats, two_persons: Floats
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Estimate how often each level of each field occurs among pairs of one person (m) and of two (u)."""
    m, u = {}, {}
    for field in LEVELS:
        levels = pairs.levels[field]
        m[field] = _shares(levels, one_person, FIRST_GUESS_M[field], GUESSED_MATCHES)
        u[field] = _shares(levels, two_persons, FIRST_GUESS_U[field], GUESSED_OTHERS)
    # Bounded in every round: a round that goes astray decides which pairs the next one learns from.
    for field, most in MOST_OF_LEVEL.items():
        m[field] = _bounded(m[field], np.array(most))
    return m, u


def _shares_of_strata(
    pairs: Compared, one_person: Floats, stands_for: Floats, share: float
) -> Floats:
    """Compute the share of matches for each combination of two sources.

    The share of all pairs counts for `GUESSED_MATCHES` matches, so that it decides where a combination has few pairs.
    """
    n, stratum = pairs.n_strata, pairs.stratum
    matches = np.bincount(stratum, one_person, n) + GUESSED_MATCHES
    possible = np.bincount(stratum, stands_for, n) + GUESSED_MATCHES / share
    return np.asarray(matches / possible)


def _shares(
    levels: Ints, weights: Floats, guess: tuple[float, ...], guessed_pairs: float
) -> Floats:
    is_known = levels >= 0
    counted = np.bincount(levels[is_known], weights[is_known], minlength=len(guess))
    counts = counted + guessed_pairs * np.array(guess)
    return np.asarray(counts / counts.sum())


def _bounded(shares: Floats, most: Floats) -> Floats:
    """Bound the shares of the worst levels; the other levels take what these give, in proportion.

    Parameters
    ----------
    shares : of all levels, the worst first
    most : of as many of the worst levels as are bounded
    """
    n_bounded = len(most)
    worst = np.minimum(shares[:n_bounded], most)
    others = shares[n_bounded:]
    scale = (1 - worst.sum()) / others.sum()
    return np.concatenate([worst, others * scale])


def _independent(u: Mapping[str, Floats]) -> Floats:
    """Probability of each combination of levels of the names if they agreed independently."""
    names = [np.concatenate([[1.0], u[field]]) for field in NAMES]
    return np.asarray(reduce(np.multiply.outer, names))


def _average_frequencies(u: Mapping[str, Floats]) -> Floats:
    """Average frequency of the names in common, for each combination of levels, if they were independent."""
    averages = []
    for field in NAMES:
        average = np.ones(len(u[field]) + 1)
        if field in WEIGHED_BY_FREQUENCY:
            for level in weighed_levels(field):
                average[level + 1] = u[field][weighed_levels(field)[0]]
        averages.append(average)
    return np.asarray(reduce(np.multiply.outer, averages))


def _mean_frequencies(
    pairs: Compared, one_person: Floats, frequencies: Floats, u: Mapping[str, Floats]
) -> Floats:
    """Mean frequency of the names in common over pairs of one person, for each combination of levels."""
    guess = _average_frequencies(u)
    combination = pairs.combination_of_names
    n_pairs = np.bincount(combination, one_person, guess.size)
    total = np.bincount(combination, one_person * frequencies, guess.size)
    means = (total.reshape(guess.shape) + guess) / (n_pairs.reshape(guess.shape) + 1.0)
    return np.asarray(means)


def _u_of_names(
    pairs: Compared, two_persons: Floats, u: Mapping[str, Floats]
) -> Floats:
    """Probability of each combination of levels of the names, never less than independence says.

    Counted over pairs with two birth dates: those tell best who is one person.
    """
    independent = _independent(u)
    has_dates = pairs.levels["birth"] >= 0
    with_dates = np.where(has_dates, two_persons, 0.0)
    counts = np.bincount(pairs.combination_of_names, with_dates, independent.size)
    counts = counts.reshape(independent.shape)
    probabilities = np.empty(independent.shape)
    for is_known in product((False, True), repeat=len(NAMES)):
        part = tuple(slice(1, None) if known else slice(0, 1) for known in is_known)
        guessed = counts[part] + GUESSED_COMBINATIONS * independent[part]
        share = guessed / (counts[part].sum() + GUESSED_COMBINATIONS)
        # Less than independence says would make two shared names stronger evidence than
        # both names by themselves.
        probabilities[part] = np.maximum(share, independent[part])
    return probabilities
