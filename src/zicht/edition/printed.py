"""Cited figures, grouped into series: the same thing, of several years, producers and editions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.slugs import slugify
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.identity import CountingRule
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

COLUMNS = (
    "id", "series", "theme", "field", "title", "value", "printed", "unit", "qualifier", "population", "period",
    "producer", "vintage", "printed_in", "publisher", "date", "place", "address", "note",
)  # fmt: skip
"""Columns of the file of cited figures; what each holds stands in `[cited_column]` of the fixed words."""
COLUMNS_OF_WORDS = frozenset({"title", "printed", "qualifier", "population", "note"})
"""Columns that stand in the file once per language, as `title_nl`."""


def columns(languages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the columns of the file of cited figures: name without and with the code of its language."""
    codes = tuple(languages)
    return tuple(
        (name, f"{name}_{code}" if code else name)
        for name in COLUMNS
        for code in (codes if name in COLUMNS_OF_WORDS else ("",))
    )


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
    when = figure.period or (_first_words(figure.when) if figure.when else figure.id)
    where = ",".join(f"{name}={code}" for name, code in sorted(figure.where.items()))
    population = "" if figure.series else _first_words(figure.population)
    return (when, figure.unit, population, where)


def _first_words(text: Text) -> str:
    """Return the words in the first language of a text, by which texts are told apart."""
    return next(iter(words for _, words in text.items()))


def group(release: Release) -> tuple[Group, ...]:
    """Group the cited figures of a release: by the series they name, else by indicator, else by their title."""
    found: dict[str, list[Cited]] = defaultdict(list)
    for figure in release.cited:
        found[_word(figure)].append(figure)
    slugs = _slugs({id_: figures[0] for id_, figures in found.items()})
    return tuple(
        Group(id_, slugs[id_], _ordered(figures)) for id_, figures in found.items()
    )


def _slugs(first: Mapping[str, Cited]) -> dict[str, Text]:
    """Return the word of the address of each series, per language.

    In the first language of its title it is the id of the series; in others it is made of the title, or again the id
    where another series has the same words.
    """
    slugs: dict[str, dict[str, str]] = {}
    for id_, figure in first.items():
        main, *others = figure.title.languages
        words = {
            code: _short(slugify(figure.title.in_language(code))) for code in others
        }
        slugs[id_] = {main: id_, **words}
    often = Counter(
        (code, word) for words in slugs.values() for code, word in words.items()
    )
    return {
        id_: Text.of(
            {
                code: word if word and often[code, word] == 1 else id_
                for code, word in words.items()
            }
        )
        for id_, words in slugs.items()
    }


def _word(figure: Cited) -> str:
    if figure.series:
        return slugify(figure.series)
    title = slugify(_first_words(figure.title))
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
