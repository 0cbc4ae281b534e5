"""The page that puts a municipality beside any other: a choice puts the name of the other in the address."""

from markupsafe import Markup, escape

from zicht.site.library import Content, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.areas.country import Country
from zicht.vocabulary.areas import Area
from zicht.vocabulary.dimensions import TOTAL


class Comparison:
    """Composes the pages that compare municipalities.

    Parameters
    ----------
    country : whose municipalities are compared
    """

    def __init__(self, country: Country) -> None:
        self.country = country
        self._rows: dict[str, dict[str, str]] = {}

    def page(self, edition: SiteEdition, area: Area) -> Content:
        """Compose the page of one municipality beside the country and any other."""
        country = self.country
        here = edition.path(f"compare:{area.code}")
        title = edition.words("compare_title", name=area.name)
        n_inhabitants = sum(
            country.inhabitants(other.code) for other in country.current
        )
        return {
            "title": title,
            "description": title,
            "crumbs": addressing.crumbs(
                edition,
                here,
                ("areas", edition.words("areas")),
                (f"area:{area.code}", area.name),
            ),
            "name": area.name,
            "own": {
                "inhabitants": edition.number(country.inhabitants(area.code)),
                "cells": country.latest_cells(edition, area.code),
            },
            "whole": {
                "name": country.name,
                "inhabitants": edition.number(n_inhabitants),
                "cells": country.latest_cells(edition, TOTAL),
            },
            "head": country.heads_of_latest(edition),
            "rows": self._rows_of_others(edition, area),
        }

    def _rows_of_others(self, edition: SiteEdition, area: Area) -> Markup:
        """Return the rows of all other municipalities; each is made once per language, as every page has the same."""
        if edition.language not in self._rows:
            self._rows[edition.language] = {
                other.code: self._row(edition, other) for other in self.country.current
            }
        rows = self._rows[edition.language]
        others = [row for code, row in rows.items() if code != area.code]
        return Markup("".join(others))  # noqa: S704 - `_row` escapes every word

    def _row(self, edition: SiteEdition, area: Area) -> str:
        """Return the row of one municipality; choosing its name puts it in the address, and leaves only this row."""
        slug = self.country.slugs[area.code]
        inhabitants = edition.number(self.country.inhabitants(area.code))
        cells = ""
        for figure in self.country.latest_cells(edition, area.code):
            kind = f" class={figure['kind']}" if figure["kind"] else ""
            cells += f"<td{kind}>{escape(figure['words'])}"
        return (
            f"<tr id={slug}><th scope=row><a href=#{slug}>{escape(area.name)}</a>"
            f"<td>{inhabitants}{cells}\n"
        )
