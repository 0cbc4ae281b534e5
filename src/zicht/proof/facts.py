"""The figures of a release as facts: what each is about, of which period, and what it says."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.edition.figures import printed
from zicht.edition.rows import Row, Rows, Where
from zicht.proof.lexicon import axes, lexicon
from zicht.proof.lexicon.reading import FOLLOW_UP, axis_of, pattern, present_name
from zicht.proof.periods import label_of, years_of_label
from zicht.proof.quantities import qualifier_of
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Fact, Knowledge, Topic
from zicht.vocabulary.cited import Cited, FigureKind
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Release

_QUARTER = re.compile(r"[QK](?P<number>[1-4])")
"""Code of a quarter of the year, in any dimension."""
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
    # A reader of `zicht proof` must learn what was not compared: in the order of the release, each once.
    without_subject: dict[str, None] = {}
    for cited in release.cited:
        if cited.about:
            _add_cited(cited, language, collector, home)
        else:
            without_subject[cited.series or cited.id] = None
    labels = _labels(release, language)
    edition = Edition(release, language)
    for id_, rows in edition.rows.items():
        indicator = release.indicators.get(id_)
        if indicator is not None and indicator.about:
            _add_rows(edition, indicator, rows, collector)
        else:
            without_subject[id_] = None
    return Knowledge(
        collector.topics.values(),
        labels,
        home=axes()[_COUNTRY].codes.get(home, ""),
        without_subject=without_subject,
    )


def _about(concepts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for concept in map(present_name, concepts):
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
    title = cited.title.in_language(language)
    period = label_of(cited.period) or cited.period
    fact = Fact(
        id=cited.id,
        value=100 * cited.value if is_part else cited.value,
        shown=printed(cited, language),
        period=period,
        since=cited.since,
        vintage=cited.vintage,
        producer=cited.producer,
        qualifier=qualifier_of(qualifier, language),
        identity=cited.identity,
        is_yearly=_is_yearly(cited, title, period, language),
    )
    collector.add(
        fact,
        _declared(cited, home),
        kind=_quantity_kind(cited),
        base=_BASE_OF_UNIT.get(cited.unit, 0),
        title=title,
    )


def _is_yearly(cited: Cited, title: str, period: str, language: str) -> bool:
    """Whether a figure of a run of years is of each year: a yearly mean or estimate."""
    if years_of_label(period) is None:
        return False
    when = cited.when.in_language(language) if cited.when else ""
    words = pattern(lexicon(language).structure["yearly"])
    return words.search(f"{title}. {when}") is not None


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
            is_named = code not in codes.unknown and len(words) >= _SHORTEST_LABEL
            is_own = is_named and code not in codes.about
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
        for name, code in _without_quarter(row.where):
            about = _narrowed(about, codes.get(name), name, code)
        value = row.value if row.is_shown else None
        decimals = row.decimals(indicator.shape)
        fact = Fact(
            id=str(row.key),
            value=None if value is None else numerals.rounded(value, decimals),
            shown=edition.shown(row),
            period=_period_of(row),
            identity=(indicator.id, _without_quarter(row.where)),
            bounds=_bounds_of(row, indicator),
        )
        collector.add(
            fact,
            about,
            kind=kind,
            base=indicator.scale if kind is QuantityKind.RATE else 0,
            title=edition.say(indicator.title),
        )


def _period_of(row: Row) -> str:
    """Return the label of the period of a row: a quarter of a year is a period, also where it is a dimension."""
    quarters = [_QUARTER.fullmatch(code) for _, code in row.where]
    numbers = [match["number"] for match in quarters if match is not None]
    is_of_a_year = row.period.isdigit()
    return f"{row.period}-Q{numbers[0]}" if numbers and is_of_a_year else row.period


def _without_quarter(where: Where) -> Where:
    """Return what narrows a row beside its period."""
    return tuple((name, code) for name, code in where if not _QUARTER.fullmatch(code))


def _bounds_of(row: Row, indicator: Indicator) -> tuple[Decimal, Decimal] | None:
    """Return between what the count of a row lies, where it was moved to a coarser grid before it was published."""
    is_count = indicator.shape == "count"
    if not is_count or not row.is_shown or row.lower is None or row.upper is None:
        return None
    return Decimal(str(row.lower)), Decimal(str(row.upper))


_KIND_OF_SHAPE = {"rate": QuantityKind.RATE, "duration": QuantityKind.DURATION}


def _kind_of(indicator: Indicator) -> QuantityKind:
    if indicator.is_percentage:
        return QuantityKind.SHARE
    return _KIND_OF_SHAPE.get(indicator.shape, QuantityKind.COUNT)


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
