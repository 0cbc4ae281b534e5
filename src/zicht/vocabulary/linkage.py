"""How linkage went, as anybody may read it: shares of everything, and counts of nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Band = tuple[int, int]
"""How far the truth may lie below and above what is counted, in whole per cents or points, rounded outward."""


@dataclass(frozen=True)
class Share:
    """An estimated share with a 95% interval."""

    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class PublishedLinkage:
    """How linkage went.

    Parameters
    ----------
    known : link field to the percentage of records in which it is known
    statuses : why a record is linked, to the percentage of records
    persons : band of the number of persons, in per cent
    false_links, missed_links : share of the links that are of two persons, and of the pairs of one person that are not
        linked, with 95% intervals, in whole per mille rounded outward
    lost_by_blocking : share of the pairs of one person that were never compared; zero where every pair was looked at
    bands : indicator to period to its band: in per cent of counts, in percentage points of survival. An indicator that
        does not rest on who is one person has none
    rests_on_guesses : whether the records of one person were too few to learn how people are misspelled
    """

    known: Mapping[str, int]
    statuses: Mapping[str, int]
    persons: Band
    false_links: Share
    missed_links: Share
    lost_by_blocking: Share
    bands: Mapping[str, Mapping[str, Band]] = field(default_factory=dict)
    # Releases of an earlier version do not say it.
    rests_on_guesses: bool = False

    def band(self, indicator: str, period: str) -> Band | None:
        """Return the band of the total of one period; None where the indicator has none."""
        return self.bands.get(indicator, {}).get(period)
