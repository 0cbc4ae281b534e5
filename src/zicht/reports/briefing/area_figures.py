"""Which indicators of a release have a figure for an area."""

from zicht.reports.briefing.draft import Draft
from zicht.vocabulary.areas import Area
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import BLOCKS


def local_indicators(draft: Draft, area: Area) -> list[Indicator]:
    """Return the indicators with a figure for the area; where some are made for small areas, only those."""
    of_area = [
        indicator
        for indicator in draft.edition.release.indicators.values()
        if dimension_of(draft, indicator, area) and draft.is_of_theme(indicator)
    ]
    made_for_areas = [indicator for indicator in of_area if indicator.periods == BLOCKS]
    return sorted(made_for_areas or of_area, key=lambda indicator: indicator.id)


def dimension_of(draft: Draft, indicator: Indicator, area: Area) -> str:
    """Name of the dimension of an indicator that holds an area; empty if it has no figure for it."""
    series = draft.edition.release.series.get(indicator.id)
    if series is None:
        return ""
    for name, codes in zip(series.dimensions, series.codes, strict=True):
        if area.code in set(codes.tolist()):
            return name
    return ""
