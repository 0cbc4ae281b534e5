"""Clerical review: a sample of pairs for a person to judge, and what the judgements say of linkage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage.model import SEED
from zicht.linkage.preparing import RECORDS, Prepared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.linkage import Share

PAIRS_OF_STRATUM = 25
"""Pairs that are drawn in each stratum: judging all six takes an hour."""

LINKED, APART = "linked", "apart"
STRATA: Mapping[str, tuple[str, float, float]] = {
    "linked, odds below 4 to 1": (LINKED, -np.inf, 2.0),
    "linked, odds to 64 to 1": (LINKED, 2.0, 6.0),
    "linked, higher odds": (LINKED, 6.0, np.inf),
    "apart, odds above 1 to 4": (APART, -2.0, np.inf),
    "apart, odds above 1 to 64": (APART, -6.0, -2.0),
    "apart, odds above 1 to 1,024": (APART, -10.0, -6.0),
}
"""Name of a stratum to whether its pairs are linked, and between which log2 odds they lie."""

_DRAWS = 20_000


@dataclass(frozen=True)
class ReviewPair:
    """Two records to judge.

    Parameters
    ----------
    left, right : their pseudonyms
    stratum : one of `STRATA`
    """

    left: str
    right: str
    stratum: str


@dataclass(frozen=True)
class ReviewSample:
    """Pairs drawn for review.

    Parameters
    ----------
    pairs : in random order, so that their order tells nothing about the odds
    sizes : stratum to the number of pairs that it has
    """

    pairs: tuple[ReviewPair, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Quality:
    """What the judgements say of linkage, with 95% intervals.

    Parameters
    ----------
    precision : share of the linked pairs that are one person
    recall : share of the pairs of one person that are linked, among pairs with odds above 1 to 1,024
    n_judged : judgements
    """

    precision: Share
    recall: Share
    n_judged: int


def sample_for_review(
    session: Session, weighed: Weighed, prepared: Prepared, persons: Ints
) -> ReviewSample:
    """Draw pairs in each stratum; pairs that a rule keeps apart are left out."""
    left, right = weighed.pairs.left, weighed.pairs.right
    is_linked = persons[left] == persons[right]
    rng = np.random.default_rng(SEED)
    sizes: dict[str, int] = {}
    chosen: list[tuple[int, str]] = []
    for name in STRATA:
        members = _members_of(name, weighed, is_linked)
        sizes[name] = len(members)
        drawn = rng.permutation(members)[:PAIRS_OF_STRATUM].tolist()
        chosen += [(pair, name) for pair in drawn]
    pseudonyms = _first_records(session, prepared)
    pairs = []
    # In random order: a reviewer who knew the stratum of a pair would know what linkage made of it.
    for position in rng.permutation(len(chosen)).tolist():
        pair, name = chosen[position]
        pairs.append(ReviewPair(pseudonyms[left[pair]], pseudonyms[right[pair]], name))
    return ReviewSample(tuple(pairs), sizes)


def _members_of(stratum: str, weighed: Weighed, is_linked: Bools) -> Ints:
    """Return the pairs of a stratum; those that a rule keeps apart are in none."""
    kind, least, most = STRATA[stratum]
    has_odds = (weighed.weights > least) & (weighed.weights <= most)
    is_of_kind = is_linked == (kind == LINKED)
    return np.flatnonzero(has_odds & is_of_kind & ~weighed.two_persons)


def _first_records(session: Session, prepared: Prepared) -> list[str]:
    """Return the pseudonym of the first record of each unit."""
    query = sql("SELECT pseud_id FROM {t} ORDER BY nr", t=RECORDS)
    pseudonyms = session.columns(query)["pseud_id"].tolist()
    first = np.unique(prepared.unit_of, return_index=True)[1].tolist()
    return [pseudonyms[row] for row in first]


def estimate_quality(
    sizes: Mapping[str, int], judged: Sequence[tuple[str, bool]]
) -> Quality:
    """Estimate precision and recall from judgements of a stratified sample.

    The share of pairs of one person in a stratum has Jeffreys' posterior; a stratum without judgements has the prior,
    so that what was not looked at stays unknown.

    Parameters
    ----------
    sizes : stratum to the number of pairs that it has
    judged : stratum of each judged pair, and whether it is one person

    References
    ----------
    Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001)
    """
    rng = np.random.default_rng(SEED)
    right, wrong, missed = np.zeros(_DRAWS), np.zeros(_DRAWS), np.zeros(_DRAWS)
    for name, (kind, _, _) in STRATA.items():
        answers = [is_one for stratum, is_one in judged if stratum == name]
        n_one = sum(answers)
        share = rng.beta(n_one + 0.5, len(answers) - n_one + 0.5, _DRAWS)
        n_pairs = sizes.get(name, 0)
        if kind == LINKED:
            right += n_pairs * share
            wrong += n_pairs * (1 - share)
        else:
            missed += n_pairs * share
    return Quality(_share(right, wrong), _share(right, missed), len(judged))


def _share(part: Floats, rest: Floats) -> Share:
    """Summarise the share of one part over draws from the posterior."""
    whole = part + rest
    # A draw without any pair of the kind has no wrong pair either: its share is 1, as a division by zero has no value.
    shares = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)
    lower, upper = np.quantile(shares, [0.025, 0.975])
    return Share(float(np.median(shares)), float(lower), float(upper))
