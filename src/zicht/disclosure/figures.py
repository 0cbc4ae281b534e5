"""Gate rules for what is no count: shares, rates, intervals, estimates. Spans of time have theirs in `spans.py`."""

from dataclasses import dataclass

from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy


@dataclass(frozen=True)
class Range:
    """A number as it may be printed, with the bounds that come with it; no number when nothing may be said."""

    value: float | None
    lower: float | None
    upper: float | None


NOTHING = Range(None, None, None)


def share(
    numerator: int | None, denominator: int | None, *, decimals: int = 0
) -> Range:
    """Give a share in percent of two printed counts.

    Parameters
    ----------
    numerator, denominator : published counts after the gate, None where banded or withheld
    decimals : to print

    Returns
    -------
    nothing when either count is not shown. A share of printed numbers tells what they tell; one of true numbers would
    tell the true numbers, for 31.4% of 35 is 11.
    """
    if (
        numerator is None
        or denominator is None
        or denominator <= 0
        or not 0 <= numerator <= denominator
    ):
        return NOTHING
    value = round(100 * numerator / denominator, decimals)
    return Range(value, value, value)


def rate(
    count: int | None, population: int, policy: Policy, *, per: int = 100_000
) -> Range:
    """Give a printed count per so many inhabitants; nothing where too few people live or the count is not shown."""
    if count is None or population <= 0 or population < policy.minimum_population:
        return NOTHING
    reach = policy.base - 1
    low, high = max(0, count - reach), count + reach
    return Range(*(round(per * n / population, 1) for n in (count, low, high)))


def estimate(
    value: float, lower: float, upper: float, observed: int, policy: Policy
) -> Range:
    """Give an estimate with its interval, rounded to the base; nothing where too few were observed.

    Raises
    ------
    DisclosureRefused : the interval does not hold the estimate
    """
    if not lower <= value <= upper:
        raise DisclosureRefused(
            "An estimate lies outside its own interval.", now="Check the estimation."
        )
    if observed < policy.local_threshold:
        return NOTHING
    base = policy.base
    down, up = int(lower // base) * base, -int(-upper // base) * base
    return Range(float(round(value / base) * base), float(max(0, down)), float(up))
