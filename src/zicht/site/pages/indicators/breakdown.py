"""An indicator by some dimensions, in one language: what the table and the charts of one page share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.edition.rows import Row, Rows, Where
from zicht.site.library import SiteEdition
from zicht.site.pages.indicators.addresses import breakdown_page, indicator_page
from zicht.vocabulary.definitions import Indicator


@dataclass(frozen=True)
class Breakdown:
    """An indicator by some dimensions.

    Parameters
    ----------
    edition : in which language it is shown
    indicator : which has rows
    names : of the dimensions; none for the totals
    """

    edition: SiteEdition
    indicator: Indicator
    names: tuple[str, ...]

    @property
    def rows(self) -> Rows:
        """Rows of the indicator."""
        return self.edition.library.rows[self.indicator.id]

    @property
    def page(self) -> str:
        """Id of the page that shows this breakdown."""
        if self.names == self.rows.plainest:
            return indicator_page(self.indicator)
        return breakdown_page(self.indicator, self.names)

    @property
    def measured(self) -> str:
        """Dimension of the statistics that the indicator computes, such as the time of a curve; empty for counts."""
        statistics = self.indicator.statistics
        return statistics.dimension if statistics else ""

    @property
    def title(self) -> str:
        """Title of the indicator."""
        return self.edition.say(self.indicator.title)

    @cached_property
    def by(self) -> str:
        """Names of the dimensions, as in `by form and age`."""
        return dimensions_in_words(self.edition, self.names)

    @cached_property
    def wheres(self) -> list[Where]:
        """Categories of the rows of the table, in their order."""
        wheres = in_order_of_codes(
            self.edition, self.rows.of_breakdown(self.names), self.names
        )
        if self.measured not in self.names:
            return wheres
        # The margin over the statistics repeats the headline, so the table leaves it out.
        return [where for where in wheres if self.measured in dict(where)]

    @cached_property
    def cells(self) -> list[Where]:
        """Those of `wheres` that name a category of every dimension."""
        return [where for where in self.wheres if len(where) == len(self.names)]

    def label(self, row_or_where: Row | Where) -> str:
        """Name the categories of a row, in the order of the dimensions."""
        where = row_or_where.where if isinstance(row_or_where, Row) else row_or_where
        codes = dict(where)
        ordered = tuple((name, codes[name]) for name in self.names if name in codes)
        return self.edition.where(ordered)


def dimensions_in_words(edition: SiteEdition, names: Sequence[str]) -> str:
    """Join the names of dimensions with `and`."""
    return f" {edition.words('and')} ".join(edition.dimension(name) for name in names)


def in_order_of_codes(
    edition: SiteEdition, wheres: Sequence[Where], names: Sequence[str]
) -> list[Where]:
    """Order the categories of rows as in the code lists, margins first."""
    places = {name: edition.code_order(name) for name in names}

    def place(where: Where) -> tuple[tuple[int, str], ...]:
        codes = dict(where)
        sort_key = []
        for name in names:
            code = codes.get(name)
            if code is None:
                sort_key.append((-1, ""))
            else:
                unlisted = len(places[name])
                sort_key.append((places[name].get(code, unlisted), code))
        return tuple(sort_key)

    return sorted(wheres, key=place)
