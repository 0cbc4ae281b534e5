"""The page of one municipality, and the list of all."""

from collections.abc import Collection

from zicht.edition.labels import names_local_authorities
from zicht.edition.locales import listed
from zicht.edition.slugs import slugify
from zicht.site.library import Content, Finding, SiteEdition
from zicht.site.pages import addressing, links
from zicht.site.pages.areas.country import Country
from zicht.site.pages.indicators.tables import cell
from zicht.vocabulary.areas import Area
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.protected import Status

_MOST_RECOMMENDATIONS = 4
_LEVELS_IN_TITLE = 2
_DEFAULT_BASE = 5
"""Multiple that counts are taken to be rounded to where a release does not say its policy."""


def finding(edition: SiteEdition, country: Country, area: Area) -> Finding:
    """Return what search knows of a municipality."""
    above = ", ".join(area_above.name for area_above in country.above(area.code))
    words = edition.words("area_finding", name=area.name, above=above)
    return Finding("area", words, theme="lokaal")


def municipality(edition: SiteEdition, country: Country, area: Area) -> Content:
    """Compose the page of one municipality."""
    here = edition.path(f"area:{area.code}")
    local, n_inhabitants = country.library.local, country.inhabitants(area.code)
    return {
        "title": area.name,
        "description": edition.words("area_description", name=area.name),
        "code": area.code,
        "has_shape": bool(area.rings),
        "crumbs": addressing.crumbs(edition, here, ("areas", edition.words("areas"))),
        "above": [one.name for one in country.above(area.code)[:_LEVELS_IN_TITLE]],
        "inhabitants": edition.number(n_inhabitants) if n_inhabitants else "",
        "year": country.year,
        "lifetime": _lifetime(edition, country, area),
        "tables": [_figures(edition, country, one, area) for one in local],
        "alike": _alike(edition, country, here, area),
        "meanings": _meanings(edition, _statuses(country, area)),
        "compare": edition.way(here, f"compare:{area.code}"),
        "recommendations": _recommendations(edition, here),
    }


def _lifetime(edition: SiteEdition, country: Country, area: Area) -> list[str]:
    """Say since when and until when an area exists, what it was before, and what it is part of since."""
    geography, words = country.geography, edition.words
    years = geography.validity.get(area.code)
    if years is None:
        return []
    sentences = []
    if years.first_year is not None:
        before = [
            geography.areas[code].name
            for code, successor in geography.successors.items()
            if successor == area.code
        ]
        key = "area_began_from" if before else "area_began"
        names = listed(before, edition.language)
        sentences.append(words(key, year=years.first_year, names=names))
    if years.last_year is not None:
        successor = geography.successors.get(area.code, "")
        key = "area_ended_in" if successor else "area_ended"
        name = geography.areas[successor].name if successor else ""
        sentences.append(words(key, year=years.last_year, name=name))
    return sentences


def _figures(
    edition: SiteEdition, country: Country, indicator: Indicator, area: Area
) -> Content:
    """Return the figures of a municipality, of the areas above it and of the country, newest first."""
    periods = tuple(reversed(country.library.rows[indicator.id].periods))
    places = [(area.code, area.name)]
    places += [(above.code, above.name) for above in country.above(area.code)]
    places.append((TOTAL, country.name))
    lines: list[Content] = []
    for code, name in places:
        rows = [country.row(indicator, period, code) for period in periods]
        is_own = code == area.code
        if is_own or any(row is not None for row in rows):
            cells = [cell(edition, row) for row in rows]
            lines.append({"name": name, "is_own": is_own, "cells": cells})
    latest = cell(edition, country.row(indicator, periods[0], area.code))
    here = edition.path(f"area:{area.code}")
    return {
        "title": edition.say(indicator.title),
        "short": edition.unit(indicator),
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "periods": [edition.period(period) for period in periods],
        "latest": {**latest, "period": edition.period(periods[0])},
        "lines": lines,
    }


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
    """Say what bands, hidden numbers and rounded ones mean, of those on the page."""
    words, policy = edition.words, edition.release.policy
    base = policy.base if policy else _DEFAULT_BASE
    threshold = edition.number(edition.threshold)
    meanings = {
        Status.BANDED: words("meaning.banded", n=threshold),
        Status.WITHHELD: words("meaning.withheld"),
        Status.PUBLISHED: words("meaning.rounded", base=base),
    }
    return [sentence for status, sentence in meanings.items() if status in statuses]


def _alike(edition: SiteEdition, country: Country, here: str, area: Area) -> Content:
    """Return the latest figures of the municipality and of those of about its size."""
    lines = []
    for other in (area, *country.alike(area.code)):
        href = ""
        if other is not area:
            href = edition.way(here, f"area:{other.code}")
        lines.append(
            {
                "name": other.name,
                "href": href,
                "inhabitants": edition.number(country.inhabitants(other.code)),
                "cells": country.latest_cells(edition, other.code),
            }
        )
    return {"lines": lines, "head": country.heads_of_latest(edition)}


def _recommendations(edition: SiteEdition, here: str) -> list[Content]:
    """Return links to the open recommendations that are made to municipalities, newest first."""
    concerning = [
        document
        for document in links.of_kind(edition.release.documents, "recommendation")
        if names_local_authorities(str(document.facts.get("addressee", "")))
        and links.is_open(document)
    ]
    return [
        {
            "href": edition.way(here, f"document:recommendation:{document.id}"),
            "words": edition.say(document.title),
        }
        for document in concerning[:_MOST_RECOMMENDATIONS]
    ]


def list_of_municipalities(edition: SiteEdition, country: Country) -> Content:
    """Compose the list of all municipalities, by the area above them of the first level."""
    here = edition.path("areas")
    areas, parents = country.geography.areas, country.geography.parents
    above = parents.get(country.levels[0], {}) if country.levels else {}
    by_region: dict[str, list[Content]] = {}
    for area in country.municipalities:
        region = areas[above[area.code]].name if area.code in above else ""
        link: Content = {
            "href": edition.way(here, f"area:{area.code}"),
            "name": area.name,
        }
        by_region.setdefault(region, []).append(link)
    groups = [
        {"id": slugify(region) or "x", "name": region, "areas": in_region}
        for region, in_region in sorted(by_region.items())
    ]
    return {
        "title": edition.words("areas"),
        "description": edition.words("areas_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "n": len(country.municipalities),
        "groups": groups,
    }
