"""Limits of a population by the profile of its likelihood.

The profile of a number of unseen persons is the highest likelihood that any other
parameters of the model give together with it. The interval holds the numbers whose
profile lies within half a chi-square quantile of the highest. It needs no resamples, so
that it has an upper limit where many resamples have no estimate.

References
----------
Cormack, R. M. (1992). Interval estimation for mark-recapture studies of closed
populations. Biometrics 48(2), 567-576.
Evans, M. A., Kim, H.-M. & O'Brien, T. E. (1996). An application of profile-likelihood
based confidence interval to capture-recapture estimators. Journal of Agricultural,
Biological, and Environmental Statistics 1(1), 131-140.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from zicht.estimation.fitting import fit
from zicht.vocabulary.arrays import Floats, Ints

FARTHEST = 1e7
"""A profile is followed to this many unseen persons per person seen."""
GOLDEN = (math.sqrt(5.0) - 1) / 2

Height = Callable[[float], float]
"""Log-likelihood of a number of unseen persons, all other parameters at their best."""


@dataclass(frozen=True)
class UnseenLimits:
    """Limits of the number of unseen persons.

    Parameters
    ----------
    best : number at which the profile is highest
    lower : lower limit
    upper : upper limit; None where the profile stays high without end
    """

    best: float
    lower: float
    upper: float | None


def unseen_limits(
    height: Height, *, guess: float, n_seen: int, level: float
) -> UnseenLimits:
    """Follow a profile down on both sides.

    Parameters
    ----------
    height : the profile
    guess : unseen persons near the highest place, such as the estimate
    n_seen : persons seen
    level : such as 0.95
    """
    best = highest_place(height, 3 * guess + 10)
    # Wilks: twice the fall of a log-likelihood is chi-square with one degree.
    floor = height(best) - float(chdtri(1, 1 - level)) / 2

    def above(unseen: float) -> float:
        return height(unseen) - floor

    lower = 0.0 if above(0.0) > 0 else float(brentq(above, 0.0, best))
    far = max(2 * best, 10.0)
    farthest = FARTHEST * n_seen
    while above(far) > 0 and far < farthest:
        far *= 4
    has_end = above(far) <= 0
    upper = float(brentq(above, best, far)) if has_end else None
    return UnseenLimits(best, lower, upper)


def highest_place(height: Height, most: float) -> float:
    """Find where a function with one peak between zero and `most` is highest, by golden section."""
    low, high = 0.0, most
    while high - low > 1e-3 * (1 + low):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if height(left) < height(right):
            low = left
        else:
            high = right
    return (low + high) / 2


@dataclass(frozen=True)
class ChosenModel:
    """The model that a method chose for one table.

    Parameters
    ----------
    words : the model in words
    unseen : estimated number of unseen persons
    parameters : sets of lists, intercept and main effects included
    shape : 2**t values of a further column of the design; None without one
    """

    words: str
    unseen: float
    parameters: Ints
    shape: Floats | None = None

    def profile_limits(self, counts: Floats, level: float) -> UnseenLimits:
        """Return limits of the unseen persons, the model taken as given.

        Parameters
        ----------
        counts : 2**t persons per pattern
        level : such as 0.95
        """
        return unseen_limits(
            partial(self._height, counts),
            guess=self.unseen,
            n_seen=int(counts[1:].sum()),
            level=level,
        )

    def _height(self, counts: Floats, unseen: float) -> float:
        """Multinomial log-likelihood of a number of unseen persons."""
        fitted = fit(
            counts[:, None],
            self.parameters[:, None],
            shape=self.shape,
            unseen=np.array([unseen]),
        )
        # The fit is of Poisson counts; given their total they are multinomial.
        size = float(counts[1:].sum()) + unseen
        poisson_of_size = size * math.log(size) - size - math.lgamma(size + 1)
        return float(fitted.loglik[0]) - poisson_of_size
