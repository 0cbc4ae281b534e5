"""Figures of a theme for the whole country: how each indicator went, one chart, and the estimate."""

from collections.abc import Sequence

from zicht.edition import estimates, numerals
from zicht.edition.figures import Figure
from zicht.edition.labels import ESTIMATED, themes_with_figures
from zicht.edition.nodes import Directive
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import heading, plain_cell, plain_table, table_row
from zicht.reports.pairs import direction, why_not_comparable
from zicht.reports.wording import Node
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD

_MOST_INDICATORS = 7
_MOST_PER_THEME = 2
"""Indicators of each theme where no theme was asked for."""
_FEWEST_FIGURES = 3
_NOTHING = "\u2013"


def national_figures(draft: Draft) -> list[Node]:
    """Set the first, last but one and last figure of each indicator, and which way it went.

    All rows share the periods of the first: an indicator of other periods is left out.
    """
    words = draft.edition.words
    rows: list[Node] = []
    periods: list[str] = []
    for indicator in _yearly_indicators(draft):
        line = draft.edition.rows[indicator.id].line()
        figures = [draft.edition.counted(row) for row in line]
        if not _can_be_set(figures):
            continue
        chosen = [figures[0], figures[-2], figures[-1]]
        own_periods = [figure.period for figure in chosen]
        if rows and own_periods != periods:
            continue
        periods = own_periods
        cells = [draft.cell(figure) for figure in chosen]
        cells.append(plain_cell(_trend(draft, figures)))
        rows.append(table_row(draft.edition.say(indicator.title), cells))
    if not rows:
        return []
    title = words("brief.figures")
    columns = [numerals.period(period) for period in periods]
    columns.append(words("brief.since", year=periods[0]))
    table = plain_table(title, words("indicator"), columns, rows[:_MOST_INDICATORS])
    return [heading(title), table, *_chart(draft)]


def _can_be_set(figures: Sequence[Figure]) -> bool:
    """Whether there are figures enough, and the first and the last have a number."""
    if len(figures) < _FEWEST_FIGURES:
        return False
    return figures[0].value is not None and figures[-1].value is not None


def _yearly_indicators(draft: Draft) -> list[Indicator]:
    """Return yearly indicators of the theme in the order of themes; two of each where none was asked for.

    An indicator that is a variant of another, as `K08-om` is, is left out.
    """
    release = draft.edition.release
    themes = themes_with_figures(release)
    ranked = sorted(
        (
            indicator
            for indicator in release.indicators.values()
            if indicator.id in release.series
            and indicator.periods == PERIOD
            and "-" not in indicator.id
            and draft.is_of_theme(indicator)
        ),
        key=lambda indicator: (themes.index(indicator.theme), indicator.id),
    )
    if draft.subject.theme:
        return ranked
    chosen: list[Indicator] = []
    for indicator in ranked:
        n_of_theme = sum(other.theme == indicator.theme for other in chosen)
        if n_of_theme < _MOST_PER_THEME:
            chosen.append(indicator)
    return chosen


def _trend(draft: Draft, figures: Sequence[Figure]) -> str:
    """Say which way a series went, as far as its figures may be compared."""
    words = draft.edition.words
    reason = why_not_comparable(figures[0], figures[-1], draft.edition)
    if reason == "cohort":
        return words("brief.pending")
    # Across the year of a break figures mean something else: only those before it are compared.
    compared = [figure for figure in figures if not reason or figure.period < reason]
    if len(compared) < 2:
        return _NOTHING
    first, last = compared[0], compared[-1]
    if first.value is None or last.value is None:
        return _NOTHING
    trend = words(f"trend.{direction(first, last)}")
    if not reason:
        return trend
    return words("brief.until", trend=trend, year=last.period)


def _chart(draft: Draft) -> list[Node]:
    """Draw the first count of the theme by its first breakdown, without what is unknown or rest."""
    lists = draft.edition.release.codes
    for indicator in _yearly_indicators(draft):
        dimension = _first_dimension(draft, indicator)
        if indicator.shape != "count" or not dimension:
            continue
        only = ""
        if dimension in lists:
            codes = lists[dimension]
            named = [code for code in codes.leaves if code not in codes.residual]
            only = ",".join(named)
        settings = {"by": dimension, "only": only}
        chart = Directive("chart", (indicator.id,), settings, 0)
        return draft.set_directive(chart).blocks
    return []


def _first_dimension(draft: Draft, indicator: Indicator) -> str:
    """Name of the first dimension that an indicator is broken down by alone, other than by small area."""
    country = draft.edition.release.geography
    small_areas = country.leaf_level if country else ""
    for names in indicator.breakdowns:
        if len(names) == 1 and names[0] != small_areas:
            return names[0]
    return ""


def estimate_of_all(draft: Draft) -> list[Node]:
    """Set the estimate of those nobody saw, where the brief is about how often it happens."""
    known = draft.edition.release.estimates
    if draft.subject.theme != ESTIMATED or not known:
        return []
    id_ = next(iter(known))
    setting = draft.set_directive(Directive("estimate", (id_,), {}, 0))
    draft.estimates = setting.estimates
    title = draft.edition.say(estimates.find(draft.edition, id_).title)
    return [heading(title), *setting.blocks]
