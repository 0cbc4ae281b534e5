"""The chart of a series of cited figures by year, and the same figures as a table."""

import re
from collections.abc import Iterable, Mapping, Sequence

from zicht.edition.charts import ceiling, fluid
from zicht.edition.figures import axis_words
from zicht.edition.printed import Group, JoinedLine, join
from zicht.site.library import Content, SiteEdition
from zicht.site.pages import prose
from zicht.site.pages.cited.rows import unit_of
from zicht.site.pages.cited.uses import events_of
from zicht.vocabulary.figures import Cited

_YEAR = re.compile(r"\d{4}")
_MOST_LINES = 3
_FEWEST_YEARS = 3
_NOTHING = "\u2013"


def n_years(group: Group) -> int:
    """Return of how many years a series knows a figure of that year alone."""
    return len(_years_of(_yearly_figures(group)))


def chart_of(edition: SiteEdition, group: Group) -> Content:
    """Draw a line per identity through the editions that came last, and earlier editions as loose marks.

    The same figures come as a table with a row per year; nothing where fewer than three years are known.
    """
    yearly = _yearly_figures(group)
    years = _years_of(yearly)
    if len(years) < _FEWEST_YEARS:
        return {}
    first, last = years[0], years[-1]
    joined, earlier = join(yearly)
    names = _names_of(edition, joined[:_MOST_LINES])
    by_name = dict(zip(names, joined[:_MOST_LINES], strict=True))
    lines = _lines(edition, names, joined, earlier)
    title = edition.words(
        "printed_chart_title", title=edition.say(group.title), first=first, last=last
    )
    event_years = [document.date[:4] for document in events_of(edition, group)]
    breaks = [year for year in event_years if first <= year <= last]
    unit = edition.cited_unit(group.figures[0])
    return {
        "by_year": _table(edition, group, by_name, yearly),
        "chart_title": title,
        "has_break": bool(breaks),
        "chart_subtitle": edition.words("printed_chart_subtitle", unit=unit),
        "legend": _legend(lines),
        "chart": fluid.line_chart(
            lines,
            label=edition.words(
                "line_alternative", title=title, values=_in_words(lines)
            ),
            tick_words=_tick_words(edition, group, yearly),
            breaks=breaks,
            periods=[str(year) for year in range(int(first), int(last) + 1)],
        ),
    }


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
    names: Sequence[str],
    joined: Sequence[JoinedLine],
    earlier: Sequence[Cited],
) -> list[fluid.Line]:
    """Return the lines of the chart, and all other figures as loose marks."""
    lines = [
        _line(edition, name, line.figures)
        for name, line in zip(names, joined[:_MOST_LINES], strict=True)
    ]
    others = list(earlier)
    for line in joined[_MOST_LINES:]:
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
    for line, name in zip(lines, counters, strict=True):
        if line.rule and counters.count(name) > 1:
            names.append(edition.say(line.rule.title))
        else:
            names.append(name)
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


def _legend(lines: Sequence[fluid.Line]) -> list[Content]:
    """Name the lines where there are several."""
    if len(lines) < 2:
        return []
    return [
        {"name": line.name, "style": style, "is_loose": line.is_loose}
        for style, line in enumerate(lines)
    ]


def _in_words(lines: Sequence[fluid.Line]) -> str:
    """Write the marks of every line for the written alternative."""
    described = []
    for line in lines:
        marks = "; ".join(f"{point.period}: {point.words}" for point in line.points)
        described.append(f"{line.name}: {marks}")
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
) -> Content:
    """Set a row per year, newest first: the last edition by each rule, and what else was printed of that year."""
    last_edition: dict[tuple[str, str], str] = {}
    for name, line in lines.items():
        for figure in line.figures:
            last_edition[name, figure.period] = edition.printed(figure)
    body = []
    for year in reversed(_years_of(yearly)):
        cells = [last_edition.get((name, year), _NOTHING) for name in lines]
        printed = [
            edition.printed(figure) for figure in yearly if figure.period == year
        ]
        others = [number for number in dict.fromkeys(printed) if number not in cells]
        detail = ""
        if others:
            values = prose.joined(edition, others)
            detail = edition.words("also_value", values=values)
        body.append(
            {
                "name": year,
                "detail": detail,
                "cells": [{"words": words, "kind": ""} for words in cells],
                "kind": "",
            }
        )
    heads = list(lines)
    if len(lines) == 1:
        unit, number = unit_of(edition, group), edition.words("number")
        heads = [f"{number}, {unit}" if unit else number]
    return {"head": [edition.words("period"), *heads], "body": body, "is_wide": False}
