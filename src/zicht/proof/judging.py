"""Judges each claim of a text: the subject first, the period second, the value last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from zicht.proof.accounts import is_credited_to_another
from zicht.proof.agreement import Agreement, agreement, may_be
from zicht.proof.blocks import Kind
from zicht.proof.claims import Claim
from zicht.proof.fitting import fits
from zicht.proof.lexicon import axes, lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.narrowing import is_neutral
from zicht.proof.periods import years_of_label
from zicht.proof.quantity import Quantity, QuantityKind
from zicht.proof.topics import Fact, Fit, Knowledge, Topic

SMALLEST_COUNT = 13
"""Counts in words below this are looked up only where they are about the institute's own work."""
_TELLING_DIGITS = 4
_NOUN_WITHIN = 64
"""Characters after a small number in words within which it must be said what it counts."""
_POINTERS = frozenset({"die", "deze", "these", "those"})
_AXES_OF_GROUPS = frozenset({"sex", "form", "nationality"})
"""Axes on which a sentence compares one group with another, and names both beside one number."""
_MOST_SHOWN = 5
"""Figures that a verdict names."""
_STEPS_OF_SOME = frozenset({"court", "prosecution", "shelter"})
"""Steps that a sentence may name by the way, and that only some of those who are counted reach."""
_ADD_UP = frozenset({QuantityKind.COUNT, QuantityKind.AMOUNT})
"""Kinds of which several years together have more than each."""
_NO_CHANCE = 100
"""Size from which on a count is hardly that of another year by chance."""
_SIGN_OF_RESULT = {"overspend": -1, "surplus": 1}
"""Amounts that are the result of a year in other words."""
_NEAR_MISS_AXES = 3
"""Axes that must agree before a value that belongs to another group contradicts a sentence."""
_SAY_OF_WHOM = frozenset({"sex", "age", "weak_age"})
"""Axes of which group a sentence speaks: words on these alone leave to the sentence before what happened to it."""


class Verdict(StrEnum):
    """What is known of a claim."""

    CONFIRMED = "confirmed"
    """One figure says this."""
    DERIVED = "derived"
    """It follows by arithmetic from figures, or from other numbers of the text."""
    OTHER_VINTAGE = "other vintage"
    """A figure says this, and another edition of the same figure says something else."""
    ROUNDED = "rounded"
    """A figure says this within the rounding that the words allow."""
    CONTRADICTED = "contradicted"
    """Subject and period are known, and no edition says this; or the numbers of the text contradict each other."""
    AMBIGUOUS = "ambiguous"
    """It may mean several figures."""
    UNKNOWN = "unknown"
    """Nothing known speaks of this."""


class Reason(StrEnum):
    """Why; the words of each reason stand in the catalogue of words."""

    FIGURE = "figure"
    VINTAGE = "vintage"
    ROUNDED = "rounded"
    DIFFERS = "differs"
    OTHER_PERIOD = "other period"
    OTHER_GROUP = "other group"
    TOGETHER = "together"
    OUTDONE = "outdone"
    SEVERAL = "several"
    NO_PERIOD = "no period"
    NONE_THEN = "none then"
    NOTHING = "nothing"
    SUM = "sum"
    POINTS = "points"
    SUM_DIFFERS = "sum differs"
    WRONG_DIRECTION = "wrong direction"
    NOTHING_EARLIER = "nothing earlier"
    OTHER_SOURCE = "other source"
    ABOVE_HUNDRED = "above hundred"
    NARROWED = "narrowed"
    STRANGE = "strange"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True)
class Judgement:
    """The verdict on one claim.

    Parameters
    ----------
    claim : what the text says
    verdict, reason : what is known of it, and why
    facts : the figures that were found, the likeliest first
    others : figures that say something else: other vintages, or what it should be
    sum : the arithmetic, in figures: `952 - 668 = 284`
    """

    claim: Claim
    verdict: Verdict
    reason: Reason
    facts: tuple[Fact, ...] = ()
    others: tuple[Fact, ...] = ()
    sum: str = ""


