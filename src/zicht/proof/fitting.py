"""Whether a sentence speaks of a figure: what in its words speaks for it, and what against it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zicht.proof.claims import Claim
from zicht.proof.grouping import ages_overlap
from zicht.proof.lexicon import axes
from zicht.proof.lexicon.reading import AGE, FOLLOW_UP, WEAK_AGE
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Fit, Knowledge, Topic

_MOST_AGAINST = 2
"""Axes that may speak against a topic, and another reading of the words still makes it the one that is meant."""
_PEOPLE = frozenset({"victim", "child"})
"""Who counts where a figure about girls, boys or ages names no other."""
_OF_THE_POLICE = frozenset({"suspect", "incident"})
"""Who and what only the police count."""
_ESTIMATED = frozenset({"estimated"})
"""`Naar schatting` before a number says how it is meant, where a figure has no step that it could deny."""
_OF_ALL_AGES = frozenset({"trafficking"})
"""Fields whose victims are adults as well; those of the other field are children, and nobody says so each time."""
_UNSAID = {"who": _PEOPLE, "step": _ESTIMATED}
"""Words that narrow nothing beside a figure that says nothing of them."""


def fits(claim: Claim, knowledge: Knowledge, kind: QuantityKind) -> list[Fit]:
    """Compare the words of a claim with every topic of its kind that they may be about.

    The cells of a table mostly share their subject, so that what fits a subject is remembered.
    """
    claim = _at_home(claim, knowledge.home)
    subject = (
        kind,
        frozenset(claim.certain.items()),
        frozenset(claim.possible.items()),
    )
    if subject not in knowledge.fits_of_subject:
        topics = knowledge.topics_near(kind, _named(claim))
        held = (fit(topic, claim) for topic in topics)
        knowledge.fits_of_subject[subject] = [one for one in held if one is not None]
    return knowledge.fits_of_subject[subject]


def _at_home(claim: Claim, home: str) -> Claim:
    """Return a claim without the country that all figures are of, where its words name that one alone."""
    only_home = frozenset({home})
    if claim.certain.get("country") != only_home:
        return claim
    certain = {
        axis: named for axis, named in claim.certain.items() if axis != "country"
    }
    return replace(claim, certain=certain)


def _named(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield every concept that the words beside a quantity, or around it, name."""
    for named in (claim.certain, claim.possible):
        for axis, concepts in named.items():
            for concept in concepts:
                yield axis, concept


def fit(topic: Topic, claim: Claim) -> Fit | None:
    """Compare the words of a claim with a topic, axis by axis.

    Returns
    -------
    what speaks for the topic and against it; None where too much speaks against it for another reading of the words
    """
    beside: set[str] = set()
    around: set[str] = set()
    against: set[str] = set()
    for axis, concepts in topic.axes.items():
        verdict = _of_topic_axis(axis, concepts, topic, claim)
        if verdict == "beside":
            beside.add(axis)
        elif verdict == "around":
            around.add(axis)
        elif verdict == "against":
            against.add(axis)
            if len(against) > _MOST_AGAINST:
                return None
    for axis, concepts in claim.certain.items():
        if axis not in topic.axes and _says_more(axis, concepts, topic):
            against.add(axis)
    return Fit(topic, frozenset(beside), frozenset(around), frozenset(against))


def _of_topic_axis(
    axis: str, concepts: frozenset[str], topic: Topic, claim: Claim
) -> str:
    """Return `beside`, `around`, `against`, or nothing where the sentence may be silent."""
    beside = claim.certain.get(axis, frozenset())
    around = claim.possible.get(axis, frozenset())
    if axis == AGE and not beside:
        beside, conflict = _weak_age(concepts, claim)
        if conflict:
            return "against"
    known = axes().get(axis)
    incidental = known.incidental if known else frozenset()
    needed = concepts - topic.omissible
    if known is not None and known.has_several:
        required = needed - known.optional
        return _of_several(concepts, required, beside, around, incidental)
    named = beside - (incidental - concepts)
    if named:
        return "beside" if named & concepts else "against"
    if around & concepts:
        return "around"
    if around - incidental and not (known and known.is_silent):
        return "against" if needed else ""
    is_silent = known is not None and known.is_silent
    return "" if is_silent or not needed else "against"


def _of_several(
    concepts: frozenset[str],
    required: frozenset[str],
    beside: frozenset[str],
    around: frozenset[str],
    incidental: frozenset[str],
) -> str:
    """Judge an axis on which a figure may have several values: all that it needs must be named."""
    strange = beside - concepts - incidental
    if strange:
        return "against"
    if not required:
        return "beside" if beside & concepts else "around" if around & concepts else ""
    if required <= beside:
        return "beside"
    if required <= beside | around:
        return "around" if not beside & required else "beside"
    return "against"


def _weak_age(concepts: frozenset[str], claim: Claim) -> tuple[frozenset[str], bool]:
    """Ages that words such as `girls` bring along: they support the same ages, and contradict others."""
    weak = claim.certain.get(WEAK_AGE, frozenset())
    if not weak:
        return frozenset(), False
    if weak & concepts:
        return concepts, False
    overlaps = any(ages_overlap(a, b) for a in weak for b in concepts)
    return frozenset(), not overlaps


def _is_counted_by(notifiers: frozenset[str], topic: Topic) -> bool:
    """Whether a topic counts what the police registers, so that the police who counted narrow nothing."""
    counts_for_the_police = "at_police" in topic.axes.get("register", frozenset())
    counts_suspects = topic.axes.get("who", frozenset()) <= _OF_THE_POLICE
    return notifiers == {"by_police"} and (
        counts_for_the_police or (counts_suspects and "who" in topic.axes)
    )


def _says_more(axis: str, concepts: Iterable[str], topic: Topic) -> bool:
    """Whether words on an axis that a topic does not have speak of something narrower than it."""
    if axis == WEAK_AGE:
        return _has_adults(topic)
    known = axes().get(axis)
    if known is None:
        return axis != FOLLOW_UP or "step" in topic.axes
    if known.is_silent:
        return False
    strange = frozenset(concepts) - known.incidental
    fields = topic.axes.get("field", frozenset())
    strange -= {known.unsaid_of[name] for name in fields & known.unsaid_of.keys()}
    if axis == "notifier" and _is_counted_by(strange, topic):
        return False
    return bool(strange - _UNSAID.get(axis, frozenset()))


def _has_adults(topic: Topic) -> bool:
    """Whether a topic counts victims of any age and sex, of whom many are no children: `children` narrows it.

    A figure about the female half is called one of girls without its ages being meant.
    """
    if AGE in topic.axes or "sex" in topic.axes:
        return False
    fields = topic.axes.get("field", frozenset())
    return fields == _OF_ALL_AGES and "victim" in topic.axes.get("who", frozenset())
