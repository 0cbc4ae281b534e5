"""Whether something changed to a number in the way a sentence says: `in 2024 it fell to 1,120`."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from zicht.proof.arithmetic import in_time
from zicht.proof.judging import SUPPORTED, Judgement, Reason, Verdict
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import find_periods
from zicht.proof.topics import Fact, Knowledge


def with_change(judgement: Judgement, knowledge: Knowledge) -> Judgement:
    """Contradict a supported claim that is said to have risen or fallen, where no earlier figure lies on that side.

    Where only the period before does not, the confirmation is taken back: the sentence may compare with another one.
    It is taken back as well where no earlier figure is known: the number is right, the change is not.
    """
    claim = judgement.claim
    if not claim.changed or judgement.verdict not in SUPPORTED or not judgement.facts:
        return judgement
    fact = judgement.facts[0]
    if fact.value is None:
        return judgement
    earlier = _earlier(fact, knowledge, claim.base_period)
    if not earlier:
        return replace(
            judgement, verdict=Verdict.UNKNOWN, reason=Reason.NOTHING_EARLIER
        )
    sign = 1 if claim.changed == "rise" else -1
    latest = max(other.period for other in earlier)
    # One edition of the period before that lies on that side is enough.
    editions = [other for other in earlier if other.period == latest]
    if any(_changed_by(fact, other, sign) for other in editions):
        return judgement
    is_sure = not any(_changed_by(fact, other, sign) for other in earlier)
    before = editions[0]
    return replace(
        judgement,
        verdict=Verdict.CONTRADICTED if is_sure else Verdict.UNKNOWN,
        reason=Reason.WRONG_DIRECTION,
        others=(before,),
        sum=_written((before, fact), claim.language),
    )


def with_every_year(judgement: Judgement, knowledge: Knowledge) -> Judgement:
    """Take support back where a sentence says that a number rose or fell every year, and in one year it did not.

    It is not contradicted: the number itself is right, and the sentence may speak of another one.
    """
    claim = judgement.claim
    if judgement.verdict not in SUPPORTED or not judgement.facts:
        return judgement
    words = lexicon(claim.language)
    if not pattern(words.structure["every_year"]).search(claim.sentence):
        return judgement
    direction = words.direction(claim.sentence)
    years = [p.label for p in find_periods(claim.sentence) if p.label.isdigit()]
    fact = judgement.facts[0]
    if not direction or len(years) < 2 or fact.period not in years:
        return judgement
    run = [
        other
        for other in _earlier(fact, knowledge, "")
        if other.period >= min(years) and other.value is not None
    ]
    in_order = sorted([*run, fact], key=lambda each: each.period)
    sign = 1 if direction == "rise" else -1
    against = [
        (one, other)
        for one, other in pairwise(in_order)
        if one.period != other.period and not _changed_by(other, one, sign)
    ]
    if not against:
        return judgement
    return replace(
        judgement,
        verdict=Verdict.UNKNOWN,
        reason=Reason.WRONG_DIRECTION,
        others=against[0],
        sum=_written(against[0], claim.language),
    )


def _written(facts: Iterable[Fact], language: str) -> str:
    """Write the values of figures in the order of time."""
    return in_time((fact.value for fact in facts if fact.value is not None), language)


def _earlier(fact: Fact, knowledge: Knowledge, base_period: str) -> list[Fact]:
    """Return the figures of the same thing in the period that a sentence compares with, or else in earlier ones."""
    topic = knowledge.topic_of_fact.get(fact.id)
    if topic is None:
        return []
    same = [
        other
        for other in topic.facts
        if other.value is not None
        and fact.is_of_the_same(other)
        and len(other.period) == len(fact.period)
        and other.period < fact.period
    ]
    of_base = [other for other in same if other.period == base_period]
    return of_base if base_period else same


def _changed_by(fact: Fact, other: Fact, sign: int) -> bool:
    """Whether a figure lies above another, or below it for a negative sign."""
    if fact.value is None or other.value is None:
        return False
    return sign * (fact.value - other.value) > 0
