"""Changes in series of counts: the improved Farrington algorithm, and a CUSUM.

A count is compared with the counts of the same season in earlier years. A quasi-Poisson
regression on time, in which years that were out of the ordinary weigh less, says what was
to be expected, and how far chance may carry a count from that. A trend is kept only where
it is significant, rests on three years or more, and expects at most `Watch.reach` times the
largest count that was seen: one and a half times, where Noufaily has once (ADR 0212).

The CUSUM adds up standardised differences from what was expected, less an allowance k:
it sees a small change that lasts, which no single count shows.

References
----------
Farrington, Andrews, Beale & Catchpole (1996), A statistical algorithm for the early
detection of outbreaks of infectious disease, JRSS A 159. Noufaily et al. (2013), An
improved algorithm for outbreak detection in multiple surveillance systems, Statistics in
Medicine 32. Rossi, Lampugnani & Marchi (1999), An approximate CUSUM procedure for
surveillance of health events, Statistics in Medicine 18. Functions `farringtonFlexible`
and `algo.cusum` of the R package surveillance (Höhle, Meyer, Salmon).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, isnan, nan, sqrt

import numpy as np

from zicht.methods.distributions import (
    negative_binomial_quantile,
    normal_quantile,
    poisson_quantile,
    student_upper_tail,
)
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.errors import IndicatorError

HEAVIEST_RESIDUAL = 2.58
"""An Anscombe residual above it weighs less (Noufaily)."""
TREND_LEVEL = 0.05
"""A trend with a higher p-value is left out."""
YEARS_FOR_A_TREND = 3
ROUNDS = 25
LARGEST_LOG_MEAN = 50
"""A fit that expects a count beyond the exponential of it runs away."""
CLOSE_ENOUGH = 1e-8
"""Relative change of the deviance at which a fit has converged, as in R's `glm`."""


@dataclass(frozen=True)
class Watch:
    """How a series is watched.

    Parameters
    ----------
    frequency : periods in a year: 4 or 12
    years : how many earlier years a period is compared with
    half_width : periods before and after the same season that are compared too; so many
        periods just before are left out, so that a change does not explain itself
    alpha : probability at either end that a count in the ordinary course lies beyond its bound
    trend : whether a trend may be fitted
    reach : how far a trend may expect a count above the largest that was seen: 1.0 is the
        rule of Noufaily, under which a series that only grows has no trend
    reweight : whether earlier periods that were out of the ordinary weigh less
    """

    frequency: int
    years: int = 3
    half_width: int = 1
    alpha: float = 0.005
    trend: bool = True
    reach: float = 1.5
    reweight: bool = True

    @property
    def first(self) -> int:
        """Place of the first period that can be judged."""
        return self.frequency * self.years + self.half_width


@dataclass(frozen=True)
class Judged:
    """One period of a series, compared with the course of the earlier periods.

    Parameters
    ----------
    place : in the series, from 0
    count : what was counted
    expected : by the regression
    lower, upper : between what a count in the ordinary course lies
    dispersion : variance over mean, 1 or more
    error : standard deviation of the count around what was expected, that of the fit included
    """

    place: int
    count: float
    expected: float
    lower: float
    upper: float
    dispersion: float
    error: float

    @property
    def direction(self) -> int:
        """1 above its bounds, -1 below them, 0 between them."""
        return int(self.count > self.upper) - int(self.count < self.lower)

    @property
    def standardised(self) -> float:
        """The difference from what was expected, in standard deviations; NaN where unknown."""
        return (self.count - self.expected) / self.error


@dataclass(frozen=True, eq=False)
class _Fit:
    """A quasi-Poisson regression."""

    coefficients: Floats
    covariance: Floats
    means: Floats
    leverage: Floats
    dispersion: float
    freedom: int


def judge(counts: Sequence[float] | Floats, place: int, watch: Watch) -> Judged:
    """Compare one period with the course of the earlier periods.

    Parameters
    ----------
    counts : of every period in order; NaN where one is not known
    place : of the period, from 0
    watch : how

    Returns
    -------
    what was expected, with bounds; NaN where earlier years hold too little

    Raises
    ------
    IndicatorError : there are not enough years before it
    """
    series = np.asarray(counts, dtype=np.float64)
    if not watch.first <= place < len(series):
        raise IndicatorError(
            f"Series: period {place} has fewer than {watch.years} years before it.",
            now="Judge later periods, or compare with fewer years.",
        )
    times = _compared(place, watch)
    times = times[~np.isnan(series[times])]
    known = series[times]
    count = float(series[place])
    nothing = Judged(place, count, nan, nan, nan, nan, nan)
    if len(known) < YEARS_FOR_A_TREND or not known.any():
        return nothing
    fit = _fit(known, times, place, watch)
    return nothing if fit is None else _beside_fit(fit, place, count, watch)


