"""Shares from a sample: weights, strata, clusters and finite population corrections.

A share is the ratio estimator `sum(w y) / sum(w)` over the respondents of a domain. Its
variance is linearised (Taylor): with the score `w (y - share) / sum(w)` of every
respondent in the domain, and 0 for the others, it is the variance of the total of the
scores under the design. Respondents outside the domain stay in the design, as they say
how many clusters were drawn.

In stage s, with n of N clusters drawn in a stratum and z the totals of its clusters:

    V(stratum) = f (1 - n / N) n / (n - 1) sum((z - mean(z)) ** 2)

where f is the product of the sampling fractions of the stages before. Where a stage
declares no N, clusters count as drawn with replacement, and later stages add nothing.

References
----------
Lumley (2010), Complex Surveys, chapters 2 and 3. Särndal, Swensson & Wretman (1992),
Model Assisted Survey Sampling, sections 4.3 and 5.5. Korn & Graubard (1998), Confidence
intervals for proportions with small expected number of positive counts estimated from
survey data, Survey Methodology 24, 193-201.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log, nan, sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from zicht.methods.distributions import beta_quantile, student_quantile
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.nouns import counted

LEVEL = 0.95
"""Coverage of the intervals."""

Interval = tuple[float, float]
_Value = TypeVar("_Value", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of drawing.

    Parameters
    ----------
    clusters : the cluster of each respondent, as whole numbers; unique within the
        clusters of the stage before
    population : how many clusters there are in all, where the respondent's was drawn
        from; infinite where that is not declared
    """

    clusters: Ints
    population: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """How respondents were drawn.

    Parameters
    ----------
    weights : how many people each respondent stands for
    strata : the stratum of each respondent, as whole numbers
    stages : the first stage first; the last one draws respondents or whole clusters
    """

    weights: Floats
    strata: Ints
    stages: tuple[Stage, ...]

    @classmethod
    def of(
        cls,
        weights: Sequence[float] | Floats,
        strata: Sequence[object] | NDArray[np.generic] | None = None,
        clusters: Sequence[Sequence[object] | NDArray[np.generic]] = (),
        populations: Sequence[Sequence[float] | Floats] = (),
    ) -> "Design":
        """Make a design of columns, a row per respondent.

        Parameters
        ----------
        weights : above 0
        strata : any codes; one stratum when left out
        clusters : any codes, a column per stage; respondents themselves when left out
        populations : how many clusters there are to draw from, a column per stage;
            stages without one count as drawn with replacement

        Raises
        ------
        IndicatorError : columns differ in length, a weight is not above 0, more was
            drawn than there is, or a stratum holds one cluster

        Examples
        --------
        >>> design = Design.of([2.0, 2.0, 3.0, 3.0], strata=["a", "a", "b", "b"])
        >>> share(design, np.array([1.0, 0.0, 0.0, 0.0])).share
        0.2
        """
        weight = np.asarray(weights, dtype=np.float64)
        n = len(weight)
        stratum = np.zeros(n) if strata is None else np.asarray(strata)
        columns: list[NDArray[np.generic]] = [np.asarray(codes) for codes in clusters]
        # Without clusters, respondents were drawn themselves.
        columns = columns or [np.arange(n)]
        sizes = [np.asarray(size, dtype=np.float64) for size in populations]
        # Of an infinite population a draw with replacement is the limit.
        sizes += [np.full(n, inf)] * (len(columns) - len(sizes))
        _refuse_other_lengths(n, stratum, columns, sizes)
        _refuse_wrong_weights(weight)
        strata_numbers = _numbered(stratum)
        stages = _stages_within(strata_numbers, columns, sizes)
        design = cls(weight, strata_numbers, stages)
        design._check()
        return design

    def _check(self) -> None:
        """Refuse strata with one cluster, and more clusters than there are."""
        strata = self.strata
        for stage in self.stages:
            drawn, population = _drawn(strata, stage)
            is_over = drawn > population
            if np.any(is_over) or np.any(np.isnan(population)):
                raise IndicatorError(
                    f"Survey: {counted(int(is_over.sum()), 'stratum has', 'strata have')} more clusters in the sample"
                    " than there are, or the number there is differs within a stratum.",
                    now="Correct the column of the finite population correction.",
                )
            # One cluster of one is all there is: it has no variance to compute.
            is_alone = (drawn == 1) & (population > 1)
            if np.any(is_alone):
                raise IndicatorError(
                    f"Survey: {counted(int(is_alone.sum()), 'stratum holds', 'strata hold')} one cluster, of"
                    " which no variance can be computed.",
                    now="Merge each of them with a stratum that is alike.",
                )
            if np.all(np.isinf(population)):
                return  # drawn with replacement: later stages add nothing
            strata = stage.clusters


