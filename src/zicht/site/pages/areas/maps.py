"""Maps of municipalities: shapes in classes, the classes in words, and the same figures as a table."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from markupsafe import escape

from zicht.edition.rows import Row
from zicht.edition.slugs import slugify
from zicht.site.addresses import way_up
from zicht.site.library import Content, Finding, Page, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.areas.country import Country
from zicht.site.pages.indicators.addresses import data_path
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.protected import Status
from zicht.vocabulary.text import Text

_ROUND_LIMITS = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
_MOST_CLASSES = 4
_NO_FIGURE = "none"
"""Style of an area without a figure."""


@dataclass(frozen=True)
class Class:
    """One class of the map: counts from `first` up to, not including, `until`."""

    style: str
    first: float = 0
    until: float = math.inf


def map_pages(country: Country) -> Iterable[Page]:
    """Return the map that opens first, one per indicator that shows its latest period, and one per period."""
    library = country.library
    paths = addressing.paths(library, "map")
    yield _page(country, "map", paths, library.local[0], finding=_finding)
    for indicator in library.local:
        paths = addressing.paths(library, "map", indicator.slug)
        yield _page(country, f"map:{indicator.id}", paths, indicator)
        for period in library.rows[indicator.id].periods:
            slug = Text(slugify(period), slugify(period))
            paths = addressing.paths(library, "map", indicator.slug, slug)
            id_ = f"map:{indicator.id}:{period}"
            yield _page(country, id_, paths, indicator, period=period)


def _page(
    country: Country,
    id_: str,
    paths: Mapping[str, str],
    indicator: Indicator,
    *,
    period: str = "",
    finding: Callable[[SiteEdition], Finding] | None = None,
) -> Page:
    content = partial(
        _content, country=country, page=id_, indicator=indicator, period=period
    )
    return Page(
        id_,
        paths,
        "map.html.jinja",
        content,
        section="areas",
        finding=finding,
        indicators=(indicator.id,),
    )


def _finding(edition: SiteEdition) -> Finding:
    return Finding("page", edition.words("map_lead"))


def _content(
    edition: SiteEdition,
    *,
    country: Country,
    page: str,
    indicator: Indicator,
    period: str,
) -> Content:
    """Compose one map; of the latest period where none is named."""
    here = edition.path(page)
    library = country.library
    period = period or library.rows[indicator.id].periods[-1]
    rows = _rows_by_area(country, indicator, period)
    areas = [area for area in country.municipalities if area.code in rows]
    classes = classes_of([row for row in rows.values() if row is not None])
    shapes = []
    for area in areas:
        row = rows[area.code]
        shape = _shape(edition, country, here, area, row)
        shapes.append({**shape, "style": style_of(row, classes)})
    styles = [str(shape["style"]) for shape in shapes]
    title = edition.say(indicator.title)
    question = edition.say(indicator.question)
    dimension = library.local_dimension(indicator.id)
    areas_above = ("areas", edition.words("areas"))
    return {
        "title": question,
        "named": f"{question} ({edition.period(period)})",
        "name": title,
        "description": edition.words("map_lead"),
        "crumbs": addressing.crumbs(edition, here, areas_above),
        "period": edition.period(period),
        "shapes": shapes,
        "has_map": any(area.rings for area in areas),
        "width": round(country.geography.width),
        "height": round(country.geography.height),
        "attribution": country.geography.attribution,
        "legend": _legend(edition, indicator, classes, styles),
        "unit": edition.unit(indicator),
        "tabs": _tabs(edition, country, here, indicator, period),
        "download": way_up(here) + data_path(indicator.id, (dimension,)),
        "indicator": {
            "href": edition.way(here, f"indicator:{indicator.id}"),
            "words": title,
        },
        "finding": _how_many_are_shown(edition, indicator, list(rows.values())),
    }


def _rows_by_area(
    country: Country, indicator: Indicator, period: str
) -> dict[str, Row | None]:
    """Return the figure of each municipality that exists today or has a figure of this period."""
    rows = {}
    for area in country.municipalities:
        row = country.row(indicator, period, area.code)
        if row is not None or country.geography.exists(area.code):
            rows[area.code] = row
    return rows


def _shape(
    edition: SiteEdition, country: Country, here: str, area: Area, row: Row | None
) -> Content:
    """Return one municipality of the map and of the table below it."""
    words = edition.words("shown.no_figure")
    status = ""
    if row is not None:
        words = edition.shown(row)
        status = "" if row.is_shown else row.status
    above = country.above(area.code)
    return {
        "code": area.code,
        "is_drawn": bool(area.rings),
        "name": area.name,
        "href": edition.way(here, f"area:{area.code}"),
        "words": words,
        "status": status,
        "above": above[0].name if above else "",
    }


def _how_many_are_shown(
    edition: SiteEdition, indicator: Indicator, rows: Sequence[Row | None]
) -> str:
    """Say of how many municipalities a number is shown."""
    n_shown = sum(row is not None and row.is_shown for row in rows)
    return edition.words(
        "map_finding",
        shown=edition.number(n_shown),
        n=edition.number(len(rows)),
        unit=edition.unit(indicator),
    )


def _tabs(
    edition: SiteEdition,
    country: Country,
    here: str,
    indicator: Indicator,
    period: str,
) -> list[list[Content]]:
    """Return links to the maps of other indicators and of other periods; a choice of one is left out."""
    by_indicator: list[Content] = []
    for choice in country.library.local:
        by_indicator.append(
            {
                "href": edition.way(here, f"map:{choice.id}"),
                "words": edition.say(choice.title),
                "is_selected": choice.id == indicator.id,
            }
        )
    by_period: list[Content] = []
    for choice_of_period in country.library.rows[indicator.id].periods:
        by_period.append(
            {
                "href": edition.way(here, f"map:{indicator.id}:{choice_of_period}"),
                "words": edition.period(choice_of_period),
                "is_selected": choice_of_period == period,
            }
        )
    return [tabs for tabs in (by_indicator, by_period) if len(tabs) > 1]


# ---- classes


def classes_of(rows: Sequence[Row]) -> tuple[Class, ...]:
    """Choose at most four classes with round limits, so that each holds a fair share of the shown figures."""
    values = sorted(row.value for row in rows if row.value is not None)
    if not values:
        return ()
    smallest, largest = values[0], values[-1]
    limits = [limit for limit in _ROUND_LIMITS if smallest < limit <= largest]
    while len(limits) > _MOST_CLASSES - 1:
        limits.pop(_limit_between_smallest(limits, values))
    first = min(smallest, limits[0]) if limits else smallest
    ends = pairwise([first, *limits, math.inf])
    return tuple(
        Class(f"k{number}", low, high) for number, (low, high) in enumerate(ends, 1)
    )


def _limit_between_smallest(limits: Sequence[float], values: Sequence[float]) -> int:
    """Return the place of the limit whose two classes together hold the fewest values."""
    counts = []
    for low, high in pairwise([0, *limits, math.inf]):
        counts.append(sum(low <= value < high for value in values))
    counts_around_limits = [before + after for before, after in pairwise(counts)]
    return counts_around_limits.index(min(counts_around_limits))


def style_of(row: Row | None, classes: Sequence[Class]) -> str:
    """Return the style of a figure: its class, its status where it has no number, or that there is none."""
    if row is None:
        return _NO_FIGURE
    if row.value is None:
        return str(row.status)
    for class_ in classes:
        if class_.first <= row.value < class_.until:
            return class_.style
    return _NO_FIGURE


def _legend(
    edition: SiteEdition,
    indicator: Indicator,
    classes: Sequence[Class],
    styles: Sequence[str],
) -> list[Content]:
    """Name each style that is on the map, with how many areas have it; the classes stand there in any case."""
    words = edition.words
    band = words("shown.fewer_than", n=edition.number(edition.threshold))
    names = {str(Status.BANDED): words("class.banded", band=band)}
    for class_ in classes:
        names[class_.style] = _class_in_words(edition, indicator, class_)
    names[str(Status.WITHHELD)] = words("shown.withheld")
    names[_NO_FIGURE] = words("shown.no_figure")
    used_styles = {*styles, *(class_.style for class_ in classes)}
    legend: list[Content] = []
    for style, name in names.items():
        if style in used_styles:
            legend.append({"style": style, "words": name, "n": styles.count(style)})
    return legend


def _class_in_words(edition: SiteEdition, indicator: Indicator, class_: Class) -> str:
    first = edition.quantity(class_.first, indicator)
    if math.isinf(class_.until):
        return edition.words("class.from", first=first)
    until = edition.quantity(class_.until, indicator)
    return edition.words("class.between", first=first, until=until)


# ---- shapes


def map_svg(geography: Geography) -> str:
    """Draw every municipality once, under its code; the pages refer to these shapes and colour them."""
    shapes = [
        f'<path id="{escape(area.code)}" d="{_outline(area)}"/>'
        for area in geography.level(geography.leaf_level)
        if area.rings
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {geography.width:g} {geography.height:g}">'
        f'<g id="land">{"".join(shapes)}</g></svg>\n'
    )


def _outline(area: Area) -> str:
    """Write the rings of an area as a path."""
    path = ""
    for ring in area.rings:
        path += "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"
    return path
