"""Runs of days: what a delivery covers."""

import calendar
import datetime
import re
from dataclasses import dataclass

from zicht.vocabulary.errors import ProjectError

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """Days from `first` up to and including `last`."""

    first: datetime.date
    last: datetime.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ProjectError(
                f"The period from {self.first} to {self.last} ends before it starts.",
                now="Swap the days.",
            )

    @classmethod
    def read(cls, words: str) -> "Days":
        """Read a year, run of years, quarter, month, or two days.

        Examples
        --------
        >>> str(Days.read("2024-Q1").last), str(Days.read("2019-2024").first)
        ('2024-03-31', '2019-01-01')
        """
        words = words.strip()
        if match := _QUARTER.fullmatch(words):
            year, quarter = int(match[1]), int(match[2])
            return cls(*_months(year, 3 * quarter - 2, 3 * quarter))
        if match := _MONTH.fullmatch(words):
            year, month = int(match[1]), int(match[2])
            return cls(*_months(year, month, month))
        if match := _YEARS.fullmatch(words):
            first, last = int(match[1]), int(match[2] or match[1])
            # The calendar of Python begins with year 1.
            if not (1 <= first <= last):
                raise _no_period()
            return cls(datetime.date(first, 1, 1), datetime.date(last, 12, 31))
        first_day, _, last_day = words.partition("/")
        try:
            return cls(
                datetime.date.fromisoformat(first_day),
                datetime.date.fromisoformat(last_day),
            )
        except ValueError:
            raise _no_period() from None

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "Days") -> bool:
        """Whether some day is in both."""
        return self.first <= other.last and other.first <= self.last

    @property
    def years(self) -> tuple[int, ...]:
        """Years of which some day is in it."""
        return tuple(range(self.first.year, self.last.year + 1))


def _months(year: int, first: int, last: int) -> tuple[datetime.date, datetime.date]:
    if year < 1:
        raise _no_period()
    end = calendar.monthrange(year, last)[1]
    return datetime.date(year, first, 1), datetime.date(year, last, end)


def _no_period() -> ProjectError:
    return ProjectError(
        "That is not a valid period.",
        now="Write a year (2020), years (2015-2019), a quarter (2024-Q1), a month (2024-03), or two days"
        " (2024-01-01/2024-03-31).",
    )
