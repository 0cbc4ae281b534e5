"""Arithmetic from figures: a change between two periods, a difference, a multiple, a share of a whole."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from zicht.edition import numerals
from zicht.proof.agreement import agreement, holds
from zicht.proof.claims import Claim
from zicht.proof.fitting import fits
from zicht.proof.judging import Judgement, Reason, Verdict
from zicht.proof.lexicon import lexicon
from zicht.proof.periods import years_of_label
from zicht.proof.quantity import Qualifier, QuantityKind
from zicht.proof.topics import Fact, Knowledge, Topic

HUNDRED = Decimal(100)
_OF = re.compile(r"(?<!\w)(?:of|van)\s(?:\w+\s)?$", re.IGNORECASE)
"""Stands before the amount of which another is a part."""
_PARTS_OF_A_WHOLE = frozenset(
    {"sex", "age", "form", "nationality", "notifier", "setting", "place"}
)
"""Axes of groups that are parts of everybody."""
_GROUPS = frozenset({"sex", "age", "form", "nationality", "notifier", "act", "setting"})
"""Axes of groups of people, and of what happened to them."""
_POINTS = Decimal(2)
"""Percentage points that a change with `about` or the like may be off."""


def derive(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Compute a claim from figures, where they say what it is computed from.

    Returns
    -------
    `derived` with the sum, `contradicted` where the figures are known and give something else, or None
    """
    match claim.quantity.kind:
        case (
            QuantityKind.CHANGE
            | QuantityKind.MULTIPLE
            | QuantityKind.DIFFERENCE
            | QuantityKind.POINTS
        ):
            return _from_two_periods(claim, knowledge)
        case QuantityKind.SHARE:
            return _from_part_and_whole(claim, knowledge)
        case QuantityKind.COUNT if claim.is_yearly:
            return _from_years_together(claim, knowledge)
        case QuantityKind.COUNT if claim.is_together:
            return _from_each_year(claim, knowledge)
        case _:
            return None


