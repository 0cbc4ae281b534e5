"""A page per indicator, and one per breakdown of it: table, chart and download of the same rows."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from markupsafe import Markup

from zicht.edition import comparing, findings
from zicht.edition.charts import ceiling, fluid
from zicht.edition.figures import axis_words, years
from zicht.edition.labels import with_capital
from zicht.edition.rows import Row, Where
from zicht.edition.words import all_words
from zicht.site import organisations
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import common, follow_up
from zicht.vocabulary.codes import Relation
from zicht.vocabulary.definitions import Indicator, Statistics
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import PENDING
from zicht.vocabulary.text import Text

CHAIN = ("K03", "K04", "K06")
"""Indicators of the page about the justice chain, in the order of the chain."""
TIMES = ("K08-om", "K08-rechter")
"""How long its steps take."""
_MOST_BARS = 30
_MOST_SMALL = 16
_FIRST_CAVEATS = 2
_START = "0"
_MOST_CURVES = 4
"""As many as there are ways to draw a line."""


def pages(library: Library) -> Iterable[Page]:
    """Give a page per indicator and per breakdown that was published."""
    for indicator in library.release.indicators.values():
        theme, slug = common.theme_slug(indicator.theme), indicator.slug
        yield Page(
            f"indicator:{indicator.id}",
            common.paths(library, theme, slug),
            "indicator.html.jinja",
            lambda edition, indicator=indicator: _total(edition, indicator),  # type: ignore[misc]
            section="figures",
            finding=lambda edition, indicator=indicator: _finding(edition, indicator),  # type: ignore[misc]
        )
        for names in _breakdowns(library, indicator):
            yield Page(
                breakdown_page(indicator, names),
                common.paths(library, theme, slug, _breakdown_slug(names)),
                "indicator.html.jinja",
                lambda edition, indicator=indicator, names=names: _broken_down(
                    edition, indicator, names
                ),  # type: ignore[misc]
                section="figures",
            )


def breakdown_page(indicator: Indicator, names: Sequence[str]) -> str:
    """Id of the page of one breakdown."""
    return f"indicator:{indicator.id}:{'-'.join(names)}"


def _breakdowns(library: Library, indicator: Indicator) -> tuple[tuple[str, ...], ...]:
    rows = library.rows.get(indicator.id)
    return (
        tuple(names for names in rows.breakdowns if names != rows.plainest)
        if rows
        else ()
    )


def _breakdown_slug(names: Sequence[str]) -> Text:
    words = all_words()

    def joined(language: str) -> str:
        parts = []
        for name in names:
            text = words.get(f"dimension_slug.{name}")
            parts.append(text.in_language(language) if text else name.replace("_", "-"))
        return (
            words["slug.by"].in_language(language)
            + "-"
            + f"-{words['and'].in_language(language)}-".join(parts)
        )

    return Text(joined("nl"), joined("en"))


def _finding(edition: SiteEdition, indicator: Indicator) -> Finding:
    parts = [
        indicator.question,
        indicator.counts,
        indicator.leaves_out,
        indicator.population,
        *indicator.caveats,
    ]
    labels = {
        edition.label(name, code)
        for names in _breakdowns(edition.library, indicator)
        for name in names
        if name != "gemeente"
        for code in (
            edition.release.codes[name].labels if name in edition.release.codes else ()
        )
    }
    return Finding(
        "figure",
        " ".join(edition.say(part) for part in parts),
        " ".join([indicator.id, edition.say(indicator.title), *sorted(labels)]),
        theme=indicator.theme,
        years=common.years_of(
            rows.periods if (rows := edition.library.rows.get(indicator.id)) else ()
        ),
        place="key"
        if any(
            name.startswith(f"{indicator.id}:")
            for name in common.on_cards(edition.release)
        )
        else "",
        organisations=tuple(
            edition.say(name) for name in organisations.of_indicator(indicator)
        ),
    )


def headline(edition: SiteEdition, indicator: Indicator) -> Content | None:
    """Give the latest total: value, unit, period, bounds, and how it was the period before.

    Of people or cases that are followed it is the latest year of which all are done, without the year before.
    """
    rows = edition.library.rows.get(indicator.id)
    line = settled(indicator, rows.line()) if rows else ()
    if not line:
        return None
    latest = line[-1]
    before = line[-2] if len(line) > 1 else None
    if (
        before
        and comparing.why_not_comparable(indicator, before.period, latest.period)
        == "cohort"
    ):
        before = None
    return {
        "value": edition.shown(latest),
        "is_shown": latest.is_shown,
        "unit": "" if indicator.is_percentage else edition.unit(indicator),
        "period": edition.period(latest.period),
        "bounds_sentence": edition.bounds_sentence(latest),
        "key": str(latest.key),
        "before": edition.shown(before) if before else "",
        "before_period": edition.period(before.period) if before else "",
    }


def latest_settled(indicator: Indicator, periods: Sequence[str]) -> str:
    """Latest period of which those who are followed are all done; the latest of all where there is none."""
    done = [
        period
        for period in periods
        if comparing.is_settled(indicator, period, periods[-1])
    ]
    return (done or periods)[-1]


def settled(indicator: Indicator, line: Sequence[Row]) -> Sequence[Row]:
    """Rows that will hardly move any more; all of them where none is settled."""
    last = latest_settled(indicator, [row.period for row in line]) if line else ""
    return (
        [row for row in line if row.period <= last]
        if indicator.variant == "cohort"
        else line
    )


def _frame(
    edition: SiteEdition, indicator: Indicator, page: str, names: tuple[str, ...]
) -> Content:
    """Give what the page of an indicator and those of its breakdowns share."""
    here = edition.path(page)
    return {
        "indicator": indicator,
        "title": edition.say(indicator.question),
        "name": edition.say(indicator.title),
        "description": f"{edition.say(indicator.question)} {edition.say(indicator.counts)}",
        "crumbs": common.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            (f"theme:{indicator.theme}", edition.theme(indicator.theme)),
        ),
        "latest": headline(edition, indicator),
        "tabs": _tabs(edition, here, indicator, names),
        "caveats": [
            edition.say(caveat) for caveat in indicator.caveats[:_FIRST_CAVEATS]
        ],
        "more_caveats": [
            edition.say(caveat) for caveat in indicator.caveats[_FIRST_CAVEATS:]
        ],
        "facts": _facts(edition, indicator),
        "breaks": [
            {"year": event.year, "words": edition.say(event.text)}
            for event in indicator.breaks
        ],
        "printed": _printed_elsewhere(edition, here, indicator),
        "used": _used(edition, here, indicator),
        "organisations": common.organisation_links(
            edition, here, organisations.of_indicator(indicator)
        ),
        "map": edition.way(here, f"map:{indicator.id}")
        if edition.has(f"map:{indicator.id}")
        else "",
        "cite": cite(edition, page, edition.say(indicator.title)),
        "downloads": [],
        "table": None,
        "chart": None,
    }


def _facts(edition: SiteEdition, indicator: Indicator) -> list[tuple[str, str]]:
    words = edition.words
    unit = edition.say(indicator.counting_unit)
    return [
        (words("counts"), edition.say(indicator.counts)),
        (words("leaves_out"), edition.say(indicator.leaves_out)),
        (words("counting_unit_title"), unit),
        (words("population"), edition.say(indicator.population)),
        (
            words("variant_title"),
            words.any_of(f"variant.{indicator.variant}", otherwise=indicator.variant),
        ),
        (words("unknowns"), edition.say(indicator.unknowns)),
        (words("source"), edition.say(indicator.source)),
        (
            words("definition"),
            words("definition_version", id=indicator.id, version=indicator.version),
        ),
    ]


def _tabs(
    edition: SiteEdition, here: str, indicator: Indicator, selected: tuple[str, ...]
) -> list[Content]:
    """Give links to the total and to every breakdown; those by two things at once are kept apart."""
    found = _breakdowns(edition.library, indicator)
    if not found:
        return []
    by = edition.words("by")
    plainest = edition.library.rows[indicator.id].plainest
    tabs: list[Content] = []
    for names in (plainest, *found):
        words = f" {edition.words('and')} ".join(
            edition.dimension(name) for name in names
        )
        page = (
            breakdown_page(indicator, names)
            if names != plainest
            else f"indicator:{indicator.id}"
        )
        tabs.append(
            {
                "href": edition.way(here, page),
                "words": f"{by} {words}" if names else edition.words("total"),
                "is_selected": names == selected,
                "is_double": len(names) > 1,
            }
        )
    return tabs


def _total(edition: SiteEdition, indicator: Indicator) -> Content:
    page = f"indicator:{indicator.id}"
    rows = edition.library.rows.get(indicator.id)
    frame = _frame(edition, indicator, page, rows.plainest if rows else ())
    if rows is None:
        return frame
    if rows.plainest:
        return {**frame, **_of_breakdown(edition, indicator, page, rows.plainest)}
    line = rows.line()
    frame.update(total_chart(edition, indicator))
    frame["table"] = _total_table(edition, indicator, line)
    frame["downloads"] = downloads(edition, edition.path(page), indicator, ())
    return frame


def _total_table(
    edition: SiteEdition, indicator: Indicator, line: Sequence[Row]
) -> Content:
    words = edition.words
    is_quotient = indicator.shape in ("share", "rate")
    head = [words("period"), edition.say(indicator.title)]
    if any(edition.bounds(row) for row in line):
        head.append(words("lies_between"))
    if is_quotient:
        head += [words("numerator"), words("denominator")]
    elif indicator.statistics:
        head.append(words("based_on"))
    body = []
    for row in reversed(line):
        cells = [cell(edition, row)]
        if words("lies_between") in head:
            cells.append({"words": edition.bounds(row) or "\u2013", "kind": "quiet"})
        parts = (
            (row.numerator, row.denominator)
            if is_quotient
            else (row.denominator,)
            if indicator.statistics
            else ()
        )
        cells += [
            {
                "words": "\u2013" if part is None else edition.number(part),
                "kind": "quiet",
            }
            for part in parts
        ]
        is_done = comparing.is_settled(indicator, row.period, line[-1].period)
        detail = "" if is_done else words("still_running")
        body.append(
            {
                "name": edition.period(row.period),
                "detail": detail,
                "cells": cells,
                "kind": "",
            }
        )
    return {"head": head, "body": body, "is_wide": False}


def cell(edition: SiteEdition, row: Row | None) -> Content:
    """One cell of a table."""
    if row is None:
        return {"words": "\u2013", "kind": "quiet"}
    return {
        "words": edition.shown(row),
        "kind": "" if row.is_shown else row.status,
    }


def total_chart(edition: SiteEdition, indicator: Indicator) -> Content:
    """Draw the line of the totals, with its finding as a title."""
    rows = edition.library.rows[indicator.id]
    line = rows.line()
    title = trend_title(edition, indicator, line)
    points = tuple(_point(edition, row) for row in line)
    alternative = edition.words(
        "line_alternative",
        title=title,
        values="; ".join(f"{point.period}: {point.words}" for point in points),
    )
    n_done = sum(
        comparing.is_settled(indicator, row.period, line[-1].period) for row in line
    )
    lines = (
        [fluid.Line(edition.say(indicator.title), points[:n_done])] if n_done else []
    )
    if n_done < len(
        points
    ):  # no line leads to years of which a part still runs: they would look like a fall
        lines.append(fluid.Line("", points[n_done:], is_loose=True))
    return {
        "chart_title": title,
        "chart_subtitle": _subtitle(
            edition, indicator, points, has_loose=len(lines) > 1
        ),
        "chart": fluid.line_chart(
            lines,
            label=alternative,
            tick_words=_ticks(edition, indicator, line),
            breaks=[str(event.year) for event in indicator.breaks],
        ),
        "chart_kind": "line",
        "has_break": any(str(event.year) in rows.periods for event in indicator.breaks),
        **_not_shown(edition, indicator, [()]),
    }


def _subtitle(
    edition: SiteEdition,
    indicator: Indicator,
    points: Sequence[fluid.Point],
    *,
    has_loose: bool,
) -> str:
    """Say what is drawn, and why some marks stand loose."""
    drawn = edition.words(
        f"subtitle.{indicator.shape}",
        unit=edition.unit(indicator),
        first=points[0].period,
        last=points[-1].period,
    )
    return f"{drawn}. {edition.words('loose_marks')}" if has_loose else drawn


def _point(edition: SiteEdition, row: Row) -> fluid.Point:
    return fluid.Point(
        edition.period(row.period),
        row.value,
        edition.shown(row),
        row.lower,
        row.upper,
    )


def _ticks(
    edition: SiteEdition, indicator: Indicator, rows: Sequence[Row | fluid.Point]
) -> dict[float, str]:
    """Write the ticks of an axis that holds every value and every bound."""
    largest = max((max(row.value or 0, row.upper or 0) for row in rows), default=0)
    _, ticks = ceiling(largest)
    return axis_words(ticks, indicator.shape, edition.language)


def trend_title(edition: SiteEdition, indicator: Indicator, line: Sequence[Row]) -> str:
    """Say what the totals show in words, or the question where they do not bear a statement."""
    found = findings.trend(
        line,
        is_share=indicator.is_percentage,
        break_years=[event.year for event in indicator.breaks],
        is_running=bool(line)
        and comparing.why_not_comparable(indicator, line[0].period, line[-1].period)
        == "cohort",
    )
    if found is None:
        return edition.say(indicator.question)
    return edition.words(
        f"trend.{found.direction}",
        title=edition.say(indicator.title),
        first=edition.shown(found.first),
        last=edition.shown(found.last),
        from_period=edition.period(found.first.period),
        to_period=edition.period(found.last.period),
    )


def _broken_down(
    edition: SiteEdition, indicator: Indicator, names: tuple[str, ...]
) -> Content:
    page = breakdown_page(indicator, names)
    frame = _frame(edition, indicator, page, names)
    by = f" {edition.words('and')} ".join(edition.dimension(name) for name in names)
    frame.update(
        title=f"{edition.say(indicator.title)} {edition.words('by')} {by}",
        description=f"{edition.say(indicator.title)} {edition.words('by')} {by}",
        **_of_breakdown(edition, indicator, page, names),
    )
    crumbs = frame["crumbs"]
    if isinstance(crumbs, list):
        crumbs.append(
            {
                "href": edition.way(edition.path(page), f"indicator:{indicator.id}"),
                "words": edition.say(indicator.title),
            }
        )
    return frame


def _of_breakdown(
    edition: SiteEdition, indicator: Indicator, page: str, names: tuple[str, ...]
) -> Content:
    wheres = order(
        edition, edition.library.rows[indicator.id].of_breakdown(names), names
    )
    if indicator.statistics and indicator.statistics.dimension in names:
        # The margin of what is told repeats its headline.
        wheres = [
            where for where in wheres if indicator.statistics.dimension in dict(where)
        ]
    return {
        "table": _wide_table(edition, indicator, wheres, names),
        "rows_note": _rows_note(edition, indicator, names),
        "downloads": downloads(edition, edition.path(page), indicator, names),
        **_drawn(edition, indicator, names, wheres),
        **_not_shown(edition, indicator, wheres),
    }


def _drawn(
    edition: SiteEdition,
    indicator: Indicator,
    names: tuple[str, ...],
    wheres: Sequence[Where],
) -> Content:
    draw = _curve if _is_curve(indicator, names) else _bars
    return draw(edition, indicator, names, wheres)


def _is_curve(indicator: Indicator, names: Sequence[str]) -> bool:
    """Whether a breakdown is by the time within which something happened, alone or beside one other thing."""
    told = indicator.statistics.dimension if indicator.statistics else ""
    return indicator.shape == "survival" and told in names and len(names) <= 2


def _curve(
    edition: SiteEdition,
    indicator: Indicator,
    names: Sequence[str],
    wheres: Sequence[Where],
) -> Content:
    """Draw to whom it happened as time goes by, from nobody at the start: a line in steps for each period or group.

    Groups are drawn of the first period, who were followed longest.
    """
    rows, statistics = edition.library.rows[indicator.id], indicator.statistics
    if statistics is None:
        return {}
    told, title, first = (
        statistics.dimension,
        edition.say(indicator.question),
        rows.periods[0],
    )
    other = next((name for name in names if name != told), "")
    codes = dict.fromkeys(
        dict(where)[other] for where in wheres if other in dict(where)
    )
    drawn = (
        [(edition.label(other, code), first, ((other, code),)) for code in codes]
        if other
        else [(edition.period(period), period, ()) for period in reversed(rows.periods)]
    )
    every = [
        _steps(edition, indicator, statistics, name, period, where)
        for name, period, where in drawn
    ]
    lines = [line for line in every if len(line.points) > 1][:_MOST_CURVES]
    if not lines:
        return {}
    values = "; ".join(
        f"{line.name}: {', '.join(f'{p.period}: {p.words}' for p in line.points[1:])}"
        for line in lines
    )
    styles = [
        f"{line.name}: {edition.words(f'curve_style.{at}')}"
        for at, line in enumerate(lines)
    ]
    return {
        "chart_title": title,
        "chart_subtitle": edition.words(
            "curves_subtitle" if other else "curve_subtitle",
            period=edition.period(first),
            lines="; ".join(styles),
        ),
        "chart": fluid.line_chart(
            lines,
            label=edition.words("line_alternative", title=title, values=values),
            tick_words=_ticks(
                edition, indicator, [point for line in lines for point in line.points]
            ),
            periods=[
                _START,
                *(years(days, edition.language) for days in statistics.steps.values()),
            ],
        ),
        "chart_kind": "line",
        "has_break": False,
    }


def _steps(  # noqa: PLR0917 - one line of a chart
    edition: SiteEdition,
    indicator: Indicator,
    statistics: Statistics,
    name: str,
    period: str,
    where: Where,
) -> fluid.Line:
    """One curve of survival, as far as it is shown."""
    rows = edition.library.rows[indicator.id]
    points = [fluid.Point(_START, 0.0, edition.quantity(0, indicator))]
    for code, days in statistics.steps.items():
        row = rows.at(period, tuple(sorted((*where, (statistics.dimension, code)))))
        if row is not None and row.is_shown:
            shown = edition.shown(row)
            points.append(
                fluid.Point(
                    years(days, edition.language),
                    row.value,
                    shown,
                    row.lower,
                    row.upper,
                )
            )
    return fluid.Line(name, tuple(points), is_stepped=True)


def _not_shown(
    edition: SiteEdition, indicator: Indicator, wheres: Iterable[Where]
) -> Content:
    """Say which reasons there are for a cell without a number: to protect people, or that it is not known yet."""
    rows = edition.library.rows[indicator.id]
    found = [
        row
        for period in rows.periods
        for where in wheres
        if (row := rows.at(period, where)) is not None
    ]
    statuses = {row.status for row in found if not row.is_shown}
    return {
        "has_hidden": bool(statuses - {PENDING}),
        "has_pending": PENDING in statuses,
    }


def order(
    edition: SiteEdition, wheres: Sequence[Where], names: Sequence[str]
) -> list[Where]:
    """Order what rows are about as the code lists do, margins first."""
    places = {name: edition.code_order(name) for name in names}

    def place(where: Where) -> tuple[tuple[int, str], ...]:
        codes = dict(where)
        return tuple(
            (-1, "")
            if name not in codes
            else (places[name].get(codes[name], len(places[name])), codes[name])
            for name in names
        )

    return sorted(wheres, key=place)


def _wide_table(
    edition: SiteEdition,
    indicator: Indicator,
    wheres: Sequence[Where],
    names: Sequence[str],
) -> Content:
    rows = edition.library.rows[indicator.id]
    periods = tuple(reversed(rows.periods))
    body: list[Content] = []
    level = ""
    for where in wheres:
        codes = dict(where)
        if len(names) == 1 and edition.level(codes.get(names[0], "")) not in (
            "",
            level,
        ):
            level = edition.level(codes[names[0]])
            body.append(
                {
                    "name": edition.words(f"level.{level}"),
                    "cells": [],
                    "kind": "group",
                    "span": len(periods) + 1,
                }
            )
        label = [edition.label(name, codes.get(name, TOTAL)) for name in names]
        parts = _parts_of_subtotal(edition, where)
        is_margin = len(where) < len(names) or bool(parts)
        first, rest = (
            (label[0], "") if len(names) == 1 else (label[0], ", ".join(label[1:]))
        )
        body.append(
            {
                "name": edition.words("total") if not where else first,
                "detail": ", ".join(filter(None, (rest, parts))) if where else "",
                "cells": [cell(edition, rows.at(period, where)) for period in periods],
                "kind": "total" if not where else "margin" if is_margin else "",
            }
        )
    dimensions = ", ".join(edition.dimension(name) for name in names)
    return {
        "head": [
            with_capital(dimensions),
            *(_period_head(edition, indicator, period) for period in periods),
        ],
        "body": body,
        "is_wide": True,
    }


def _parts_of_subtotal(edition: SiteEdition, where: Where) -> str:
    """Name the categories that add up to the row of a subtotal; nothing for other rows, and for areas."""
    words = []
    for name, code in where:
        if edition.level(code):
            continue
        parts = [edition.label(name, part) for part in edition.parts_of(name, code)]
        if parts:
            words.append(edition.words("subtotal", parts="; ".join(parts)))
    return ", ".join(words)


def _rows_note(edition: SiteEdition, indicator: Indicator, names: Sequence[str]) -> str:
    """Say that the rows do not add up to the total, where a list is overlapping or nested."""
    measured = indicator.statistics.dimension if indicator.statistics else ""
    relations = {
        codes.relation
        for name in names
        if name != measured and (codes := edition.release.codes.get(name))
    }
    if Relation.NESTED in relations:
        return edition.words("nested_rows")
    if Relation.OVERLAPPING in relations:
        return edition.words("several_groups")
    return ""


def _period_head(edition: SiteEdition, indicator: Indicator, period: str) -> str:
    """Head of a column: its period, and that a part of it still runs where those who are followed are not done."""
    last = edition.library.rows[indicator.id].periods[-1]
    words = edition.period(period)
    if comparing.is_settled(indicator, period, last):
        return words
    return Markup('{} <span class="detail">{}</span>').format(
        words, edition.words("still_running")
    )


def _bars(
    edition: SiteEdition,
    indicator: Indicator,
    names: Sequence[str],
    wheres: Sequence[Where],
) -> Content:
    """Bars of the latest period: what lies at the bottom of the breakdown."""
    rows = edition.library.rows[indicator.id]
    latest = latest_settled(indicator, rows.periods)
    finest = _side_by_side(
        edition, [where for where in wheres if len(where) == len(names)]
    )
    found = [row for where in finest if (row := rows.at(latest, where)) is not None]
    if not found or len(found) > _MOST_BARS:
        return {}
    drawn = [
        (
            edition.where(_in_order(row.where, names)),
            edition.shown(row),
            row,
        )
        for row in found
    ]
    bars = fluid.bars_of(drawn)
    title = _largest_title(edition, indicator, found, names, latest)
    counted = [
        name
        for name in names
        if not (indicator.statistics and name == indicator.statistics.dimension)
    ]
    return {
        "chart_title": title,
        "chart_subtitle": edition.words(
            f"bar_subtitle.{indicator.shape}",
            unit=edition.unit(indicator),
            period=edition.period(latest),
        ),
        "several": any(
            not codes.adds_up
            for name in counted
            if (codes := edition.release.codes.get(name))
        ),
        "small": _small(edition, indicator, finest, names)
        if len(finest) <= _MOST_SMALL
        else [],
        "chart": bars,
        "chart_kind": "bars",
        "chart_label": edition.words(
            "bar_alternative",
            title=title,
            values="; ".join(f"{bar.name}: {bar.words}" for bar in bars),
        ),
    }


def _small(
    edition: SiteEdition,
    indicator: Indicator,
    wheres: Sequence[Where],
    names: Sequence[str],
) -> list[Content]:
    """Draw a small line per group through the periods, all on one scale."""
    rows = edition.library.rows[indicator.id]
    if len(rows.periods) < 3:
        return []
    lines = {where: rows.line(where) for where in wheres}
    top = (
        max(
            (row.value or row.upper or 0 for line in lines.values() for row in line),
            default=0,
        )
        or 1
    )
    periods = [edition.period(period) for period in rows.periods]
    n_done = sum(
        comparing.is_settled(indicator, period, rows.periods[-1])
        for period in rows.periods
    )
    running = periods[n_done:] if n_done else []
    drawn: list[Content] = []
    for where, line in lines.items():
        name = edition.where(_in_order(where, names))
        points = [_point(edition, row) for row in line]
        values = "; ".join(f"{point.period}: {point.words}" for point in points)
        label = edition.words("line_alternative", title=name, values=values)
        drawn.append(
            {
                "name": name,
                "chart": fluid.small_chart(
                    points, periods, top, label=label, running=running
                ),
            }
        )
    return drawn


def _side_by_side(edition: SiteEdition, wheres: list[Where]) -> list[Where]:
    """Leave out rows that contain other rows: of each dimension only categories of which none contains another."""
    codes_by_name: dict[str, dict[str, None]] = {}
    for where in wheres:
        for name, code in where:
            codes_by_name.setdefault(name, {})[code] = None
    chosen = {
        name: set(edition.side_by_side(name, codes, most=_MOST_BARS))
        for name, codes in codes_by_name.items()
    }
    return [
        where for where in wheres if all(code in chosen[name] for name, code in where)
    ]


def _in_order(where: Where, names: Sequence[str]) -> Where:
    codes = dict(where)
    return tuple((name, codes[name]) for name in names if name in codes)


def _largest_title(
    edition: SiteEdition,
    indicator: Indicator,
    found: Sequence[Row],
    names: Sequence[str],
    latest: str,
) -> str:
    is_told = (
        indicator.statistics is not None and indicator.statistics.dimension in names
    )
    is_plain = len(names) == 1 and not is_told and not _has_levels(edition, names[0])
    top = findings.largest(found) if is_plain else None
    by = f" {edition.words('and')} ".join(edition.dimension(name) for name in names)
    if top is None:
        return edition.words(
            "by_title",
            title=edition.say(indicator.title),
            by=by,
            period=edition.period(latest),
        )
    return edition.words(
        "largest_title",
        name=edition.where(top.where),
        value=edition.shown(top),
        period=edition.period(latest),
        title=edition.say(indicator.title),
    )


def _has_levels(edition: SiteEdition, name: str) -> bool:
    codes = edition.release.codes.get(name)
    country = edition.release.geography
    return bool(codes and codes.parents) or bool(
        country and codes and any(code in country.areas for code in codes.labels)
    )


def data_path(indicator: str, names: Sequence[str] = ()) -> str:
    """Path of the download of one breakdown; of everything when it is None."""
    return f"data/{indicator}/{'-'.join(names) or 'totaal'}.csv"


def downloads(
    edition: SiteEdition, here: str, indicator: Indicator, names: tuple[str, ...]
) -> list[Content]:
    """Links to the figures of this page, to all figures of the indicator, and to their metadata."""
    up = "../" * here.count("/")
    by = f" {edition.words('and')} ".join(edition.dimension(name) for name in names)
    this = (
        edition.words("download_breakdown", by=by)
        if names
        else edition.words("download_total")
    )
    found: list[Content] = [
        {
            "href": up + quote(data_path(indicator.id, names)),
            "words": this,
            "type": "CSV",
        }
    ]
    if _breakdowns(edition.library, indicator):
        found.append(
            {
                "href": f"{up}data/{quote(indicator.id)}.csv",
                "words": edition.words("download_all"),
                "type": "CSV",
            }
        )
    found.append(
        {
            "href": f"{up}data/{quote(indicator.id)}.json",
            "words": edition.words("download_metadata"),
            "type": "JSON",
        }
    )
    return found


def _printed_elsewhere(
    edition: SiteEdition, here: str, indicator: Indicator
) -> list[Content]:
    return [
        {
            "href": edition.way(here, f"printed:{group.id}"),
            "title": edition.say(group.title),
            "n": len(group.figures),
            "has_conflict": bool(group.conflicts),
        }
        for group in edition.library.groups
        if any(figure.indicator == indicator.id for figure in group.figures)
    ]


def _used(edition: SiteEdition, here: str, indicator: Indicator) -> list[Content]:
    """Where the indicator is used: key figures and documents that refer to it."""
    used = common.user_links(edition, here, indicator.id)
    if any(
        ref.split(":")[0] == indicator.id
        for figure in edition.release.key_figures
        for ref in figure.figures
    ):
        href = edition.way(here, "key-figures")
        used.insert(
            0, {"href": href, "words": edition.words("key_figures"), "kind": ""}
        )
    if indicator.id in (*CHAIN, *TIMES) and edition.has("chain"):
        used.insert(
            0,
            {
                "href": edition.way(here, "chain"),
                "words": edition.words("chain"),
                "kind": "",
            },
        )
    return used


def cite(edition: SiteEdition, page: str, title: str) -> Markup:
    """How to cite a page: who, what, which edition, where."""
    release = edition.release
    citation = Markup("{}. <cite>{}</cite>. {}. {}.").format(
        edition.say(release.face.institute),
        title,
        edition.say(release.face.title),
        follow_up.edition_words(edition),
    )
    # A path without the name of a site leads nowhere: a citation leaves it out.
    if not edition.library.base_address:
        return citation
    return citation + f" {edition.address(edition.path(page))}"
