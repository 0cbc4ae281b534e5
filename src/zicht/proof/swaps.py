"""Two numbers of a sentence in each other's place: `120 reports and 115 advices`, where it is 115 and 120.

Also the two ends of a change: `from 190 to 83`, where it was 83 first and 190 later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise

from zicht.proof.agreement import LARGE_COUNT, Agreement, agreement
from zicht.proof.arithmetic import leads, number
from zicht.proof.claims import Claim
from zicht.proof.judging import SMALLEST_COUNT, Judgement, Reason, Verdict
from zicht.proof.lexicon import lexicon
from zicht.proof.periods import years_of_label
from zicht.proof.topics import Knowledge

_OPEN = frozenset({Verdict.AMBIGUOUS, Verdict.UNKNOWN})


def with_swaps(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Contradict numbers of a sentence of which each is what the figure of the other says.

    Notes
    -----
    One value that a sister group has may be a coincidence where words of the sentence are not understood. Two that are
    each other's are not, whatever these words say.
    """
    swapped: dict[int, Judgement] = {}
    for group in _by_sentence(judgements):
        for one, other in combinations(group, 2):
            if _are_swapped(one, other):
                swapped[one.claim.position] = _contradicted(one)
                swapped[other.claim.position] = _contradicted(other)
    return [swapped.get(one.claim.position, one) for one in judgements]


def _by_sentence(judgements: Sequence[Judgement]) -> Iterator[list[Judgement]]:
    """Yield the judgements of each sentence that may be swapped."""

    def place(judgement: Judgement) -> tuple[int, str]:
        return id(judgement.claim.block), judgement.claim.sentence

    for _, group in groupby(judgements, key=place):
        yield [one for one in group if _may_be_swapped(one)]


def _may_be_swapped(judgement: Judgement) -> bool:
    """Whether no figure supports the number, and some say what it should be.

    Two editions that stand beside each other (`299 and 229, different editions`) each say the other's number.
    """
    claim = judgement.claim
    is_settled = judgement.verdict not in {*_OPEN, Verdict.CONTRADICTED}
    is_small = abs(claim.quantity.value) < SMALLEST_COUNT
    is_stated = not (claim.is_hypothetical or claim.doubt or claim.quantity.is_bound)
    is_wrong = bool(judgement.others) and not judgement.facts
    return is_wrong and not is_settled and not is_small and is_stated


def _are_swapped(one: Judgement, other: Judgement) -> bool:
    """Whether each number is what the figure says that the other should be."""
    return (
        one.claim.quantity.value != other.claim.quantity.value
        and _says(one, of=other)
        and _says(other, of=one)
    )


def _says(judgement: Judgement, *, of: Judgement) -> bool:
    """Whether a number is exactly what another one should be, by the figures that speak against it."""
    quantity = judgement.claim.quantity
    # A large count of a source and its figure on a grid of five are one number.
    enough = {Agreement.EXACT}
    if quantity.value >= LARGE_COUNT:
        enough.add(Agreement.ROUNDED)
    return quantity.kind is of.claim.quantity.kind and any(
        agreement(quantity, fact) in enough for fact in of.others
    )


def _contradicted(judgement: Judgement) -> Judgement:
    if judgement.verdict is Verdict.CONTRADICTED:
        return judgement
    return replace(
        judgement, verdict=Verdict.CONTRADICTED, reason=Reason.DIFFERS, facts=()
    )


def with_reversed_changes(
    judgements: Sequence[Judgement], knowledge: Knowledge
) -> list[Judgement]:
    """Contradict the ends of a change that are figures of one thing, the later one first: `from 190 to 83`.

    Only where the sentence itself names no period: `from 190 in 2020 back to 83 in 2019` may be said so.
    """
    reversed_ends: dict[int, Judgement] = {}
    for one, other in pairwise(judgements):
        if _is_reversed(one, other, knowledge):
            first, last = one.facts[0], other.facts[0]
            values = [
                number(f.value, one.claim.language) for f in (last, first) if f.value
            ]
            words = " \u2192 ".join(values)
            for end, fact in ((one, last), (other, first)):
                reversed_ends[end.claim.position] = replace(
                    end,
                    verdict=Verdict.CONTRADICTED,
                    reason=Reason.WRONG_DIRECTION,
                    facts=(),
                    others=(fact,),
                    sum=words,
                )
    return [reversed_ends.get(one.claim.position, one) for one in judgements]


def with_settled_changes(
    judgements: Sequence[Judgement], knowledge: Knowledge
) -> list[Judgement]:
    """Confirm the ends of a change that name no period and are figures of one thing, the earlier one first.

    One number without a period may be of any year. Two that are both figures of one thing, in the order of the sentence
    and in that of time, are of those years where the text speaks of them: `in these years the reports went from 165 to
    115`.
    """
    settled: dict[int, Judgement] = {}
    for one, other in pairwise(judgements):
        if _is_in_order(one, other, knowledge):
            for end in (one, other):
                settled[end.claim.position] = replace(
                    end, verdict=Verdict.CONFIRMED, reason=Reason.FIGURE
                )
    return [settled.get(one.claim.position, one) for one in judgements]


def _is_in_order(one: Judgement, other: Judgement, knowledge: Knowledge) -> bool:
    """Whether two ends of a change are those of a time that the text speaks of, and change as the sentence says."""
    periods = _periods_of_ends(one, other, knowledge)
    if periods is None or one.claim.strange or other.claim.strange:
        return False
    first, last = periods
    values = (one.claim.quantity.value, other.claim.quantity.value)
    changes = "rise" if values[1] > values[0] else "fall"
    said = lexicon(one.claim.language).direction(one.claim.sentence)
    return first < last and said in {"", changes} and _is_spoken_of(periods, one.claim)


def _is_spoken_of(periods: tuple[str, str], claim: Claim) -> bool:
    """Whether the text is about a change between two periods: its run of years, or one that ends in its main year."""
    run = years_of_label(claim.context_period)
    if run is not None:
        return run == periods
    return periods[1] in {claim.context_period, *claim.main_periods}


def _periods_of_ends(
    one: Judgement, other: Judgement, knowledge: Knowledge
) -> tuple[str, str] | None:
    """Return the periods of the two ends of a change, if both are figures of one thing and the sentence says none."""
    claims = (one.claim, other.claim)
    are_open = all(
        judgement.reason is Reason.NO_PERIOD and judgement.facts
        for judgement in (one, other)
    )
    is_one_sentence = claims[0].block is claims[1].block and (
        claims[0].sentence == claims[1].sentence
    )
    if not (are_open and is_one_sentence and leads(*claims, claims[0].language)):
        return None
    topics = {id(knowledge.topic_of_fact.get(f.id)) for f in one.facts + other.facts}
    periods = [{fact.period for fact in judgement.facts} for judgement in (one, other)]
    is_undated = not (claims[0].period or claims[1].period)
    if len(topics) > 1 or any(len(named) > 1 for named in periods) or not is_undated:
        return None
    return periods[0].pop(), periods[1].pop()


def _is_reversed(one: Judgement, other: Judgement, knowledge: Knowledge) -> bool:
    """Whether a change goes from the figure of a later period to that of an earlier one of the same thing."""
    are_single = len(one.facts) == 1 == len(other.facts)
    periods = _periods_of_ends(one, other, knowledge)
    return are_single and periods is not None and "" < periods[1] < periods[0]
