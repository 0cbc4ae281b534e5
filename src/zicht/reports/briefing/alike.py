"""Municipalities of similar size in bands: their number per band, never their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.figures import Figure
from zicht.reports.briefing.area_figures import dimension_of, local_indicators
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import Node, heading, para, plain_cell, plain_table, table_row
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import FigureKey

LIKE_SIZED = 10
"""How many municipalities of like size stand beside one."""
_FEWEST_AREAS = 3
"""With fewer municipalities a band would reveal too much about one of them."""
_DEFAULT_THRESHOLD = 10
_TIMES_THRESHOLD = 5
"""The last band starts at this many times the threshold."""


@dataclass(frozen=True)
class Band:
    """A range of counts.

    Parameters
    ----------
    end : counts below it are in the band, unless they are in an earlier one
    name : as written
    """

    end: float
    name: str


def municipalities_alike(draft: Draft) -> list[Node]:
    """Count the municipalities of like size in each band, per indicator."""
    area = draft.subject.area
    country = draft.edition.release.geography
    if area is None or country is None or area.level != country.leaf_level:
        return []
    others = _areas_of_like_size(country, area)
    if len(others) < _FEWEST_AREAS or not area.inhabitants:
        return []
    words = draft.edition.words
    title = words("brief.like_sized")
    table = _table(draft, area, others, title)
    return [heading(title), para(_introduction(draft, others)), table]


def _areas_of_like_size(country: Geography, area: Area) -> list[Area]:
    """Return the areas whose number of inhabitants is nearest."""

    def distance(other: Area) -> tuple[int, str]:
        return abs(other.inhabitants - area.inhabitants), other.code

    others = [
        other for other in country.level(country.leaf_level) if other.code != area.code
    ]
    # Areas with many more or fewer inhabitants have other numbers for that reason alone.
    others.sort(key=distance)
    return others[:LIKE_SIZED]


def _introduction(draft: Draft, others: Sequence[Area]) -> str:
    """State the number of these municipalities, and their size."""
    number = draft.edition.number
    sizes = [other.inhabitants for other in others]
    return draft.edition.words.count(
        "brief.like_sized_intro",
        len(others),
        low=number(min(sizes)),
        high=number(max(sizes)),
    )


def _table(draft: Draft, area: Area, others: Sequence[Area], title: str) -> Node:
    """Set a row per indicator with the number of municipalities in each band.

    A last column counts the municipalities whose band is unknown, if there are any.
    """
    words, bands = draft.edition.words, _bands(draft)
    indicators = local_indicators(draft, area)
    counts = [
        _count_in_bands(draft, indicator, others, bands) for indicator in indicators
    ]
    columns = [band.name for band in bands]
    if any(in_bands[-1] for in_bands in counts):
        columns.append(words("brief.not_shown_of"))
    rows = [
        _row(draft, indicator, in_bands[: len(columns)])
        for indicator, in_bands in zip(indicators, counts, strict=True)
    ]
    return plain_table(title, words("brief.areas_with"), columns, rows)


def _row(draft: Draft, indicator: Indicator, counts: Sequence[int]) -> Node:
    cells = [plain_cell(draft.edition.number(n)) for n in counts]
    return table_row(draft.edition.say(indicator.title), cells)


def _bands(draft: Draft) -> list[Band]:
    """Return the bands: below the threshold, from there to some times it, and above."""
    words = draft.edition.words
    policy = draft.edition.release.policy
    threshold = policy.local_threshold if policy else _DEFAULT_THRESHOLD
    small = draft.edition.number(threshold)
    large = draft.edition.number(_TIMES_THRESHOLD * threshold)
    return [
        Band(threshold, words("shown.fewer_than", n=small)),
        Band(
            _TIMES_THRESHOLD * threshold, words("brief.between", low=small, high=large)
        ),
        Band(float("inf"), words("brief.at_least", n=large)),
    ]


def _count_in_bands(
    draft: Draft,
    indicator: Indicator,
    areas: Sequence[Area],
    bands: Sequence[Band],
) -> list[int]:
    """Count areas per band in the last period, and last those whose band is unknown."""
    counts = [0] * (len(bands) + 1)
    for area in areas:
        figure = _latest_figure(draft, indicator, area)
        counts[_place_among(bands, figure)] += 1
    return counts


def _latest_figure(draft: Draft, indicator: Indicator, area: Area) -> Figure | None:
    """Return the figure of an area in the last period; None if the release has none."""
    edition = draft.edition
    period = max(edition.release.series[indicator.id].periods.tolist())
    where = ((dimension_of(draft, indicator, area), area.code),)
    row = edition.row(FigureKey(indicator.id, period, where))
    return None if row is None else edition.counted(row)


def _place_among(bands: Sequence[Band], figure: Figure | None) -> int:
    """Return the place of a figure among bands; the place after the last where it may lie in several."""
    in_no_band = len(bands)
    if figure is None:
        return in_no_band
    if figure.value is None:
        # A hidden number may be large, and counts as small only where its printed bound says so.
        is_small = figure.upper is not None and figure.upper < bands[0].end
        return 0 if is_small else in_no_band
    for index, band in enumerate(bands):
        if figure.value < band.end:
            return index
    return in_no_band
