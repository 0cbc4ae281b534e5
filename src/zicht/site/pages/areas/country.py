"""The areas of the map, and what is counted in them: shared by all pages about places."""

import math
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.labels import with_capital
from zicht.edition.rows import Row
from zicht.edition.slugs import slugify
from zicht.site.library import Library, SiteEdition
from zicht.site.pages.indicators.cells import cell
from zicht.site.parts import Cell
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import PublishingError

_N_ALIKE = 4
"""Municipalities of about the same size that a page shows."""


@dataclass(frozen=True)
class Head:
    """The head of a column: the title of its indicator, and its unit and period."""

    name: str
    column: str


def country_of(library: Library) -> "Country | None":
    """Return the areas of a release; None if nothing was counted by place."""
    if not library.local or library.release.geography is None:
        return None
    return Country(library, library.release.geography)


class Country:
    """The areas of a release, and what is counted in them.

    Parameters
    ----------
    library : of a release with local indicators
    geography : its map

    Raises
    ------
    PublishingError : a municipality has a name that no address can be made of
    """

    def __init__(self, library: Library, geography: Geography) -> None:
        self.library = library
        self.geography = geography
        self.municipalities = geography.level(geography.leaf_level)
        self.current = tuple(
            area for area in self.municipalities if geography.exists(area.code)
        )
        self.slugs = {area.code: slugify(area.name) for area in self.municipalities}
        self.levels = list(geography.parents)
        n_unnamed = sum(not slug for slug in self.slugs.values())
        if n_unnamed:
            raise PublishingError(
                f"{n_unnamed} municipalities have a name that no address can be made of."
            )

    @property
    def name(self) -> str:
        """Name of the country."""
        return self.geography.areas[self.geography.country].name

    @property
    def has_borders(self) -> bool:
        """Whether any municipality can be drawn."""
        return any(area.rings for area in self.municipalities)

    def above(self, code: str) -> tuple[Area, ...]:
        """Return the areas above a municipality, in the order of the levels."""
        areas, parents = self.geography.areas, self.geography.parents
        return tuple(areas[parents[level][code]] for level in self.levels)

    # ---- inhabitants

    @cached_property
    def year(self) -> str:
        """Newest year of which inhabitants are known."""
        years = [year for year, *_ in self.library.release.population]
        return max(years, default=str(self.geography.year))

    def inhabitants(self, code: str) -> int:
        """Return the inhabitants of an area in the newest year."""
        known = self.library.release.population.get((self.year, code, TOTAL, TOTAL))
        return self.geography.areas[code].inhabitants if known is None else known

    @cached_property
    def _by_size(self) -> list[Area]:
        return sorted(self.current, key=lambda area: (area.inhabitants, area.code))

    @cached_property
    def _place_by_size(self) -> dict[str, int]:
        return {area.code: place for place, area in enumerate(self._by_size)}

    def alike(self, code: str) -> list[Area]:
        """Return the municipalities nearest in inhabitants, by ratio; none for one that no longer exists."""
        if code not in self._place_by_size:
            return []
        place = self._place_by_size[code]
        # The nearest by ratio lie among as many on either side.
        first, last = max(0, place - _N_ALIKE), place + _N_ALIKE
        near = [area for area in self._by_size[first : last + 1] if area.code != code]
        # Ten thousand inhabitants more are much for a village and little for a city.
        size = math.log1p(self.geography.areas[code].inhabitants)

        def distance(area: Area) -> tuple[float, str]:
            return abs(math.log1p(area.inhabitants) - size), area.code

        return sorted(near, key=distance)[:_N_ALIKE]

    # ---- figures

    def row(self, indicator: Indicator, period: str, code: str) -> Row | None:
        """Find the figure of an area; of the whole country where the code is that of the total."""
        rows = self.library.rows[indicator.id]
        if code == TOTAL:
            return rows.at(period)
        dimension = self.library.local_dimension(indicator.id)
        return rows.at(period, ((dimension, code),))

    def latest_cells(self, edition: SiteEdition, code: str) -> list[Cell]:
        """Return the latest figure of an area of each local indicator, as cells of a table."""
        cells = []
        for indicator in self.library.local:
            latest = self.library.rows[indicator.id].periods[-1]
            cells.append(cell(edition, self.row(indicator, latest, code)))
        return cells

    def heads_of_latest(self, edition: SiteEdition) -> list[Head]:
        """Return the heads of the columns of `latest_cells`."""
        heads = []
        for indicator in self.library.local:
            unit = with_capital(edition.unit(indicator))
            latest = edition.period(self.library.rows[indicator.id].periods[-1])
            heads.append(Head(edition.say(indicator.title), f"{unit}, {latest}"))
        return heads
