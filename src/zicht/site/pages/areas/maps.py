"""Maps of municipalities: shapes in classes, the classes in words, and the same figures as a table."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from markupsafe import escape

from zicht.edition.rows import Row
from zicht.edition.slugs import slugify
from zicht.site.library import Finding, Page, PageContent, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.areas.country import Country
from zicht.site.pages.indicators.addresses import data_path
from zicht.site.parts import Link, Tab
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.statuses import Status
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


@dataclass(frozen=True)
class Shape:
    """One municipality of the map and of the table below it.

    Parameters
    ----------
    code, name, href : of the municipality, and the way to its page
    is_drawn : whether it has borders
    words, status : its figure in plain words, and why it has no number; empty if it has one
    printed : its figure as the table prints it, with its mark
    above : name of the area above it; empty if there is none
    style : its class, or that it has no number
    figure : address of its figure; empty if there is none
    """

    code: str
    name: str
    href: str
    is_drawn: bool
    words: str
    printed: str
    status: str
    above: str
    style: str
    figure: str


@dataclass(frozen=True)
class Style:
    """One entry of the legend: a style, what it means, and how many areas have it."""

    style: str
    words: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The map of one indicator in one period.

    Parameters
    ----------
    name, period, unit : of the indicator
    shapes : municipalities
    width, height, attribution : of the map
    legend : the styles that are on it
    """

    name: str
    period: str
    unit: str
    shapes: Sequence[Shape]
    width: int
    height: int
    attribution: str
    legend: Sequence[Style]

    @property
    def has_map(self) -> bool:
        """Whether any municipality has borders."""
        return any(shape.is_drawn for shape in self.shapes)


@dataclass(frozen=True, kw_only=True)
class MapPage(PageContent):
    """One map of one indicator in one period.

    Parameters
    ----------
    named : title in the browser
    finding : of how many municipalities a number is shown
    picture : the map
    tabs : ways to maps of other indicators, and of other periods
    download : address of the figures as a file
    indicator : way to the page of the indicator
    """

    named: str
    finding: str
    picture: Picture
    tabs: Sequence[Sequence[Tab]]
    download: str
    indicator: Link


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
    content = partial(_content, country=country, indicator=indicator, period=period)
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
    indicator: Indicator,
    period: str,
) -> MapPage:
    """Compose one map; of the latest period where none is named."""
    period = period or country.library.rows[indicator.id].periods[-1]
    rows = _rows_by_area(country, indicator, period)
    title, question = edition.say(indicator.title), edition.say(indicator.question)
    return MapPage(
        title=question,
        named=f"{question} ({edition.period(period)})",
        description=edition.words("map_lead"),
        crumbs=addressing.crumbs(edition, ("areas", edition.words("areas"))),
        finding=_how_many_are_shown(edition, indicator, list(rows.values())),
        picture=_picture(edition, country, indicator, period, rows),
        tabs=_tabs(edition, country, indicator, period),
        download=_download(edition, country, indicator),
        indicator=Link(edition.way(f"indicator:{indicator.id}"), title),
    )


def latest_picture(
    edition: SiteEdition, country: Country, indicator: Indicator
) -> Picture:
    """Draw the map of the latest period of an indicator."""
    period = country.library.rows[indicator.id].periods[-1]
    rows = _rows_by_area(country, indicator, period)
    return _picture(edition, country, indicator, period, rows)


def _picture(
    edition: SiteEdition,
    country: Country,
    indicator: Indicator,
    period: str,
    rows: Mapping[str, Row | None],
) -> Picture:
    classes = classes_of([row for row in rows.values() if row is not None])
    shapes = _shapes(edition, country, rows, classes)
    geography = country.geography
    return Picture(
        name=edition.say(indicator.title),
        period=edition.period(period),
        unit=edition.unit(indicator),
        shapes=shapes,
        width=round(geography.width),
        height=round(geography.height),
        attribution=geography.attribution,
        legend=_legend(edition, indicator, classes, shapes),
    )


def _download(edition: SiteEdition, country: Country, indicator: Indicator) -> str:
    """Return the address of the file with the figures per municipality."""
    dimension = country.library.local_dimension(indicator.id)
    return edition.up + data_path(indicator.id, (dimension,))


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
    edition: SiteEdition,
    country: Country,
    area: Area,
    row: Row | None,
    classes: Sequence[Class],
) -> Shape:
    """Return one municipality of the map."""
    words, status = edition.words("shown.no_figure"), ""
    printed = words
    if row is not None:
        words, printed = edition.shown(row), edition.marked(row)
        status = "" if row.is_shown else row.status
    above = country.above(area.code)
    return Shape(
        code=area.code,
        name=area.name,
        href=edition.way(f"area:{area.code}"),
        is_drawn=bool(area.rings),
        words=words,
        printed=printed,
        status=status,
        above=above[0].name if above else "",
        style=style_of(row, classes),
        figure=str(row.key) if row is not None else "",
    )


def _shapes(
    edition: SiteEdition,
    country: Country,
    rows: Mapping[str, Row | None],
    classes: Sequence[Class],
) -> list[Shape]:
    """Return the municipalities of the map, each with its class."""
    return [
        _shape(edition, country, area, rows[area.code], classes)
        for area in country.municipalities
        if area.code in rows
    ]


def _how_many_are_shown(
    edition: SiteEdition, indicator: Indicator, rows: Sequence[Row | None]
) -> str:
    """State for how many municipalities a number is shown."""
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
    indicator: Indicator,
    period: str,
) -> list[list[Tab]]:
    """Return links to the maps of other indicators and of other periods; a choice of one is left out."""
    by_indicator = []
    for other in country.library.local:
        href = edition.way(f"map:{other.id}")
        title = edition.say(other.title)
        by_indicator.append(Tab(href, title, is_selected=other.id == indicator.id))
    by_period = []
    for other_period in country.library.rows[indicator.id].periods:
        href = edition.way(f"map:{indicator.id}:{other_period}")
        words = edition.period(other_period)
        by_period.append(Tab(href, words, is_selected=other_period == period))
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
    shapes: Sequence[Shape],
) -> list[Style]:
    """Name each style that is on the map, with how many areas have it; the classes stand there in any case."""
    styles = [shape.style for shape in shapes]
    used = {*styles, *(class_.style for class_ in classes)}
    names = _names_of_styles(edition, indicator, classes)
    return [
        Style(style, name, styles.count(style))
        for style, name in names.items()
        if style in used
    ]


def _names_of_styles(
    edition: SiteEdition, indicator: Indicator, classes: Sequence[Class]
) -> dict[str, str]:
    """Return what each style means, in the order of the legend."""
    words = edition.words
    band = words("shown.fewer_than", n=edition.number(edition.threshold))
    names = {str(Status.BANDED): words("class.banded", band=band)}
    for class_ in classes:
        names[class_.style] = _class_in_words(edition, indicator, class_)
    names[str(Status.WITHHELD)] = words("shown.withheld")
    names[_NO_FIGURE] = words("shown.no_figure")
    return names


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
