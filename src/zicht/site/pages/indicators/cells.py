"""The cell of a figure in a table of a page."""

from dataclasses import replace

from zicht.edition.rows import Row
from zicht.site.library import SiteEdition
from zicht.site.parts import Cell

NOTHING = "\u2013"


def cell(edition: SiteEdition, row: Row | None) -> Cell:
    """Return one cell of a table; the figure of an estimate stands above its interval."""
    if row is None:
        return quiet(NOTHING)
    return replace(cell_of_number(edition, row), interval=edition.interval(row))


def cell_of_number(edition: SiteEdition, row: Row) -> Cell:
    """Return a cell without interval, for a table that has a column of bounds."""
    kind = "" if row.is_shown else row.status
    return Cell(edition.marked(row), kind, str(row.key))


def quiet(words: str) -> Cell:
    """Return a cell of words that stand back."""
    return Cell(words, "quiet")
