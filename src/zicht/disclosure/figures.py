"""How an estimate may be printed. Shares and rates are derived from sealed counts."""

from dataclasses import dataclass

from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy


@dataclass(frozen=True)
class Range:
    """A number as it may be printed, with its bounds; all None where it may not be."""

    value: float | None
    lower: float | None
    upper: float | None


NOTHING = Range(None, None, None)


def estimate(
    value: float, lower: float, upper: float, observed: int, policy: Policy
) -> Range:
    """Round an estimate to the base, its interval outwards.

    Parameters
    ----------
    value, lower, upper : the estimate and its interval
    observed : persons it was made from; below `local_threshold` nothing is printed
    policy : the rules

    Raises
    ------
    DisclosureRefused : the interval does not contain the estimate
    """
    if not lower <= value <= upper:
        raise DisclosureRefused(
            "An estimate lies outside its own interval.", now="Check the estimation."
        )
    if observed < policy.local_threshold:
        return NOTHING
    base = policy.base
    down = max(0, int(lower // base) * base)
    up = -int(-upper // base) * base
    return Range(float(round(value / base) * base), float(down), float(up))
