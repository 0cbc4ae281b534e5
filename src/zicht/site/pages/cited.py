"""A page per series of cited figures: every producer and edition side by side, exactly as printed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from zicht.edition.charts import ceiling, fluid
from zicht.edition.estimates import title_of
from zicht.edition.figures import axis_words
from zicht.edition.printed import Group, JoinedLine, join
from zicht.site import organisations
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import (
    addressing,
    cards,
    chain,
    chain_printed,
    links,
    prose,
    references,
)
from zicht.site.pages.indicators.facts import cite
from zicht.site.pages.knowledge.documents import summary_of
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.identity import CountingRule
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

_YEAR = re.compile(r"\d{4}")
_MOST_LINES = 3
_EVENT = "event"
_FEWEST_YEARS = 3


def pages(library: Library) -> Iterable[Page]:
    """Give the list of published figures, and a page per series."""
    if not library.groups:
        return
    for found in library.groups:
        yield Page(
            f"printed:{found.id}",
            addressing.paths(library, "printed", found.slug),
            "printed.html.jinja",
            lambda edition, found=found: _series(edition, found),  # type: ignore[misc]
            section="figures",
            finding=lambda edition, found=found: _finding(edition, found),  # type: ignore[misc]
        )


def _finding(edition: SiteEdition, group: Group) -> Finding:
    """Say in few words what a series is: a long text would sink in the ranking, below short ones that say less."""
    newest = group.newest[-1]
    latest = f"{edition.cited_period(newest)}: {prose.joined(edition, [edition.printed(one) for one in group.newest])}"
    said = " ".join(_said_of_all(edition, group)) or edition.say(newest.note)
    text = ". ".join(
        part for part in (edition.say(newest.population), latest, said) if part
    )
    values = [edition.printed(figure) for figure in group.figures]
    who = [figure.producer or figure.citation.publisher for figure in group.figures]
    periods = [figure.period for figure in group.figures]
    codes = [
        figure.indicator
        for figure in group.figures
        if figure.indicator and not figure.where
    ]
    return Finding(
        "figure",
        text,
        " ".join(dict.fromkeys([*values, *periods, *who, *codes])),
        theme=group.theme,
        years=references.years_of(periods),
        place=_place(edition, group),
        organisations=tuple(
            edition.say(name) for name in organisations.of_figures(group)
        ),
    )


def _place(edition: SiteEdition, group: Group) -> Literal["key", "", "aside"]:
    if any(figure.id in cards.on_cards(edition.release) for figure in group.figures):
        return "key"
    return "" if any(figure.indicator for figure in group.figures) else "aside"


def _series(edition: SiteEdition, group: Group) -> Content:
    page = f"printed:{group.id}"
    here = edition.path(page)
    said = _said_of_all(edition, group)
    indicator = next(
        (figure.indicator for figure in group.figures if figure.indicator), ""
    )
    return {
        "title": edition.say(group.title),
        "description": f"{edition.say(group.title)}. {edition.words('printed_lead')}",
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            (f"theme:{group.theme}", edition.theme(group.theme)),
        ),
        "latest": [
            {
                "figure": edition.cited_figure(figure),
                "unit": ""
                if figure.unit in ("percent", "euro")
                else edition.cited_unit(figure),
                "period": edition.cited_period(figure),
                "producer": figure.producer or edition.words("producer_not_stated"),
            }
            for figure in group.newest
        ],
        "population": list(
            dict.fromkeys(edition.say(figure.population) for figure in group.figures)
        ),
        "figures": [line(edition, figure, said) for figure in reversed(group.figures)],
        "said": " ".join(said),
        "unit": _unit(edition, group),
        "conflicts": [_conflict(edition, found) for found in group.conflicts],
        "by_other_rules": [_by_rule(edition, found) for found in group.by_other_rules],
        "rules": [_rule(edition, rule) for rule in group.rules],
        "table_title": edition.words("every_edition"),
        "indicator": (
            {
                "href": edition.way(here, f"indicator:{indicator}"),
                "words": edition.say(_title(edition, indicator)),
            }
            if edition.has(f"indicator:{indicator}")
            else None
        ),
        "method_page": links.method_link(edition, here, "gepubliceerde-cijfers"),
        "metadata": "../" * here.count("/") + "data/cited.json",
        "download": "../" * here.count("/") + f"data/cited/{group.id}.csv",
        "events": [
            _event(edition, here, document) for document in _events(edition, group)
        ],
        "used": _used(edition, here, group),
        "organisations": links.organisation_links(
            edition, here, organisations.of_figures(group)
        ),
        "cite": cite(edition, page, edition.say(group.title)),
        "drawn_by_year": chart_of(edition, group),
    }


def _used(edition: SiteEdition, here: str, group: Group) -> list[Content]:
    """Where figures of the series are used: key figures, sums, estimates, and documents that rest on them."""
    ids = {figure.id for figure in group.figures}
    used = [
        links.document_link(edition, here, document)
        for document in _users(edition, group)
        if document.kind != _EVENT
    ]
    release = edition.release
    for id_, estimate in reversed(list(release.estimates.items())):
        if ids & set(estimate.published):
            used.insert(
                0,
                {
                    "href": edition.way(here, f"estimate:{id_}"),
                    "words": title_of(edition, id_),
                    "kind": edition.words("estimate"),
                },
            )
    sums = [
        each
        for each in release.reconciliations
        if ids & {each.whole, *(id_ for _, id_ in (*each.parts, *each.divisor))}
    ]
    if sums:
        used.insert(
            0,
            {
                "href": edition.way(here, "adds-up"),
                "words": edition.words("adds_up"),
                "kind": "",
            },
        )
    if edition.has("chain") and ids & {
        figure.id for _, figure in chain_printed.found(edition.library)
    }:
        used.insert(
            0,
            {
                "href": edition.way(here, "chain"),
                "words": chain.title(edition),
                "kind": "",
            },
        )
    if any(ids & set(card.figures) for card in release.key_figures):
        used.insert(
            0,
            {
                "href": edition.way(here, "key-figures"),
                "words": edition.words("key_figures"),
                "kind": "",
            },
        )
    return used


def _users(edition: SiteEdition, group: Group) -> list[Document]:
    """Documents that rest on the series, or on the indicator that it stands in for."""
    stands_in_for = [
        id_ for id_, found in edition.library.printed_of.items() if found is group
    ]
    return links.users(
        edition.library, *(figure.id for figure in group.figures), *stands_in_for
    )


def _events(edition: SiteEdition, group: Group) -> list[Document]:
    """Find what moved the series, oldest first."""
    return sorted(
        (one for one in _users(edition, group) if one.kind == _EVENT),
        key=lambda one: one.date,
    )


def _event(edition: SiteEdition, here: str, document: Document) -> Content:
    return {
        **links.document_link(edition, here, document),
        "when": edition.day(document.date) if document.date else "",
        "summary": summary_of(edition, document),
    }


def _title(edition: SiteEdition, indicator: str) -> Text:
    return edition.release.indicators[indicator].title


def _sentences(words: str) -> list[str]:
    return re.split(r"(?<=[.!?]) ", words) if words else []


def _said_of_all(edition: SiteEdition, group: Group) -> list[str]:
    """Sentences that the note of every figure of a series ends with: they are said once, above the table."""
    notes = [_sentences(edition.say(figure.note)) for figure in group.figures]
    same: list[str] = []
    while len(notes) > 1 and all(len(note) > len(same) for note in notes):
        ends = {note[-1 - len(same)] for note in notes}
        if len(ends) > 1:
            break
        same.insert(0, ends.pop())
    return same


def _unit(edition: SiteEdition, group: Group) -> str:
    """Name the unit of the whole series, where it is one and no sign."""
    units = {edition.cited_unit(figure) for figure in group.figures}
    is_sign = group.figures[0].unit in ("percent", "euro")
    return "" if is_sign or len(units) > 1 else units.pop()


def line(edition: SiteEdition, figure: Cited, said: Sequence[str]) -> Content:
    """Give one cited figure as a row of a table, without what is said of all."""
    own = _sentences(edition.say(figure.note))
    return {
        "id": figure.id,
        "period": edition.cited_period(figure),
        "figure": edition.cited_figure(figure),
        "population": edition.say(figure.population),
        "producer": figure.producer or edition.words("producer_not_stated"),
        "vintage": figure.vintage,
        "printed_in": references.cited_in(edition, figure),
        "publisher": figure.citation.publisher,
        "address": figure.citation.address
        if figure.citation.address.startswith("https://")
        else "",
        "checked": edition.words.any_of(f"checked.{figure.checked}", otherwise=""),
        "note": " ".join(own[: len(own) - len(said)]),
    }


def _conflict(edition: SiteEdition, figures: Sequence[Cited]) -> Content:
    by_value: dict[str, list[str]] = {}
    for figure in figures:
        who = by_value.setdefault(edition.printed(figure), [])
        name = figure.vintage or figure.producer or figure.citation.title
        if name not in who:
            who.append(name)
    return {
        "period": edition.cited_period(figures[0]),
        "values": [
            {"value": value, "who": prose.joined(edition, who)}
            for value, who in by_value.items()
        ],
    }


def _by_rule(edition: SiteEdition, figures: Sequence[Cited]) -> Content:
    """Show the numbers that several rules of counting give of one period, each with its rule."""
    rules = [
        (edition.printed(figure), edition.say(figure.identity.rule.title))
        for figure in figures
        if figure.identity is not None
    ]
    return {
        "period": edition.cited_period(figures[0]),
        "values": [{"value": value, "who": title} for value, title in rules],
    }


def _rule(edition: SiteEdition, rule: CountingRule) -> Content:
    """Describe a rule of counting: in words, with who counts, whose records, and under which law."""
    facts = [
        ("counted_by", rule.counted_by),
        ("register_of", rule.register),
        ("rule_law", rule.law),
    ]
    return {
        "title": edition.say(rule.title),
        "facts": [(edition.words(key), value) for key, value in facts if value],
    }


def chart_of(edition: SiteEdition, group: Group) -> Content:
    """Draw a line per identity through the editions that came last, and earlier editions as loose marks.

    The same figures come as a table with a row per year; nothing where fewer than three years are known.
    """
    single, years = _single_years(group)
    if len(years) < _FEWEST_YEARS:
        return {}
    joined, earlier = join(single)
    last = joined[:_MOST_LINES]
    names = _names_of(edition, last)
    drawn = [
        _line(edition, name, line.figures)
        for name, line in zip(names, last, strict=True)
    ]
    left_out = [figure for line in joined[_MOST_LINES:] for figure in line.figures]
    if earlier or left_out:
        loose = _line(edition, edition.words("other_editions"), [*earlier, *left_out])
        drawn.append(fluid.Line(loose.name, loose.points, is_loose=True))
    breaks = [
        year
        for document in _events(edition, group)
        if years[0] <= (year := document.date[:4]) <= years[-1]
    ]
    title = edition.words(
        "printed_chart_title",
        title=edition.say(group.title),
        first=years[0],
        last=years[-1],
    )
    values = ". ".join(
        f"{line.name}: "
        + "; ".join(f"{point.period}: {point.words}" for point in line.points)
        for line in drawn
    )
    return {
        "by_year": _by_year(
            edition, group, dict(zip(names, last, strict=True)), single
        ),
        "chart_title": title,
        "has_break": bool(breaks),
        "chart_subtitle": edition.words(
            "printed_chart_subtitle", unit=edition.cited_unit(group.figures[0])
        ),
        "legend": [
            {"name": line.name, "style": at, "is_loose": line.is_loose}
            for at, line in enumerate(drawn)
        ]
        if len(drawn) > 1
        else [],
        "chart": fluid.line_chart(
            drawn,
            label=edition.words("line_alternative", title=title, values=values),
            tick_words=_ticks(
                edition, group, max(float(figure.value) for figure in single)
            ),
            breaks=breaks,
            periods=[str(year) for year in range(int(years[0]), int(years[-1]) + 1)],
        ),
    }


def n_years(group: Group) -> int:
    """Of how many years a series knows a figure of that year alone."""
    return len(_single_years(group)[1])


def _single_years(group: Group) -> tuple[list[Cited], list[str]]:
    single = _told_once(
        [figure for figure in group.figures if _YEAR.fullmatch(figure.period)]
    )
    return single, sorted({figure.period for figure in single})


def _by_year(
    edition: SiteEdition,
    group: Group,
    lines: Mapping[str, JoinedLine],
    single: Sequence[Cited],
) -> Content:
    """Give a row per year, newest first: the last edition by each rule, and what else was printed of that year."""
    unit = _unit(edition, group)
    number = f"{edition.words('number')}, {unit}" if unit else edition.words("number")
    at = {
        (name, figure.period): figure
        for name, line in lines.items()
        for figure in line.figures
    }
    body = []
    for period in sorted({figure.period for figure in single}, reverse=True):
        shown = [at.get((name, period)) for name in lines]
        cells = [edition.printed(figure) if figure else "\u2013" for figure in shown]
        others = dict.fromkeys(
            edition.printed(figure) for figure in single if figure.period == period
        )
        also = [value for value in others if value not in cells]
        body.append(
            {
                "name": period,
                "detail": edition.words(
                    "also_value", values=prose.joined(edition, also)
                )
                if also
                else "",
                "cells": [{"words": words, "kind": ""} for words in cells],
                "kind": "",
            }
        )
    names = [number] if len(lines) == 1 else list(lines)
    return {"head": [edition.words("period"), *names], "body": body, "is_wide": False}


def _told_once(figures: Sequence[Cited]) -> list[Cited]:
    """Leave out a figure whose rule is not stated, where one with a rule gives the same number of the same year."""
    stated = {
        (figure.period, figure.value) for figure in figures if _has_stated_rule(figure)
    }
    return [
        figure
        for figure in figures
        if _has_stated_rule(figure) or (figure.period, figure.value) not in stated
    ]


def _has_stated_rule(figure: Cited) -> bool:
    return figure.identity is not None and figure.identity.rule.is_stated


def _names_of(edition: SiteEdition, lines: Sequence[JoinedLine]) -> list[str]:
    """Name lines by who counted; two lines of one counter, by its rules; else by who printed."""
    short = [_who(line) for line in lines]
    names = [
        edition.say(line.rule.title) if line.rule and short.count(name) > 1 else name
        for line, name in zip(lines, short, strict=True)
    ]
    return [
        f"{name}, {line.figures[0].citation.title}" if names.count(name) > 1 else name
        for line, name in zip(lines, names, strict=True)
    ]


def _ticks(edition: SiteEdition, group: Group, largest: float) -> dict[float, str]:
    _, ticks = ceiling(largest)
    return axis_words(ticks, group.figures[0].unit, edition.language)


def _line(edition: SiteEdition, name: str, figures: Iterable[Cited]) -> fluid.Line:
    points = (
        fluid.Point(figure.period, float(figure.value), edition.printed(figure))
        for figure in figures
    )
    return fluid.Line(name, tuple(points))


def _who(line: JoinedLine) -> str:
    """Return who counted the figures of a line; where the sources do not say, who printed them."""
    rule = line.rule
    return rule.counted_by if rule and rule.is_stated else _publisher(line.figures[-1])


def _publisher(figure: Cited) -> str:
    return figure.producer or figure.citation.publisher
