"""Periods: a year (`2020`), or a run of years (`2015-2019`)."""

import re
from dataclasses import dataclass

from zicht.vocabulary.errors import ProjectError

COUNTABLE_YEARS = range(1900, 2101)
"""Years that a project may count, or be owed deliveries of."""
_PERIOD = re.compile(r"(\d{4})(?:-(\d{4}))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Years from `first` up to and including `last`."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ProjectError(
                f"Period {self.first}-{self.last} ends before it starts.",
                now="Swap the years.",
            )

    @classmethod
    def read(cls, words: str) -> "Period":
        """Read `2020` or `2015-2019`."""
        match = _PERIOD.fullmatch(words.strip())
        if match is None:
            raise ProjectError(
                f"{words!r} is not a period.",
                now="Write a year (2020) or a run of years (2015-2019).",
            )
        first, last = match.groups()
        return cls(int(first), int(last or first))

    def __str__(self) -> str:
        return (
            str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        )

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last