@dataclass(frozen=True)
class _Match:
    """A fact whose topic fits a claim."""

    fact: Fact
    fit: Fit
    agreement: Agreement


SUPPORTED = frozenset(
    {Verdict.CONFIRMED, Verdict.ROUNDED, Verdict.OTHER_VINTAGE, Verdict.DERIVED}
)
"""Verdicts by which some figure says what a text says."""


def judge(claim: Claim, knowledge: Knowledge) -> Judgement:
    """Compare one claim with the known figures.

    Parameters
    ----------
    claim : a quantity with its subject and period
    knowledge : figures by topic

    Notes
    -----
    In a list of quantities, words after the last may speak of all (`29% van de meiden en 9% van de jongens maakt dit
    mee`) or of the last alone. Every reading is tried. The first that a figure supports counts; else the fullest one.
    """
    judgements = _judge_readings(claim, knowledge)
    supported = [one for one in judgements if one.verdict in SUPPORTED]
    if not supported and not claim.period:
        supported = list(_of_main_periods(claim, knowledge))
    if supported:
        return supported[0]
    telling = [one for one in judgements if one.verdict is not Verdict.UNKNOWN]
    return telling[0] if telling else judgements[-1]


def _of_main_periods(claim: Claim, knowledge: Knowledge) -> Iterator[Judgement]:
    """Yield what supports a claim without a period, where it goes on about the time that the text is mainly about.

    `In 2024 there were 1,120. It was lowest in 2021, at 915. That comes to 9.66 per 100,000` is said of 2024. The
    nearest period before a number is often one that the text only compares with; that no figure of the main one says
    a number proves nothing.
    """
    then = pattern(lexicon(claim.language).structure["at_that_time"])
    if then.search(claim.sentence):
        # `It was higher in 2019. Then 944 were reported` is said of 2019.
        return
    for label in claim.main_periods:
        if label != claim.context_period:
            of_label = replace(claim, context_period=label)
            for judgement in _judge_readings(of_label, knowledge):
                if judgement.verdict in SUPPORTED:
                    yield judgement


def _judge_readings(claim: Claim, knowledge: Knowledge) -> list[Judgement]:
    """Judge every reading of a claim; the words as they stand come last."""
    readings = [
        replace(claim, certain=reading.certain, possible=reading.possible)
        for reading in claim.readings
    ]
    judgements = [_judge(reading, knowledge) for reading in (*readings, claim)]
    judgements += _as_result(claim, knowledge)
    judgements = [_of_fewer(one, knowledge) for one in judgements]
    judgements = [credited(one, knowledge) for one in judgements]
    judgements = [_of_a_shorter_time(one) for one in judgements]
    if claim.narrowing:
        judgements = [_narrowed(one) for one in judgements]
    if claim.is_hypothetical or claim.quantity.is_bound:
        judgements = [_unsettled(one) for one in judgements]
    return [_inherited(_strange(one)) for one in judgements]


def _as_result(claim: Claim, knowledge: Knowledge) -> Iterator[Judgement]:
    """Judge a deficit or surplus as the result of a year, which is negative or positive."""
    money = claim.certain.get("money", frozenset())
    signs = [_SIGN_OF_RESULT[concept] for concept in money & _SIGN_OF_RESULT.keys()]
    if len(signs) != 1 or len(money) != 1:
        return
    amount = replace(claim.quantity, value=signs[0] * abs(claim.quantity.value))
    certain = {**claim.certain, "money": frozenset({"result"})}
    own = {**claim.own, "money": frozenset({"result"})}
    result = replace(claim, quantity=amount, certain=certain, own=own)
    judgement = _judge(result, knowledge)
    if judgement.verdict is not Verdict.UNKNOWN:
        yield replace(judgement, claim=claim)


def _narrowed(judgement: Judgement) -> Judgement:
    """Take back what is sure of a group, where words narrow it in a way that the lexicon does not know."""
    claim = judgement.claim
    is_sure = judgement.verdict is Verdict.CONTRADICTED or (
        judgement.verdict in SUPPORTED
        and not is_neutral(claim.narrowing, claim.language)
    )
    is_of_the_office = bool({"office", "money"} & claim.own.keys())
    if not is_sure or is_of_the_office:
        return judgement
    return replace(judgement, verdict=Verdict.AMBIGUOUS, reason=Reason.NARROWED)


