"""A page per series of cited figures: every producer and edition side by side, exactly as printed."""

import re
from collections.abc import Iterable, Sequence

from zicht.site import charts
from zicht.site.edition import Content, Edition, Finding, Library, Page
from zicht.site.pages import common
from zicht.site.pages.indicators import cite
from zicht.site.printed import Group
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.text import Text

_YEAR = re.compile(r"\d{4}")
_MOST_LINES = 4


def pages(library: Library) -> Iterable[Page]:
    """Give the list of published figures, and a page per series."""
    if not library.groups:
        return
    for found in library.groups:
        yield Page(
            f"printed:{found.id}",
            common.paths(library, "printed", found.slug),
            "printed.html.jinja",
            lambda edition, found=found: _series(edition, found),  # type: ignore[misc]
            section="figures",
            finding=lambda edition, found=found: _finding(edition, found),  # type: ignore[misc]
        )


def _finding(edition: Edition, group: Group) -> Finding:
    parts = [
        part
        for figure in group.figures
        for part in (
            f"{edition.printed(figure)} {edition.cited_unit(figure)} {edition.cited_period(figure)}",
            figure.producer,
            edition.say(figure.note),
        )
    ]
    population = edition.say(group.figures[0].population)
    return Finding("figure", ". ".join([population, *dict.fromkeys(part for part in parts if part)]), theme=group.theme)


def _series(edition: Edition, group: Group) -> Content:
    page = f"printed:{group.id}"
    here = edition.path(page)
    indicator = next((figure.indicator for figure in group.figures if figure.indicator), "")
    return {
        "title": edition.say(group.title),
        "description": f"{edition.say(group.title)}. {edition.words('printed_lead')}",
        "crumbs": common.crumbs(
            edition, here, ("figures", edition.words("figures")), (f"theme:{group.theme}", edition.theme(group.theme))
        ),
        "latest": [
            {
                "value": edition.printed(figure),
                "unit": "" if figure.unit in ("percent", "euro") else edition.cited_unit(figure),
                "period": edition.cited_period(figure),
                "qualifier": edition.say(figure.qualifier),
                "producer": figure.producer or edition.words("producer_not_stated"),
            }
            for figure in group.newest
        ],
        "population": list(dict.fromkeys(edition.say(figure.population) for figure in group.figures)),
        "figures": [line(edition, figure) for figure in reversed(group.figures)],
        "conflicts": [_conflict(edition, found) for found in group.conflicts],
        "table_title": edition.words("every_edition"),
        "indicator": (
            {"href": edition.way(here, f"indicator:{indicator}"), "words": edition.say(_title(edition, indicator))}
            if edition.has(f"indicator:{indicator}")
            else None
        ),
        "notes": list(dict.fromkeys(edition.say(figure.note) for figure in group.figures if figure.note)),
        "download": "../" * here.count("/") + f"data/cited/{group.id}.csv",
        "cite": cite(edition, page, edition.say(group.title)),
        **_chart(edition, group),
    }


def _title(edition: Edition, indicator: str) -> Text:
    return edition.release.indicators[indicator].title


def line(edition: Edition, figure: Cited) -> Content:
    """One cited figure as a row of a table."""
    return {
        "id": figure.id,
        "period": edition.cited_period(figure),
        "value": edition.printed(figure),
        "unit": "" if figure.unit in ("percent", "euro") else edition.cited_unit(figure),
        "qualifier": edition.say(figure.qualifier),
        "population": edition.say(figure.population),
        "producer": figure.producer or edition.words("producer_not_stated"),
        "vintage": figure.vintage,
        "printed_in": common.cited_in(edition, figure),
        "publisher": figure.citation.publisher,
        "address": figure.citation.address if figure.citation.address.startswith("https://") else "",
        "checked": edition.words.any_of(f"checked.{figure.checked}", otherwise=""),
        "note": edition.say(figure.note),
    }


def _conflict(edition: Edition, figures: Sequence[Cited]) -> Content:
    by_value: dict[str, list[str]] = {}
    for figure in figures:
        who = by_value.setdefault(edition.printed(figure), [])
        name = figure.vintage or figure.producer or figure.citation.title
        if name not in who:
            who.append(name)
    return {
        "period": edition.cited_period(figures[0]),
        "values": [{"value": value, "who": common.joined(edition, who)} for value, who in by_value.items()],
    }


def _chart(edition: Edition, group: Group) -> Content:
    """Lines per producer over single years; no chart where there are fewer than three years."""
    lines: dict[str, list[Cited]] = {}
    for figure in group.figures:
        if _YEAR.fullmatch(figure.period):
            lines.setdefault(_who(figure), []).append(figure)
    years = {figure.period for figures in lines.values() for figure in figures}
    if len(years) < 3:
        return {}
    ranked = sorted(lines.items(), key=lambda item: (-len(item[1]), item[0]))[:_MOST_LINES]
    _, ticks = charts.ceiling(max(float(figure.value) for _, figures in ranked for figure in figures))
    drawn = [
        charts.Line(
            who,
            tuple(charts.Point(figure.period, float(figure.value), edition.printed(figure)) for figure in figures),
        )
        for who, figures in ranked
    ]
    sign = "%" if group.figures[0].unit == "percent" else ""
    title = edition.words("printed_chart_title", title=edition.say(group.title), first=min(years), last=max(years))
    values = ". ".join(
        f"{drawn_line.name}: " + "; ".join(f"{point.period}: {point.words}" for point in drawn_line.points)
        for drawn_line in drawn
    )
    return {
        "chart_title": title,
        "chart_subtitle": edition.words("printed_chart_subtitle", unit=edition.cited_unit(group.figures[0])),
        "legend": [{"name": drawn_line.name, "style": at} for at, drawn_line in enumerate(drawn)]
        if len(drawn) > 1
        else [],
        "n_left_out": len(lines) - len(drawn),
        "chart": charts.line_chart(
            drawn,
            label=edition.words("line_alternative", title=title, values=values),
            tick_words={tick: edition.number(tick, 0 if float(tick).is_integer() else 1) + sign for tick in ticks},
        ),
    }


def _who(figure: Cited) -> str:
    """Name of the line a figure belongs to: who counted, else who printed."""
    return figure.producer or figure.citation.publisher
