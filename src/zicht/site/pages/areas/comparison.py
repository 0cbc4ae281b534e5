"""The page that puts a municipality beside any other: a choice puts the name of the other in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from zicht.site.library import PageContent, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.areas.country import Country, Head
from zicht.site.parts import Cell
from zicht.vocabulary.areas import Area
from zicht.vocabulary.dimensions import TOTAL


@dataclass(frozen=True)
class Compared:
    """The latest figures of a municipality or of the country."""

    name: str
    inhabitants: str
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(PageContent):
    """One municipality beside the country and any other.

    Parameters
    ----------
    name, own : the municipality and its figures
    whole : the country
    head : heads of the columns
    rows : all other municipalities, as rows of a table
    """

    name: str
    own: Compared
    whole: Compared
    head: Sequence[Head]
    rows: Markup


class Comparison:
    """Composes the pages that compare municipalities.

    Parameters
    ----------
    country : whose municipalities are compared
    """

    def __init__(self, country: Country) -> None:
        self.country = country
        self._rows: dict[str, dict[str, str]] = {}

    def page(self, edition: SiteEdition, area: Area) -> ComparisonPage:
        """Compose the page of one municipality beside the country and any other."""
        country = self.country
        title = edition.words("compare_title", name=area.name)
        areas_above = ("areas", edition.words("areas"))
        own_page = (f"area:{area.code}", area.name)
        return ComparisonPage(
            title=title,
            description=title,
            crumbs=addressing.crumbs(edition, areas_above, own_page),
            name=area.name,
            own=self._compared(edition, area.code, area.name),
            whole=self._whole_country(edition),
            head=country.heads_of_latest(edition),
            rows=self._rows_of_others(edition, area),
        )

    def _compared(self, edition: SiteEdition, code: str, name: str) -> Compared:
        return Compared(
            name=name,
            inhabitants=edition.number(self.country.inhabitants(code)),
            cells=self.country.latest_cells(edition, code),
        )

    def _whole_country(self, edition: SiteEdition) -> Compared:
        """Return the figures of the country beside the inhabitants of all of today's municipalities."""
        country = self.country
        n_inhabitants = sum(
            country.inhabitants(municipality.code) for municipality in country.current
        )
        return Compared(
            name=country.name,
            inhabitants=edition.number(n_inhabitants),
            cells=country.latest_cells(edition, TOTAL),
        )

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
        latest = self.country.latest_cells(edition, area.code)
        cells = "".join(_cell_html(cell) for cell in latest)
        return (
            f"<tr id={slug}><th scope=row><a href=#{slug}>{escape(area.name)}</a>"
            f"<td>{inhabitants}{cells}\n"
        )


def _cell_html(cell: Cell) -> str:
    kind = f" class={cell.kind}" if cell.kind else ""
    return f"<td{kind}>{escape(cell.words)}"