def _strange(judgement: Judgement) -> Judgement:
    """Take back what is sure, where a sentence says something that no figure is about."""
    is_sure = judgement.verdict in {*SUPPORTED, Verdict.CONTRADICTED}
    if not is_sure or not judgement.claim.strange or _is_of_another_year(judgement):
        return judgement
    return replace(judgement, verdict=Verdict.AMBIGUOUS, reason=Reason.STRANGE)


def _inherited(judgement: Judgement) -> Judgement:
    """Take a contradiction back where a number takes its subject from a sentence that was not wholly understood.

    After `girls were asked about unwanted contact: 48% reported it` the words `Among boys it went from 18% to 23%` are
    about that contact, whatever else is known of boys.
    """
    claim = judgement.claim
    says_what = bool(claim.certain.keys() - _SAY_OF_WHOM)
    is_contradicted = judgement.verdict is Verdict.CONTRADICTED
    if says_what or not is_contradicted or not claim.find_inherited():
        return judgement
    unclear = replace(claim, find_strange=claim.find_inherited)
    return replace(
        judgement, claim=unclear, verdict=Verdict.AMBIGUOUS, reason=Reason.STRANGE
    )


def _is_of_another_year(judgement: Judgement) -> bool:
    """Whether a number is exactly that of another year, and one word of its sentence alone is not understood.

    `In 2014, 156 traders were convicted`, where 2013 has 156: that the unknown word makes it true would be chance.
    """
    claim = judgement.claim
    has_digits = abs(claim.quantity.value) >= _NO_CHANCE and not claim.quantity.is_word
    return (
        judgement.reason is Reason.OTHER_PERIOD
        and bool(claim.period)
        and has_digits
        and len(claim.strange.split()) == 1
        and not claim.doubt
    )


def _of_fewer(judgement: Judgement, knowledge: Knowledge) -> Judgement:
    """Take support back where words beside a count name a step that only some reach, and the figure counts all.

    `170 suspects came before a court` may name the court by the way, as in `170 suspects, of whom some came before a
    court`, or say that all of them came there.
    """
    claim = judgement.claim
    is_supported = judgement.verdict in SUPPORTED
    steps = claim.own.get("step", frozenset()) & _STEPS_OF_SOME
    if not is_supported or not steps or claim.quantity.kind is not QuantityKind.COUNT:
        return judgement
    topics = [knowledge.topic_of_fact.get(fact.id) for fact in judgement.facts]
    if any(topic and steps <= topic.axes.get("step", frozenset()) for topic in topics):
        return judgement
    return replace(judgement, verdict=Verdict.AMBIGUOUS, reason=Reason.SEVERAL)


def credited(judgement: Judgement, knowledge: Knowledge) -> Judgement:
    """Take support back where a sentence credits a known source from which none of the figures comes."""
    claim = judgement.claim
    if judgement.verdict not in SUPPORTED or not is_credited_to_another(
        claim.sentence,
        _same_numbers(judgement.facts, knowledge),
        knowledge.producers,
        claim.language,
        # An institute may name another by the way: `a budget for the cooperation with the statistical office`.
        by_account_alone=bool({"office", "money"} & claim.own.keys()),
    ):
        return judgement
    return replace(judgement, verdict=Verdict.AMBIGUOUS, reason=Reason.OTHER_SOURCE)


def _of_a_shorter_time(judgement: Judgement) -> Judgement:
    """Take back what is sure of an amount of each month, week or day, or of a mean: figures give amounts of a year.

    Beside a count such words are ones that no figure is about; beside money they are understood, as in `per day`.
    """
    claim = judgement.claim
    is_sure = judgement.verdict in {*SUPPORTED, Verdict.CONTRADICTED}
    if not is_sure or claim.quantity.kind is not QuantityKind.AMOUNT:
        return judgement
    rhythms = pattern(lexicon(claim.language).structure["oftener"])
    rhythm = rhythms.search(claim.block.text, *claim.stretch)
    if rhythm is None:
        return judgement
    words = rhythm[0]
    return replace(
        judgement,
        claim=replace(claim, find_strange=lambda: words),
        verdict=Verdict.AMBIGUOUS,
        reason=Reason.STRANGE,
    )


