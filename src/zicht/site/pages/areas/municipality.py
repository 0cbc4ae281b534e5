"""The page of one municipality, and the list of all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zicht.edition.labels import names_local_authorities
from zicht.edition.locales import listed
from zicht.edition.slugs import slugify
from zicht.site.library import Finding, PageContent, SiteEdition
from zicht.site.pages import addressing, links
from zicht.site.pages.areas.country import Country, Head
from zicht.site.pages.indicators.cells import cell
from zicht.site.parts import Cell, Link
from zicht.vocabulary.areas import Area
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.statuses import Status

_MOST_RECOMMENDATIONS = 4
_LEVELS_IN_TITLE = 2
_DEFAULT_BASE = 5
"""Multiple that counts are taken to be rounded to where a release does not say its policy."""


def finding(edition: SiteEdition, country: Country, area: Area) -> Finding:
    """Return the search record of a municipality."""
    above = ", ".join(area_above.name for area_above in country.above(area.code))
    words = edition.words("area_finding", name=area.name, above=above)
    return Finding("area", words, theme=edition.release.roles.theme_of_areas)


@dataclass(frozen=True)
class LocalLine:
    """One row of the figures of a municipality: its own, or of an area above it."""

    name: str
    is_own: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class LatestCell:
    """The newest figure of a municipality, and of which period it is."""

    words: str
    kind: str
    period: str
    figure: str = ""


@dataclass(frozen=True)
class LocalTable:
    """The figures of one indicator in a municipality, in the areas above it and in the country.

    Parameters
    ----------
    title, short, href : of the indicator: its title, its unit, and the way to its page
    periods : newest first
    latest : the newest figure of the municipality
    lines : a row per area
    """

    title: str
    short: str
    href: str
    periods: Sequence[str]
    latest: LatestCell
    lines: Sequence[LocalLine]


@dataclass(frozen=True)
class AlikeLine:
    """A municipality of about the same size; the link is empty for the municipality of the page itself."""

    name: str
    href: str
    inhabitants: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Alike:
    """The latest figures of a municipality and of those of about its size."""

    lines: Sequence[AlikeLine]
    head: Sequence[Head]


@dataclass(frozen=True, kw_only=True)
class MunicipalityPage(PageContent):
    """One municipality.

    Parameters
    ----------
    code, has_shape : by which it is on the map, and whether it has borders
    above : names of the areas above it
    inhabitants, year : how many, 0 if it is not known, and when
    lifetime : since when and until when it exists
    tables : its figures, by indicator
    alike : municipalities of about the same size
    meanings : what bands, hidden numbers and rounded ones mean
    compare : way to the comparison
    recommendations : those made to municipalities
    """

    code: str
    has_shape: bool
    above: Sequence[str]
    inhabitants: int
    year: str
    lifetime: Sequence[str]
    tables: Sequence[LocalTable]
    alike: Alike
    meanings: Sequence[str]
    compare: str
    recommendations: Sequence[Link]


def municipality(
    edition: SiteEdition, country: Country, area: Area
) -> MunicipalityPage:
    """Compose the page of one municipality."""
    areas_above = country.above(area.code)[:_LEVELS_IN_TITLE]
    return MunicipalityPage(
        title=area.name,
        description=edition.words("area_description", name=area.name),
        crumbs=addressing.crumbs(edition, ("areas", edition.words("areas"))),
        code=area.code,
        has_shape=bool(area.rings),
        above=[area_above.name for area_above in areas_above],
        inhabitants=country.inhabitants(area.code),
        year=country.year,
        lifetime=_lifetime(edition, country, area),
        tables=[
            _figures(edition, country, indicator, area)
            for indicator in country.library.local
        ],
        alike=_alike(edition, country, area),
        meanings=_meanings(edition, _statuses(country, area)),
        compare=edition.way(f"compare:{area.code}"),
        recommendations=_recommendations(edition),
    )


def _lifetime(edition: SiteEdition, country: Country, area: Area) -> list[str]:
    """State when an area began and ended, what it was before, and what it became part of."""
    years = country.geography.validity.get(area.code)
    if years is None:
        return []
    sentences = []
    if years.first_year is not None:
        sentences.append(_beginning(edition, country, area, years.first_year))
    if years.last_year is not None:
        sentences.append(_ending(edition, country, area, years.last_year))
    return sentences


def _beginning(edition: SiteEdition, country: Country, area: Area, year: int) -> str:
    """State when an area began, and what it was before."""
    geography = country.geography
    predecessors = [
        geography.areas[code].name
        for code, successor in geography.successors.items()
        if successor == area.code
    ]
    key = "area_began_from" if predecessors else "area_began"
    names = listed(predecessors, edition.language)
    return edition.words(key, year=year, names=names)


def _ending(edition: SiteEdition, country: Country, area: Area, year: int) -> str:
    """State when an area ended, and what it became part of."""
    geography = country.geography
    successor = geography.successors.get(area.code, "")
    key = "area_ended_in" if successor else "area_ended"
    name = geography.areas[successor].name if successor else ""
    return edition.words(key, year=year, name=name)


def _figures(
    edition: SiteEdition, country: Country, indicator: Indicator, area: Area
) -> LocalTable:
    """Return the figures of a municipality, of the areas above it and of the country, newest first."""
    periods = tuple(reversed(country.library.rows[indicator.id].periods))
    latest = cell(edition, country.row(indicator, periods[0], area.code))
    return LocalTable(
        title=edition.say(indicator.title),
        short=edition.unit(indicator),
        href=edition.way(f"indicator:{indicator.id}"),
        periods=[edition.period(period) for period in periods],
        latest=LatestCell(
            latest.words, latest.kind, edition.period(periods[0]), latest.figure
        ),
        lines=_lines(edition, country, indicator, area, periods),
    )


def _lines(
    edition: SiteEdition,
    country: Country,
    indicator: Indicator,
    area: Area,
    periods: Sequence[str],
) -> list[LocalLine]:
    """Return a row of a municipality, and of each area above it that has figures."""
    lines = []
    for code, name in _names_up_to_country(country, area).items():
        rows = [country.row(indicator, period, code) for period in periods]
        is_own = code == area.code
        has_figures = any(row is not None for row in rows)
        if is_own or has_figures:
            cells = [cell(edition, row) for row in rows]
            lines.append(LocalLine(name, is_own, cells))
    return lines


def _names_up_to_country(country: Country, area: Area) -> dict[str, str]:
    """Return the names of a municipality, the areas above it and the country, by code."""
    names = {area.code: area.name}
    for area_above in country.above(area.code):
        names[area_above.code] = area_above.name
    names[TOTAL] = country.name
    return names


def _statuses(country: Country, area: Area) -> set[str]:
    """Return the statuses of every figure of a municipality."""
    statuses = set()
    for indicator in country.library.local:
        for period in country.library.rows[indicator.id].periods:
            row = country.row(indicator, period, area.code)
            if row is not None:
                statuses.add(row.status)
    return statuses


def _meanings(edition: SiteEdition, statuses: Collection[str]) -> list[str]:
    """Explain the bands, hidden numbers and rounded numbers that are on the page."""
    words, policy = edition.words, edition.release.policy
    base = policy.base if policy else _DEFAULT_BASE
    threshold = edition.number(edition.threshold)
    meanings = {
        Status.BANDED: words("meaning.banded", n=threshold),
        Status.WITHHELD: words("meaning.withheld"),
        Status.PUBLISHED: words("meaning.rounded", base=base),
    }
    return [sentence for status, sentence in meanings.items() if status in statuses]


def _alike(edition: SiteEdition, country: Country, area: Area) -> Alike:
    """Return the latest figures of the municipality and of those of about its size."""
    lines = [_alike_line(edition, country, area, href="")]
    for other in country.alike(area.code):
        href = edition.way(f"area:{other.code}")
        lines.append(_alike_line(edition, country, other, href=href))
    return Alike(lines, country.heads_of_latest(edition))


def _alike_line(
    edition: SiteEdition, country: Country, area: Area, *, href: str
) -> AlikeLine:
    return AlikeLine(
        name=area.name,
        href=href,
        inhabitants=edition.number(country.inhabitants(area.code)),
        cells=country.latest_cells(edition, area.code),
    )


def _recommendations(edition: SiteEdition) -> list[Link]:
    """Return links to the open recommendations that are made to municipalities, newest first."""
    lines = []
    for document in links.of_kind(edition.release.documents, "recommendation"):
        addressee = str(document.facts.get("addressee", ""))
        if names_local_authorities(edition.release, addressee) and links.is_open(
            document
        ):
            page = f"document:recommendation:{document.id}"
            lines.append(Link(edition.way(page), edition.say(document.title)))
    return lines[:_MOST_RECOMMENDATIONS]


@dataclass(frozen=True)
class Region:
    """The municipalities of one area of the first level, as links."""

    id: str
    name: str
    areas: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class ListOfMunicipalities(PageContent):
    """All municipalities, by the area above them: how many there are, and the links."""

    n: int
    groups: Sequence[Region]


def list_of_municipalities(
    edition: SiteEdition, country: Country
) -> ListOfMunicipalities:
    """Compose the list of all municipalities, by the area above them of the first level."""
    by_region: dict[str, list[Link]] = {}
    for area in country.municipalities:
        link = Link(edition.way(f"area:{area.code}"), area.name)
        by_region.setdefault(_region_of(country, area), []).append(link)
    return ListOfMunicipalities(
        title=edition.words("areas"),
        description=edition.words("areas_lead"),
        crumbs=addressing.crumbs(edition),
        n=len(country.municipalities),
        groups=[
            Region(slugify(name) or "x", name, by_region[name])
            for name in sorted(by_region)
        ],
    )


def _region_of(country: Country, area: Area) -> str:
    """Return the name of the area above a municipality at the first level; empty if there is none."""
    if not country.levels:
        return ""
    geography = country.geography
    parent = geography.parents[country.levels[0]].get(area.code)
    return geography.areas[parent].name if parent is not None else ""
