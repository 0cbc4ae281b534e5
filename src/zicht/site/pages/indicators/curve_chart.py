"""The chart of a curve: to how many it happened as time goes by, for each period or group."""

from zicht.edition.charts import fluid
from zicht.edition.figures import years
from zicht.edition.rows import Where
from zicht.site.library import Content
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.pages.indicators.total_chart import points_in_words, tick_words
from zicht.vocabulary.definitions import Statistics

_START = "0"
_MOST_CURVES = 4
"""As many as there are ways to draw a line."""


def is_curve(shown: Breakdown) -> bool:
    """Whether a breakdown is by the time within which something happened, alone or beside one other dimension."""
    return (
        shown.indicator.shape == "survival"
        and shown.measured in shown.names
        and len(shown.names) <= 2
    )


def curve_chart(shown: Breakdown) -> Content:
    """Draw to how many it happened as time goes by, from nobody at the start: a line in steps per period or group.

    Groups are drawn of the first period, whose people were followed longest.
    """
    edition, indicator = shown.edition, shown.indicator
    statistics = indicator.statistics
    if statistics is None:
        return {}
    curves = _curves(shown, statistics)
    if not curves:
        return {}
    title = edition.say(indicator.question)
    is_by_group = len(shown.names) > 1
    described = []
    styles = []
    for place, curve in enumerate(curves):
        values = points_in_words(curve.points[1:]).replace("; ", ", ")
        described.append(f"{curve.name}: {values}")
        styles.append(f"{curve.name}: {edition.words(f'curve_style.{place}')}")
    every_point = [each for curve in curves for each in curve.points]
    lengths = [years(days, edition.language) for days in statistics.steps.values()]
    return {
        "chart_title": title,
        "chart_subtitle": edition.words(
            "curves_subtitle" if is_by_group else "curve_subtitle",
            period=edition.period(shown.rows.periods[0]),
            lines="; ".join(styles),
        ),
        "chart": fluid.line_chart(
            curves,
            label=edition.words(
                "line_alternative", title=title, values="; ".join(described)
            ),
            tick_words=tick_words(edition, indicator, every_point),
            periods=[_START, *lengths],
        ),
        "chart_kind": "line",
        "has_break": False,
    }


def _curves(shown: Breakdown, statistics: Statistics) -> list[fluid.Line]:
    """Return the curves that have a point beside their start: one per group, or one per period, newest first."""
    edition, periods = shown.edition, shown.rows.periods
    groups = [name for name in shown.names if name != statistics.dimension]
    curves = []
    if groups:
        group = groups[0]
        codes = [dict(where)[group] for where in shown.wheres if group in dict(where)]
        for code in dict.fromkeys(codes):
            name = edition.label(group, code)
            curves.append(_curve(shown, statistics, name, periods[0], ((group, code),)))
    else:
        for period in reversed(periods):
            name = edition.period(period)
            curves.append(_curve(shown, statistics, name, period, ()))
    return [curve for curve in curves if len(curve.points) > 1][:_MOST_CURVES]


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
                fluid.Point(length, row.value, edition.shown(row), row.lower, row.upper)
            )
    return fluid.Line(name, tuple(points), is_stepped=True)
