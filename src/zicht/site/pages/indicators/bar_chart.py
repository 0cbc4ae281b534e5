"""The charts of a breakdown: bars of the latest period, and a small line per group through the periods."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zicht.edition import comparing, findings
from zicht.edition.charts import fluid
from zicht.edition.charts.bar import Bar
from zicht.edition.rows import Row, Where
from zicht.site.library import SiteEdition
from zicht.site.pages.alternatives import bars_in_words, points_in_words
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.pages.indicators.headlines import latest_settled
from zicht.site.pages.indicators.total_chart import point
from zicht.site.parts import Chart, ChartTitle, SmallChart

_MOST_BARS = 30
_MOST_SMALL_CHARTS = 16
_FEWEST_PERIODS = 3
"""Lowest number of periods for which a line is drawn."""


def bar_chart(shown: Breakdown) -> Chart | None:
    """Draw a bar per category; None if there are too many of them."""
    edition, indicator = shown.edition, shown.indicator
    latest = latest_settled(indicator, shown.rows.periods)
    wheres = _side_by_side(shown)
    rows_or_none = [shown.rows.at(latest, where) for where in wheres]
    rows = [row for row in rows_or_none if row is not None]
    if not rows or len(rows) > _MOST_BARS:
        return None
    bars = _bars(shown, rows)
    title = _title(shown, rows, latest)
    return Chart(
        title=title.words,
        subtitle=_subtitle(shown, latest, bars),
        drawing=bars,
        kind="bars",
        label=bars_in_words(edition, title.words, bars),
        several=_may_overlap(shown),
        small=_small_charts(shown, wheres),
        says=title.says,
    )


def _subtitle(shown: Breakdown, period: str, bars: Sequence[Bar]) -> str:
    """State what the bars show, and what the line across a bar is."""
    edition, indicator = shown.edition, shown.indicator
    subtitle = edition.words(
        f"bar_subtitle.{indicator.shape}",
        unit=edition.unit(indicator),
        period=edition.period(period),
    )
    has_interval = any(bar.interval for bar in bars)
    return f"{subtitle}. {edition.words('bar_interval')}" if has_interval else subtitle


def _bars(shown: Breakdown, rows: Sequence[Row]) -> list[Bar]:
    """Return a bar per row; what is rest, unknown or not applicable is drawn apart."""
    edition = shown.edition
    named = [
        fluid.NamedRow(shown.label(row), edition.shown(row), row, edition.interval(row))
        for row in rows
    ]
    return [
        replace(bar, is_residual=_is_residual(shown, row))
        for bar, row in zip(fluid.bars_of(named), rows, strict=True)
    ]


def _side_by_side(shown: Breakdown) -> list[Where]:
    """Leave out rows that contain other rows: of each dimension only categories of which none contains another."""
    codes_by_name: dict[str, dict[str, None]] = {}
    for where in shown.cells:
        for name, code in where:
            codes_by_name.setdefault(name, {})[code] = None
    chosen = set()
    for name, codes in codes_by_name.items():
        for code in shown.edition.side_by_side(name, codes, most=_MOST_BARS):
            chosen.add((name, code))
    return [where for where in shown.cells if chosen.issuperset(where)]


def _may_overlap(shown: Breakdown) -> bool:
    """Whether a unit may be counted in several bars."""
    lists = shown.edition.release.codes
    return any(
        name in lists and not lists[name].adds_up
        for name in shown.names
        if name != shown.measured
    )


# ---- title


def _title(shown: Breakdown, rows: Sequence[Row], latest: str) -> ChartTitle:
    """Name the largest category if the bounds leave no doubt; otherwise describe what is shown."""
    edition, title = shown.edition, shown.title
    period = edition.period(latest)
    largest = findings.largest(rows) if _can_name_largest(shown) else None
    # That most is unknown or of no kind says nothing about the kinds: it is no title.
    if largest is None or _is_residual(shown, largest):
        words = edition.words("by_title", title=title, by=shown.by, period=period)
        return ChartTitle(words)
    words = edition.words(
        "largest_title",
        name=edition.where(largest.where),
        value=edition.shown(largest),
        period=period,
        title=title,
    )
    return ChartTitle(words, (str(largest.key),))


def _is_residual(shown: Breakdown, row: Row) -> bool:
    """Whether a row is about what is rest, unknown or not applicable."""
    lists = shown.edition.release.codes
    return any(
        name in lists and code in lists[name].residual for name, code in row.where
    )


def _can_name_largest(shown: Breakdown) -> bool:
    """Whether the categories are of one kind: one dimension, no statistics, and no levels."""
    # With several dimensions or levels the largest row may be one that holds others.
    if len(shown.names) != 1 or shown.names[0] == shown.measured:
        return False
    return not _has_levels(shown.edition, shown.names[0])


def _has_levels(edition: SiteEdition, name: str) -> bool:
    """Whether the categories of a dimension lie at several levels, as areas do."""
    codes, country = edition.release.codes.get(name), edition.release.geography
    if codes is None:
        return False
    if codes.parents:
        return True
    return country is not None and any(code in country.areas for code in codes.labels)


# ---- small charts


def _small_charts(shown: Breakdown, wheres: Sequence[Where]) -> list[SmallChart]:
    """Draw a small line per group through the periods, all on one scale; empty if there are many groups.

    A group without a single number or bound has no chart: its row in the table says why.
    """
    rows = shown.rows
    if len(rows.periods) < _FEWEST_PERIODS or len(wheres) > _MOST_SMALL_CHARTS:
        return []
    lines = {}
    for where in wheres:
        line = rows.line(where)
        if any(row.is_shown or row.upper is not None for row in line):
            lines[where] = line
    top = _largest_end(lines.values())
    return [_small_chart(shown, where, line, top) for where, line in lines.items()]


def _largest_end(lines: Iterable[Sequence[Row]]) -> float:
    """Return the largest number of some lines, or the largest upper bound where the number is not shown."""
    ends = [row.value or row.upper or 0.0 for line in lines for row in line]
    return max(ends, default=0.0) or 1.0


def _small_chart(
    shown: Breakdown, where: Where, line: Sequence[Row], top: float
) -> SmallChart:
    edition, name = shown.edition, shown.label(where)
    points = [point(edition, row) for row in line]
    values = points_in_words(edition, points)
    chart = fluid.small_chart(
        points,
        [edition.period(period) for period in shown.rows.periods],
        top,
        label=edition.words("line_alternative", title=name, values=values),
        running=_pending_periods(shown),
    )
    return SmallChart(name, chart)


def _pending_periods(shown: Breakdown) -> list[str]:
    """Write the periods of which a part still runs; empty if no period is done at all."""
    periods = shown.rows.periods
    pending = [
        shown.edition.period(period)
        for period in periods
        if not comparing.is_settled(shown.indicator, period, periods[-1])
    ]
    return pending if len(pending) < len(periods) else []
