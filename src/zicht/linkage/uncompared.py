"""Links that were never compared: how many there are is estimated, and plausible linkages join as many persons.

No plausible linkage can draw a pair that is in no block, or whose records have no token in common. Which pairs these
are is not known, so each plausible linkage joins persons of one sex and birth year at random: the number of persons is
right, and about as many of them stand on two lists as among the links that were found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.linkage.joining import in_conflict, joined
from zicht.linkage.model import SEED, STREAM_OF_TOKENS, probability
from zicht.linkage.preparing import Prepared
from zicht.linkage.screening import nameless_units
from zicht.linkage.weighing import LostInBlocks, Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts
from zicht.vocabulary.linkage import Share

ERROR_WITHOUT_TOKEN = 0.5
"""Standard deviation of the logarithm of the number of pairs without a token in common. Kinds of token depend on each
other, and the estimate takes them to be independent: on invented records of three rates of slips it lies between
0.8 and 2.5 times the truth."""

FEWEST_TOKENS = 3
"""Tokens of a unit from which the number of pairs without a token in common can be estimated."""

MOST_TOKENS = 8


@dataclass(frozen=True)
class Uncompared:
    """Links that were never compared.

    Parameters
    ----------
    share : of the pairs of records of one person that were never compared; None where they may have been compared
    n_links : number of links that each plausible linkage lacks
    may_be : units that such a link may be of
    has_one_of : units of which it has at least one
    pairs : units of such links, no person in two of them, where they were chosen already; else None
    """

    share: Share | None
    n_links: Ints
    may_be: Bools
    has_one_of: Bools
    pairs: tuple[Ints, Ints] | None = None


def lost_in_blocks(
    lost: LostInBlocks, prepared: Prepared, persons: Ints, *, n: int
) -> Uncompared:
    """Estimate the links that blocking lost, from every pair of some units with all others.

    A lost pair is a link only where no other unit ties the two together. All lost pairs between two persons of several
    units are one link.

    Parameters
    ----------
    lost : pairs in no block
    prepared : the units
    persons : chosen person of each unit
    n : number of plausible linkages
    """
    units_of_person = np.bincount(persons, minlength=prepared.n_units)
    left, right = persons[lost.left], persons[lost.right]
    is_apart = left != right
    # Two persons of two and three units have six lost pairs and one link.
    links = lost.posterior[is_apart] / (
        units_of_person[left[is_apart]] * units_of_person[right[is_apart]]
    )
    n_seen = float(lost.posterior[is_apart].sum())
    mean = float(links.sum()) / n_seen if n_seen else 1.0
    rng = np.random.default_rng(SEED)
    # A gamma distribution is Jeffreys' posterior for the rate of a count.
    n_links = mean * lost.stands_for * rng.gamma(n_seen + 0.5, 1.0, n)
    is_loose = prepared.fields["number"] == ""
    return Uncompared(lost.share, np.rint(n_links).astype(np.int64), is_loose, is_loose)


def lost_without_token(
    weighed: Weighed, prepared: Prepared, persons: Ints, *, n: int
) -> Uncompared | None:
    """Estimate the links of units without names that have no token in common; None where it cannot be estimated.

    How many pairs of one person have no token in common follows from how many have one and two: Chao, Estimating the
    population size for capture-recapture data with unequal catchability, Biometrics 43 (1987). Units without any token
    are those of which too little is known: see `little_known`.

    Parameters
    ----------
    weighed : pairs and their odds
    prepared : the units
    persons : chosen person of each unit
    n : number of plausible linkages
    """
    tokens = prepared.fields["token"].astype(str)
    n_tokens = np.array([len(words.split()) for words in tokens.tolist()])
    is_nameless = nameless_units(prepared) & (prepared.fields["number"] == "")
    with_tokens = is_nameless & (n_tokens > 0)
    if not with_tokens.any() or np.median(n_tokens[with_tokens]) < FEWEST_TOKENS:
        return None
    n_with = _pairs_by_tokens_in_common(weighed, tokens, is_nameless)
    unseen = _unseen_pairs(n_with)
    n_found = _record_pairs(prepared, persons, is_nameless)
    bare = float(np.mean(n_tokens[is_nameless] == 0))
    links_of_pair = _links_of_pair(persons, with_tokens, float(n_with.sum()))
    error = np.random.default_rng([SEED, STREAM_OF_TOKENS]).normal(
        0.0, ERROR_WITHOUT_TOKEN, n
    )
    # The error is of the logarithm: an estimate of a number is off by a factor.
    n_links = unseen * links_of_pair * np.exp(error)
    return Uncompared(
        _share_without_token(n_found, unseen, bare),
        np.rint(n_links).astype(np.int64),
        may_be=is_nameless | (n_tokens > 0),
        has_one_of=is_nameless,
    )


def _links_of_pair(persons: Ints, with_tokens: Bools, n_pairs: float) -> float:
    """Return the number of links per pair of one person, at most 1.

    Four units of one person are six pairs and three links, so links are fewer than pairs.
    """
    n_links = np.count_nonzero(with_tokens) - len(np.unique(persons[with_tokens]))
    return min(n_links / max(n_pairs, 1.0), 1.0)


def _pairs_by_tokens_in_common(
    weighed: Weighed, tokens: Texts, is_nameless: Bools
) -> Floats:
    """Count pairs of one person of which a unit has no names, by the number of tokens that they have in common."""
    pairs = weighed.pairs
    posterior = probability(weighed.weights)
    # Above even odds, because the many pairs with small odds would add up to pairs that
    # nobody would link.
    is_chosen = (is_nameless[pairs.left] | is_nameless[pairs.right]) & (posterior > 0.5)
    is_chosen &= ~weighed.two_persons
    words = [frozenset(text.split()) for text in tokens.tolist()]
    n_common = np.array(
        [
            len(words[left] & words[right])
            for left, right in zip(
                pairs.left[is_chosen].tolist(),
                pairs.right[is_chosen].tolist(),
                strict=True,
            )
        ],
        dtype=np.int64,
    )
    counts = np.bincount(
        np.minimum(n_common, MOST_TOKENS),
        posterior[is_chosen],
        minlength=MOST_TOKENS + 1,
    )
    return counts.astype(np.float64)


def _unseen_pairs(n_with: Floats) -> float:
    """Estimate the pairs without a token in common, from the number of pairs with each number of tokens in common.

    The estimate is at most the number of pairs that were seen: where hardly any pair has two in common, nothing else
    bounds it.
    """
    n_one, n_two = float(n_with[1]), float(n_with[2])
    # Without pairs of two tokens the bias-corrected form stands in, which does not
    # divide by them.
    by_chao = (
        n_one**2 / (2 * n_two) if n_two >= 1 else max(n_one * (n_one - 1) / 2, 0.0)
    )
    return min(by_chao * (MOST_TOKENS - 1) / MOST_TOKENS, float(n_with.sum()))


def _record_pairs(prepared: Prepared, persons: Ints, chosen: Bools) -> float:
    """Count pairs of records of one person, among those of some units."""
    is_chosen = chosen[prepared.unit_of]
    sizes = np.bincount(persons[prepared.unit_of[is_chosen]])
    return float((sizes * (sizes - 1) / 2).sum())


def _share_without_token(n_found: float, unseen: float, bare: float) -> Share:
    """Return the share of pairs that were not found, with the interval that the error of the estimate leaves.

    Parameters
    ----------
    n_found : pairs of records that were found
    unseen : estimated pairs without a token in common
    bare : share of the units that have no token at all; no pair of theirs was found
    """
    if not n_found + unseen:
        return Share(0.0, 0.0, 0.0)
    with_tokens = (1 - bare) ** 2
    spread = np.exp(1.96 * ERROR_WITHOUT_TOKEN)
    shares = [
        1 - with_tokens * n_found / (n_found + factor * unseen)
        for factor in (1.0, 1 / spread, spread)
    ]
    return Share(*(float(share) for share in shares))


def joined_shares(shares: Sequence[Share]) -> Share:
    """Combine shares of pairs that were never compared, for causes that do not depend on each other."""
    compared = np.ones(3)
    for share in shares:
        compared *= 1 - np.array([share.estimate, share.lower, share.upper])
    return Share(*(float(lost) for lost in 1 - compared))


def join_uncompared(
    draws: Sequence[Ints],
    uncompared: Sequence[Uncompared],
    prepared: Prepared,
    *,
    persons: Ints,
    doubtful: Bools,
) -> tuple[list[Ints], Bools]:
    """Join as many persons in each plausible linkage as links were never compared.

    Only persons that are the same in every linkage are joined, no person twice for one cause, and none against a rule:
    two citizen numbers, or different parts in one event.

    Returns
    -------
    the linkages, and the units whose person may differ between them
    """
    drawn = [np.asarray(draw) for draw in draws]
    touched = doubtful.copy()
    for cause in uncompared:
        left, right = _links_of_cause(cause, prepared, persons, touched)
        # Only twice the largest number that is joined in any linkage is touched, so
        # that others stay without doubt and cost nothing.
        most = min(len(left), 2 * int(cause.n_links.max(initial=0)))
        left, right = left[:most], right[:most]
        for number, n_links in enumerate(cause.n_links.tolist()):
            rng = np.random.default_rng([SEED, number])
            # Each linkage joins others: who it was is as uncertain as how many.
            chosen = rng.permutation(most)[:n_links]
            drawn[number] = joined(drawn[number], left[chosen], right[chosen])
        used = np.concatenate([left, right])
        touched |= np.isin(persons, persons[used])
    return drawn, touched


def _links_of_cause(
    cause: Uncompared, prepared: Prepared, persons: Ints, doubtful: Bools
) -> tuple[Ints, Ints]:
    """Return the links that linkages draw from, none of a person who may differ between linkages already."""
    if cause.pairs is None:
        return _possible_links(cause, prepared, persons, doubtful)
    left, right = cause.pairs
    is_free = ~doubtful[left] & ~doubtful[right]
    return left[is_free], right[is_free]


def _possible_links(
    cause: Uncompared, prepared: Prepared, persons: Ints, doubtful: Bools
) -> tuple[Ints, Ints]:
    """Pair persons of one sex and birth year at random, each at most once, and none against a rule."""
    rng = np.random.default_rng(SEED)
    units = rng.permutation(np.flatnonzero(cause.may_be & ~doubtful))
    _, first_of_person = np.unique(persons[units], return_index=True)
    # One unit of each person, in the random order: a person is joined once at most.
    units = units[np.sort(first_of_person)]
    left, right = _paired_within_kinds(units, _kinds(prepared, units))
    is_possible = cause.has_one_of[left] | cause.has_one_of[right]
    is_possible &= ~in_conflict(prepared, persons, left, right)
    chosen = rng.permutation(np.flatnonzero(is_possible))
    return left[chosen], right[chosen]


def _kinds(prepared: Prepared, units: Ints) -> Ints:
    """Return a number per combination of sex and birth year; what is not known makes a kind of its own."""
    births = prepared.fields["birth"][units].tolist()
    years = np.array([birth[:4] for birth in births], dtype=str)
    sexes = prepared.fields["sex"][units].astype(str)
    return np.unique(np.strings.add(sexes, years), return_inverse=True)[1]


def _paired_within_kinds(units: Ints, kinds: Ints) -> tuple[Ints, Ints]:
    """Pair the first unit of each kind with the second, the third with the fourth; an odd last one stays alone."""
    order = np.argsort(kinds, kind="stable")
    units, kinds = units[order], kinds[order]
    place_in_kind = np.arange(len(units)) - np.searchsorted(kinds, kinds)
    is_followed = kinds[:-1] == kinds[1:]
    is_left = (place_in_kind[:-1] % 2 == 0) & is_followed
    return units[:-1][is_left], units[1:][is_left]
