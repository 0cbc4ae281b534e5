"""Duration of the steps of the justice chain: for half of the cases, and for nine in ten."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from zicht.edition import numerals
from zicht.edition.charts import fluid
from zicht.edition.charts.bar import Bar
from zicht.edition.rows import Row, Where
from zicht.site.library import Library, SiteEdition
from zicht.site.pages.chain_steps import (
    NOTHING,
    ChainStep,
    Shown,
    chain_step,
    everybody_and_fields,
    name_of,
)
from zicht.site.pages.indicators.cells import cell, quiet
from zicht.site.parts import Cell, Line, Table
from zicht.vocabulary.definitions import Indicator, Statistics

_SENTENCES = ("chain_times_half", "chain_times_nine_in_ten")
"""Sentences on the first two statistics, in the order in which the steps of an indicator have them."""


def steps(edition: SiteEdition) -> list[ChainStep]:
    """Return a step per duration: half and nine in ten in a sentence, the fields of work as bars and table."""
    chain_steps = []
    for indicator in _shown_durations(edition.library):
        if indicator.statistics is not None:
            duration = _Duration(edition, indicator, indicator.statistics)
            chain_steps.append(_step(duration))
    return chain_steps


@dataclass(frozen=True)
class _Duration:
    """A duration of the chain in one language, in its latest period."""

    edition: SiteEdition
    indicator: Indicator
    statistics: Statistics

    @property
    def period(self) -> str:
        """Latest period."""
        return self.edition.library.rows[self.indicator.id].periods[-1]

    def rows(self, where: Where) -> list[Row | None]:
        """Return the row of each statistic, the headline first; None if the release has none."""
        rows = self.edition.library.rows[self.indicator.id]
        of_statistics = []
        for code in self.codes():
            of_statistic = sorted([*where, (self.statistics.dimension, code)])
            of_statistics.append(rows.at(self.period, tuple(of_statistic)))
        return of_statistics

    def codes(self) -> list[str]:
        """Return the codes of the statistics that are shown, the headline first."""
        headline = self.statistics.headline
        others = [code for code in self.statistics.steps if code != headline]
        return [headline, *others]


def _shown_durations(library: Library) -> list[Indicator]:
    """Return the durations of the chain of which the latest year has a number."""
    durations = []
    for id_ in library.release.roles.chain:
        indicator = library.release.indicators.get(id_)
        if indicator is not None and _is_shown(library, indicator):
            durations.append(indicator)
    return durations


def _is_shown(library: Library, indicator: Indicator) -> bool:
    rows = library.rows.get(indicator.id)
    if rows is None:
        return False
    latest = rows.at(rows.periods[-1])
    return latest is not None and latest.is_shown


def _step(duration: _Duration) -> ChainStep:
    edition, indicator = duration.edition, duration.indicator
    drawn = edition.words("chain_times_drawn")
    when = edition.period(duration.period)
    title = edition.words(f"chain_of.{indicator.id}", period=when)
    shown = Shown(
        went_on=drawn,
        alternative_title=f"{title}. {drawn}",
        sentence=_sentence(edition, duration.rows(())),
        bars=_bars(duration),
        table=_table(duration),
        is_hundred=False,
    )
    return chain_step(edition, indicator, duration.period, shown)


def _bars(duration: _Duration) -> Sequence[Bar]:
    """Draw the headline of everybody, and of each field of work."""
    edition, indicator = duration.edition, duration.indicator
    drawn = []
    for where in everybody_and_fields(edition, indicator):
        headline = duration.rows(where)[0]
        if headline is not None:
            days = _days(edition, indicator, headline)
            drawn.append(fluid.NamedRow(name_of(edition, where), days, headline))
    return fluid.bars_of(drawn)


def _table(duration: _Duration) -> Table:
    """Set every statistic of everybody, and of each field of work."""
    edition = duration.edition
    lines = [
        _line(edition, where, duration.rows(where))
        for where in everybody_and_fields(edition, duration.indicator)
    ]
    return Table(_heads(edition, duration), lines)


def _heads(edition: SiteEdition, duration: _Duration) -> list[str]:
    """Return the heads of the table: whom, and for each statistic its number and its bounds."""
    heads = [edition.words("chain_whom")]
    for code in duration.codes():
        heads += [edition.words(f"chain_told.{code}"), edition.words("lies_between")]
    return heads


def _line(edition: SiteEdition, where: Where, rows: Sequence[Row | None]) -> Line:
    cells = []
    for row in rows:
        cells += [cell(edition, row), _bounds_cell(edition, row)]
    return Line(name_of(edition, where), cells, kind="" if where else "total")


def _bounds_cell(edition: SiteEdition, row: Row | None) -> Cell:
    bounds = edition.bounds(row) if row is not None else ""
    if row is None or not bounds:
        return quiet(NOTHING)
    return Cell(bounds, "quiet", str(row.key))


def _days(edition: SiteEdition, indicator: Indicator, row: Row) -> str:
    """Write a duration with its unit; a word for a hidden number stands alone."""
    number = edition.shown(row)
    if not row.is_shown:
        return number
    return f"{number} {edition.unit_beside(indicator, row)}"


def _sentence(edition: SiteEdition, rows: Sequence[Row | None]) -> Markup:
    """State how long half and nine in ten of the cases took, each where its number is shown.

    Each is a sentence of its own: its number alone chooses the form of its noun.
    """
    sentences = []
    for key, row in zip(_SENTENCES, rows, strict=False):
        if row is not None and row.value is not None and row.is_shown:
            # Rounded as the number is printed: 0.5 is printed as 1, and takes its form.
            days = numerals.rounded(row.value)
            words = edition.words.form(key, days)
            sentences.append(edition.sentence(words, [cell(edition, row)]))
    return Markup(" ").join(sentences)