def _beside_fit(fit: _Fit, place: int, count: float, watch: Watch) -> Judged:
    """Compare a count with what a regression expects of its period."""
    # A fit without a trend has one coefficient.
    now = np.array([1.0, place])[: len(fit.coefficients)]
    eta = float(now @ fit.coefficients)
    error_of_fit = sqrt(float(now @ fit.covariance @ now))
    reach = normal_quantile(1 - watch.alpha) * error_of_fit
    expected = exp(eta)
    return Judged(
        place,
        count,
        expected,
        # The quantile is taken at the end of the interval of the mean, so that the error of the fit and the spread of
        # counts both widen the bounds. `surveillance` calls this method `muan` (ADR 0212).
        lower=_quantile(watch.alpha, eta - reach, fit),
        upper=_quantile(1 - watch.alpha, eta + reach, fit),
        dispersion=fit.dispersion,
        error=sqrt(fit.dispersion * expected + (expected * error_of_fit) ** 2),
    )


def _compared(place: int, watch: Watch) -> Ints:
    """Return the places that a period is compared with."""
    positions: list[int] = []
    for year in range(watch.years, 0, -1):
        middle = place - year * watch.frequency
        positions += range(middle - watch.half_width, middle + watch.half_width + 1)
    return np.array([other for other in positions if other < place - watch.half_width])


def _fit(known: Floats, times: Ints, place: int, watch: Watch) -> _Fit | None:
    """Fit with a trend, and without it where the trend does not bear it."""
    if watch.trend and watch.years >= YEARS_FOR_A_TREND:
        line = np.column_stack([np.ones(len(times)), times])
        fit = _reweighted(known, line, watch)
        if fit is not None and _is_borne(fit, known, place, watch.reach):
            return fit
    return _reweighted(known, np.ones((len(times), 1)), watch)


def _is_borne(fit: _Fit, known: Floats, place: int, reach: float) -> bool:
    """Whether a trend is significant, and expects not much more than was ever seen."""
    error = sqrt(float(fit.covariance[1, 1]))
    # No degree of freedom is left to tell a trend from chance.
    if error == 0 or fit.freedom < 1:
        return False
    p = 2 * student_upper_tail(abs(fit.coefficients[1]) / error, fit.freedom)
    expected = exp(float(fit.coefficients @ np.array([1.0, place])))
    return p < TREND_LEVEL and expected <= reach * float(known.max())


def _reweighted(known: Floats, design: Floats, watch: Watch) -> _Fit | None:
    """Fit, give less weight to what was out of the ordinary, and fit again."""
    fit = _glm(known, design, np.ones(len(known)))
    if fit is None or not watch.reweight:
        return fit
    residuals = _anscombe(known, fit)
    is_heavy = residuals > HEAVIEST_RESIDUAL
    weights = np.where(is_heavy, np.maximum(residuals, 1) ** -2.0, 1.0)
    # Scaled so that the weights add up to the number of counts, as Noufaily has them.
    return _glm(known, design, weights * len(weights) / weights.sum())


def _anscombe(known: Floats, fit: _Fit) -> Floats:
    """Return standardised Anscombe residuals."""
    raw = 1.5 * (known ** (2 / 3) * fit.means ** (-1 / 6) - np.sqrt(fit.means))
    spread = np.sqrt(fit.dispersion * np.maximum(1 - fit.leverage, 1e-12))
    residuals: Floats = raw / spread
    return residuals


def _glm(known: Floats, design: Floats, weights: Floats) -> _Fit | None:
    """Fit a quasi-Poisson regression with a log link by iterated least squares.

    None where it does not converge.
    """
    coefficients = _coefficients(known, design, weights)
    freedom = int((weights > 0).sum()) - design.shape[1]
    if coefficients is None or freedom < 1:
        return None
    means = np.exp(design @ coefficients)
    work = weights * means
    inverse = np.linalg.inv(_information(design, work))
    leverage = work * np.einsum("ij,jk,ik->i", design, inverse, design)
    pearson = float((weights * (known - means) ** 2 / means).sum()) / freedom
    return _Fit(
        coefficients.astype(np.float64),
        (inverse * pearson).astype(np.float64),
        means,
        leverage,
        # Counts that vary less than Poisson's do so by chance: nobody expects them to.
        dispersion=max(pearson, 1.0),
        freedom=freedom,
    )


