"""Cited figures, grouped into series: the same thing, of several years, producers and editions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.slugs import slugify
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.identity import CountingRule
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

COLUMNS = (
    "id", "series", "theme", "field", "title_nl", "title_en", "value", "printed_nl", "printed_en", "unit",
    "qualifier_nl", "qualifier_en", "population_nl", "population_en", "period", "producer", "vintage", "printed_in",
    "publisher", "date", "place", "address", "note_nl", "note_en",
)  # fmt: skip
"""Columns of the file of cited figures; what each holds stands in `[cited_column]` of the fixed words."""


@dataclass(frozen=True)
class Group:
    """One series of cited figures.

    Parameters
    ----------
    id : stable word for it
    slug : words of its address
    figures : oldest period first, then by producer and edition
    """

    id: str
    slug: Text
    figures: tuple[Cited, ...]

    @property
    def title(self) -> Text:
        """What its numbers say."""
        return self.figures[0].title

    @property
    def theme(self) -> str:
        """Theme of its figures."""
        return self.figures[0].theme

    @property
    def newest(self) -> tuple[Cited, ...]:
        """Figures of the newest period, one per number that was printed."""
        last = self.figures[-1]
        same = (figure for figure in self.figures if _subject(figure) == _subject(last))
        return tuple({figure.value: figure for figure in same}.values())

    @cached_property
    def conflicts(self) -> tuple[tuple[Cited, ...], ...]:
        """Figures of the same identity and period of which different numbers were printed."""
        by_subject: dict[tuple[object, ...], list[Cited]] = defaultdict(list)
        for figure in self.figures:
            by_subject[_subject(figure), identity_key(figure)].append(figure)
        return _with_several_values(by_subject.values())

    @cached_property
    def by_other_rules(self) -> tuple[tuple[Cited, ...], ...]:
        """Figures of one period that several rules of counting give: they differ and do not contradict each other."""
        by_period: dict[tuple[str, ...], dict[str, Cited]] = defaultdict(dict)
        for figure in self.figures:
            if figure.identity is not None:
                by_period[_subject(figure)][figure.identity.rule.id] = figure
        return _with_several_values(
            tuple(by_rule.values()) for by_rule in by_period.values()
        )

    @cached_property
    def rules(self) -> tuple[CountingRule, ...]:
        """Rules by which its figures were counted, that of the newest figure first."""
        rules = [
            figure.identity.rule
            for figure in reversed(self.figures)
            if figure.identity is not None
        ]
        return tuple(dict.fromkeys(rules))


def identity_key(figure: Cited) -> Hashable:
    """Return what two figures must share to be joined: their identity; a figure that declares none stands alone."""
    return figure.id if figure.identity is None else figure.identity


def _with_several_values(
    groups: Iterable[Sequence[Cited]],
) -> tuple[tuple[Cited, ...], ...]:
    return tuple(
        tuple(figures)
        for figures in groups
        if len({figure.value for figure in figures}) > 1
    )


def _subject(figure: Cited) -> tuple[str, ...]:
    when = figure.period or (figure.when.nl if figure.when else figure.id)
    where = ",".join(f"{name}={code}" for name, code in sorted(figure.where.items()))
    return (when, figure.unit, figure.population.nl if not figure.series else "", where)


def group(release: Release) -> tuple[Group, ...]:
    """Group the cited figures of a release: by the series they name, else by indicator, else by their title."""
    found: dict[str, list[Cited]] = defaultdict(list)
    for figure in release.cited:
        found[_word(figure)].append(figure)
    english = {
        id_: _short(slugify(figures[0].title.en)) for id_, figures in found.items()
    }
    often = Counter(english.values())
    return tuple(
        Group(
            id_,
            Text(id_, english[id_] if often[english[id_]] == 1 else id_),
            _ordered(figures),
        )
        for id_, figures in found.items()
    )


def _word(figure: Cited) -> str:
    if figure.series:
        return slugify(figure.series)
    title = slugify(figure.title.nl)
    where = slugify(
        " ".join(f"{name} {code}" for name, code in sorted(figure.where.items()))
    )
    return "-".join(part for part in (title, where) if part)


def _short(slug: str) -> str:
    """At most ten words, so that an address stays readable."""
    return "-".join(slug.split("-")[:10])


@dataclass(frozen=True)
class JoinedLine:
    """Figures of single years that one line joins: all of one identity, the last edition of each year.

    Parameters
    ----------
    figures : oldest year first
    """

    figures: tuple[Cited, ...]

    @property
    def rule(self) -> CountingRule | None:
        """The rule by which all of them were counted; figures of early releases declare none."""
        identity = self.figures[0].identity
        return None if identity is None else identity.rule


def join(figures: Iterable[Cited]) -> tuple[tuple[JoinedLine, ...], tuple[Cited, ...]]:
    """Join figures of single years into lines: the longest first, and the figures that no line has.

    Figures are joined only where they declare the same identity; a later edition takes the place of an earlier one.

    Returns
    -------
    the lines, and earlier editions whose value differs from the one that a line has for their year
    """
    by_identity: dict[Hashable, dict[str, Cited]] = defaultdict(dict)
    ordered = sorted(figures, key=lambda figure: figure.citation.date)
    for figure in ordered:
        by_identity[identity_key(figure)][figure.period] = figure
    lines = [
        JoinedLine(tuple(sorted(by_year.values(), key=lambda figure: figure.period)))
        for by_year in by_identity.values()
    ]
    lines.sort(key=lambda line: (-len(line.figures), line.figures[0].id))
    earlier = tuple(
        figure
        for figure in ordered
        if figure.value != by_identity[identity_key(figure)][figure.period].value
    )
    return tuple(lines), earlier


def last_years(figure: Cited) -> tuple[str, str]:
    """Order periods by their last year, a single year after a run of years that ends in it."""
    first, _, last = figure.period.partition("-")
    return (last or first, first)


def _ordered(figures: Iterable[Cited]) -> tuple[Cited, ...]:
    return tuple(
        sorted(
            figures,
            key=lambda figure: (
                last_years(figure),
                figure.producer,
                figure.vintage,
                figure.id,
            ),
        )
    )
