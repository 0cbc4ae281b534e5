"""The figures of a release as facts: what each is about, of which period, and what it says."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.edition.figures import printed
from zicht.edition.rows import Rows
from zicht.proof.lexicon import Mention, axes, lexicon
from zicht.proof.lexicon.reading import FOLLOW_UP, axis_of, pattern
from zicht.proof.periods import label_of
from zicht.proof.quantities import Qualifier, QuantityKind, qualifier_of
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.identity import FigureKind
from zicht.vocabulary.releases import Release

Axes = Mapping[str, frozenset[str]]
_SHORTEST_LABEL = 4
"""Letters below which the label of a code is not looked for in texts."""
_KIND_OF_UNIT = {
    "percent": QuantityKind.SHARE,
    "ratio": QuantityKind.SHARE,
    "euro": QuantityKind.AMOUNT,
    "times": QuantityKind.MULTIPLE,
    "per_1000": QuantityKind.RATE,
    "per_100000": QuantityKind.RATE,
}
_BASE_OF_UNIT = {"per_1000": 1_000, "per_100000": 100_000}


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
class Knowledge:
    """Everything a text is held against.

    Parameters
    ----------
    topics : by kind of number
    labels : dimension and code of labels that stand for themselves, by the words that name them
    label_pattern : finds any of those words; None where there are none
    """

    topics: Mapping[QuantityKind, tuple[Topic, ...]]
    labels: Mapping[str, tuple[str, str]]
    label_pattern: re.Pattern[str] | None

    def label_mentions(self, text: str) -> list[Mention]:
        """Find areas, and codes that have no concept of their own."""
        if self.label_pattern is None:
            return []
        mentions: list[Mention] = []
        for match in self.label_pattern.finditer(text):
            dimension, code = self.labels[match[0].casefold()]
            mentions.append(Mention(match.start(), match.end(), dimension, code))
        return mentions


class _Collector:
    """Puts facts under their topics."""

    def __init__(self) -> None:
        self.topics: dict[tuple[object, ...], Topic] = {}

    def add(
        self,
        fact: Fact,
        about: Iterable[tuple[str, str]],
        *,
        kind: QuantityKind,
        base: int,
        title: str,
    ) -> None:
        frozen, omissible = _grouped(about)
        key = (frozenset(frozen.items()), kind, base)
        if key not in self.topics:
            self.topics[key] = Topic(frozen, omissible, kind, base, title)
        self.topics[key].facts.append(fact)


def axes_of(
    about: Iterable[str],
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Sort declared concepts by axis; return those that a sentence may leave out beside them."""
    return _grouped(_about(about))


