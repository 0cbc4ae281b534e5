"""Lists the pages about places."""

from collections.abc import Iterable

from zicht.site.library import Finding, Library, Page
from zicht.site.pages import addressing
from zicht.site.pages.areas.comparison import Comparison
from zicht.site.pages.areas.country import Country, country_of
from zicht.site.pages.areas.maps import map_pages
from zicht.site.pages.areas.municipality import (
    finding,
    list_of_municipalities,
    municipality,
)
from zicht.vocabulary.areas import Area
from zicht.vocabulary.text import Text


def pages(library: Library) -> Iterable[Page]:
    """Return the pages about places; empty if nothing was counted by place."""
    country = country_of(library)
    if country is None:
        return
    yield Page(
        "areas",
        addressing.paths(library, "areas"),
        "areas.html.jinja",
        lambda edition: list_of_municipalities(edition, country),
        section="areas",
        help_first=True,
        finding=lambda edition: Finding("page", edition.words("areas_lead")),
    )
    yield from map_pages(country)
    comparison = Comparison(country)
    for area in country.municipalities:
        yield from _pages_of(country, comparison, area)


def _pages_of(country: Country, comparison: Comparison, area: Area) -> Iterable[Page]:
    """Return the page of one municipality, and the one that compares it."""
    slug = Text(country.slugs[area.code], country.slugs[area.code])
    indicators = tuple(indicator.id for indicator in country.library.local)
    yield Page(
        f"area:{area.code}",
        addressing.paths(country.library, "areas", slug),
        "area.html.jinja",
        lambda edition: municipality(edition, country, area),
        section="areas",
        help_first=True,
        finding=lambda edition: finding(edition, country, area),
        indicators=indicators,
    )
    yield Page(
        f"compare:{area.code}",
        addressing.paths(country.library, "areas", slug, "compare"),
        "compare.html.jinja",
        lambda edition: comparison.page(edition, area),
        section="areas",
        indicators=indicators,
    )
