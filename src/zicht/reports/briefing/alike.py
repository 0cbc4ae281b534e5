"""What municipalities of like size show, in bands: how many of them, never which of them."""

from collections.abc import Sequence

from zicht.edition.figures import Figure
from zicht.reports.briefing.draft import Draft
from zicht.reports.briefing.local import dimension_of, local_indicators
from zicht.reports.nodes import heading, para, plain_cell, plain_table, table_row
from zicht.reports.wording import Node
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.codes import UNKNOWN
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import FigureKey

LIKE_SIZED = 10
"""How many municipalities of like size stand beside one."""
_FEWEST = 3
"""Fewer than so many would tell too much of one of them."""
_DEFAULT_THRESHOLD = 10
_LARGE = 5
"""The last band starts at so many times the threshold."""


def municipalities_alike(draft: Draft) -> list[Node]:
    """Count the municipalities of like size in each band, per indicator."""
    area, country = draft.subject.area, draft.edition.release.geography
    if area is None or country is None or area.level != country.leaf_level:
        return []
    others = _alike(country, area)
    if len(others) < _FEWEST or not area.inhabitants:
        return []
    words, number = draft.edition.words, draft.edition.number
    indicators = local_indicators(draft, area)
    bands = _bands(draft)
    counts = [_count_in_bands(draft, one, others, bands) for one in indicators]
    columns = [name for _, name in bands]
    if any(of_indicator[-1] for of_indicator in counts):
        columns.append(words("brief.not_shown_of"))
    rows = []
    for indicator, of_indicator in zip(indicators, counts, strict=True):
        cells = [plain_cell(number(n)) for n in of_indicator[: len(columns)]]
        rows.append(table_row(draft.edition.say(indicator.title), cells))
    sizes = [other.inhabitants for other in others]
    intro = words(
        "brief.like_sized_intro",
        n=len(others),
        low=number(min(sizes)),
        high=number(max(sizes)),
    )
    title = words("brief.like_sized")
    stub = words("brief.municipalities_with")
    return [heading(title), para(intro), plain_table(title, stub, columns, rows)]


def _alike(country: Geography, area: Area) -> list[Area]:
    """Return the areas whose number of inhabitants is nearest."""
    others = [
        other
        for other in country.level(country.leaf_level)
        if other.code not in (area.code, UNKNOWN)
    ]
    others.sort(
        key=lambda other: (abs(other.inhabitants - area.inhabitants), other.code)
    )
    return others[:LIKE_SIZED]


def _bands(draft: Draft) -> list[tuple[float, str]]:
    """Return the upper end of each band, and its name."""
    words, number, policy = (
        draft.edition.words,
        draft.edition.number,
        draft.edition.release.policy,
    )
    small = policy.local_threshold if policy else _DEFAULT_THRESHOLD
    large = _LARGE * small
    return [
        (small, words("shown.fewer_than", n=number(small))),
        (large, words("brief.between", low=number(small), high=number(large))),
        (float("inf"), words("brief.at_least", n=number(large))),
    ]


def _count_in_bands(
    draft: Draft,
    indicator: Indicator,
    areas: Sequence[Area],
    bands: Sequence[tuple[float, str]],
) -> list[int]:
    """Count areas per band in the last period, and last those of which no band can be said."""
    edition = draft.edition
    period = max(edition.release.series[indicator.id].periods.tolist())
    ends = [end for end, _ in bands]
    counts = [0] * (len(bands) + 1)
    for area in areas:
        where = ((dimension_of(draft, indicator, area), area.code),)
        row = edition.row(FigureKey(indicator.id, period, where))
        figure = None if row is None else edition.counted(row)
        counts[_band(figure, ends)] += 1
    return counts


def _band(figure: Figure | None, ends: Sequence[float]) -> int:
    """Return the place of a figure among bands; the place after the last where it may lie in several."""
    several = len(ends)
    if figure is None:
        return several
    if figure.value is None:
        lies_in_the_first = figure.upper is not None and figure.upper < ends[0]
        return 0 if lies_in_the_first else several
    return next(place for place, end in enumerate(ends) if figure.value < end)
