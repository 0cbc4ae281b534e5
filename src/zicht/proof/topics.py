"""What figures are about, and which of them a sentence may be about, without a look at all the others."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zicht.proof.lexicon import Mention, axes
from zicht.proof.lexicon.reading import AGE, FOLLOW_UP, pattern
from zicht.proof.quantity import Qualifier, QuantityKind

Axes = Mapping[str, frozenset[str]]
"""Concepts by axis."""
Pair = tuple[str, str]
"""An axis and a concept on it."""


@dataclass(frozen=True)
class Fact:
    """One figure.

    Parameters
    ----------
    id : address of a counted figure, or id of a cited one
    value : shares per hundred; None where it is hidden
    shown : as a reader sees it
    period : label of its period; empty where none is known
    since : label of the period with which a change compares
    vintage, producer : which edition, and who counted; empty for counted figures
    qualifier : how it was printed
    identity : what two facts must share to be computed with; None of facts that declare none
    is_yearly : of a run of years, whether it is of each year and not of all of them together
    bounds : least and most that a count may be which was printed on a coarser grid; None where it is exact
    """

    id: str
    value: Decimal | None
    shown: str
    period: str
    since: str = ""
    vintage: str = ""
    producer: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    identity: Hashable = None
    is_yearly: bool = False
    bounds: tuple[Decimal, Decimal] | None = None

    def is_of_the_same(self, other: "Fact") -> bool:
        """Whether two facts are of one thing, so that a change between them means something."""
        return self.identity == other.identity


@dataclass(frozen=True)
class Topic:
    """What figures are about, without the period: all facts of a topic are of the same thing.

    Parameters
    ----------
    axes : concepts by axis
    omissible : concepts that a sentence may leave out
    kind : sort of number
    base : of a rate, per how many
    title : in words
    facts : every period and vintage
    """

    axes: Axes
    omissible: frozenset[str]
    kind: QuantityKind
    base: int
    title: str
    facts: list[Fact] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Fit:
    """How the words beside a quantity, and those around it, agree with a topic.

    Parameters
    ----------
    topic : what figures are about
    beside : axes that the words beside the quantity agree on
    around : axes that only words further away agree on
    against : axes on which the words say something else, or say more or less than the topic
    """

    topic: Topic
    beside: frozenset[str]
    around: frozenset[str]
    against: frozenset[str]

    @property
    def is_candidate(self) -> bool:
        """Whether nothing speaks against the topic and something speaks for it."""
        return not self.against and bool(self.beside or self.around)

    @property
    def strength(self) -> tuple[int, int]:
        """How much speaks for the topic: by words beside the quantity, and by words around it."""
        return len(self.beside), len(self.around)


class Knowledge:
    """The figures and labels with which a text is compared.

    Parameters
    ----------
    topics : what figures are about
    labels : dimension and code of labels that stand for themselves, by the words that name them
    home : concept of the country of the figures; texts about them may name it and narrow nothing
    without_subject : ids of indicators and series that do not declare what they are about: no text is held against them

    Notes
    -----
    Menus, headings and the cells of one row come back again and again in the pages of a site. What their words name,
    and which topics fit them, is remembered.
    """

    def __init__(
        self,
        topics: Iterable[Topic],
        labels: Mapping[str, tuple[str, str]],
        *,
        home: str = "",
        without_subject: Iterable[str] = (),
    ) -> None:
        self.home = home
        self.without_subject = tuple(without_subject)
        by_kind: dict[QuantityKind, list[Topic]] = defaultdict(list)
        for topic in topics:
            by_kind[topic.kind].append(topic)
        self.topics = {kind: tuple(of_kind) for kind, of_kind in by_kind.items()}
        self.fits_of_subject: dict[Hashable, list[Fit]] = {}
        self._index = {kind: _Index(of_kind) for kind, of_kind in by_kind.items()}
        self.topic_of_fact = {
            fact.id: topic
            for of_kind in by_kind.values()
            for topic in of_kind
            for fact in topic.facts
        }
        self.editions = tuple(
            sorted(
                {
                    f.vintage
                    for t in self.topic_of_fact.values()
                    for f in t.facts
                    if f.vintage
                }
            )
        )
        self.producers = tuple(
            sorted(
                {
                    f.producer
                    for t in self.topic_of_fact.values()
                    for f in t.facts
                    if f.producer
                }
            )
        )
        self.steps_of = _steps_of(self.topic_of_fact.values())
        self._labels = {
            words: (pattern((words,)), code) for words, code in labels.items()
        }
        self.remembered_mentions: dict[tuple[str, str], tuple[Mention, ...]] = {}

    def topics_near(self, kind: QuantityKind, named: Iterable[Pair]) -> list[Topic]:
        """Return the topics of a kind of which a sentence that names these concepts misses at most one."""
        index = self._index.get(kind)
        return list(index.near(named)) if index else []

    def label_mentions(self, text: str) -> list[Mention]:
        """Find areas, and codes that have no concept of their own."""
        lowered = text.casefold()
        mentions: list[Mention] = []
        for words, (spelled, (dimension, code)) in self._labels.items():
            if words not in lowered:
                continue
            for match in spelled.finditer(text):
                mentions.append(Mention(match.start(), match.end(), dimension, code))
        return _without_parts(mentions)


def _steps_of(topics: Iterable[Topic]) -> Mapping[str, frozenset[str]]:
    """Return the steps at which figures count people and things, by who or what is counted."""
    steps: dict[str, set[str]] = defaultdict(set)
    for topic in topics:
        for concept in topic.axes.get("who", frozenset()) - topic.omissible:
            steps[concept] |= topic.axes.get("step", frozenset())
    return {concept: frozenset(named) for concept, named in steps.items()}


def _without_parts(mentions: list[Mention]) -> list[Mention]:
    """Drop the name of an area within the longer name of another."""
    return [
        mention
        for mention in mentions
        if not any(
            longer is not mention
            and longer.start <= mention.start
            and mention.end <= longer.end
            and longer.end - longer.start > mention.end - mention.start
            for longer in mentions
        )
    ]


def _required(topic: Topic) -> Iterator[frozenset[Pair]]:
    """Yield, per axis that a sentence must name to be about a topic, the concepts of which it must name one."""
    for axis, concepts in topic.axes.items():
        known = axes().get(axis)
        # Words such as `girls` name ages by the way, so that ages are left to the comparison itself.
        if axis == AGE or (known is not None and known.is_silent):
            continue
        needed = concepts - topic.omissible - (known.optional if known else frozenset())
        if needed:
            yield frozenset((axis, concept) for concept in needed)


def _code_of(topic: Topic) -> Pair | None:
    """Return the first dimension and code of a topic that the lexicon has no concept for: an area, a sector."""
    dimensions = sorted(topic.axes.keys() - {*axes(), AGE, FOLLOW_UP})
    if not dimensions:
        return None
    (code,) = topic.axes[dimensions[0]]
    return dimensions[0], code


class _Index:
    """Topics by the concepts that a sentence must name to be about them.

    Parameters
    ----------
    topics : of one kind of number
    """

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics: list[Topic] = []
        self._n_required: list[int] = []
        self._by_pair: dict[Pair, list[int]] = defaultdict(list)
        self._of_code: dict[Pair, list[int]] = defaultdict(list)
        self._without_code: list[int] = []
        for number, topic in enumerate(topics):
            self._add(number, topic)

    def _add(self, number: int, topic: Topic) -> None:
        self._topics.append(topic)
        code = _code_of(topic)
        if code is None:
            self._without_code.append(number)
        else:
            self._of_code[code].append(number)
        per_axis = list(_required(topic))
        self._n_required.append(len(per_axis))
        for pairs in per_axis:
            for pair in pairs:
                self._by_pair[pair].append(number)

    def near(self, named: Iterable[Pair]) -> Iterator[Topic]:
        """Yield the topics of which a sentence that names these concepts misses at most one.

        Topics of a code, such as an area, are left out unless the sentence names the code: in a country of hundreds of
        areas nearly any number is that of some area.
        """
        pairs = set(named)
        n_named: Counter[int] = Counter()
        for pair in pairs:
            n_named.update(self._by_pair.get(pair, ()))
        numbers = [*self._without_code]
        for pair in sorted(pairs & self._of_code.keys()):
            numbers += self._of_code[pair]
        for number in numbers:
            if n_named[number] >= self._n_required[number] - 1:
                yield self._topics[number]
