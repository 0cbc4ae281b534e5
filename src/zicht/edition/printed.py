"""Cited figures, grouped into series: one subject in several years, by several producers and editions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.slugs import slugify
from zicht.vocabulary.cited import Cited, CountingRule
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
    names_and_columns = []
    for name in COLUMNS:
        if name in COLUMNS_OF_WORDS:
            for code in codes:
                names_and_columns.append((name, f"{name}_{code}"))
        else:
            names_and_columns.append((name, name))
    return tuple(names_and_columns)


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
        """Title of the series."""
        return self.figures[0].title

    @property
    def theme(self) -> str:
        """Theme of its figures."""
        return self.figures[0].theme

    @property
    def newest(self) -> tuple[Cited, ...]:
        """Figures of the newest period, one per number that was printed."""
        newest_subject = _subject(self.figures[-1])
        by_value = {}
        for figure in self.figures:
            if _subject(figure) == newest_subject:
                by_value[figure.value] = figure
        return tuple(by_value.values())

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
        by_subject: dict[tuple[str, ...], dict[str, Cited]] = defaultdict(dict)
        for figure in self.figures:
            if figure.identity is not None:
                by_subject[_subject(figure)][figure.identity.rule.id] = figure
        return _with_several_values(
            list(by_rule.values()) for by_rule in by_subject.values()
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
    """Return the groups of figures that do not all have one value."""
    differing = []
    for figures in groups:
        values = {figure.value for figure in figures}
        if len(values) > 1:
            differing.append(tuple(figures))
    return tuple(differing)


def _subject(figure: Cited) -> tuple[str, ...]:
    """Return what identifies a figure in a series: period, unit, population and categories."""
    when = figure.period
    if not when:
        when = _first_words(figure.when) if figure.when else figure.id
    where = ",".join(f"{name}={code}" for name, code in sorted(figure.where.items()))
    population = "" if figure.series else _first_words(figure.population)
    return (when, figure.unit, population, where)


def _first_words(text: Text) -> str:
    """Return the words in the first language of a text, by which texts are told apart."""
    _, words = next(iter(text.items()))
    return words


# ---- grouping


def group(release: Release) -> tuple[Group, ...]:
    """Group the cited figures of a release: by the series they name, else by indicator, else by their title."""
    figures_by_id: dict[str, list[Cited]] = defaultdict(list)
    for figure in release.cited:
        figures_by_id[_group_id(figure)].append(figure)
    slugs = _slugs({id_: figures[0] for id_, figures in figures_by_id.items()})
    groups = []
    for id_, figures in figures_by_id.items():
        figures.sort(key=_place_in_group)
        groups.append(Group(id_, slugs[id_], tuple(figures)))
    return tuple(groups)


def _group_id(figure: Cited) -> str:
    """Return the id of the series that a figure belongs to: as it declares, else made of its title and categories."""
    if figure.series:
        return slugify(figure.series)
    title = slugify(_first_words(figure.title))
    categories = [f"{name} {code}" for name, code in sorted(figure.where.items())]
    where = slugify(" ".join(categories))
    return f"{title}-{where}" if title and where else title or where


def _place_in_group(figure: Cited) -> tuple[tuple[str, str], str, str, str]:
    return last_years(figure), figure.producer, figure.vintage, figure.id


def last_years(figure: Cited) -> tuple[str, str]:
    """Order periods by their last year, a single year after a run of years that ends in it."""
    first, _, last = figure.period.partition("-")
    return (last or first, first)


def _slugs(first_figures: Mapping[str, Cited]) -> dict[str, Text]:
    """Return the word of the address of each series, per language.

    In the first language of its title it is the id of the series; in others it is made of the title, or again the id
    where another series has the same words.
    """
    wished = {id_: _wished_slugs(id_, figure) for id_, figure in first_figures.items()}
    times_wished: Counter[tuple[str, str]] = Counter()
    for by_language in wished.values():
        times_wished.update(by_language.items())
    slugs = {}
    for id_, by_language in wished.items():
        chosen = {}
        for language, slug in by_language.items():
            is_free = times_wished[language, slug] == 1
            chosen[language] = slug if slug and is_free else id_
        slugs[id_] = Text.of(chosen)
    return slugs


def _wished_slugs(id_: str, figure: Cited) -> dict[str, str]:
    first_language, *other_languages = figure.title.languages
    slugs = {first_language: id_}
    for language in other_languages:
        slug = slugify(figure.title.in_language(language))
        slugs[language] = _shortened(slug)
    return slugs


def _shortened(slug: str) -> str:
    """Return at most ten words, so that an address stays readable."""
    return "-".join(slug.split("-")[:10])


# ---- joining


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
    """Join figures of single years into lines, the longest line first.

    Figures are joined only if they declare the same identity. For each year a line has the figure
    of the latest edition.

    Returns
    -------
    the lines, and figures of earlier editions whose value differs from that in the line
    """
    oldest_edition_first = sorted(figures, key=lambda figure: figure.citation.date)
    latest: dict[Hashable, dict[str, Cited]] = defaultdict(dict)
    for figure in oldest_edition_first:
        latest[identity_key(figure)][figure.period] = figure
    lines = [_line(by_period) for by_period in latest.values()]
    lines.sort(key=lambda line: (-len(line.figures), line.figures[0].id))
    revised = [
        figure
        for figure in oldest_edition_first
        if figure.value != latest[identity_key(figure)][figure.period].value
    ]
    return tuple(lines), tuple(revised)


def _line(by_period: Mapping[str, Cited]) -> JoinedLine:
    """Return the figures of one identity in the order of their periods."""
    return JoinedLine(tuple(by_period[period] for period in sorted(by_period)))
