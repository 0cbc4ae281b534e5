"""Two numbers of a sentence in each other's place: `120 reports and 115 advices`, where it is 115 and 120."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from zicht.proof.agreement import Agreement, agreement
from zicht.proof.judging import SMALLEST_COUNT, Judgement, Reason, Verdict

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
    return quantity.kind is of.claim.quantity.kind and any(
        agreement(quantity, fact) is Agreement.EXACT for fact in of.others
    )


def _contradicted(judgement: Judgement) -> Judgement:
    if judgement.verdict is Verdict.CONTRADICTED:
        return judgement
    return replace(
        judgement, verdict=Verdict.CONTRADICTED, reason=Reason.DIFFERS, facts=()
    )
