"""Cited figures, grouped into series: the same thing, of several years, producers and editions."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.slugs import slugify
from zicht.vocabulary.figures import Cited
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
        """Figures of the same thing and period of which different numbers were printed."""
        same: dict[tuple[str, ...], list[Cited]] = defaultdict(list)
        for figure in self.figures:
            same[_subject(figure)].append(figure)
        return tuple(
            tuple(found)
            for found in same.values()
            if len({figure.value for figure in found}) > 1
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
