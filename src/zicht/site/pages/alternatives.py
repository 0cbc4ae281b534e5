"""Written alternatives of charts on pages, for readers who do not see them."""

from collections.abc import Sequence

from zicht.edition.charts import fluid
from zicht.edition.charts.bar import Bar
from zicht.edition.figures import with_interval
from zicht.site.library import SiteEdition


def bars_in_words(edition: SiteEdition, title: str, bars: Sequence[Bar]) -> str:
    """Write the alternative of bars, for readers who do not see them."""
    values = "; ".join(
        edition.labelled(bar.name, with_interval(bar.words, bar.interval))
        for bar in bars
    )
    return edition.words("bar_alternative", title=title, values=values)


def points_in_words(edition: SiteEdition, points: Sequence[fluid.Point]) -> str:
    """Write the marks of a line for its written alternative."""
    return "; ".join(edition.labelled(each.period, each.words) for each in points)