def _refuse_other_lengths(
    n_respondents: int,
    stratum: NDArray[np.generic],
    columns: Sequence[NDArray[np.generic]],
    sizes: Sequence[Floats],
) -> None:
    """Refuse columns that have not a row per respondent, and populations of stages that are not there."""
    has_too_many_sizes = len(sizes) > len(columns)
    lengths = {len(column) for column in (stratum, *columns, *sizes)}
    if has_too_many_sizes or lengths != {n_respondents}:
        raise IndicatorError(
            "Survey: the columns of the design differ in length or number.",
            now="Declare a population for each stage at most, and fill every row.",
        )


def _refuse_wrong_weights(weights: Floats) -> None:
    """Refuse weights that are not above 0: such a respondent would stand for nobody."""
    is_weight = np.isfinite(weights) & (weights > 0)
    if not np.all(is_weight):
        raise IndicatorError(
            f"Survey: {int((~is_weight).sum())} weights are not above 0.",
            now="Leave out who stands for nobody, or correct the weights.",
        )


def _stages_within(
    strata: Ints, columns: Sequence[NDArray[np.generic]], sizes: Sequence[Floats]
) -> tuple[Stage, ...]:
    """Return stages whose clusters are numbered within those of the stage before, the first within its stratum.

    A code of a cluster may return elsewhere: class 1 of one school is not class 1 of another.
    """
    stages = []
    within = strata
    for column, size in zip(columns, sizes, strict=True):
        within = _numbered(within, column)
        stages.append(Stage(within, size))
    return tuple(stages)


@dataclass(frozen=True)
class Share:
    """An estimated share.

    Parameters
    ----------
    share : between 0 and 1
    standard_error : of the share, under the design
    respondents : in the domain whose outcome is known
    freedom : degrees of freedom: clusters in the domain less their strata
    weighted : people that the respondents stand for
    """

    share: float
    standard_error: float
    respondents: int
    freedom: int
    weighted: float

    @property
    def effective(self) -> float:
        """Respondents of a simple random sample that would be as precise.

        The number of respondents itself where every answer is the same.
        """
        variance = self.standard_error**2
        if variance <= 0:
            return float(self.respondents)
        return self.share * (1 - self.share) / variance


def share(design: Design, outcome: Floats, domain: Bools | None = None) -> Share:
    """Estimate the share of a domain with an outcome.

    Parameters
    ----------
    design : how respondents were drawn
    outcome : 1 or 0 per respondent, NaN where the answer is not known
    domain : who is in it; everybody when left out

    Returns
    -------
    the share among respondents whose answer is known; NaN where there are none
    """
    is_in = ~np.isnan(outcome)
    if domain is not None:
        is_in &= domain
    n = int(is_in.sum())
    if n == 0:
        return Share(nan, nan, 0, 0, 0.0)
    # Respondents outside the domain stay, with weight 0: dropped, their clusters would
    # seem never to have been drawn.
    weights = np.where(is_in, design.weights, 0.0)
    answers = np.where(is_in, outcome, 0.0)
    total = float(weights.sum())
    estimate = float(weights @ answers) / total
    scores = weights * (answers - estimate) / total
    first = design.stages[0]
    clusters = np.unique(first.clusters[is_in]).size
    freedom = clusters - np.unique(design.strata[is_in]).size
    return Share(estimate, sqrt(_variance(scores, design)), n, freedom, total)


def _variance(scores: Floats, design: Design) -> float:
    """Compute the variance of the total of some scores under a design."""
    variance = 0.0
    strata = design.strata
    fraction = np.ones(len(scores))
    for stage in design.stages:
        drawn, population = _drawn(strata, stage)
        squares = _squares_within(strata, stage, scores, drawn)
        # A stratum with one cluster has no other (`_check`): its factor 1 - n / N is 0,
        # and n - 1 must not divide by 0.
        scale = (1 - drawn / population) * drawn / np.maximum(drawn - 1, 1)
        variance += float((_first(strata, fraction) * scale * squares).sum())
        fraction = fraction * (drawn / population)[strata]
        if not np.any(fraction):
            # Drawn with replacement: later stages add nothing.
            break
        strata = stage.clusters
    return variance


