"""Figures of an area, beside those of the area above it and of the country."""

from collections.abc import Sequence

from zicht.edition import numerals
from zicht.reports.briefing.area_figures import dimension_of, local_indicators
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import (
    Node,
    heading,
    para,
    paragraph,
    plain_cell,
    plain_table,
    strong,
    table_row,
)
from zicht.vocabulary.areas import Area
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import FigureKey

_MOST_PERIODS = 2
_NOTHING = "\u2013"


def local_figures(draft: Draft, area: Area) -> list[Node]:
    """Set each local indicator: the area, the one above it and the country, in the last two periods."""
    indicators = local_indicators(draft, area)
    if not indicators:
        return []
    periods = _last_periods(draft, indicators[0])
    rows: list[Node] = []
    for indicator in indicators:
        rows += _rows(draft, indicator, periods, area)
    words = draft.edition.words
    title = words("brief.figures")
    columns = [numerals.period(period) for period in periods]
    return [
        heading(title),
        plain_table(title, words("brief.area"), columns, rows),
        para(words("brief.protected")),
        *_warning_where_all_is_hidden(draft, area),
    ]


def _last_periods(draft: Draft, indicator: Indicator) -> list[str]:
    every_period = set(draft.edition.release.series[indicator.id].periods.tolist())
    return sorted(every_period)[-_MOST_PERIODS:]


def _rows(
    draft: Draft, indicator: Indicator, periods: Sequence[str], area: Area
) -> list[Node]:
    """Set an indicator: its title, and below it a row per place."""
    no_cells = [plain_cell("")] * len(periods)
    rows = [table_row(draft.edition.say(indicator.title), no_cells, is_total=True)]
    for place in _areas_around(draft, area):
        cells = [_cell(draft, indicator, period, area, place) for period in periods]
        rows.append(table_row(place.name, cells, level=1))
    return rows


def _areas_around(draft: Draft, area: Area) -> Sequence[Area]:
    """Return the area, the one above it at the first level, and the country."""
    release = draft.edition.release
    country = release.geography
    if country is None:
        return [area]
    around = [area]
    first_level = next(iter(country.parents.values()), {})
    if area.code in first_level:
        around.append(country.areas[first_level[area.code]])
    whole = country.areas.get(country.country)
    name = whole.name if whole else release.face.country
    around.append(Area(TOTAL, name, "land"))
    return around


def _cell(
    draft: Draft, indicator: Indicator, period: str, area: Area, place: Area
) -> Node:
    """Return the figure of a place; the dimension is that of the area the brief is about."""
    where: tuple[tuple[str, str], ...] = ()
    if place.code != TOTAL:
        where = ((dimension_of(draft, indicator, area), place.code),)
    row = draft.edition.row(FigureKey(indicator.id, period, where))
    if row is None:
        return plain_cell(_NOTHING)
    return draft.cell(draft.edition.counted(row))


def _warning_where_all_is_hidden(draft: Draft, area: Area) -> list[Node]:
    """Return a sentence if no number of the area is shown, because a band is easily read as nothing."""
    of_area = [figure for figure in draft.shown if f"={area.code}" in figure.address]
    if not of_area or any(figure.value is not None for figure in of_area):
        return []
    warning = draft.edition.words("brief.not_shown", area=area.name)
    return [paragraph([strong(warning)])]
