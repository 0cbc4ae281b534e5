"""What the user says about the columns, and the names that say it for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from zicht.estimation.column_words import column_words

ROWS = "rows"
"""`--count rows` says that every row is one person."""
COUNT_NAMES = column_words("counts")
COVARIATE_NAMES = column_words("covariates")
ROW_NAMES = column_words("rows")
LIST_NAMES = column_words("lists")
"""Names of a column that names the lists of a person."""


@dataclass(frozen=True)
class Choices:
    """What the user says about the columns.

    Parameters
    ----------
    lists : columns that are lists; every column in a usual coding where empty
    covariates : columns that are covariates; every other column where None
    count : column of counts, or `rows`; found by name or by its values where empty
    on, off : words that say that a person was on a list, and was not; usual codings
        where empty
    sheet : of a spreadsheet; the first where empty
    """

    lists: tuple[str, ...] = ()
    covariates: tuple[str, ...] | None = None
    count: str = ""
    on: str = ""
    off: str = ""
    sheet: str = ""

    def unnamed(self, columns: Iterable[str]) -> list[str]:
        """Return the columns of which the user says nothing."""
        named = {*self.lists, *(self.covariates or ()), self.count} - {""}
        return [name for name in columns if name not in named]
