"""The chart of a series of cited figures by year, and the same figures as a table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.edition.charts import ceiling, fluid
from zicht.edition.figures import axis_words
from zicht.edition.printed import Group, JoinedLine, join
from zicht.site.library import SiteEdition
from zicht.site.pages import prose
from zicht.site.pages.alternatives import points_in_words
from zicht.site.pages.cited.resting import events_of
from zicht.site.pages.cited.rows import unit_of
from zicht.site.parts import Cell, Chart, LegendEntry, Line, Table
from zicht.vocabulary.cited import Cited

_YEAR = re.compile(r"\d{4}")
_MOST_LINES = 3
_FEWEST_YEARS = 3
_NOTHING = "\u2013"


@dataclass(frozen=True)
class ChartByYear:
    """A series of cited figures by year: the chart, and the same figures as a table."""

    chart: Chart
    table: Table


def n_years(group: Group) -> int:
    """Return the number of years for which a series has a figure of that single year."""
    return len(_years_of(_yearly_figures(group)))


def chart_of(edition: SiteEdition, group: Group) -> ChartByYear | None:
    """Draw a line per identity through the editions that came last, and earlier editions as loose marks.

    The same figures come as a table with a row per year; None if fewer than three years are known.
    """
    yearly = _yearly_figures(group)
    years = _years_of(yearly)
    if len(years) < _FEWEST_YEARS:
        return None
    joined, earlier = join(yearly)
    names = _names_of(edition, joined[:_MOST_LINES])
    drawn = dict(zip(names, joined[:_MOST_LINES], strict=True))
    lines = _lines(edition, drawn, joined[_MOST_LINES:], earlier)
    return ChartByYear(
        chart=_chart(edition, group, lines, yearly),
        table=_table(edition, group, drawn, yearly),
    )


def _chart(
    edition: SiteEdition,
    group: Group,
    lines: Sequence[fluid.Line],
    yearly: Sequence[Cited],
) -> Chart:
    words, years = edition.words, _years_of(yearly)
    first, last = years[0], years[-1]
    title = words(
        "printed_chart_title", title=edition.say(group.title), first=first, last=last
    )
    breaks = _years_of_events(edition, group, first, last)
    drawing = fluid.line_chart(
        lines,
        label=words("line_alternative", title=title, values=_in_words(edition, lines)),
        tick_words=_tick_words(edition, group, yearly),
        breaks=breaks,
        periods=[str(year) for year in range(int(first), int(last) + 1)],
    )
    unit = edition.cited_unit(group.figures[0])
    return Chart(
        title=title,
        subtitle=words("printed_chart_subtitle", unit=unit),
        drawing=drawing,
        has_break=bool(breaks),
        legend=_legend(lines),
    )


def _years_of_events(
    edition: SiteEdition, group: Group, first: str, last: str
) -> list[str]:
    """Return the years in which something moved the series, within those of the chart."""
    years = [document.date[:4] for document in events_of(edition, group)]
    return [year for year in years if first <= year <= last]


# ---- figures of one year


def _yearly_figures(group: Group) -> list[Cited]:
    """Return the figures of one year alone.

    A figure whose rule is not stated is left out where one with a rule gives the same number of the same year.
    """
    yearly = [figure for figure in group.figures if _YEAR.fullmatch(figure.period)]
    stated = {
        (figure.period, figure.value) for figure in yearly if _has_stated_rule(figure)
    }
    return [
        figure
        for figure in yearly
        if _has_stated_rule(figure) or (figure.period, figure.value) not in stated
    ]


def _has_stated_rule(figure: Cited) -> bool:
    return figure.identity is not None and figure.identity.rule.is_stated


def _years_of(figures: Iterable[Cited]) -> list[str]:
    return sorted({figure.period for figure in figures})


# ---- lines


def _lines(
    edition: SiteEdition,
    drawn: Mapping[str, JoinedLine],
    not_drawn: Sequence[JoinedLine],
    earlier: Sequence[Cited],
) -> list[fluid.Line]:
    """Return the lines of the chart, and all other figures as loose marks."""
    lines = [_line(edition, name, line.figures) for name, line in drawn.items()]
    others = list(earlier)
    for line in not_drawn:
        others += line.figures
    if others:
        name = edition.words("other_editions")
        lines.append(_line(edition, name, others, is_loose=True))
    return lines


def _line(
    edition: SiteEdition,
    name: str,
    figures: Iterable[Cited],
    *,
    is_loose: bool = False,
) -> fluid.Line:
    points = [
        fluid.Point(figure.period, float(figure.value), edition.printed(figure))
        for figure in figures
    ]
    return fluid.Line(name, tuple(points), is_loose=is_loose)


def _names_of(edition: SiteEdition, lines: Sequence[JoinedLine]) -> list[str]:
    """Name lines by who counted; two lines of one counter, by its rules; else by who printed."""
    counters = [_who_counted(line) for line in lines]
    names = []
    for line, counter in zip(lines, counters, strict=True):
        has_namesake = counters.count(counter) > 1
        by_rule = line.rule if has_namesake else None
        names.append(edition.say(by_rule.title) if by_rule else counter)
    return [
        f"{name}, {line.figures[0].citation.title}" if names.count(name) > 1 else name
        for line, name in zip(lines, names, strict=True)
    ]


def _who_counted(line: JoinedLine) -> str:
    """Return who counted the figures of a line; where the sources do not say, who printed them."""
    if line.rule and line.rule.is_stated:
        return line.rule.counted_by
    newest = line.figures[-1]
    return newest.producer or newest.citation.publisher


def _legend(lines: Sequence[fluid.Line]) -> list[LegendEntry]:
    """Name the lines where there are several."""
    if len(lines) < 2:
        return []
    return [
        LegendEntry(line.name, style, line.is_loose) for style, line in enumerate(lines)
    ]


def _in_words(edition: SiteEdition, lines: Sequence[fluid.Line]) -> str:
    """Write the marks of every line for the written alternative."""
    described = []
    for line in lines:
        marks = points_in_words(edition, line.points)
        described.append(edition.labelled(line.name, marks))
    return ". ".join(described)


def _tick_words(
    edition: SiteEdition, group: Group, figures: Iterable[Cited]
) -> dict[float, str]:
    _, ticks = ceiling(max(float(figure.value) for figure in figures))
    return axis_words(ticks, group.figures[0].unit, edition.language)


# ---- the table


def _table(
    edition: SiteEdition,
    group: Group,
    lines: Mapping[str, JoinedLine],
    yearly: Sequence[Cited],
) -> Table:
    """Set a row per year, newest first: the last edition by each rule, and what else was printed of that year."""
    last_editions = _last_editions(edition, lines)
    body = []
    for year in reversed(_years_of(yearly)):
        numbers = [last_editions.get((name, year), _NOTHING) for name in lines]
        of_year = [figure for figure in yearly if figure.period == year]
        detail = _other_numbers(edition, of_year, numbers)
        cells = [Cell(words) for words in numbers]
        body.append(Line(year, cells, detail=detail))
    return Table([edition.words("period"), *_heads(edition, group, list(lines))], body)


def _last_editions(
    edition: SiteEdition, lines: Mapping[str, JoinedLine]
) -> dict[tuple[str, str], str]:
    """Return the number of each line and year as it was printed last."""
    numbers = {}
    for name, line in lines.items():
        for figure in line.figures:
            numbers[name, figure.period] = edition.printed(figure)
    return numbers


def _other_numbers(
    edition: SiteEdition, of_year: Sequence[Cited], numbers: Sequence[str]
) -> str:
    """State what else was printed of a year than the numbers of its row."""
    printed = dict.fromkeys(edition.printed(figure) for figure in of_year)
    others = [number for number in printed if number not in numbers]
    if not others:
        return ""
    return edition.words("also_value", values=prose.joined(edition, others))


def _heads(edition: SiteEdition, group: Group, names: Sequence[str]) -> list[str]:
    """Return the names of the lines; of one line, what its numbers are."""
    if len(names) != 1:
        return list(names)
    number, unit = edition.words("number"), unit_of(edition, group)
    return [f"{number}, {unit}" if unit else number]
