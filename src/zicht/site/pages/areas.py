"""Municipalities: a page each, a page to compare each with any other, the list, and the maps."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from zicht.edition.labels import with_capital
from zicht.edition.rows import Row
from zicht.edition.slugs import slugify
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import common
from zicht.site.pages.indicators.addresses import data_path
from zicht.site.pages.indicators.tables import cell
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.protected import Status
from zicht.vocabulary.text import Text

_ALIKE = 4
_MOST_RECOMMENDATIONS = 4
_TO_MUNICIPALITIES = re.compile(r"gemeente|municipalit|\bVNG\b", re.IGNORECASE)
_NICE = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
_MOST_CLASSES = 4
_DEFAULT_BASE = 5
"""Multiple that counts are taken to be rounded to where a release does not say its policy."""


def pages(library: Library) -> Iterable[Page]:
    """Give the pages about places; none where nothing was counted by place."""
    if not library.local or library.release.geography is None:
        return
    desk = Desk(library, library.release.geography)
    yield Page(
        "areas",
        common.paths(library, "areas"),
        "areas.html.jinja",
        desk.listed,
        section="areas",
        help_first=True,
        finding=lambda edition: Finding("page", edition.words("areas_lead")),
    )
    yield Page(
        "map",
        common.paths(library, "map"),
        "map.html.jinja",
        lambda edition: desk.map_of(edition, "map", library.local[0], None),
        section="areas",
        finding=lambda edition: Finding("page", edition.words("map_lead")),
    )
    for indicator in library.local:
        yield from desk.maps(indicator)
    for area in desk.municipalities:
        yield from desk.pages_of(area)


@dataclass(frozen=True)
class Class:
    """One class of the map: counts from `first` up to, not including, `until`."""

    style: str
    first: float = 0
    until: float = math.inf


class Desk:
    """What the pages of all municipalities share."""

    def __init__(self, library: Library, country: Geography) -> None:
        self.library = library
        self.country = country
        self.municipalities = country.level("gemeente")
        self.slugs = {area.code: slugify(area.name) for area in self.municipalities}
        self._by_size = sorted(
            self.municipalities, key=lambda area: (area.inhabitants, area.code)
        )
        self._place = {area.code: at for at, area in enumerate(self._by_size)}
        self.levels = list(country.parents)
        self._rows_of_comparison: dict[str, dict[str, str]] = {}
        unnamed = [
            area.code for area in self.municipalities if not self.slugs[area.code]
        ]
        if unnamed:
            raise PublishingError(
                f"{len(unnamed)} municipalities have a name that no address can be made of."
            )

    @cached_property
    def year(self) -> str:
        """Newest year of which inhabitants are known."""
        return max(
            (year for year, *_ in self.library.release.population),
            default=str(self.country.year),
        )

    def inhabitants(self, code: str) -> int:
        """Inhabitants of an area in the newest year."""
        known = self.library.release.population.get((self.year, code, TOTAL, TOTAL))
        return known if known is not None else self.country.areas[code].inhabitants

    # ---- one municipality

    def pages_of(self, area: Area) -> Iterable[Page]:
        """Give the page of one municipality, and the one that compares it."""
        slug = Text(self.slugs[area.code], self.slugs[area.code])
        yield Page(
            f"area:{area.code}",
            common.paths(self.library, "areas", slug),
            "area.html.jinja",
            lambda edition: self.one(edition, area),
            section="areas",
            help_first=True,
            finding=lambda edition: self._finding(edition, area),
        )
        yield Page(
            f"compare:{area.code}",
            common.paths(self.library, "areas", slug, "compare"),
            "compare.html.jinja",
            lambda edition: self.compared(edition, area),
            section="areas",
        )

    def _finding(self, edition: SiteEdition, area: Area) -> Finding:
        above = ", ".join(found.name for found in self.above(area.code))
        return Finding(
            "area",
            edition.words("area_finding", name=area.name, above=above),
            theme="lokaal",
        )

    def above(self, code: str) -> tuple[Area, ...]:
        """Areas above a municipality, in the order of the levels."""
        return tuple(
            self.country.areas[self.country.parents[level][code]]
            for level in self.levels
        )

    def alike(self, code: str) -> tuple[Area, ...]:
        """Municipalities nearest in inhabitants."""
        at, here = self._place[code], self.country.areas[code].inhabitants
        near = [
            area
            for area in self._by_size[max(0, at - _ALIKE) : at + _ALIKE + 1]
            if area.code != code
        ]
        return tuple(
            sorted(
                near,
                key=lambda area: (
                    abs(math.log1p(area.inhabitants) - math.log1p(here)),
                    area.code,
                ),
            )
        )[:_ALIKE]

    def one(self, edition: SiteEdition, area: Area) -> Content:
        """Content of the page of one municipality."""
        here = edition.path(f"area:{area.code}")
        tables = [
            self._beside(edition, indicator, area) for indicator in self.library.local
        ]
        statuses = {str(status) for table in tables for status in table.pop("statuses")}  # type: ignore[attr-defined]
        return {
            "title": area.name,
            "description": edition.words("area_description", name=area.name),
            "code": area.code,
            "has_shape": bool(area.rings),
            "crumbs": common.crumbs(edition, here, ("areas", edition.words("areas"))),
            "above": [found.name for found in self.above(area.code)[:2]],
            "inhabitants": edition.number(self.inhabitants(area.code))
            if self.inhabitants(area.code)
            else "",
            "year": self.year,
            "tables": tables,
            "alike": self._alike(edition, here, area),
            "meanings": self._meanings(edition, statuses),
            "compare": edition.way(here, f"compare:{area.code}"),
            "recommendations": self._recommendations(edition, here),
        }

    @staticmethod
    def _recommendations(edition: SiteEdition, here: str) -> list[Content]:
        """Open recommendations that are addressed to municipalities, newest first."""
        found = common.of_kind(edition.release.documents, "recommendation")
        lines: list[Content] = [
            {
                "href": edition.way(here, f"document:recommendation:{document.id}"),
                "words": edition.say(document.title),
            }
            for document in found
            if _TO_MUNICIPALITIES.search(str(document.facts.get("addressee", "")))
            and common.is_open(document)
        ]
        return lines[:_MOST_RECOMMENDATIONS]

    def _meanings(self, edition: SiteEdition, statuses: set[str]) -> list[str]:
        words = edition.words
        policy = edition.release.policy
        base = policy.base if policy else _DEFAULT_BASE
        found = []
        if Status.BANDED in statuses:
            found.append(words("meaning.banded", n=edition.number(edition.threshold)))
        if Status.WITHHELD in statuses:
            found.append(words("meaning.withheld"))
        if Status.PUBLISHED in statuses:
            found.append(words("meaning.rounded", base=base))
        return found

    def _beside(
        self, edition: SiteEdition, indicator: Indicator, area: Area
    ) -> Content:
        rows = self.library.rows[indicator.id]
        dimension = self.library.local_dimension(indicator.id)
        periods = tuple(reversed(rows.periods))
        own = [rows.at(period, ((dimension, area.code),)) for period in periods]
        lines: list[Content] = [
            {
                "name": area.name,
                "is_own": True,
                "cells": [cell(edition, row) for row in own],
            }
        ]
        for found in self.above(area.code):
            cells = [rows.at(period, ((dimension, found.code),)) for period in periods]
            if any(row is not None for row in cells):
                lines.append(
                    {
                        "name": found.name,
                        "is_own": False,
                        "cells": [cell(edition, row) for row in cells],
                    }
                )
        whole = [rows.at(period) for period in periods]
        if any(row is not None for row in whole):
            name = self.country.areas[self.country.country].name
            lines.append(
                {
                    "name": name,
                    "is_own": False,
                    "cells": [cell(edition, row) for row in whole],
                }
            )
        return {
            "title": edition.say(indicator.title),
            "short": edition.unit(indicator),
            "href": edition.way(
                edition.path(f"area:{area.code}"), f"indicator:{indicator.id}"
            ),
            "periods": [edition.period(period) for period in periods],
            "latest": {
                **cell(edition, own[0]),
                "period": edition.period(periods[0]),
            },
            "lines": lines,
            "statuses": [row.status for row in own if row],
        }

    def _alike(self, edition: SiteEdition, here: str, area: Area) -> Content:
        found = [
            {
                "name": other.name,
                "href": ""
                if other is area
                else edition.way(here, f"area:{other.code}"),
                "inhabitants": edition.number(self.inhabitants(other.code)),
                "cells": [
                    self._latest_cell(edition, indicator, other.code)
                    for indicator in self.library.local
                ],
            }
            for other in (area, *self.alike(area.code))
        ]
        return {"lines": found, "head": self._heads(edition)}

    def _heads(self, edition: SiteEdition) -> list[Content]:
        heads: list[Content] = []
        for indicator in self.library.local:
            unit = with_capital(edition.unit(indicator))
            latest = edition.period(self.library.rows[indicator.id].periods[-1])
            heads.append(
                {
                    "name": edition.say(indicator.title),
                    "column": f"{unit}, {latest}",
                }
            )
        return heads

    def _latest(self, indicator: Indicator, code: str) -> Row | None:
        rows = self.library.rows[indicator.id]
        return rows.at(
            rows.periods[-1], ((self.library.local_dimension(indicator.id), code),)
        )

    def _latest_cell(
        self, edition: SiteEdition, indicator: Indicator, code: str
    ) -> Content:
        return cell(edition, self._latest(indicator, code))

    # ---- two municipalities

    def compared(self, edition: SiteEdition, area: Area) -> Content:
        """Content of the page that puts a municipality beside any other: a choice puts its name in the address."""
        page = f"compare:{area.code}"
        here = edition.path(page)
        return {
            "title": edition.words("compare_title", name=area.name),
            "description": edition.words("compare_title", name=area.name),
            "crumbs": common.crumbs(
                edition,
                here,
                ("areas", edition.words("areas")),
                (f"area:{area.code}", area.name),
            ),
            "name": area.name,
            "own": {
                "inhabitants": edition.number(self.inhabitants(area.code)),
                "cells": [
                    self._latest_cell(edition, indicator, area.code)
                    for indicator in self.library.local
                ],
            },
            "whole": {
                "name": self.country.areas[self.country.country].name,
                "inhabitants": edition.number(
                    sum(self.inhabitants(found.code) for found in self.municipalities)
                ),
                "cells": [
                    self._whole_cell(edition, indicator)
                    for indicator in self.library.local
                ],
            },
            "head": self._heads(edition),
            "rows": self._rows_beside(edition, area.code),
        }

    def _whole_cell(self, edition: SiteEdition, indicator: Indicator) -> Content:
        rows = self.library.rows[indicator.id]
        return cell(edition, rows.at(rows.periods[-1]))

    def _rows_beside(self, edition: SiteEdition, code: str) -> Markup:
        """Rows of all other municipalities."""
        rows = self._rows(edition)
        return Markup("".join(row for other, row in rows.items() if other != code))  # noqa: S704 - escaped below

    def _rows(self, edition: SiteEdition) -> dict[str, str]:
        """Row of each municipality, made once per language: they are the same on every page."""
        if edition.language not in self._rows_of_comparison:
            self._rows_of_comparison[edition.language] = {
                area.code: self._row(edition, area) for area in self.municipalities
            }
        return self._rows_of_comparison[edition.language]

    def _row(self, edition: SiteEdition, area: Area) -> str:
        """Row of one municipality; choosing its name puts it in the address, and leaves only this row."""
        slug = self.slugs[area.code]
        cells = [
            self._latest_cell(edition, indicator, area.code)
            for indicator in self.library.local
        ]
        tds = "".join(
            f"<td{' class=' + str(found['kind']) if found['kind'] else ''}>{escape(found['words'])}"
            for found in cells
        )
        return (
            f"<tr id={slug}><th scope=row><a href=#{slug}>{escape(area.name)}</a>"
            f"<td>{edition.number(self.inhabitants(area.code))}{tds}\n"
        )

    # ---- the list

    def listed(self, edition: SiteEdition) -> Content:
        """Content of the list of municipalities, by province."""
        here = edition.path("areas")
        tree = self.country.parents.get(self.levels[0], {}) if self.levels else {}
        groups: dict[str, list[Content]] = {}
        for area in self.municipalities:
            name = self.country.areas[tree[area.code]].name if area.code in tree else ""
            groups.setdefault(name, []).append(
                {"href": edition.way(here, f"area:{area.code}"), "name": area.name}
            )
        return {
            "title": edition.words("areas"),
            "description": edition.words("areas_lead"),
            "crumbs": common.crumbs(edition, here),
            "n": len(self.municipalities),
            "groups": [
                {"id": slugify(name) or "x", "name": name, "areas": found}
                for name, found in sorted(groups.items())
            ],
        }

    # ---- the maps

    def maps(self, indicator: Indicator) -> Iterable[Page]:
        """Give a map per period of one indicator, and one that always shows the latest."""
        slug = indicator.slug
        yield Page(
            f"map:{indicator.id}",
            common.paths(self.library, "map", slug),
            "map.html.jinja",
            lambda edition: self.map_of(
                edition, f"map:{indicator.id}", indicator, None
            ),
            section="areas",
        )
        for period in self.library.rows[indicator.id].periods:
            yield Page(
                f"map:{indicator.id}:{period}",
                common.paths(
                    self.library, "map", slug, Text(slugify(period), slugify(period))
                ),
                "map.html.jinja",
                lambda edition, period=period: self.map_of(
                    edition, f"map:{indicator.id}:{period}", indicator, period
                ),  # type: ignore[misc]
                section="areas",
            )

    def map_of(
        self, edition: SiteEdition, page: str, indicator: Indicator, period: str | None
    ) -> Content:
        """Content of one map: shapes in classes, the classes in words, and the same figures as a table."""
        here = edition.path(page)
        rows = self.library.rows[indicator.id]
        when = period or rows.periods[-1]
        dimension = self.library.local_dimension(indicator.id)
        found = {
            area.code: rows.at(when, ((dimension, area.code),))
            for area in self.municipalities
        }
        classes = classes_of([row for row in found.values() if row])
        shapes = []
        for area in self.municipalities:
            row = found[area.code]
            shapes.append(
                {
                    "code": area.code,
                    "name": area.name,
                    "href": edition.way(here, f"area:{area.code}"),
                    "words": edition.shown(row)
                    if row
                    else edition.words("shown.no_figure"),
                    "style": style_of(row, classes),
                    "status": "" if row is None or row.is_shown else row.status,
                    "above": self.above(area.code)[0].name
                    if self.above(area.code)
                    else "",
                }
            )
        return {
            "title": edition.say(indicator.question),
            "named": f"{edition.say(indicator.question)} ({edition.period(when)})",
            "name": edition.say(indicator.title),
            "description": edition.words("map_lead"),
            "crumbs": common.crumbs(edition, here, ("areas", edition.words("areas"))),
            "period": edition.period(when),
            "shapes": shapes,
            "has_map": any(area.rings for area in self.municipalities),
            "width": round(self.country.width),
            "height": round(self.country.height),
            "attribution": self.country.attribution,
            "legend": self._legend(
                edition, indicator, classes, [str(shape["style"]) for shape in shapes]
            ),
            "unit": edition.unit(indicator),
            "tabs": self._map_tabs(edition, here, indicator, when),
            "download": "../" * here.count("/") + data_path(indicator.id, (dimension,)),
            "indicator": {
                "href": edition.way(here, f"indicator:{indicator.id}"),
                "words": edition.say(indicator.title),
            },
            "finding": self._map_finding(edition, indicator, list(found.values())),
        }

    def _map_finding(
        self, edition: SiteEdition, indicator: Indicator, rows: Sequence[Row | None]
    ) -> str:
        shown = sum(row is not None and row.is_shown for row in rows)
        return edition.words(
            "map_finding",
            shown=edition.number(shown),
            n=edition.number(len(rows)),
            unit=edition.unit(indicator),
        )

    def _legend(
        self,
        edition: SiteEdition,
        indicator: Indicator,
        classes: Sequence[Class],
        used: Sequence[str],
    ) -> list[Content]:
        words = edition.words
        found: list[Content] = []
        banded, withheld = "banded", "withheld"
        if banded in used:
            band = words("shown.fewer_than", n=edition.number(edition.threshold))
            found.append({"style": banded, "words": words("class.banded", band=band)})
        for each in classes:
            first = edition.quantity(each.first, indicator)
            label = (
                words("class.from", first=first)
                if math.isinf(each.until)
                else words(
                    "class.between",
                    first=first,
                    until=edition.quantity(each.until, indicator),
                )
            )
            found.append({"style": each.style, "words": label})
        if withheld in used:
            found.append({"style": withheld, "words": words("shown.withheld")})
        if "none" in used:
            found.append({"style": "none", "words": words("shown.no_figure")})
        return [{**entry, "n": used.count(str(entry["style"]))} for entry in found]

    def _map_tabs(
        self, edition: SiteEdition, here: str, indicator: Indicator, when: str
    ) -> list[list[Content]]:
        by_indicator: list[Content] = [
            {
                "href": edition.way(here, f"map:{found.id}"),
                "words": edition.say(found.title),
                "is_selected": found.id == indicator.id,
            }
            for found in self.library.local
        ]
        by_period: list[Content] = [
            {
                "href": edition.way(here, f"map:{indicator.id}:{period}"),
                "words": edition.period(period),
                "is_selected": period == when,
            }
            for period in self.library.rows[indicator.id].periods
        ]
        return [tabs for tabs in (by_indicator, by_period) if len(tabs) > 1]


def classes_of(rows: Sequence[Row]) -> tuple[Class, ...]:
    """Choose at most four classes with round limits, so that each holds a fair share of the shown figures."""
    values = sorted(row.value for row in rows if row.value is not None)
    if not values:
        return ()
    inner = [limit for limit in _NICE if values[0] < limit <= values[-1]]
    while len(inner) > _MOST_CLASSES - 1:
        counts = [
            sum(low <= value < high for value in values)
            for low, high in zip([0, *inner], [*inner, math.inf], strict=True)
        ]
        smallest = min(
            range(len(inner)), key=lambda at: (counts[at] + counts[at + 1], at)
        )
        inner.pop(smallest)
    limits = [values[0] if not inner else min(values[0], inner[0]), *inner, math.inf]
    return tuple(
        Class(f"k{at + 1}", limits[at], limits[at + 1]) for at in range(len(limits) - 1)
    )


def style_of(row: Row | None, classes: Sequence[Class]) -> str:
    """Name the class a figure falls in."""
    if row is None:
        return "none"
    if row.value is None:
        return str(row.status)
    value = row.value
    return next(
        (each.style for each in classes if each.first <= value < each.until), "none"
    )


def map_svg(country: Geography) -> str:
    """Draw every municipality once, under its code; the pages refer to these shapes and colour them."""
    shapes = []
    for area in country.level("gemeente"):
        if area.rings:
            path = "".join(
                "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"
                for ring in area.rings
            )
            shapes.append(f'<path id="{escape(area.code)}" d="{path}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {country.width:g} {country.height:g}">'
        f'<g id="land">{"".join(shapes)}</g></svg>\n'
    )
