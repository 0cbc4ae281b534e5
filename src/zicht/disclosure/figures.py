"""Gate rules for what is no count: shares, rates, medians, survival curves, intervals, estimates."""

from collections.abc import Sequence
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


def share(numerator: int | None, denominator: int | None, *, decimals: int = 0) -> Range:
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
    if numerator is None or denominator is None or denominator <= 0 or not 0 <= numerator <= denominator:
        return NOTHING
    value = round(100 * numerator / denominator, decimals)
    return Range(value, value, value)


def rate(count: int | None, population: int, policy: Policy, *, per: int = 100_000) -> Range:
    """Give a printed count per so many inhabitants; nothing where too few people live or the count is not shown."""
    if count is None or population <= 0 or population < policy.minimum_population:
        return NOTHING
    reach = policy.base - 1
    low, high = max(0, count - reach), count + reach
    return Range(*(round(per * n / population, 1) for n in (count, low, high)))


def quantile(values: Sequence[float], q: float, policy: Policy, *, step: float = 1.0) -> Range:
    """Give a quantile that does not rest on one person: the mean of the values around it, in coarse steps.

    Parameters
    ----------
    values : one per person
    q : 0.5 for the median, 0.9 for p90
    policy : at least `threshold` persons must lie on either side, and `threshold` persons are averaged
    step : the printed number is a multiple of it

    Raises
    ------
    DisclosureRefused : the step is not above 0 or q not between 0 and 1
    """
    if step <= 0 or not 0 < q < 1:
        raise DisclosureRefused("A quantile needs a step above 0 and a q between 0 and 1.")
    ordered, k = sorted(values), policy.threshold
    at = q * (len(ordered) - 1)
    first = round(at - (k - 1) / 2)
    if first < k or first + k > len(ordered) - k:
        return NOTHING
    around = ordered[first : first + k]
    value = round(sum(around) / k / step) * step
    return Range(value, value - step / 2, value + step / 2)


def survival(
    steps: Sequence[tuple[float, int, float]], policy: Policy, *, decimals: int = 2
) -> list[tuple[float, float]]:
    """Give a survival curve that cannot be undone into single events.

    Parameters
    ----------
    steps : time, number at risk, and survival after that time, as time goes by
    policy : a step is drawn once `threshold` more persons have left the risk set since the last one, and the curve ends
        where fewer than `local_threshold` are left at risk
    decimals : of the survival printed

    Returns
    -------
    time and survival of the steps that may be drawn
    """
    drawn: list[tuple[float, float]] = []
    left_at: int | None = None
    for time, at_risk, alive in steps:
        if at_risk < policy.local_threshold:
            break
        if left_at is None or left_at - at_risk >= policy.threshold:
            drawn.append((time, round(alive, decimals)))
            left_at = at_risk
    return drawn


def estimate(value: float, lower: float, upper: float, observed: int, policy: Policy) -> Range:
    """Give an estimate with its interval, rounded to the base; nothing where too few were observed.

    Raises
    ------
    DisclosureRefused : the interval does not hold the estimate
    """
    if not lower <= value <= upper:
        raise DisclosureRefused("An estimate lies outside its own interval.", now="Check the estimation.")
    if observed < policy.local_threshold:
        return NOTHING
    base = policy.base
    down, up = int(lower // base) * base, -int(-upper // base) * base
    return Range(float(round(value / base) * base), float(max(0, down)), float(up))
