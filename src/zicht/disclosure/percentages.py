"""Percentages that are printed beside counts, and do not follow from printed ones.

In which part of the records a field is known, or how far plausible links move a count,
are percentages of numbers that no table prints. Of 80 records, 99% says that exactly one
is without; around a printed 10, which stands for 6 to 14, a band of 34% says that the count
is 6, 9 or 12. The steps are so wide that they say no more than a rounded count does.
"""

from math import ceil, floor

from zicht.vocabulary.linkage import Band
from zicht.vocabulary.policies import Policy

STEPS = (1, 2, 5, 10, 20, 50)
"""Steps of printed percentages."""


def step_of_shares(n_records: int, policy: Policy) -> int | None:
    """Return the finest step of shares that leaves enough counts possible.

    A share is rounded to the nearest step. With step s, the fewest counts of n that give
    one printed share are those at its ends, 0% and 100%: s n / 200 of them.

    Parameters
    ----------
    n_records : of which the shares are
    policy : as many counts must stay possible as its base, and as its threshold

    Returns
    -------
    percentage points; None where no step is wide enough
    """
    fewest = max(policy.base, policy.threshold)
    for step in STEPS:
        if step * n_records >= 200 * fewest:
            return step
    return None


def to_step(percentage: float, step: int) -> int:
    """Return a percentage, rounded to the nearest step."""
    return floor(percentage / step + 0.5) * step


def band_around(low: float, high: float, *, least: float) -> Band:
    """Round a band around a printed count outward, so that it says nothing of the count.

    Every count n from `least` on has some number of persons k for which 100 k / n is
    rounded to any given step of 100 / least or more.

    Parameters
    ----------
    low, high : ends of the band, in per cent of the true count
    least : lowest count that the printed number stands for; 1 or more

    Returns
    -------
    whole per cents; 0 is always inside, for what is counted is plausible itself
    """
    step = next((step for step in STEPS if step * least >= 100), 100)
    lowest = floor(low / step) * step
    highest = ceil(high / step) * step
    return min(lowest, 0), max(highest, 0)
