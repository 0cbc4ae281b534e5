"""Figures of a theme for the whole country: the course of each indicator, one chart, and the estimate."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition import estimates, numerals
from zicht.edition.figures import Figure
from zicht.edition.labels import themes_with_figures
from zicht.edition.nodes import Directive
from zicht.reports.blocks import set_blocks
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import Node, heading, plain_cell, plain_table, table_row
from zicht.reports.pairs import direction, why_not_comparable
from zicht.reports.references import resolve
from zicht.reports.wording import Setting
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD

_MOST_INDICATORS = 7
_MOST_PER_THEME = 2
"""Indicators of each theme where no theme was asked for."""
_FEWEST_FIGURES = 3
_NOTHING = "\u2013"


def national_figures(draft: Draft) -> list[Node]:
    """Set the first, last but one and last figure of each indicator, and its direction.

    All rows share the periods of the first: an indicator of other periods is left out.
    """
    lines = _lines(draft)
    if not lines:
        return []
    words, periods = draft.edition.words, lines[0].periods
    of_these_periods = [line for line in lines if line.periods == periods]
    rows = [_row(draft, line) for line in of_these_periods]
    columns = [numerals.period(period) for period in periods]
    columns.append(words("brief.since", year=periods[0]))
    title = words("brief.figures")
    table = plain_table(title, words("indicator"), columns, rows[:_MOST_INDICATORS])
    return [heading(title), table, *_chart(draft)]


@dataclass(frozen=True)
class _Line:
    """The figures of an indicator, one for each period."""

    indicator: Indicator
    figures: Sequence[Figure]

    @property
    def chosen(self) -> tuple[Figure, Figure, Figure]:
        """The first, the last but one and the last figure."""
        return self.figures[0], self.figures[-2], self.figures[-1]

    @property
    def periods(self) -> list[str]:
        """Periods of the chosen figures."""
        return [figure.period for figure in self.chosen]


def _lines(draft: Draft) -> list[_Line]:
    """Return the indicators of which a row can be set, in the order of themes."""
    lines = []
    for indicator in _yearly_indicators(draft):
        rows = draft.edition.rows[indicator.id].line()
        figures = [draft.edition.counted(row) for row in rows]
        if _can_be_set(figures):
            lines.append(_Line(indicator, figures))
    return lines


def _row(draft: Draft, line: _Line) -> Node:
    cells = [draft.cell(figure) for figure in line.chosen]
    trend = plain_cell(_trend(draft, line.figures))
    return table_row(draft.edition.say(line.indicator.title), [*cells, trend])


def _can_be_set(figures: Sequence[Figure]) -> bool:
    """Whether there are figures enough, and the first and the last have a number."""
    if len(figures) < _FEWEST_FIGURES:
        return False
    # Without its first or last number a row would have no direction, and a hidden one would invite a
    # guess.
    return figures[0].value is not None and figures[-1].value is not None


def _yearly_indicators(draft: Draft) -> list[Indicator]:
    """Return yearly indicators of the theme in the order of themes; two of each where none was asked for."""
    release = draft.edition.release
    themes = themes_with_figures(release)
    yearly = [
        indicator
        for indicator in release.indicators.values()
        if _is_yearly(draft, indicator) and draft.is_of_theme(indicator)
    ]
    yearly.sort(key=lambda indicator: (themes.index(indicator.theme), indicator.id))
    if draft.subject.theme:
        return yearly
    return _first_of_each_theme(yearly)


def _is_yearly(draft: Draft, indicator: Indicator) -> bool:
    """Whether an indicator of overviews has figures by year."""
    has_figures = indicator.id in draft.edition.release.series
    is_by_year = indicator.periods == PERIOD
    return has_figures and is_by_year and indicator.in_overviews


def _first_of_each_theme(indicators: Sequence[Indicator]) -> list[Indicator]:
    chosen: list[Indicator] = []
    for indicator in indicators:
        n_of_theme = sum(other.theme == indicator.theme for other in chosen)
        if n_of_theme < _MOST_PER_THEME:
            chosen.append(indicator)
    return chosen


def _trend(draft: Draft, figures: Sequence[Figure]) -> str:
    """State the direction of a series, as far as its figures may be compared."""
    words = draft.edition.words
    reason = why_not_comparable(figures[0], figures[-1], draft.edition)
    if reason == "cohort":
        return words("brief.pending")
    # Across the year of a break figures mean something else: only those before it are compared.
    compared = [figure for figure in figures if not reason or figure.period < reason]
    went = _way_it_went(draft, compared)
    if not went:
        return _NOTHING
    if not reason:
        return went
    return words("brief.until", trend=went, year=compared[-1].period)


def _way_it_went(draft: Draft, figures: Sequence[Figure]) -> str:
    """State whether the last figure is above the first; empty if there are not two with a number."""
    if len(figures) < 2 or figures[0].value is None or figures[-1].value is None:
        return ""
    return draft.edition.words(f"trend.{direction(figures[0], figures[-1])}")


def _chart(draft: Draft) -> list[Node]:
    """Draw the first count of the theme by its first breakdown, without what is unknown or rest."""
    for indicator in _yearly_indicators(draft):
        dimension = _first_dimension(draft, indicator)
        if indicator.shape == "count" and dimension:
            settings = {"by": dimension, "only": _named_codes(draft, dimension)}
            chart = Directive("chart", (indicator.id,), settings, 0)
            return _set_directive(draft, chart).blocks
    return []


def _named_codes(draft: Draft, dimension: str) -> str:
    """Return the codes of a dimension without what is unknown or rest; empty if it has no list."""
    codes = draft.edition.release.codes.get(dimension)
    if codes is None:
        return ""
    return ",".join(code for code in codes.leaves if code not in codes.residual)


def _first_dimension(draft: Draft, indicator: Indicator) -> str:
    """Name of the first dimension that an indicator is broken down by alone, other than by small area."""
    country = draft.edition.release.geography
    small_areas = country.leaf_level if country else ""
    for names in indicator.breakdowns:
        if len(names) == 1 and names[0] != small_areas:
            return names[0]
    return ""


def estimate_of_all(draft: Draft) -> list[Node]:
    """Set the estimate of people who were not registered, if the theme has one."""
    known = draft.edition.release.estimates
    theme_of_estimates = draft.edition.release.roles.theme_of_estimates
    is_about_estimates = (
        bool(theme_of_estimates) and draft.subject.theme == theme_of_estimates
    )
    if not (is_about_estimates and known):
        return []
    id_ = next(iter(known))
    setting = _set_directive(draft, Directive("estimate", (id_,), {}, 0))
    draft.estimates = setting.estimates
    title = draft.edition.say(estimates.find(draft.edition, id_).title)
    return [heading(title), *setting.blocks]


def _set_directive(draft: Draft, directive: Directive) -> Setting:
    """Set a table, chart or estimate as a report does, and keep which figures it shows."""
    setting = set_blocks((directive,), draft.edition, "brief", resolve)
    for table in setting.tables:
        draft.shown += table.figures
    return setting
