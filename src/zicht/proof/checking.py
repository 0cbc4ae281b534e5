"""Checks a text: finds its quantities, compares each with the known figures, and checks sums."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zicht.proof.across_sentences import across_sentences, is_gloss
from zicht.proof.arithmetic import Sum, sums
from zicht.proof.blocks import Document
from zicht.proof.claims import Claim
from zicht.proof.derived import derive, share_of_its_whole
from zicht.proof.extremes import with_extremes
from zicht.proof.finding import find_claims
from zicht.proof.judging import (
    SUPPORTED,
    Judgement,
    Reason,
    Verdict,
    credited,
    judge,
)
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.quantity import COMPARISONS, QuantityKind
from zicht.proof.said_changes import with_change, with_every_year
from zicht.proof.spoken_sums import spoken_sums
from zicht.proof.swaps import (
    with_reversed_changes,
    with_settled_changes,
    with_swaps,
)
from zicht.proof.topics import Knowledge

_LONGEST_GLOSS = 70
"""Characters between a count and the share that says it in other words, where a figure knows the count."""
_WEAKER = frozenset({Verdict.UNKNOWN, Verdict.AMBIGUOUS})
"""Verdicts that arithmetic may settle."""
_TAKEN_BACK = frozenset({Reason.STRANGE, Reason.NARROWED, Reason.OTHER_SOURCE})
"""Reasons for which a sum of the text does not settle what the words of the sentence leave open."""
_OF_ONE_FIGURE = frozenset({Reason.DIFFERS, Reason.OTHER_GROUP, Reason.OTHER_PERIOD})
"""Reasons for which a figure speaks against a number; they say nothing where the text adds it up itself."""


def check(document: Document, language: str, knowledge: Knowledge) -> list[Judgement]:
    """Judge every quantity of a text.

    Parameters
    ----------
    document : what was read
    language : of the text
    knowledge : figures and labels to compare it with

    Returns
    -------
    one judgement per quantity, in the order of the text
    """
    claims = find_claims(document, language, knowledge)
    by_figures = [_by_figures(claim, knowledge) for claim in claims]
    wrong = {
        judgement.claim.position
        for judgement in by_figures
        if judgement.verdict is Verdict.CONTRADICTED
    }
    by_claim: dict[int, list[Sum]] = {}
    found_sums = [
        *sums(claims, language),
        *spoken_sums(claims, language),
        *across_sentences(claims, language),
    ]
    for found in found_sums:
        # A number that a figure contradicts is wrong itself: a change that does not follow from it may well be right.
        is_change = found.claim.quantity.kind in COMPARISONS
        rests_on_a_wrong_one = is_change and any(
            term.position in wrong for term in found.terms
        )
        if found.holds or not rests_on_a_wrong_one:
            by_claim.setdefault(found.claim.position, []).append(found)
    judgements = [
        _judged(judgement, knowledge, by_claim.get(judgement.claim.position, ()))
        for judgement in by_figures
    ]
    judgements = _with_shares_of_counts(judgements, knowledge, language)
    judgements = with_reversed_changes(with_swaps(judgements), knowledge)
    return with_settled_changes(judgements, knowledge)


def _with_shares_of_counts(
    judgements: Sequence[Judgement], knowledge: Knowledge, language: str
) -> list[Judgement]:
    """Settle shares that say in other words what the count before them is, by the figure of the whole."""
    settled = list(judgements)
    for part, share in pairwise(judgements):
        claims = (part.claim, share.claim)
        kinds = tuple(claim.quantity.kind for claim in claims)
        is_open = share.verdict in _WEAKER and part.verdict in SUPPORTED
        if kinds != (QuantityKind.COUNT, QuantityKind.SHARE) or not is_open:
            continue
        is_of_one_sentence = claims[0].sentence == claims[1].sentence
        says_it_again = is_gloss(*claims, language, longest=_LONGEST_GLOSS)
        if not (is_of_one_sentence and says_it_again):
            continue
        computed = share_of_its_whole(share.claim, part, knowledge)
        if computed is not None and not (share.claim.doubt or share.claim.strange):
            settled[share.claim.position] = credited(computed, knowledge)
    return settled


def _by_figures(claim: Claim, knowledge: Knowledge) -> Judgement:
    """Judge a claim by the figures alone."""
    judgement = with_extremes(judge(claim, knowledge), knowledge)
    judgement = with_change(judgement, knowledge)
    return with_every_year(judgement, knowledge)


def _judged(
    judgement: Judgement, knowledge: Knowledge, of_claim: Sequence[Sum]
) -> Judgement:
    claim = judgement.claim
    if of_claim and claim.doubt:
        # `That is not a fall of 44%` is true or false whatever the numbers before it give.
        of_claim = [found for found in of_claim if found.is_of_the_others]
    if judgement.verdict not in SUPPORTED:
        of_claim = [found for found in of_claim if not found.is_of_a_figure]
    doubted = [found for found in of_claim if found.is_open and not found.holds]
    if doubted and judgement.verdict in SUPPORTED:
        return replace(
            judgement,
            verdict=Verdict.AMBIGUOUS,
            reason=Reason.SUM_DIFFERS,
            sum=doubted[0].words,
        )
    of_claim = [found for found in of_claim if found not in doubted]
    wrong = [found for found in of_claim if not found.holds]
    if wrong:
        return replace(
            judgement,
            verdict=Verdict.CONTRADICTED,
            reason=_why_wrong(wrong[0]),
            sum=wrong[0].words,
        )
    if _is_above_hundred(claim):
        return replace(
            judgement, verdict=Verdict.CONTRADICTED, reason=Reason.ABOVE_HUNDRED
        )
    if of_claim:
        return _with_sums(judgement, of_claim)
    computed = _derived(judgement, knowledge)
    if computed is None or claim.narrowing or claim.strange:
        return judgement
    return credited(computed, knowledge)


def _derived(judgement: Judgement, knowledge: Knowledge) -> Judgement | None:
    """Compute from figures what no figure says itself; a wrong difference is tried as a count."""
    if judgement.verdict not in _WEAKER:
        return None
    computed = derive(judgement.claim, knowledge)
    if computed is not None and computed.verdict is Verdict.CONTRADICTED:
        return _as_count(judgement.claim, knowledge) or computed
    return computed


def _as_count(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Judge a difference as a count: `with 320 victims fewer than in 2019` may say that there were 320."""
    quantity = claim.quantity
    following = claim.block.text[quantity.end :].lower().split()[:2]
    comparative = lexicon(claim.language).structure["comparative"]
    counts_a_noun = len(following) == 2 and following[1] in comparative
    if quantity.kind is not QuantityKind.DIFFERENCE or not counts_a_noun:
        return None
    count = replace(quantity, kind=QuantityKind.COUNT, value=abs(quantity.value))
    judgement = judge(replace(claim, quantity=count), knowledge)
    may_be_meant = judgement.verdict in SUPPORTED or (
        judgement.reason is Reason.NO_PERIOD and bool(judgement.facts)
    )
    return replace(judgement, claim=claim) if may_be_meant else None


