"""The chart of a curve: the share with the event by time since entry, for each period or group."""

from collections.abc import Sequence

from zicht.edition.charts import fluid
from zicht.edition.figures import years
from zicht.edition.rows import Where
from zicht.site.library import SiteEdition
from zicht.site.pages.alternatives import points_in_words
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.pages.indicators.total_chart import tick_words
from zicht.site.parts import Chart
from zicht.vocabulary.definitions import Statistics

_START = "0"
_MOST_CURVES = 4
"""Highest number of lines: the number of styles of a line."""


def is_curve(shown: Breakdown) -> bool:
    """Whether a breakdown is by the time within which something happened, alone or beside one other dimension."""
    return (
        shown.indicator.shape == "survival"
        and shown.measured in shown.names
        and len(shown.names) <= 2
    )


def curve_chart(shown: Breakdown) -> Chart | None:
    """Draw the share with the event by time since entry, beginning at 0: a stepped line per period or group.

    Groups are drawn of the first period, whose people were followed longest.
    """
    edition, indicator = shown.edition, shown.indicator
    statistics = indicator.statistics
    if statistics is None:
        return None
    curves = _curves(shown, statistics)
    if not curves:
        return None
    title = edition.say(indicator.question)
    points = [point for curve in curves for point in curve.points]
    lengths = [years(days, edition.language) for days in statistics.steps.values()]
    values = _curves_in_words(shown.edition, curves)
    drawing = fluid.line_chart(
        curves,
        label=edition.words("line_alternative", title=title, values=values),
        tick_words=tick_words(edition, indicator, points),
        periods=[_START, *lengths],
    )
    return Chart(title=title, subtitle=_subtitle(shown, curves), drawing=drawing)


def _curves_in_words(edition: SiteEdition, curves: Sequence[fluid.Line]) -> str:
    """Write the marks of every curve, without their start, for the written alternative."""
    described = []
    for curve in curves:
        values = points_in_words(edition, curve.points[1:]).replace("; ", ", ")
        described.append(edition.labelled(curve.name, values))
    return "; ".join(described)


def _subtitle(shown: Breakdown, curves: Sequence[fluid.Line]) -> str:
    """State what is drawn, and how each line looks."""
    words = shown.edition.words
    styles = [
        shown.edition.labelled(curve.name, words(f"curve_style.{number}"))
        for number, curve in enumerate(curves)
    ]
    is_by_group = len(shown.names) > 1
    return words(
        "curves_subtitle" if is_by_group else "curve_subtitle",
        period=shown.edition.period(shown.rows.periods[0]),
        lines="; ".join(styles),
    )


def _curves(shown: Breakdown, statistics: Statistics) -> list[fluid.Line]:
    """Return the curves that have a point beside their start: one per group, or one per period, newest first."""
    groups = [name for name in shown.names if name != statistics.dimension]
    if groups:
        curves = _curves_of_groups(shown, statistics, groups[0])
    else:
        curves = _curves_of_periods(shown, statistics)
    return [curve for curve in curves if len(curve.points) > 1][:_MOST_CURVES]


def _curves_of_groups(
    shown: Breakdown, statistics: Statistics, group: str
) -> list[fluid.Line]:
    codes = [dict(where)[group] for where in shown.wheres if group in dict(where)]
    first = shown.rows.periods[0]
    curves = []
    for code in dict.fromkeys(codes):
        name = shown.edition.label(group, code)
        curves.append(_curve(shown, statistics, name, first, ((group, code),)))
    return curves


def _curves_of_periods(shown: Breakdown, statistics: Statistics) -> list[fluid.Line]:
    curves = []
    for period in reversed(shown.rows.periods):
        name = shown.edition.period(period)
        curves.append(_curve(shown, statistics, name, period, ()))
    return curves


def _curve(
    shown: Breakdown, statistics: Statistics, name: str, period: str, where: Where
) -> fluid.Line:
    """Return one curve, as far as its points are shown."""
    edition = shown.edition
    points = [fluid.Point(_START, 0.0, edition.quantity(0, shown.indicator))]
    for code, days in statistics.steps.items():
        step = tuple(sorted((*where, (statistics.dimension, code))))
        row = shown.rows.at(period, step)
        if row is not None and row.is_shown:
            length = years(days, edition.language)
            points.append(
                fluid.Point(
                    length,
                    row.value,
                    edition.shown(row),
                    row.lower,
                    row.upper,
                    figure=str(row.key),
                )
            )
    return fluid.Line(name, tuple(points), is_stepped=True)
