"""The chart of the totals of an indicator: a line over periods, under a title that says what it shows."""

from collections.abc import Sequence

from zicht.edition import comparing, findings
from zicht.edition.charts import ceiling, fluid
from zicht.edition.figures import axis_words
from zicht.edition.rows import Row
from zicht.site.library import SiteEdition
from zicht.site.pages.alternatives import points_in_words
from zicht.site.parts import Chart, ChartTitle
from zicht.vocabulary.definitions import Indicator


def total_chart(edition: SiteEdition, indicator: Indicator) -> Chart:
    """Draw the line of the totals."""
    rows = edition.library.rows[indicator.id]
    line = rows.line()
    title = _title(edition, indicator, line)
    points = tuple(point(edition, row) for row in line)
    lines = _done_and_pending(edition, indicator, line, points)
    break_years = [str(event.year) for event in indicator.breaks]
    values = points_in_words(edition, points)
    drawing = fluid.line_chart(
        lines,
        label=edition.words("line_alternative", title=title.words, values=values),
        tick_words=tick_words(edition, indicator, line),
        breaks=break_years,
    )
    has_loose_marks = len(lines) > 1
    return Chart(
        title=title.words,
        subtitle=_subtitle(edition, indicator, points, has_loose_marks=has_loose_marks),
        drawing=drawing,
        has_break=any(year in rows.periods for year in break_years),
        says=title.says,
    )


def _done_and_pending(
    edition: SiteEdition,
    indicator: Indicator,
    line: Sequence[Row],
    points: tuple[fluid.Point, ...],
) -> list[fluid.Line]:
    """Split the marks into a line of periods that are done and loose marks of those that are pending.

    No line leads to years of which a part still runs: they would look like a fall.
    """
    n_done = sum(
        comparing.is_settled(indicator, row.period, line[-1].period) for row in line
    )
    lines = []
    if n_done:
        lines.append(fluid.Line(edition.say(indicator.title), points[:n_done]))
    if n_done < len(points):
        lines.append(fluid.Line("", points[n_done:], is_loose=True))
    return lines


def _subtitle(
    edition: SiteEdition,
    indicator: Indicator,
    points: Sequence[fluid.Point],
    *,
    has_loose_marks: bool,
) -> str:
    """State what is drawn, and why some marks stand loose."""
    drawn = edition.words(
        f"subtitle.{indicator.shape}",
        unit=edition.unit(indicator),
        first=points[0].period,
        last=points[-1].period,
    )
    if not has_loose_marks:
        return drawn
    return f"{drawn}. {edition.words('loose_marks')}"


def _title(
    edition: SiteEdition, indicator: Indicator, line: Sequence[Row]
) -> ChartTitle:
    """State what the totals show in words, or the question where they do not bear a statement."""
    trend = findings.trend(
        line,
        is_share=indicator.is_percentage,
        break_years=[event.year for event in indicator.breaks],
        is_running=_is_still_running(indicator, line),
    )
    if trend is None:
        # A title that states a direction is read as a finding. Without one that the numbers support the
        # question stands there.
        return ChartTitle(edition.say(indicator.question))
    words = edition.words(
        f"trend.{trend.direction}",
        title=edition.say(indicator.title),
        first=edition.shown(trend.first),
        last=edition.shown(trend.last),
        from_period=edition.period(trend.first.period),
        to_period=edition.period(trend.last.period),
    )
    return ChartTitle(words, (str(trend.first.key), str(trend.last.key)))


def _is_still_running(indicator: Indicator, line: Sequence[Row]) -> bool:
    """Whether people of the last period are still followed, while those of the first are done."""
    if not line:
        return False
    first, last = line[0].period, line[-1].period
    return comparing.why_not_comparable(indicator, first, last) == "cohort"


def point(edition: SiteEdition, row: Row) -> fluid.Point:
    """Return the mark of a row; no line joins it to the one before where law or definition changed in between."""
    indicator = edition.release.indicators[row.indicator]
    return fluid.Point(
        edition.period(row.period),
        row.value,
        edition.shown(row),
        row.lower,
        row.upper,
        begins_anew=comparing.holds_a_break(indicator, row.period),
        figure=str(row.key),
    )


def tick_words(
    edition: SiteEdition, indicator: Indicator, marks: Sequence[Row | fluid.Point]
) -> dict[float, str]:
    """Write the ticks of an axis that holds every value and every bound."""
    ends = [max(mark.value or 0, mark.upper or 0) for mark in marks]
    _, ticks = ceiling(max(ends, default=0))
    return axis_words(ticks, indicator.shape, edition.language)