def _grouped(
    pairs: Iterable[tuple[str, str]],
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    axes: dict[str, set[str]] = defaultdict(set)
    omissible: set[str] = set()
    for axis, concept in pairs:
        bare = concept.removeprefix("~")
        axes[axis].add(bare)
        if bare != concept:
            omissible.add(bare)
    frozen = {axis: frozenset(concepts) for axis, concepts in axes.items()}
    return frozen, frozenset(omissible)


def know(release: Release, language: str) -> Knowledge:
    """Read every figure of a release that says what it is about.

    Parameters
    ----------
    release : its figures
    language : of the labels that texts may name
    """
    collector = _Collector()
    home = release.face.country
    for cited in release.cited:
        if cited.about:
            _add_cited(cited, language, collector, home)
    labels = _labels(release, language)
    edition = Edition(release, language)
    for id_, rows in edition.rows.items():
        indicator = release.indicators.get(id_)
        if indicator is not None and indicator.about:
            _add_rows(edition, indicator, rows, collector)
    return knowledge(collector.topics.values(), labels)


def knowledge(
    topics: Iterable[Topic], labels: Mapping[str, tuple[str, str]]
) -> Knowledge:
    """Sort topics by kind and compile the labels."""
    by_kind: dict[QuantityKind, list[Topic]] = defaultdict(list)
    for topic in topics:
        by_kind[topic.kind].append(topic)
    return Knowledge(
        {kind: tuple(of_kind) for kind, of_kind in by_kind.items()},
        labels,
        pattern(tuple(labels)) if labels else None,
    )


def _about(concepts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for concept in concepts:
        yield axis_of(concept.removeprefix("~")), concept


_COUNTRY = "country"
_QUANTITY_OF_KIND = {
    FigureKind.ESTIMATE: QuantityKind.COUNT,
    FigureKind.RATIO: QuantityKind.SHARE,
}
"""Kinds of figure that a text writes as another kind of quantity."""


def _quantity_kind(cited: Cited) -> QuantityKind:
    """Return as what a text writes a figure; early releases declare no kind, so that the unit says it."""
    if not cited.kind:
        return _KIND_OF_UNIT.get(cited.unit, QuantityKind.COUNT)
    kind = FigureKind(cited.kind)
    return _QUANTITY_OF_KIND.get(kind) or QuantityKind(kind)


def _declared(cited: Cited, home: str) -> Iterator[tuple[str, str]]:
    """Yield what a figure declares itself to be about: its concepts, its country and its term of follow-up.

    A sentence that names no country speaks of the country of the project.
    """
    yield from _about(cited.about)
    if cited.identity is None:
        return
    country = cited.identity.rule.country
    if country != home:
        yield _COUNTRY, axes()[_COUNTRY].codes.get(country, country)
    if cited.identity.follow_up:
        yield FOLLOW_UP, cited.identity.follow_up


def _add_cited(cited: Cited, language: str, collector: _Collector, home: str) -> None:
    is_part = cited.unit == "ratio"
    qualifier = cited.qualifier.in_language(language) if cited.qualifier else ""
    fact = Fact(
        id=cited.id,
        value=100 * cited.value if is_part else cited.value,
        shown=printed(cited, language),
        period=label_of(cited.period) or cited.period,
        since=cited.since,
        vintage=cited.vintage,
        producer=cited.producer,
        qualifier=qualifier_of(qualifier, language),
        identity=cited.identity,
    )
    collector.add(
        fact,
        _declared(cited, home),
        kind=_quantity_kind(cited),
        base=_BASE_OF_UNIT.get(cited.unit, 0),
        title=cited.title.in_language(language),
    )


def _labels(release: Release, language: str) -> dict[str, tuple[str, str]]:
    """Words of codes that have no concept and by which figures are broken down: areas, sectors, decisions."""
    dimensions = {
        dimension
        for series in release.series.values()
        for dimension in series.dimensions
    }
    labels: dict[str, tuple[str, str]] = {}
    for dimension in sorted(dimensions & release.codes.keys()):
        codes = release.codes[dimension]
        for code, text in codes.labels.items():
            words = text.in_language(language)
            is_own = code not in codes.about and len(words) >= _SHORTEST_LABEL
            if is_own and not _is_a_concept(words, language):
                labels.setdefault(words.casefold(), (dimension, code))
    return labels


def _is_a_concept(words: str, language: str) -> bool:
    """Whether the lexicon knows these words already."""
    mentions = lexicon(language).mentions(words)
    return any(m.start == 0 and m.end == len(words) for m in mentions)


def _add_rows(
    edition: Edition, indicator: Indicator, rows: Rows, collector: _Collector
) -> None:
    codes = edition.release.codes
    kind = _kind_of(indicator)
    for row in rows.all:
        about = list(_about(indicator.about))
        for name, code in row.where:
            about = _narrowed(about, codes.get(name), name, code)
        value = row.value if row.is_shown else None
        decimals = row.decimals(indicator.shape)
        fact = Fact(
            id=str(row.key),
            value=None if value is None else numerals.rounded(value, decimals),
            shown=edition.shown(row),
            period=row.period,
            identity=(indicator.id, row.where),
        )
        collector.add(
            fact,
            about,
            kind=kind,
            base=indicator.scale if kind is QuantityKind.RATE else 0,
            title=edition.say(indicator.title),
        )


def _kind_of(indicator: Indicator) -> QuantityKind:
    if indicator.is_percentage:
        return QuantityKind.SHARE
    return QuantityKind.RATE if indicator.shape == "rate" else QuantityKind.COUNT


def _narrowed(
    about: list[tuple[str, str]], codes: CodeList | None, dimension: str, code: str
) -> list[tuple[str, str]]:
    """Add what a code says; on its axes it takes the place of what the indicator says."""
    concepts = codes.about.get(code, ()) if codes else ()
    if not concepts:
        return [*about, (dimension, code)]
    added = list(_about(concepts))
    replaced = {axis for axis, _ in added} - {"step", "act"}
    return [pair for pair in about if pair[0] not in replaced] + added
