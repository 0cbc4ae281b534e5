"""Pairs with the odds that they are one person, and what blocking lost."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zicht.engine.session import Session
from zicht.linkage.comparing import Compared, compare
from zicht.linkage.levels import SWAPPED
from zicht.linkage.model import (
    SEED,
    STREAM_OF_RELATIVES,
    Evidence,
    Model,
    estimate_model,
    gather_evidence,
    probability,
    redraw_models,
)
from zicht.linkage.preparing import Prepared
from zicht.linkage.relatives import (
    GENERATION,
    Doubt,
    Relatives,
    doubts_of_relatives,
    odds_of_relatives,
    years_apart,
)
from zicht.linkage.screening import Pairs, screen_rows
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.linkage import Share

SAMPLE = 60_000
"""Random pairs that stand for those that screening dropped."""

ESTIMATION_PAIRS = 100_000_000
"""Where pairs come in blocks, the model is estimated on so many pairs that do not."""

ESTIMATION_KEPT = 500_000
"""Of those, pairs that screening may keep before no further unit is screened."""

NO_ODDS = -60.0
"""Weight of a pair of which too little is known: it joins nobody, and keeps nobody apart."""

PARTED = -4.0
"""Log2 odds up to which records that may be of parent and child of one name are two persons, whoever stands between."""

DOUBT_OF_BOUNDS = 8.0
"""Log2 odds by which a plausible linkage may lift a pair of relatives, or one without an anchor, above its own."""

ERROR_OF_ODDS = 1.0
"""Standard deviation of the error of all log2 odds together. Fields of one record depend on each other in ways that the
model does not know, so its odds are off (Belin and Rubin, A method for calibrating false-match rates in record linkage,
Journal of the American Statistical Association 90, 1995): on invented countries by 1 on average."""


@dataclass(frozen=True)
class Weighed:
    """Candidate pairs with their log2 odds to be one person under the estimated model.

    Parameters
    ----------
    pairs, compared, weights : the pairs, their levels of agreement and their log2 odds
    likeliest : log2 odds as high as plausible linkages may have them, but for the error of all odds together
    two_persons : whether the pair is two persons whatever the odds say, for their birth years or parts in one event
    model : that was estimated
    evidence : from which it was
    """

    pairs: Pairs
    compared: Compared
    weights: Floats
    likeliest: Floats
    two_persons: Bools
    model: Model
    evidence: Evidence

    def redrawn(self, rows: Bools, *, n: int) -> list[Floats]:
        """Weigh some of the pairs under models that could be true as well.

        Each model is one that the records could have given, and its odds are shifted by the error that a model of
        fields that do not depend on each other has.
        """
        compared = self.compared.chosen(rows)
        models = redraw_models(self.model, self.evidence, n=n)
        # One shift for all pairs: what is left of the misfit is common to them (ADR
        # 0153).
        shifts = np.random.default_rng(SEED).normal(0.0, ERROR_OF_ODDS, n)
        doubts = doubts_of_relatives(SEED, STREAM_OF_RELATIVES, n)
        return [
            _with_rules(model, self.evidence, compared, shift, doubt)
            for model, shift, doubt in zip(models, shifts, doubts, strict=True)
        ]


@dataclass(frozen=True)
class Screened:
    """Every pair of some units with all others, screened.

    Parameters
    ----------
    rows : the units
    codes : of the pairs with a chance to be one person: left unit times the number of units, plus right unit
    n_pairs : pairs that were looked at
    """

    rows: Ints
    codes: Ints
    n_pairs: int


@dataclass(frozen=True)
class LostInBlocks:
    """Pairs of one person in no block, among those of some units with all others.

    Parameters
    ----------
    share : of the pairs of one person that are in no block
    left, right : units of the lost pairs
    posterior : probability of each to be one person
    stands_for : number of possible pairs that each pair stands for
    """

    share: Share
    left: Ints
    right: Ints
    posterior: Floats
    stands_for: float


def weigh_every_pair(session: Session, prepared: Prepared, pairs: Pairs) -> Weighed:
    """Weigh the pairs that were kept of every pair, under a model estimated on all of them."""
    screened = Screened(
        np.arange(prepared.n_units),
        pairs.left * prepared.n_units + pairs.right,
        pairs.n_possible,
    )
    evidence, compared = _evidence(session, prepared, screened, pairs.n_possible)
    return _weighed(prepared, pairs, compared, evidence)


def weigh_blocks(
    session: Session, prepared: Prepared, pairs: Pairs
) -> tuple[Weighed, LostInBlocks]:
    """Weigh pairs in blocks, under a model estimated on every pair of some units with all others.

    Pairs in blocks agree on the key of the block: a model estimated on them would take that for what is usual.

    Returns
    -------
    the weighed pairs, and the pairs of one person that are in no block
    """
    screened = _screen_some(prepared)
    evidence, of_screened = _evidence(session, prepared, screened, pairs.n_possible)
    compared = compare(session, prepared, pairs.left, pairs.right)
    weighed = _weighed(prepared, pairs, compared, evidence)
    return weighed, _lost_by_blocking(prepared, screened, of_screened, weighed)


def _weighed(
    prepared: Prepared, pairs: Pairs, compared: Compared, evidence: Evidence
) -> Weighed:
    model = estimate_model(evidence)
    two_persons = _ruled_out(prepared, pairs.left, pairs.right, compared)
    weights = _with_rules(model, evidence, compared)
    # Kept apart for good: a record without a birth date could be of either, and would make one person of both.
    two_persons |= (compared.relatives == Relatives.NAMESAKES) & (weights <= PARTED)
    # What bounds take from a pair is an estimate too: a plausible linkage may take less.
    unbounded = np.where(_too_little_known(compared), NO_ODDS, model.weights(compared))
    likeliest = np.minimum(np.maximum(unbounded, weights), weights + DOUBT_OF_BOUNDS)
    return Weighed(pairs, compared, weights, likeliest, two_persons, model, evidence)


def _with_rules(
    model: Model,
    evidence: Evidence,
    compared: Compared,
    shift: float = 0.0,
    doubt: Doubt | None = None,
) -> Floats:
    """Weigh pairs, and bound the odds of those that a model of independent fields judges wrongly.

    Parameters
    ----------
    shift : added to all log2 odds
    doubt : draws the odds of pairs of relatives; their estimate is taken where it is not given
    """
    weights = model.weights(compared)
    for kind, bound in _bounds(model, evidence, doubt).items():
        # Bounded, not replaced: a pair of relatives may have even lower odds for other
        # reasons.
        is_bounded = compared.relatives == kind
        weights = np.where(is_bounded, np.minimum(weights, bound), weights)
    # After the shift, which must not lift a pair of which nothing is known.
    weights = np.where(_too_little_known(compared), NO_ODDS, weights + shift)
    # Where how people slip could not be learned, a pair without an anchor rests on guesses.
    return weights - model.handicap[compared.lack]


def _bounds(
    model: Model, evidence: Evidence, doubt: Doubt | None
) -> Mapping[Relatives, float]:
    """Estimate the odds of pairs that could be of two relatives, under one model."""
    pairs = evidence.pairs
    posterior = probability(model.weights(pairs))
    posterior = np.where(evidence.is_candidate, posterior, 0.0)
    one_person = posterior * evidence.stands_for
    return odds_of_relatives(
        pairs.relatives, pairs.levels, one_person, evidence.stands_for, doubt
    )


def _ruled_out(
    prepared: Prepared, left: Ints, right: Ints, compared: Compared
) -> Bools:
    """Find pairs that are two persons whatever the odds say: for their birth years, or their parts in one event."""
    n = prepared.n_units
    low, high = prepared.apart
    in_one_event = np.isin(left * n + right, low * n + high)
    return in_one_event | _two_birth_years(prepared, left, right, compared)


def _two_birth_years(
    prepared: Prepared, left: Ints, right: Ints, compared: Compared
) -> Bools:
    """Find namesakes: two full birth dates with nothing in common, two years apart or more.

    The citizen number is not the same. Where the municipality is, the date may be a mistake, unless it is a generation
    away and a name differs: then they may be parent and child.
    """
    years = years_apart(prepared.fields["birth"].astype(str), left, right)
    is_neighbour = compared.levels["municipality"] > 0
    has_other_dates = (compared.levels["birth"] == 0) & (
        years > np.where(is_neighbour, GENERATION, 1)
    )
    return np.asarray(
        has_other_dates
        & (compared.levels["number"] != 1)
        & (compared.relatives != Relatives.NAMESAKES)
    )


def _too_little_known(compared: Compared) -> Bools:
    """Find pairs of which at most one of given names, family name and birth date is known on both sides.

    Sex, nationality and municipality are shared by many: without a number or two of these three, nothing says that two
    records are one person, and sixty people of whom nothing is known stay sixty. A token stands for these three.
    """
    n_known = sum(
        (compared.levels[field] >= 0).astype(np.int64)
        for field in ("given", "family", "birth")
    )
    # A family name that changed places with the given name has no level of its own.
    n_known += np.isin(compared.levels["given"], SWAPPED)
    shares_number = compared.levels["number"] == 1
    shares_token = compared.levels["token"] > 0
    n_known += sum(
        (compared.levels[f"{field}_bloom"] >= 0).astype(np.int64)
        for field in ("given", "family", "birth")
    )
    return np.asarray((n_known < 2) & ~shares_number & ~shares_token)


def _screen_some(prepared: Prepared) -> Screened:
    """Screen every pair of a random part of the units without a citizen number."""
    n = prepared.n_units
    loose = np.flatnonzero(prepared.fields["number"] == "")
    n_rows = min(len(loose), max(ESTIMATION_PAIRS // max(n, 1), 1))
    # A random part of all units, because numbers of units follow the names.
    rows = np.sort(np.random.default_rng(SEED).permutation(loose)[:n_rows])
    left, right, n_rows = screen_rows(prepared, rows, most=ESTIMATION_KEPT)
    rows = rows[:n_rows]
    codes = np.unique(np.minimum(left, right) * n + np.maximum(left, right))
    return Screened(rows, codes, n_rows * (n_rows - 1) // 2 + n_rows * (n - n_rows))


def _evidence(
    session: Session, prepared: Prepared, screened: Screened, n_possible: int
) -> tuple[Evidence, Compared]:
    """Gather screened pairs and a sample of those that screening dropped.

    Returns
    -------
    the evidence, and the screened pairs as they were compared for it, in the order of their codes
    """
    n = prepared.n_units
    dropped = _dropped_pairs(n, screened)
    codes = np.concatenate([screened.codes, dropped])
    order = np.argsort(codes)
    is_screened = order < len(screened.codes)
    n_dropped = max(screened.n_pairs - len(screened.codes), 0)
    stands_for = np.where(is_screened, 1.0, n_dropped / max(len(dropped), 1))
    stands_for *= n_possible / max(screened.n_pairs, 1)
    left, right = np.divmod(codes[order], max(n, 1))
    compared = compare(session, prepared, left, right)
    # A pair that a rule keeps apart would otherwise teach the model that dates of one person differ.
    is_candidate = is_screened & ~_ruled_out(prepared, left, right, compared)
    is_candidate &= compared.relatives != Relatives.NAMESAKES
    evidence = gather_evidence(compared, stands_for, is_candidate)
    return evidence, compared.chosen(is_screened)


def _dropped_pairs(n_units: int, screened: Screened) -> Ints:
    """Codes of a random sample of the pairs that screening dropped; all of them where they are few."""
    if n_units * (n_units - 1) // 2 <= SAMPLE:
        left, right = np.triu_indices(n_units, k=1)
    else:
        rng = np.random.default_rng(SEED)
        # Only rows were screened: of other pairs it is not known whether they were
        # dropped.
        left = rng.choice(screened.rows, SAMPLE)
        right = rng.integers(0, n_units, SAMPLE)
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes = np.unique((low * n_units + high)[low < high])
    return np.setdiff1d(codes, screened.codes, assume_unique=True)


def _lost_by_blocking(
    prepared: Prepared, screened: Screened, compared: Compared, weighed: Weighed
) -> LostInBlocks:
    """Find pairs of one person in no block, among pairs that would be linked, and estimate their share.

    Pairs that are more likely two persons are left out: there are so many of them that the errors of their small
    probabilities would outweigh the pairs that were lost.
    """
    n = prepared.n_units
    weights = _with_rules(weighed.model, weighed.evidence, compared)
    is_ruled_out = _ruled_out(prepared, compared.left, compared.right, compared)
    would_link = ~is_ruled_out & (weights > 0)
    posterior = np.where(would_link, probability(weights), 0.0)
    in_block = np.isin(screened.codes, weighed.pairs.left * n + weighed.pairs.right)
    is_lost = would_link & ~in_block
    n_matches, n_lost = float(posterior.sum()), float(posterior[~in_block].sum())
    return LostInBlocks(
        _lost_share(n_lost, n_matches),
        compared.left[is_lost],
        compared.right[is_lost],
        posterior[is_lost],
        max(weighed.pairs.n_possible / max(screened.n_pairs, 1), 1.0),
    )


def _lost_share(n_lost: float, n_matches: float) -> Share:
    """Return the share of the matches that were lost, with its 95% interval.

    References
    ----------
    Agresti and Coull, Approximate is better than "exact" for interval estimation of binomial proportions, The American
    Statistician 52 (1998): two successes and two failures are added, so that it holds for few pairs too
    """
    n = n_matches + 4
    centre = (n_lost + 2) / n
    half = 1.96 * np.sqrt(centre * (1 - centre) / n)
    return Share(
        n_lost / max(n_matches, 1.0),
        max(float(centre - half), 0.0),
        min(float(centre + half), 1.0),
    )
