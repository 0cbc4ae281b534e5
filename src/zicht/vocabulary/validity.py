"""The years in which a code or an area may be used."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Validity:
    """The years in which a code may be used; None where there is no first or no last year."""

    first_year: int | None = None
    last_year: int | None = None

    def includes(self, period: str) -> bool:
        """Whether a year, or a year of a run such as `2019-2021`, lies within these years."""
        if not period[:4].isdigit() or not period[-4:].isdigit():
            return True
        starts_too_late = self.first_year is not None and int(period[-4:]) < (
            self.first_year
        )
        ended_before = self.last_year is not None and int(period[:4]) > self.last_year
        return not starts_too_late and not ended_before