def _with_sums(judgement: Judgement, of_claim: Sequence[Sum]) -> Judgement:
    """Show the sum that a number is, and let it settle what no figure says."""
    judgement = replace(judgement, sum=of_claim[0].words)
    is_taken_back = judgement.reason in _TAKEN_BACK and not _is_explained(
        judgement.claim, of_claim
    )
    is_settled = judgement.verdict in _WEAKER and not is_taken_back
    # A text that says itself what it adds up speaks of that sum, whatever a figure of the same name says.
    is_announced = any(found.is_announced for found in of_claim)
    if is_settled or (is_announced and judgement.reason in _OF_ONE_FIGURE):
        return replace(judgement, verdict=Verdict.DERIVED, reason=Reason.SUM)
    return judgement


def _is_explained(claim: Claim, of_claim: Sequence[Sum]) -> bool:
    """Whether the words that were not understood are those of the mean that a sum computes: `318 every week`.

    No figure is about each week, so that these words stand against every figure. They are just what the sum is about.
    """
    if not any(found.is_a_mean for found in of_claim):
        return False
    start, end = claim.stretch
    words = claim.block.text[start:end].lower()
    rhythms = pattern(lexicon(claim.language).structure["oftener"])
    understood = {
        word for match in rhythms.finditer(words) for word in match[0].split()
    }
    left = f"{claim.strange} {claim.narrowing}".lower().split()
    return all(word in understood for word in left)


def _why_wrong(found: Sum) -> Reason:
    if found.are_points:
        return Reason.POINTS
    if found.expected == found.claim.quantity.value:
        return Reason.WRONG_DIRECTION
    return Reason.SUM_DIFFERS


def _is_above_hundred(claim: Claim) -> bool:
    """Whether a share is larger than the whole."""
    quantity = claim.quantity
    return quantity.kind is QuantityKind.SHARE and quantity.value > Decimal(100)
