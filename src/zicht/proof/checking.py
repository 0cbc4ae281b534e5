"""Checks a text: finds its quantities, compares each with the known figures, and checks sums."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zicht.proof.across_sentences import across_sentences
from zicht.proof.arithmetic import Sum, sums
from zicht.proof.blocks import Document
from zicht.proof.claims import Claim
from zicht.proof.derived import derive
from zicht.proof.extremes import with_extremes
from zicht.proof.finding import find_claims
from zicht.proof.judging import SUPPORTED, Judgement, Reason, Verdict, judge
from zicht.proof.quantity import QuantityKind
from zicht.proof.said_changes import with_change, with_every_year
from zicht.proof.spoken_sums import spoken_sums
from zicht.proof.swaps import with_swaps
from zicht.proof.topics import Knowledge

_WEAKER = frozenset({Verdict.UNKNOWN, Verdict.AMBIGUOUS})
"""Verdicts that arithmetic may settle."""
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
    by_claim: dict[int, list[Sum]] = {}
    found_sums = [
        *sums(claims, language),
        *spoken_sums(claims, language),
        *across_sentences(claims, language),
    ]
    for found in found_sums:
        by_claim.setdefault(found.claim.position, []).append(found)
    judgements = [
        _judged(claim, knowledge, by_claim.get(claim.position, ())) for claim in claims
    ]
    return with_swaps(judgements)


def _judged(claim: Claim, knowledge: Knowledge, of_claim: Sequence[Sum]) -> Judgement:
    judgement = with_extremes(judge(claim, knowledge), knowledge)
    judgement = with_change(judgement, knowledge)
    judgement = with_every_year(judgement, knowledge)
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
    computed = derive(claim, knowledge) if judgement.verdict in _WEAKER else None
    if computed is None or claim.narrowing or claim.strange:
        return judgement
    return computed


def _with_sums(judgement: Judgement, of_claim: Sequence[Sum]) -> Judgement:
    """Show the sum that a number is, and let it settle what no figure says."""
    judgement = replace(judgement, sum=of_claim[0].words)
    is_taken_back = judgement.reason in {Reason.STRANGE, Reason.NARROWED}
    is_settled = judgement.verdict in _WEAKER and not is_taken_back
    # A text that says itself what it adds up speaks of that sum, whatever a figure of the same name says.
    is_announced = any(found.is_announced for found in of_claim)
    if is_settled or (is_announced and judgement.reason in _OF_ONE_FIGURE):
        return replace(judgement, verdict=Verdict.DERIVED, reason=Reason.SUM)
    return judgement


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
