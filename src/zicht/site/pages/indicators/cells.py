"""The cell of a figure in a table of a page."""

from zicht.edition.rows import Row
from zicht.site.library import SiteEdition
from zicht.site.parts import Cell

NOTHING = "\u2013"


def cell(edition: SiteEdition, row: Row | None) -> Cell:
    """Return one cell of a table."""
    if row is None:
        return quiet(NOTHING)
    kind = "" if row.is_shown else row.status
    return Cell(edition.marked(row), kind, str(row.key))


def quiet(words: str) -> Cell:
    """Return a cell of words that stand back."""
    return Cell(words, "quiet")