def _same_numbers(facts: Sequence[Fact], knowledge: Knowledge) -> Iterator[Fact]:
    """Yield figures, and those of the same subject and value: an edition may not say who counted, and another may."""
    for fact in facts:
        yield fact
        topic = knowledge.topic_of_fact.get(fact.id)
        for other in topic.facts if topic else ():
            if other.value == fact.value and other.vintage != fact.vintage:
                yield other


def _unsettled(judgement: Judgement) -> Judgement:
    """Take a contradiction back where a sentence says what would be: no figure speaks against that."""
    if judgement.verdict is not Verdict.CONTRADICTED:
        return judgement
    return replace(judgement, verdict=Verdict.AMBIGUOUS, reason=Reason.HYPOTHETICAL)


def _judge(claim: Claim, knowledge: Knowledge) -> Judgement:
    held = [
        candidate
        for candidate in fits(claim, knowledge, claim.quantity.kind)
        if _same_base(candidate.topic, claim) and not _is_a_mean(claim.quantity)
    ]
    candidates = [one for one in held if one.is_candidate and not _is_small(one, claim)]
    matches = list(_of_the_period(candidates, claim))
    agreeing = [match for match in matches if match.agreement]
    if agreeing:
        return _agreeing(claim, agreeing, matches, held)
    valued = [match for match in matches if match.fact.value is not None]
    resting = [match for match in valued if not _rests_on_others(match.fit, claim)]
    differing = _strongest(resting or valued)
    if not claim.known_period:
        differing = [match for match in differing if not match.fact.period] or differing
    if differing and _is_sure(claim, differing):
        return _differs(claim, differing, held)
    other = _of_years_together(claim, candidates) or _near_miss(claim, held, knowledge)
    if other is not None:
        return other
    if candidates and not matches:
        return Judgement(claim, Verdict.UNKNOWN, Reason.NONE_THEN)
    if differing:
        facts = tuple(match.fact for match in differing[:5])
        return Judgement(claim, Verdict.AMBIGUOUS, Reason.SEVERAL, others=facts)
    return Judgement(claim, Verdict.UNKNOWN, Reason.NOTHING)


def _of_years_together(claim: Claim, candidates: Iterable[Fit]) -> Judgement | None:
    """Contradict a claim that says of each of some years what a figure says of all of them together."""
    if not claim.is_yearly or claim.quantity.kind not in _ADD_UP:
        return None
    facts = tuple(
        fact
        for candidate in candidates
        for fact in candidate.topic.facts
        if fact.period == claim.period
        and years_of_label(fact.period) is not None
        and not fact.is_yearly
        and agreement(claim.quantity, fact) is not Agreement.NONE
    )
    if not facts:
        return None
    return Judgement(claim, Verdict.CONTRADICTED, Reason.TOGETHER, facts)


def _is_a_mean(quantity: Quantity) -> bool:
    """Whether a number counts nothing, since it has decimals: a mean, or a rate whose base stands elsewhere."""
    is_whole = quantity.value == quantity.value.to_integral_value()
    return quantity.kind is QuantityKind.COUNT and not is_whole


def _fitting_elsewhere(claim: Claim, held: Sequence[Fit]) -> tuple[Fact, ...]:
    """Find figures that say the value under another reading of the sentence.

    What words beside a quantity name is said of it; what it took over from other words of the sentence may not be. A
    figure fits another reading where only such axes speak against it, and the sentence, or one before it, names what
    the figure is about.
    """
    facts: list[Fact] = []
    for candidate in held:
        axes_of_topic = candidate.topic.axes
        is_readable = all(
            axis not in claim.own
            and axes_of_topic.get(axis, frozenset())
            <= claim.possible.get(axis, frozenset())
            for axis in candidate.against
        )
        if not is_readable or not (candidate.beside or candidate.around):
            continue
        if _is_of_another(candidate, claim):
            continue
        facts += [
            fact
            for fact in candidate.topic.facts
            if agreement(claim.quantity, fact) is Agreement.EXACT
            and _is_of_period(fact, claim)
        ]
    return tuple(facts)


