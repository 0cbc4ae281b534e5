"""When an amount (days, euros) is sensitive: one contributor dominates it, or a rival can come too close."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy

Floats = NDArray[np.float64]


def is_sensitive(contributions: Sequence[float] | Floats, policy: Policy) -> bool:
    """Tell whether the sum of these contributions may not be printed.

    Parameters
    ----------
    contributions : amounts of one cell, one per contributor, from 0
    policy : `threshold` contributors at least; `dominance`, the largest share of one; `p_percent`, how close the
        second largest contributor may come to the largest

    Returns
    -------
    True when there are fewer contributors than the threshold (none at all is not sensitive), when the largest holds
    more than `dominance` of the sum, or when the rest beside the two largest is less than `p_percent` of the largest

    Raises
    ------
    DisclosureRefused : an amount is negative or no number

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.
    """
    amounts = np.sort(np.asarray(contributions, dtype=np.float64))[::-1]
    if not np.all(np.isfinite(amounts)) or np.any(amounts < 0):
        raise DisclosureRefused("An amount is negative or no number.", now="The rules hold for amounts from 0.")
    if not len(amounts):
        return False
    total = float(amounts.sum())
    if len(amounts) < policy.threshold:
        return True
    if float(amounts[0]) > policy.dominance * total:
        return True
    return bool(amounts[0] > 0 and total - amounts[:2].sum() < policy.p_percent * amounts[0])
