"""What the user says about the columns, and the names that say it for them."""

from collections.abc import Iterable
from dataclasses import dataclass

ROWS = "rows"
"""`--count rows` says that every row is one person."""
COUNT_NAMES = frozenset(
    (
        *("count", "counts", "freq", "freqs", "frequency", "frequencies", "n"),
        *("aantal", "aantallen", "personen", "persons", "people", "total", "totaal"),
        *("cases", "number", "nobs", "num", "obs"),
    )
)
ROW_NAMES = frozenset(
    (
        *("id", "nr", "no", "row", "rowname", "rownames", "row.names", "rij", "index"),
        *("x", "person", "persoon", "pseudonym", "unnamed:0", "case_id", "person_id"),
    )
)
LIST_NAMES = frozenset(
    (
        *("list", "lists", "source", "sources", "register", "organisation"),
        *("lijst", "lijsten", "bron", "bronnen", "organisatie"),
    )
)
"""Names of a column that names the lists of a person."""


@dataclass(frozen=True)
class Choices:
    """What the user says about the columns.

    Parameters
    ----------
    lists : columns that are lists; every column in a usual coding where empty
    covariates : columns that are covariates; every other column where None
    count : column of counts, or `rows`; found by name or by its values where empty
    """

    lists: tuple[str, ...] = ()
    covariates: tuple[str, ...] | None = None
    count: str = ""

    def unnamed(self, columns: Iterable[str]) -> list[str]:
        """Return the columns of which the user says nothing."""
        named = {*self.lists, *(self.covariates or ()), self.count} - {""}
        return [name for name in columns if name not in named]
