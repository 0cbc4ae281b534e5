"""Whether a number is the highest or the lowest, where a sentence says so: `it was highest in 2015, with 139`."""

from collections.abc import Iterator
from dataclasses import replace

from zicht.proof.judging import SUPPORTED, Judgement, Reason, Verdict
from zicht.proof.periods import years_of_label
from zicht.proof.topics import Fact, Knowledge

_MOST_SHOWN = 3


def with_extremes(judgement: Judgement, knowledge: Knowledge) -> Judgement:
    """Contradict a supported claim that is said to be the highest or lowest, where another period goes further.

    Notes
    -----
    A text knows nothing of what came after it. So only earlier periods speak against it, or those of the years that it
    names itself: `between 2012 and 2016 the number was highest in 2015`.
    """
    if not judgement.claim.extreme or judgement.verdict not in SUPPORTED:
        return judgement
    further = tuple(_going_further(judgement, knowledge))
    if not further:
        return judgement
    return replace(
        judgement,
        verdict=Verdict.CONTRADICTED,
        reason=Reason.OUTDONE,
        others=further[:_MOST_SHOWN],
    )


def _going_further(judgement: Judgement, knowledge: Knowledge) -> Iterator[Fact]:
    """Yield the figures of the same thing in another period that are higher, or lower, than every edition of this."""
    claim = judgement.claim
    if not judgement.facts or not judgement.facts[0].period:
        return
    fact = judgement.facts[0]
    topic = knowledge.topic_of_fact.get(fact.id)
    if topic is None:
        return
    sign = 1 if claim.extreme == "highest" else -1
    editions = [f for f in topic.facts if f.period == fact.period]
    values = [sign * f.value for f in editions if f.value is not None]
    for other in topic.facts:
        if other.value is None or not fact.is_of_the_same(other):
            continue
        is_within = _is_within(other.period, fact.period, claim.extreme_since)
        if is_within and sign * other.value > max(values):
            yield other


def _is_within(period: str, own: str, since: str) -> bool:
    """Whether a period is one of those that a sentence compares with."""
    if len(period) != len(own) or period == own:
        return False
    run = years_of_label(since)
    if run is not None:
        first, last = run
        return first <= period <= last
    # `The highest since 2020` leaves 2020 out: in that year the number may well have been higher.
    return since < period < own