def _is_of_another(candidate: Fit, claim: Claim) -> bool:
    """Whether words beside a quantity name, on an axis of a figure, only what the figure is not about."""
    return any(
        axis in claim.own and not claim.own[axis] & concepts
        for axis, concepts in candidate.topic.axes.items()
    )


def _same_base(topic: Topic, claim: Claim) -> bool:
    return not claim.quantity.base or topic.base == claim.quantity.base


def _is_small(candidate: Fit, claim: Claim) -> bool:
    """Whether a number hardly counts what a topic counts.

    Small numbers in words mostly count no people; the institute's own work is meant only where it is named at once.
    """
    quantity = claim.quantity
    if "office" in candidate.topic.axes:
        return not _follows_at_once(claim)
    is_count = quantity.kind is QuantityKind.COUNT
    if claim.known_period and claim.refers_back:
        return False
    if claim.period and _names_a_group(candidate, claim):
        return False
    return is_count and quantity.is_word and quantity.value < SMALLEST_COUNT


def _names_a_group(candidate: Fit, claim: Claim) -> bool:
    """Whether words beside a number say who is counted, and of which group: `seven Polish victims`."""
    silent = {axis for axis, known in axes().items() if known.is_silent}
    groups = candidate.beside - silent - {"who", "step"}
    return "who" in claim.own and "who" in candidate.beside and bool(groups)


def _follows_at_once(claim: Claim) -> bool:
    """Whether what is counted stands right after its number, and no word points back before it."""
    text = claim.block.text
    before = text[: claim.quantity.start].split()[-1:]
    after = text[claim.quantity.end : claim.quantity.end + _NOUN_WITHIN]
    points_back = bool(before) and before[0].lower() in _POINTERS
    words = lexicon(claim.language).mentions(f"{after} {claim.block.row_header}")
    return not points_back and any(mention.axis == "office" for mention in words)


def _of_the_period(candidates: Iterable[Fit], claim: Claim) -> Iterable[_Match]:
    """Facts of the period that a claim speaks of; all periods where it names none."""
    for candidate in candidates:
        # A change since one period is no change since another, also where a sentence names no other period.
        facts = [
            fact
            for fact in candidate.topic.facts
            if not (fact.since and claim.base_period) or fact.since == claim.base_period
        ]
        of_period = [fact for fact in facts if _is_of_period(fact, claim)]
        if not of_period and not claim.period:
            of_period = [fact for fact in facts if not _counts_other_years(fact, claim)]
        for fact in of_period:
            yield _Match(fact, candidate, agreement(claim.quantity, fact))


def _is_of_period(fact: Fact, claim: Claim) -> bool:
    if not fact.period:
        return not claim.period
    if _counts_other_years(fact, claim):
        return False
    if fact.since and claim.base_period and fact.since != claim.base_period:
        return False
    return claim.known_period in {"", fact.period}


def _counts_other_years(fact: Fact, claim: Claim) -> bool:
    """Whether a figure is of some years together and a sentence of each of them, or the other way round."""
    if claim.quantity.kind not in _ADD_UP or years_of_label(fact.period) is None:
        return False
    return claim.is_together if fact.is_yearly else claim.is_yearly


def _strongest(matches: Sequence[_Match]) -> list[_Match]:
    """Keep the matches of the topics for which most speaks."""
    if not matches:
        return []
    best = max(match.fit.strength for match in matches)
    return [match for match in matches if match.fit.strength == best]


