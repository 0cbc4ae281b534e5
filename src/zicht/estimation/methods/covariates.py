"""Covariates and a trend over years (Cruyff, van Dijk & van der Heijden 2017)."""

from collections.abc import Callable
from functools import partial

from zicht.estimation.problem import Outcome, Problem, Trace
from zicht.estimation.totals import estimate_strata

MOST_REPLICATES = 1000
"""A model over all strata takes long; its limits rest on so many resamples at most."""


def covariates(problem: Problem) -> Outcome:
    """Fit covariates and a trend over years; return the total of everyone."""
    settings = problem.settings
    progress: Callable[[int, int], None] | None = None
    if problem.progress is not None:
        progress = partial(problem.progress, "covariates")
    fitted = estimate_strata(
        problem.table,
        year=settings.year,
        replicates=min(settings.replicates, MOST_REPLICATES),
        seed=settings.seed,
        level=settings.level,
        is_conditional=settings.is_conditional,
        # The conditional mode chooses all pairs by BIC, as the package of Cruyff does
        # (ADR 0147).
        has_joint_covariates=not settings.is_conditional,
        progress=progress,
    )
    trace = Trace(
        totals=fitted.totals,
        tests=fitted.tests,
        has_lists_by_kind=fitted.has_lists_by_kind,
    )
    return fitted.method, trace