def _squares_within(
    strata: Ints, stage: Stage, scores: Floats, drawn: Floats
) -> Floats:
    """Compute per stratum the sum of squares of the totals of its clusters about their mean."""
    stratum_of_cluster = _first(stage.clusters, strata)
    totals = np.bincount(stage.clusters, weights=scores)
    means = np.bincount(stratum_of_cluster, weights=totals) / drawn
    differences = totals - means[stratum_of_cluster]
    squares = np.bincount(stratum_of_cluster, weights=differences**2)
    return squares.astype(np.float64)


def _drawn(strata: Ints, stage: Stage) -> tuple[Floats, Floats]:
    """Return per stratum how many clusters were drawn, and how many there are.

    NaN where two respondents of a stratum say different numbers.
    """
    stratum_of_cluster = _first(stage.clusters, strata)
    drawn = np.bincount(stratum_of_cluster).astype(np.float64)
    least = np.full(len(drawn), inf)
    most = np.full(len(drawn), -inf)
    np.minimum.at(least, strata, stage.population)
    np.maximum.at(most, strata, stage.population)
    return drawn, np.where(least == most, least, nan)


def _first(groups: Ints, values: NDArray[_Value]) -> NDArray[_Value]:
    """Return the value of the first member of every group, which all of it share."""
    _, first_rows = np.unique(groups, return_index=True)
    return values[first_rows]


def _numbered(*columns: NDArray[np.generic]) -> Ints:
    """Return the number, from 0, of the combination in each row of some columns."""
    numbers = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, codes = np.unique(column, return_inverse=True)
        # Renumbered after each column, so that the product does not overflow.
        combined = numbers * (int(codes.max(initial=0)) + 1) + codes
        _, numbers = np.unique(combined, return_inverse=True)
    return numbers.astype(np.int64)


def logit_interval(estimate: Share) -> Interval:
    """Compute a Wald interval on the logit scale, with Student's t.

    Returns
    -------
    bounds between 0 and 1; both NaN where the share is 0 or 1, or nothing is free

    References
    ----------
    Method `xlogit` of `svyciprop` in the R package survey.
    """
    p = estimate.share
    if not 0 < p < 1 or estimate.freedom < 1:
        return nan, nan
    centre = log(p / (1 - p))
    quantile = student_quantile((1 + LEVEL) / 2, estimate.freedom)
    reach = quantile * estimate.standard_error / (p * (1 - p))
    return _expit(centre - reach), _expit(centre + reach)


def beta_interval(estimate: Share) -> Interval:
    """Compute the interval of Clopper and Pearson at the effective number of respondents.

    It is wider than the logit interval where few respondents say yes, and exists for
    shares of 0 and 1.

    References
    ----------
    Korn & Graubard (1998). Method `beta` of `svyciprop` in the R package survey.
    """
    p, n = estimate.share, estimate.respondents
    if n < 2 or estimate.freedom < 1:
        return nan, nan
    tail = (1 - LEVEL) / 2
    of_respondents = student_quantile(tail, n - 1)
    # Fewer degrees of freedom than respondents make the effective sample smaller (Korn
    # and Graubard).
    correction = of_respondents / student_quantile(tail, estimate.freedom)
    size = estimate.effective * correction**2
    yes, no = size * p, size * (1 - p)
    lower = beta_quantile(tail, yes, no + 1) if p > 0 else 0.0
    upper = beta_quantile(1 - tail, yes + 1, no) if p < 1 else 1.0
    return lower, upper


INTERVALS = {"logit": logit_interval, "beta": beta_interval}
"""Intervals that a definition may name."""


def at_size(estimate: Share, p: float, effective: float) -> Share:
    """Return an estimate of another share that is as precise as so many respondents.

    Parameters
    ----------
    estimate : its degrees of freedom and respondents stay
    p : the share
    effective : respondents of a simple random sample
    """
    error = sqrt(p * (1 - p) / effective) if effective > 0 else nan
    if error == 0:
        return replace(
            estimate, share=p, standard_error=error, respondents=int(effective)
        )
    return replace(estimate, share=p, standard_error=error)


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x))
