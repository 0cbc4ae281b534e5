"""What the user says about the columns, and the names that say it for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zicht.estimation.column_words import column_words

Unknown = Literal["keep", "leave-out"]
LEAVE_OUT: Unknown = "leave-out"
"""`--unknown leave-out` leaves out the persons of whom a covariate is not known."""
ROWS = "rows"
"""`--count rows` says that every row is one person."""
COUNT_NAMES = column_words("counts")
COVARIATE_NAMES = column_words("covariates")
ROW_NAMES = column_words("rows")
LIST_NAMES = column_words("lists")
"""Names of a column that names the lists of a person."""
QUESTION_WORDS = ("is_", "has_", "is ", "has ")
"""How the name of a covariate of yes and no may begin, such as is_minor."""


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
    unknown : whether persons of whom a covariate is not known are a group of their own
    """

    lists: tuple[str, ...] = ()
    covariates: tuple[str, ...] | None = None
    count: str = ""
    on: str = ""
    off: str = ""
    sheet: str = ""
    unknown: Unknown = "keep"

    def unnamed(self, columns: Iterable[str]) -> list[str]:
        """Return the columns of which the user says nothing."""
        named = {*self.lists, *(self.covariates or ()), self.count} - {""}
        return [name for name in columns if name not in named]


def is_covariate_name(name: str) -> bool:
    """Return whether a name is usual for a covariate, such as sex or is_minor."""
    lowered = name.lower()
    for start in QUESTION_WORDS:
        lowered = lowered.removeprefix(start)
    return lowered in COVARIATE_NAMES