def _from_two_periods(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Compute a change or multiple between two periods that the sentence names."""
    if not claim.base_period or not claim.known_period:
        return None
    if len(claim.base_period) != len(claim.known_period):
        # A year and a quarter have no difference.
        return None
    compute = _COMPUTED[claim.quantity.kind]
    attempts: list[tuple[Decimal, Fact, Fact]] = []
    of_what = QuantityKind.COUNT
    if claim.quantity.kind is QuantityKind.POINTS:
        of_what = QuantityKind.SHARE
    for topic in _candidates(claim, knowledge, of_what):
        for first in _of(topic, claim.base_period):
            attempts.extend(
                (compute(first.value, last.value), first, last)
                for last in _of(topic, claim.known_period)
                if first.value and last.value is not None and first.is_of_the_same(last)
            )
    computed = _verdict(claim, attempts)
    if computed is None or computed.verdict is not Verdict.CONTRADICTED:
        return computed
    sure = _of_named_groups(claim, knowledge, of_what)
    of_sure = [one for one in attempts if knowledge.topic_of_fact[one[1].id] in sure]
    return _verdict(claim, of_sure)


def _of_named_groups(
    claim: Claim, knowledge: Knowledge, kind: QuantityKind
) -> list[Topic]:
    """Return the topics that fit a claim, but for those of a group that only other sentences name."""
    held = [one for one in fits(claim, knowledge, kind) if one.is_candidate]
    return [one.topic for one in held if not one.around & _GROUPS]


def _from_years_together(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Compute the yearly mean of a figure of some years together."""
    years = years_of_label(claim.known_period)
    if years is None:
        return None
    first, last = years
    n_years = int(last) - int(first) + 1
    for topic in _candidates(claim, knowledge, QuantityKind.COUNT):
        for fact in _of(topic, claim.known_period):
            if fact.value is None or fact.is_yearly:
                continue
            mean = fact.value / n_years
            if agreement(claim.quantity, replace(fact, value=mean)):
                total = numerals.as_printed(fact.value, claim.language)
                result = numerals.written(mean, claim.language, 1)
                words = f"{total} / {n_years} = {result}"
                return Judgement(claim, Verdict.DERIVED, Reason.SUM, (fact,), sum=words)
    return None


def _from_each_year(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Add up the figures of the years of a run: `over the whole of 2012-2016 the total is 641`.

    It is contradicted only where the sentence points back to the numbers before it: persons who are counted in two
    years may be counted once in a total that the sentence takes from elsewhere.
    """
    run = years_of_label(claim.known_period)
    if run is None:
        return None
    years = [str(year) for year in range(int(run[0]), int(run[1]) + 1)]
    for topic in _candidates(claim, knowledge, QuantityKind.COUNT):
        editions = [
            [f for f in _of(topic, year) if f.value is not None] for year in years
        ]
        if not all(editions):
            continue
        facts = tuple(year[0] for year in editions)
        words, total = _added(facts, claim.language)
        values = [[f.value for f in year if f.value is not None] for year in editions]
        lowest, highest = sum(map(min, values)), sum(map(max, values))
        if lowest <= claim.quantity.value <= highest:
            return Judgement(claim, Verdict.DERIVED, Reason.SUM, facts, sum=words)
        if claim.period and claim.refers_back and _is_right(claim, total) is False:
            return Judgement(
                claim, Verdict.CONTRADICTED, Reason.SUM_DIFFERS, others=facts, sum=words
            )
    return None


def _added(facts: Iterable[Fact], language: str) -> tuple[str, Decimal]:
    """Return the sum of some figures, written and as a number."""
    values = [fact.value for fact in facts if fact.value is not None]
    total = sum(values, Decimal(0))
    terms = " + ".join(numerals.as_printed(value, language) for value in values)
    return f"{terms} = {numerals.as_printed(total, language)}", total


def _change(first: Decimal, last: Decimal) -> Decimal:
    return HUNDRED * (last - first) / first


def _multiple(first: Decimal, last: Decimal) -> Decimal:
    return last / first


def _difference(first: Decimal, last: Decimal) -> Decimal:
    return last - first


_COMPUTED: Mapping[QuantityKind, Callable[[Decimal, Decimal], Decimal]] = {
    QuantityKind.CHANGE: _change,
    QuantityKind.MULTIPLE: _multiple,
    QuantityKind.DIFFERENCE: _difference,
    QuantityKind.POINTS: _difference,
}


def _candidates(claim: Claim, knowledge: Knowledge, kind: QuantityKind) -> list[Topic]:
    """Topics of another kind of number that the words of a claim fit, the best first."""
    candidates = [one for one in fits(claim, knowledge, kind) if one.is_candidate]
    candidates.sort(key=lambda one: one.strength, reverse=True)
    return [one.topic for one in candidates]


def _of(topic: Topic, period: str) -> Iterator[Fact]:
    return (fact for fact in topic.facts if fact.period == period)


def _verdict(
    claim: Claim,
    attempts: list[tuple[Decimal, Fact, Fact]],
    *,
    is_known: bool = False,
) -> Judgement | None:
    """Say whether any pair of editions gives the claim.

    Parameters
    ----------
    is_known : whether the period is known though the sentence names none, since there are figures of no other
    """
    if not attempts:
        return None
    agreeing = [one for one in attempts if _is_right(claim, one[0])]
    if agreeing:
        result, first, last = agreeing[0]
        words = _written(claim, first, last, result)
        return Judgement(claim, Verdict.DERIVED, Reason.SUM, (first, last), sum=words)
    wrong = [one for one in attempts if _is_wrong(claim, *one)]
    is_dated = claim.period or (claim.refers_back and claim.context_period)
    if not (is_dated or is_known) or len(wrong) < len(attempts):
        return None
    result, first, last = attempts[0]
    words = _written(claim, first, last, result)
    return Judgement(
        claim, Verdict.CONTRADICTED, Reason.SUM_DIFFERS, others=(first, last), sum=words
    )


def _is_wrong(claim: Claim, expected: Decimal, first: Fact, last: Fact) -> bool:
    """Whether a claim is not what two figures give, whatever the counts were that stand behind them."""
    if _is_right(claim, expected) is not False:
        return False
    compute = _COMPUTED.get(claim.quantity.kind)
    if compute is None or (first.bounds is None and last.bounds is None):
        return True
    # Two counts on a grid of five may differ by more or less than their figures do.
    ends = [
        compute(start, end)
        for start in _ends(first)
        for end in _ends(last)
        if start > 0
    ]
    return not min(ends) <= claim.quantity.value <= max(ends) if ends else True


def _ends(fact: Fact) -> tuple[Decimal, ...]:
    """Return between what the count behind a figure lies."""
    return fact.bounds or ((fact.value,) if fact.value is not None else ())


def _is_right(claim: Claim, expected: Decimal) -> bool | None:
    """Whether a claim is what figures give; None where its words leave that open."""
    quantity = claim.quantity
    exponent = quantity.value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    slack = Decimal(1).scaleb(-decimals) / 2
    if quantity.qualifier is not Qualifier.EXACT or quantity.is_fraction:
        slack = max(slack, _POINTS)
    return holds(quantity, expected, slack=slack)


def _written(claim: Claim, first: Fact, last: Fact, result: Decimal) -> str:
    if first.value is None or last.value is None:
        return ""
    language = claim.language
    start = numerals.as_printed(first.value, language)
    end = numerals.as_printed(last.value, language)
    number = numerals.written(result, language, 1)
    if claim.quantity.kind is QuantityKind.MULTIPLE:
        return f"{end} / {start} = {number}"
    if claim.quantity.kind is QuantityKind.DIFFERENCE:
        return f"{end} \u2212 {start} = {numerals.as_printed(result, language)}"
    percentage = numerals.percentage(number, language)
    if claim.quantity.kind is QuantityKind.SHARE:
        return f"{start} / {end} = {percentage}"
    return f"({end} \u2212 {start}) / {start} = {percentage}"


def _from_part_and_whole(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Compute a share of a group: its count by the count of all, in one period."""
    if "money" in claim.own:
        return _from_amounts(claim, knowledge)
    period = claim.known_period
    if not period:
        return None
    for axis in _narrowing(claim):
        everybody = replace(claim, certain=_without(claim, axis), possible={})
        wholes = _candidates(everybody, knowledge, QuantityKind.COUNT)
        parts = _candidates(claim, knowledge, QuantityKind.COUNT)
        attempts = list(_part_by_whole(parts, wholes, axis, period))
        agreeing = [one for one in attempts if _is_right(claim, one[0])]
        if agreeing:
            result, part, whole = agreeing[0]
            words = _written(claim, part, whole, result)
            return Judgement(
                claim, Verdict.DERIVED, Reason.SUM, (part, whole), sum=words
            )
    return None


def _from_amounts(claim: Claim, knowledge: Knowledge) -> Judgement | None:
    """Compute the share of one amount in another: `staff costs make up 88% of all spending`."""
    named = lexicon(claim.language).mentions(claim.sentence)
    money = [mention for mention in named if mention.axis == "money"]
    wholes = {m.concept for m in money if _OF.search(claim.sentence[: m.start])}
    parts = {mention.concept for mention in money} - wholes
    if len(wholes) != 1 or len(parts) != 1:
        return None
    (part,), (whole,) = parts, wholes
    part_facts = _amounts(part, claim, knowledge)
    whole_facts = _amounts(whole, claim, knowledge)
    attempts = [
        (HUNDRED * first.value / last.value, first, last)
        for first in part_facts
        for last in whole_facts
        if first.value and last.value and first.period == last.period
    ]
    return _verdict(claim, attempts, is_known=len({f.period for f in part_facts}) == 1)


def _amounts(concept: str, claim: Claim, knowledge: Knowledge) -> list[Fact]:
    """Return the amounts of one kind of money, of the period that a sentence names."""
    about = {"money": frozenset({concept})}
    topics = knowledge.topics.get(QuantityKind.AMOUNT, ())
    facts = [fact for topic in topics if topic.axes == about for fact in topic.facts]
    return [f for f in facts if claim.known_period in {"", f.period}]


def share_of_its_whole(
    share: Claim, part: Judgement, knowledge: Knowledge
) -> Judgement | None:
    """Compute a share that says in other words what a count is: `547 women; that is 56%` of all of them.

    Parameters
    ----------
    share : the share
    part : the count, which a figure supports
    knowledge : figures of the whole
    """
    topics = [knowledge.topic_of_fact.get(fact.id) for fact in part.facts]
    if len({id(topic) for topic in topics}) != 1 or topics[0] is None:
        return None
    of_part = topics[0]
    attempts: list[tuple[Decimal, Fact, Fact]] = []
    for axis in of_part.axes.keys() & _PARTS_OF_A_WHOLE:
        rest = {name: c for name, c in of_part.axes.items() if name != axis}
        attempts += [
            (HUNDRED * fact.value / whole.value, fact, whole)
            for topic in knowledge.topics.get(QuantityKind.COUNT, ())
            if axis not in topic.axes and _same_but_silent(rest, topic)
            for fact in part.facts
            for whole in _of(topic, fact.period)
            if fact.value is not None and whole.value
        ]
    return _verdict(share, attempts, is_known=True)


def _narrowing(claim: Claim) -> Iterable[str]:
    return (
        axis for axis in claim.certain if axis in {"sex", "age", "form", "notifier"}
    )


def _without(claim: Claim, axis: str) -> dict[str, frozenset[str]]:
    return {name: concepts for name, concepts in claim.certain.items() if name != axis}


def _part_by_whole(
    parts: list[Topic], wholes: list[Topic], axis: str, period: str
) -> Iterator[tuple[Decimal, Fact, Fact]]:
    """Shares of a part in the whole that is the same but for one axis."""
    for part_topic in parts:
        rest = {name: c for name, c in part_topic.axes.items() if name != axis}
        if axis not in part_topic.axes:
            continue
        for whole_topic in wholes:
            if axis in whole_topic.axes or not _same_but_silent(rest, whole_topic):
                continue
            for part in _of(part_topic, period):
                for whole in _of(whole_topic, period):
                    if part.value is not None and whole.value:
                        yield HUNDRED * part.value / whole.value, part, whole


def _same_but_silent(rest: dict[str, frozenset[str]], whole: Topic) -> bool:
    """Whether two topics are about the same, registers aside."""
    silent = {"register", "field"}
    bare = {name: c for name, c in rest.items() if name not in silent}
    return bare == {n: c for n, c in whole.axes.items() if n not in silent}
