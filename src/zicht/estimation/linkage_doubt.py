"""What not knowing which records are one person does to an estimate: multiple imputation over plausible linkages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.settings import Settings
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import (
    CaptureTable,
    Criterion,
    Estimate,
    MethodEstimate,
    Verdict,
)

QUICK = "stepwise"
"""Method that is repeated on every plausible linkage."""

LARGEST_FACTOR = 1.25
"""A headline may move by this factor at most between plausible linkages: about as much as a sampling error of ten
per cent."""

NORMAL = 1.96
FEWEST = 5
"""Linkages with an estimate, below which nothing is said."""


@dataclass(frozen=True)
class LinkageSpread:
    """How an estimate moves between plausible linkages, in logarithms.

    Parameters
    ----------
    shift : mean over the linkages, less the estimate under the chosen linkage
    between : variance between the linkages
    n : number of linkages
    """

    shift: float
    between: float
    n: int

    @property
    def added(self) -> float:
        """Half the width of a 95% interval for linkage alone."""
        # Rubin (1987), section 3.1: with n linkages the mean over them is itself
        # uncertain by a further 1/n of the variance between them.
        return NORMAL * math.sqrt((1 + 1 / self.n) * self.between)

    @property
    def factor(self) -> float:
        """Factor by which linkage may move the estimate."""
        return math.exp(abs(self.shift) + self.added)


def spread_of_linkage(
    chosen: CaptureTable, plausible: Sequence[CaptureTable]
) -> LinkageSpread | None:
    """Estimate on every plausible linkage and compare.

    Parameters
    ----------
    chosen : capture table under the chosen linkage
    plausible : capture tables under plausible linkages

    Returns
    -------
    None where too few linkages allow an estimate
    """
    base = _quick_estimate(chosen)
    estimates = [_quick_estimate(table) for table in plausible]
    given = [value for value in estimates if value is not None]
    if base is None or len(given) < FEWEST:
        return None
    moves = np.log(np.array(given) / base)
    return LinkageSpread(float(moves.mean()), float(moves.var(ddof=1)), len(given))


def _quick_estimate(table: CaptureTable) -> float | None:
    try:
        # One method without resamples stands for all: they share the capture table, and
        # to repeat all would cost twenty times the estimate (ADR 0151).
        problem = Problem(table, Settings(replicates=0), None)
        return run(problem, QUICK)[0].estimate
    except EstimationRefused:
        return None


def with_linkage(estimate: Estimate, spread: LinkageSpread) -> Estimate:
    """Carry the doubt of linkage into every method and into the verdict.

    Sampling and linkage are combined by the rules of multiple imputation, on logarithms: the estimate is the mean over
    plausible linkages, and its variance is that within a linkage plus (1 + 1/n) times that between them.

    References
    ----------
    Rubin, Multiple Imputation for Nonresponse in Surveys (1987), section 3.1
    """
    methods = tuple(_widened(method, spread) for method in estimate.methods)
    verdict = _judged(estimate.verdict, _criterion(spread))
    return replace(estimate, methods=methods, verdict=verdict)


def with_perturbation(estimate: Estimate, spread: LinkageSpread) -> Estimate:
    """Widen every method by what the perturbation of its counts adds.

    Parameters
    ----------
    estimate : from perturbed counts
    spread : over tables that may stand behind these counts

    Returns
    -------
    the same estimates within wider limits: the perturbation is right on average, so that nothing shifts
    """
    added = replace(spread, shift=0.0)
    methods = tuple(_widened(method, added) for method in estimate.methods)
    return replace(estimate, methods=methods)


def _judged(verdict: Verdict, criterion: Criterion) -> Verdict:
    """Add the line on linkage to a verdict; where there is none yet, it stays so."""
    if not verdict.criteria:
        return verdict
    criteria = (*verdict.criteria, criterion)
    if not verdict.may_publish or criterion.met:
        return replace(verdict, criteria=criteria)
    return replace(
        verdict,
        may_publish=False,
        method=None,
        criteria=criteria,
        words=criterion.words,
    )


def _widened(method: MethodEstimate, spread: LinkageSpread) -> MethodEstimate:
    if not method.estimate or method.lower is None or method.upper is None:
        return method
    centre = method.estimate * math.exp(spread.shift)
    below = math.log(method.estimate / max(method.lower, 1.0))
    above = math.log(max(method.upper, 1.0) / method.estimate)
    return replace(
        method,
        estimate=centre,
        lower=centre * math.exp(-math.copysign(math.hypot(below, spread.added), below)),
        upper=centre * math.exp(math.copysign(math.hypot(above, spread.added), above)),
    )


def _criterion(spread: LinkageSpread) -> Criterion:
    words = sentence("verdict_line.linkage", limit=LARGEST_FACTOR, value=spread.factor)
    return Criterion(
        "linkage",
        spread.factor <= LARGEST_FACTOR,
        LARGEST_FACTOR,
        words,
        spread.factor,
    )
