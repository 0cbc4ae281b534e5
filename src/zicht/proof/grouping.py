"""Concepts grouped by axis: what is said beside a quantity, what around it, and what follows from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zicht.proof.lexicon import Mention, axes
from zicht.proof.lexicon.reading import AGE, WEAK_AGE
from zicht.proof.quantity import Quantity
from zicht.proof.topics import Pair

Grouped = dict[str, set[str]]
"""Concepts by axis, while they are collected."""
_OLDEST = 200
PREDICATES = frozenset({"act", "setting", "relation", "step", "form", "measure"})
"""Axes of what happened: a sentence that names any of them says itself what happened."""


def pair_of(mention: Mention) -> Pair:
    """Return axis and concept of a mention."""
    return mention.axis, mention.concept


def pairs_of(concepts: Mapping[str, Iterable[str]]) -> list[Pair]:
    """Return every axis with each of its concepts."""
    return [(axis, concept) for axis, named in concepts.items() for concept in named]


def grouped(pairs: Iterable[Pair]) -> Grouped:
    """Group pairs by axis."""
    by_axis: Grouped = defaultdict(set)
    for axis, concept in pairs:
        by_axis[axis].add(concept)
    return by_axis


def frozen(concepts: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Freeze what was collected; ages that words bring along give way to ages that are said."""
    fixed = {axis: frozenset(named) for axis, named in concepts.items()}
    if AGE in fixed:
        fixed.pop(WEAK_AGE, None)
    return fixed


def add(concepts: Grouped, pairs: Iterable[Pair]) -> None:
    """Add concepts to what is known of their axes."""
    for axis, concept in pairs:
        concepts.setdefault(axis, set()).add(concept)


def add_missing(concepts: Grouped, pairs: Iterable[Pair]) -> None:
    """Add concepts on axes of which nothing nearer is known."""
    added: Grouped = defaultdict(set)
    for axis, concept in pairs:
        weak_ages = concepts.get(WEAK_AGE, ()) if axis == AGE else ()
        if weak_ages and not any(ages_overlap(concept, weak) for weak in weak_ages):
            # `For adults it halved; children still received` says of children nothing of the age of adults.
            continue
        if axis not in concepts:
            added[axis].add(concept)
    concepts.update(added)


def ages_overlap(one: str, other: str) -> bool:
    """Whether two ranges of ages have an age in common.

    Examples
    --------
    >>> ages_overlap("0-17", "12-16"), ages_overlap("18-", "0-17")
    (True, False)
    """
    first, last = _ends_of_ages(one)
    other_first, other_last = _ends_of_ages(other)
    return first <= other_last and other_first <= last


def _ends_of_ages(ages: str) -> tuple[int, int]:
    first, _, last = ages.partition("-")
    if not first.isdigit():
        return 0, _OLDEST
    return int(first), int(last) if last else _OLDEST


def nearest(quantity: Quantity, mentions: Sequence[Mention]) -> Grouped:
    """Group mentions by axis; on an axis with one value only the nearest one counts."""
    by_axis: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_axis[mention.axis].append(mention)
    known = axes()
    concepts_by_axis: Grouped = {}
    for axis, named in by_axis.items():
        concepts = {mention.concept for mention in named}
        has_several = axis in known and known[axis].has_several
        if has_several or len(concepts) == 1:
            concepts_by_axis[axis] = concepts
        else:
            closest = min(named, key=lambda mention: _distance(mention, quantity))
            concepts_by_axis[axis] = {closest.concept}
    return concepts_by_axis


def _distance(mention: Mention, quantity: Quantity) -> int:
    """Characters between a mention and a quantity; words after it are nearer than words before it."""
    if mention.start >= quantity.end:
        return mention.start - quantity.end
    return 2 * max(0, quantity.start - mention.end) + 1


def possible_concepts(
    mentions: Sequence[Mention], context: Sequence[Pair], *, refers_back: bool
) -> Grouped:
    """Collect what a sentence names anywhere, and what words before it name on axes that it leaves open.

    A sentence that refers back may also go on about what happened: `two thirds of them` are victims again.
    """
    possible = grouped(map(pair_of, mentions))
    known = axes()
    only_by_the_way = {
        axis
        for axis, concepts in possible.items()
        if axis in known and concepts <= known[axis].incidental
    }
    # That people were reported is said of nearly all who are counted: it tells nothing of what happened.
    has_predicate = bool(PREDICATES & possible.keys() - only_by_the_way)
    open_pairs = [
        (axis, concept)
        for axis, concept in context
        if not (has_predicate and axis in PREDICATES)
    ]
    if refers_back:
        add(possible, (pair for pair in context if pair[0] in PREDICATES))
    add(possible, (pair for pair in open_pairs if pair[0] in only_by_the_way))
    add_missing(possible, open_pairs)
    return possible


def take_over(concepts: Grouped, heading: Iterable[Pair]) -> None:
    """Add what the heading names to a sentence that does not say who it is about."""
    known = axes()
    named = frozenset(concepts)
    for axis, concept in heading:
        has_several = axis in known and known[axis].has_several
        if axis in PREDICATES and (axis not in named or has_several):
            concepts.setdefault(axis, set()).add(concept)


def entail(concepts: Grouped) -> None:
    """Add the concepts that others bring along: an unconditional sentence is one of prison."""
    known = axes()
    for axis, named in concepts.items():
        entailed = known[axis].entails if axis in known else {}
        named |= {entailed[concept] for concept in named & entailed.keys()}


def imply(concepts: Grouped) -> None:
    """Say who the people of a sentence are, where what happened says it: people who were convicted are offenders."""
    if concepts.get("who") != {"person"}:
        return
    known = axes()
    implied = {
        known[axis].implies[concept]
        for axis, named in concepts.items()
        if axis in known
        for concept in named & known[axis].implies.keys()
    }
    concepts["who"] |= implied
