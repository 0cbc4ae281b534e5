"""Lists of indicators, each with its question and its latest value."""

from collections.abc import Sequence

from markupsafe import Markup

from zicht.site.library import SiteEdition
from zicht.site.pages.indicators.headlines import headline
from zicht.site.parts import FigureLine
from zicht.vocabulary.definitions import Indicator


def indicator_lines(
    edition: SiteEdition, indicators: Sequence[Indicator]
) -> list[FigureLine]:
    """Return a list of indicators, each with its question and its latest value."""
    return [_indicator_line(edition, indicator) for indicator in indicators]


def _indicator_line(edition: SiteEdition, indicator: Indicator) -> FigureLine:
    latest = headline(edition, indicator)
    value = latest.value if latest else ""
    # A duration without its unit says nothing in a list.
    if latest and value and indicator.shape == "duration":
        value = Markup("{} {}").format(value, latest.unit)
    return FigureLine(
        href=edition.way(f"indicator:{indicator.id}"),
        title=edition.say(indicator.title),
        question=edition.say(indicator.question),
        value=value,
        period=latest.period if latest else "",
        figure=latest.key if latest else "",
    )