def _agreeing(
    claim: Claim,
    agreeing: Sequence[_Match],
    matches: Sequence[_Match],
    held: Sequence[Fit],
) -> Judgement:
    """Judge a claim whose value some figure says."""
    closest = _closest(agreeing)
    strongest_of_all = _strongest(matches)
    has_more_beside = len(strongest_of_all[0].fit.beside) > len(closest[0].fit.beside)
    if has_more_beside and _is_sure(claim, strongest_of_all):
        return _differs(claim, strongest_of_all, held)
    best = _of_the_period_that_is_said(closest, claim)
    facts = tuple(match.fact for match in best)
    best = _most_general(best)
    facts = tuple(match.fact for match in best)
    topics = {id(match.fit.topic) for match in best}
    periods = {match.fact.period for match in best}
    if len(topics) > 1 or len(periods) > 1:
        return Judgement(claim, Verdict.AMBIGUOUS, Reason.SEVERAL, facts[:_MOST_SHOWN])
    topic, period = best[0].fit.topic, best[0].fact.period
    is_of_period = claim.known_period == period
    if period and not is_of_period and _has_other_periods(topic, period):
        return Judgement(claim, Verdict.AMBIGUOUS, Reason.NO_PERIOD, facts)
    others = _other_editions(matches, topic, period)
    if others and not _names_producer(claim, facts[0]):
        return Judgement(claim, Verdict.OTHER_VINTAGE, Reason.VINTAGE, facts, others)
    if best[0].agreement is Agreement.ROUNDED:
        return Judgement(claim, Verdict.ROUNDED, Reason.ROUNDED, facts)
    return Judgement(claim, Verdict.CONFIRMED, Reason.FIGURE, facts)


def _most_general(matches: Sequence[_Match]) -> Sequence[_Match]:
    """Keep the matches of the one topic of which all others are a part, where there is one.

    A sentence that names no sex or follow-up means everybody, also where a group has the very same value.
    """
    axes_of = [match.fit.topic.axes.items() for match in matches]
    general = [
        match
        for match in matches
        if all(match.fit.topic.axes.items() <= other for other in axes_of)
    ]
    return general or matches


def _closest(agreeing: Sequence[_Match]) -> list[_Match]:
    """Keep the matches for which most speaks; those that say the very value, where there are any."""
    strongest = _strongest(agreeing)
    exact = [match for match in strongest if match.agreement is Agreement.EXACT]
    return exact or strongest


def _of_the_period_that_is_said(
    matches: Sequence[_Match], claim: Claim
) -> Sequence[_Match]:
    """Keep the matches of the period of a claim, or those without one where it names none; else all."""
    if not claim.known_period:
        matches = [match for match in matches if not match.fact.period] or matches
    of_period = [match for match in matches if match.fact.period == claim.known_period]
    return of_period or matches


def _other_editions(
    matches: Iterable[_Match], topic: Topic, period: str
) -> tuple[Fact, ...]:
    """Return the figures of one topic and period that say another value."""
    return tuple(
        match.fact
        for match in matches
        if match.fit.topic is topic
        and match.fact.period == period
        and not match.agreement
        and match.fact.value is not None
    )


def _has_other_periods(topic: Topic, period: str) -> bool:
    return any(fact.period != period for fact in topic.facts)


def _names_producer(claim: Claim, fact: Fact) -> bool:
    """Whether the sentence names the edition a figure comes from."""
    words = claim.sentence.casefold()
    return any(
        name and name.casefold() in words for name in (fact.vintage, fact.producer)
    )


def _is_sure(claim: Claim, matches: Sequence[_Match]) -> bool:
    """Whether subject and period are known well enough to contradict a sentence."""
    candidate = matches[0].fit
    topics = {id(match.fit.topic) for match in matches}
    if len(topics) > 1 or _rests_on_others(candidate, claim):
        return False
    if (
        _names_two_groups(candidate, claim)
        or _is_of_another_field(candidate, claim)
        or _says_by_how_much(claim)
    ):
        return False
    if claim.quantity.kind is QuantityKind.DURATION:
        # Whether a mean, a median or a decile is meant, and of which stage, is mostly not said beside it.
        return False
    if claim.quantity.is_word and claim.quantity.value < SMALLEST_COUNT:
        return "office" in candidate.beside
    told = candidate.beside - {"field", "register", "country"}
    if not claim.period and not claim.refers_back:
        told -= {"step"}
    is_known_period = matches[0].fact.period in {"", claim.known_period}
    if not claim.own and not claim.refers_back:
        return False
    n_agreeing = len(candidate.beside) + len(candidate.around)
    n_agreeing += bool(claim.period) and claim.period == matches[0].fact.period
    is_of_the_office = bool(candidate.beside & {"money", "office"})
    is_own_subject = is_of_the_office or (len(told) >= 1 and n_agreeing >= 2)
    is_single_period = len({match.fact.period for match in matches}) == 1
    return is_known_period and is_own_subject and is_single_period


