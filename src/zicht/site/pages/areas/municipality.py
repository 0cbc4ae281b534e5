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
    n_inhabitants = country.inhabitants(area.code)
    areas_above = country.above(area.code)[:_LEVELS_IN_TITLE]
    return {
        "title": area.name,
        "description": edition.words("area_description", name=area.name),
        "code": area.code,
        "has_shape": bool(area.rings),
        "crumbs": addressing.crumbs(edition, here, ("areas", edition.words("areas"))),
        "above": [area_above.name for area_above in areas_above],
        "inhabitants": edition.number(n_inhabitants) if n_inhabitants else "",
        "year": country.year,
        "lifetime": _lifetime(edition, country, area),
        "tables": [
            _figures(edition, country, indicator, area)
            for indicator in country.library.local
        ],
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
    name_of = {area.code: area.name}
    for area_above in country.above(area.code):
        name_of[area_above.code] = area_above.name
    name_of[TOTAL] = country.name
    lines: list[Content] = []
    for code, name in name_of.items():
        rows = [country.row(indicator, period, code) for period in periods]
        is_own = code == area.code
        has_figures = any(row is not None for row in rows)
        if is_own or has_figures:
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
    lines: list[Content] = []
    for document in links.of_kind(edition.release.documents, "recommendation"):
        addressee = str(document.facts.get("addressee", ""))
        if names_local_authorities(addressee) and links.is_open(document):
            page = f"document:recommendation:{document.id}"
            words = edition.say(document.title)
            lines.append({"href": edition.way(here, page), "words": words})
    return lines[:_MOST_RECOMMENDATIONS]


def list_of_municipalities(edition: SiteEdition, country: Country) -> Content:
    """Compose the list of all municipalities, by the area above them of the first level."""
    here = edition.path("areas")
    by_region: dict[str, list[Content]] = {}
    for area in country.municipalities:
        href = edition.way(here, f"area:{area.code}")
        in_region = by_region.setdefault(_region_of(country, area), [])
        in_region.append({"href": href, "name": area.name})
    groups: list[Content] = []
    for region in sorted(by_region):
        id_ = slugify(region) or "x"
        groups.append({"id": id_, "name": region, "areas": by_region[region]})
    return {
        "title": edition.words("areas"),
        "description": edition.words("areas_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "n": len(country.municipalities),
        "groups": groups,
    }


def _region_of(country: Country, area: Area) -> str:
    """Return the name of the area above a municipality at the first level; empty where there is none."""
    if not country.levels:
        return ""
    geography = country.geography
    parent = geography.parents[country.levels[0]].get(area.code)
    return geography.areas[parent].name if parent is not None else ""