def _coefficients(known: Floats, design: Floats, weights: Floats) -> Floats | None:
    """Solve weighted least squares again and again until the deviance stands still.

    None where it does not within `ROUNDS`, or where the columns of the design do not
    determine the coefficients.
    """
    # As R's `glm` begins: a count of 0 has no logarithm.
    eta = np.log(known + 0.1)
    deviance = inf
    for _ in range(ROUNDS):
        means = np.exp(eta)
        work = weights * means
        target = eta + (known - means) / means
        information = _information(design, work)
        # Solving nearly dependent columns gives coefficients of rounding errors.
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            return None
        coefficients = np.linalg.solve(information, design.T @ (work * target))
        eta = design @ coefficients
        if np.any(np.abs(eta) > LARGEST_LOG_MEAN):
            return None
        before, deviance = deviance, _deviance(known, np.exp(eta), weights)
        if abs(deviance - before) / (abs(deviance) + 0.1) < CLOSE_ENOUGH:
            return np.asarray(coefficients)
    return None


def _information(design: Floats, work: Floats) -> Floats:
    """Compute the information on the coefficients, from the working weight of each count."""
    return np.asarray(design.T @ (design * work[:, np.newaxis]))


def _deviance(known: Floats, means: Floats, weights: Floats) -> float:
    # The limit of x log x at 0 is 0.
    ratio = np.where(known > 0, known, 1.0) / means
    logs = np.where(known > 0, known * np.log(ratio), 0.0)
    return float(2 * (weights * (logs - (known - means))).sum())


def _quantile(probability: float, eta: float, fit: _Fit) -> float:
    """Return a quantile of a negative binomial count, or of Poisson without dispersion."""
    mean = exp(eta)
    if fit.dispersion > 1:
        size = mean / (fit.dispersion - 1)
        return negative_binomial_quantile(probability, size, 1 / fit.dispersion)
    return poisson_quantile(probability, mean)


def cusum(
    standardised: Sequence[float] | Floats, k: float, *, start: float = 0.0
) -> Floats:
    """Add up standardised differences, less an allowance; never below 0.

    Parameters
    ----------
    standardised : differences from what was expected, in standard deviations
    k : half the shift, in standard deviations, that should be seen soon
    start : sum before the first

    Examples
    --------
    >>> cusum([1.0, 2.0, -3.0], k=0.5).tolist()
    [0.5, 2.0, 0.0]
    """
    total = start
    sums = []
    for difference in np.asarray(standardised, dtype=np.float64).tolist():
        total = max(0.0, total + (0.0 if isnan(difference) else difference) - k)
        sums.append(total)
    return np.array(sums)


@dataclass(frozen=True)
class Change:
    """Periods in a row in which a series left its course.

    Parameters
    ----------
    direction : 1 for more than expected, -1 for fewer
    judged : the periods that lie beyond their bounds, or the one at which small differences
        had added up
    is_gradual : whether the CUSUM found it, and no period by itself
    """

    direction: int
    judged: tuple[Judged, ...]
    is_gradual: bool = False


ALLOWANCE = 0.75
"""k of the CUSUM, in standard deviations."""
LIMIT = 4.0
"""h of the CUSUM, in standard deviations."""


def changes(counts: Sequence[float] | Floats, watch: Watch) -> tuple[Change, ...]:
    """Return where a series left its course, oldest first.

    Parameters
    ----------
    counts : of every period in order; NaN where one is not known
    watch : how
    """
    judged = [judge(counts, place, watch) for place in range(watch.first, len(counts))]
    sudden = _sudden(judged)
    gradual = [*_gradual(judged, 1), *_gradual(judged, -1)]
    seen = {period.place for change in sudden for period in change.judged}
    # A change that a single period shows already would be reported twice.
    alone = [change for change in gradual if not _is_near(change, seen, watch)]
    return tuple(sorted(sudden + alone, key=lambda change: change.judged[0].place))


def _sudden(judged: Sequence[Judged]) -> list[Change]:
    """Return the runs of periods that lie beyond their bounds on one side."""
    runs: list[Change] = []
    for period in judged:
        if not period.direction:
            continue
        last = runs[-1] if runs else None
        goes_on = last is not None and last.direction == period.direction
        if last and goes_on and last.judged[-1].place == period.place - 1:
            runs[-1] = Change(period.direction, (*last.judged, period))
        else:
            runs.append(Change(period.direction, (period,)))
    return runs


def _gradual(judged: Sequence[Judged], direction: int) -> list[Change]:
    """Return the periods at which the CUSUM of one direction reaches its limit; it starts again from there."""
    total = 0.0
    reached = []
    for period in judged:
        difference = direction * period.standardised
        step = 0.0 if isnan(difference) else difference
        total = float(cusum([step], ALLOWANCE, start=total)[0])
        if total >= LIMIT:
            reached.append(Change(direction, (period,), is_gradual=True))
            total = 0.0
    return reached


def _is_near(change: Change, seen: set[int], watch: Watch) -> bool:
    """Whether a period within a year already left its course by itself."""
    place = change.judged[0].place
    return any(abs(place - other) <= watch.frequency for other in seen)