def _names_two_groups(candidate: Fit, claim: Claim) -> bool:
    """Whether words beside a number name two groups, of which the figure is about one.

    `Boys and girls taken together, 32%` is of both, and `sexual exploitation, with 4,014, ahead of forced labour` of
    the first; which, no rule on places tells.
    """
    return any(
        len(claim.own.get(axis, frozenset())) > 1
        for axis in candidate.beside & _AXES_OF_GROUPS
    )


def _says_by_how_much(claim: Claim) -> bool:
    """Whether a small count may say by how much something changed: `revised downwards, by 7 and by 3 people`."""
    is_count = claim.quantity.kind is QuantityKind.COUNT
    if not is_count or claim.quantity.value >= SMALLEST_COUNT:
        return False
    before = claim.block.text[: claim.quantity.start].lower().split()[-1:]
    return before in (["by"], ["met"])


def _is_of_another_field(candidate: Fit, claim: Claim) -> bool:
    """Whether the words around a number name a field or register, and a figure is of another one.

    A sentence need not name either, so that they speak against no figure; a contradiction asks for more.
    """
    counts_for_itself = "notifier" in claim.certain
    for axis in ("field", "register"):
        if axis == "register" and counts_for_itself:
            # Who reported is named, and not where it is registered.
            continue
        of_topic = candidate.topic.axes.get(axis, frozenset())
        named = claim.possible.get(axis, frozenset()) | claim.certain.get(
            axis, frozenset()
        )
        if of_topic and named and not named & of_topic:
            return True
    return False


def _rests_on_others(candidate: Fit, claim: Claim) -> bool:
    """Whether a topic fits only by words that are said of another quantity of the sentence."""
    topic = candidate.topic
    for axis in candidate.around - claim.own.keys():
        known = axes().get(axis)
        optional = known.optional if known else frozenset()
        needed = topic.axes[axis] - topic.omissible - optional
        is_silent = known is not None and known.is_silent
        if not is_silent and needed & claim.elsewhere.get(axis, frozenset()):
            return True
    return False


def _differs(claim: Claim, matches: Sequence[_Match], held: Sequence[Fit]) -> Judgement:
    """Contradict a claim, unless a figure says its value under another reading of the sentence."""
    otherwise = _fitting_elsewhere(claim, held)
    if otherwise:
        return Judgement(
            claim, Verdict.AMBIGUOUS, Reason.SEVERAL, otherwise[:_MOST_SHOWN]
        )
    facts = tuple(match.fact for match in matches)
    if any(may_be(claim.quantity, fact) for fact in facts):
        return Judgement(claim, Verdict.AMBIGUOUS, Reason.SEVERAL, others=facts)
    elsewhere = _same_value_elsewhere(claim.quantity, matches[0].fit.topic, facts)
    if elsewhere and (not claim.period or _may_be_of(claim, elsewhere)):
        return Judgement(claim, Verdict.AMBIGUOUS, Reason.NO_PERIOD, elsewhere, facts)
    if elsewhere:
        return Judgement(
            claim, Verdict.CONTRADICTED, Reason.OTHER_PERIOD, elsewhere, facts
        )
    return Judgement(claim, Verdict.CONTRADICTED, Reason.DIFFERS, others=facts)


