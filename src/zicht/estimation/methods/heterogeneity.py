"""Visibility: stepwise pairs, and persons who differ in visibility (Darroch 1993)."""

from functools import partial

import numpy as np

from zicht.edition.all_words import all_words
from zicht.estimation.fitting import fit
from zicht.estimation.heterogeneity import (
    fit_heterogeneous,
    heterogeneous_unseen,
    stepwise_parameters,
)
from zicht.estimation.models import name_of, ordered
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.estimation.profile import ChosenModel
from zicht.estimation.resampled import with_bootstrap
from zicht.estimation.shapes import shape_of

FEWEST_LISTS = 3
"""Fewest lists from which differences in visibility can be estimated."""
NOT_FITTED = all_words()["estimate_note.visibility_unknown"]


def heterogeneity(problem: Problem) -> Outcome:
    """Let persons differ in visibility, beside the pairs that stepwise selects."""
    return _by_shape(problem, "heterogeneity", "darroch")


def heterogeneity_gamma(problem: Problem) -> Outcome:
    """Let many persons be nearly invisible: Gamma's term in place of Darroch's.

    Three lists cannot show that persons differ as well as four can: there more persons
    may be nearly invisible. So they may where half of the persons are seen or more, as
    the interval stays narrow there.
    """
    return _by_shape(problem, "heterogeneity_gamma", _gamma_shape(problem))


def _gamma_shape(problem: Problem) -> str:
    """Choose how many persons may be nearly invisible."""
    n_lists = problem.table.n_lists
    if n_lists == FEWEST_LISTS:
        return "hidden"
    column = problem.counts[:, None]
    parameters = stepwise_parameters(column, n_lists, problem.settings.p_value)
    n_seen = problem.table.n_observed
    n_unseen = float(fit(column, parameters).dark[0])
    # Elsewhere the lower start would make the interval of tables that show a third of
    # the population too wide for a headline (ADR 0142, 0213).
    return "hidden" if n_unseen <= n_seen else "gamma"


def _by_shape(problem: Problem, name: str, shape: str) -> Outcome:
    n_lists, threshold = problem.table.n_lists, problem.settings.p_value
    column = problem.counts[:, None]
    parameters = stepwise_parameters(column, n_lists, threshold)
    pairs = [int(pair) for pair in parameters[1 + n_lists :, 0] if pair >= 0]
    words = f"{name_of(ordered(pairs), problem.table.lists)}, visibility ({shape})"
    unseen = fit_heterogeneous(column, parameters, n_lists, shape=shape).dark[0]
    if not np.isfinite(unseen):
        return refused(name, problem.settings.level, NOT_FITTED, words)
    estimator = partial(
        heterogeneous_unseen, n_lists=n_lists, threshold=threshold, shape=shape
    )
    chosen = ChosenModel(
        words, float(unseen), parameters[:, 0], shape_of(shape, n_lists)
    )
    return with_bootstrap(problem, name, chosen, estimator)