def _may_be_of(claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the period in the header of a cell may be that of a source, and the words above the table name another.

    A row `US TIP report 2018` of a table on 2016 holds a number of 2016.
    """
    is_cell = claim.block.kind is Kind.CELL
    return is_cell and any(fact.period == claim.context_period for fact in facts)


def _same_value_elsewhere(
    quantity: Quantity, topic: Topic, facts: Sequence[Fact]
) -> tuple[Fact, ...]:
    """Facts of the topic in another period that say the value."""
    return tuple(
        fact
        for fact in topic.facts
        if fact not in facts and agreement(quantity, fact) is Agreement.EXACT
    )


def _near_miss(
    claim: Claim, held: Sequence[Fit], knowledge: Knowledge
) -> Judgement | None:
    """Find a value that belongs to another group: everything agrees but one axis, and nothing says it of this group."""
    if claim.quantity.kind is QuantityKind.COUNT and abs(
        claim.quantity.value
    ) < Decimal(SMALLEST_COUNT):
        return None
    facts = tuple(
        fact
        for candidate in held
        if _is_one_group_off(candidate, claim, knowledge)
        for fact in candidate.topic.facts
        if _says_the_value(fact, candidate, claim)
    )
    if not facts:
        return None
    return Judgement(claim, Verdict.CONTRADICTED, Reason.OTHER_GROUP, facts)


def _is_one_group_off(candidate: Fit, claim: Claim, knowledge: Knowledge) -> bool:
    """Whether a figure differs from a sentence on one axis alone, on which each names a group."""
    if len(candidate.against) != 1 or not _is_other_group(candidate, claim):
        return False
    (axis,) = candidate.against
    in_sentence = claim.possible.get(axis, frozenset())
    if axis not in claim.own and candidate.topic.axes[axis] <= in_sentence:
        return False
    if axis == "who":
        return _are_other_people(candidate, claim)
    return axis != "step" or _is_a_known_step(claim, knowledge)


def _says_the_value(fact: Fact, candidate: Fit, claim: Claim) -> bool:
    """Whether a figure of another group says a value so that it can hardly be a coincidence."""
    says_it = agreement(claim.quantity, fact) is Agreement.EXACT
    if not says_it or not _is_of_period(fact, claim):
        return False
    n_agreeing = len(candidate.beside) + len(candidate.around)
    n_agreeing += bool(claim.period) and fact.period == claim.period
    is_dated = bool(claim.period) or not fact.period
    is_close = n_agreeing >= _NEAR_MISS_AXES and is_dated
    return is_close or _is_telling(claim.quantity)


def _is_other_group(candidate: Fit, claim: Claim) -> bool:
    """Whether sentence and figure each name a group on the one axis on which they differ."""
    (axis,) = candidate.against
    known = axes().get(axis)
    incidental = known.incidental if known else frozenset()
    said = claim.own.get(axis) or claim.certain.get(axis, frozenset())
    named = said - incidental
    of_topic = candidate.topic.axes.get(axis, frozenset())
    return bool(named) and bool(of_topic) and not said & of_topic


def _is_a_known_step(claim: Claim, knowledge: Knowledge) -> bool:
    """Whether some figure counts people or things of a sentence at the step that it names.

    Of `944 dismissed victims` nothing is known, as no figure counts victims by dismissals: it may be so.
    """
    known = axes()["step"]
    steps = claim.certain.get("step", frozenset()) - known.incidental - known.optional
    counted = claim.certain.get("who", frozenset())
    return any(
        step in knowledge.steps_of.get(concept, frozenset())
        for concept in counted
        for step in steps
    )


def _are_other_people(candidate: Fit, claim: Claim) -> bool:
    """Whether a sentence speaks of victims and a figure of perpetrators, or the other way round.

    Suspects, their cases and offenders are often named for each other.
    """
    said = claim.certain.get("who", frozenset())
    of_topic = candidate.topic.axes["who"]
    return ("victim" in said) != ("victim" in of_topic)


def _is_telling(quantity: Quantity) -> bool:
    """Whether a number has so many digits that it hardly stands for two things."""
    digits = quantity.value.normalize().as_tuple().digits
    return len(digits) >= _TELLING_DIGITS
