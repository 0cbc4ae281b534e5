"""Stepwise: pairs enter one by one by p-value (Chan, Silverman & Vincent 2021)."""

from functools import partial

import numpy as np

from zicht.estimation.existence import check
from zicht.estimation.fitting import parameters_of
from zicht.estimation.models import name_of, ordered, padded
from zicht.estimation.problem import Outcome, Problem, Trace, refused
from zicht.estimation.profile import ChosenModel
from zicht.estimation.resampled import with_bootstrap
from zicht.estimation.stepwise import select
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import CaptureTable, lists_of


def stepwise(problem: Problem) -> Outcome:
    """Add pairs one by one by p-value."""
    n_lists, threshold = problem.table.n_lists, problem.settings.p_value
    selected = select(problem.counts[:, None], n_lists, threshold=threshold)
    if not selected.is_fitted[0]:
        reason = check(problem.counts, parameters_of((), n_lists), n_lists).reason
        return refused("stepwise", problem.settings.level, reason)
    chosen = [int(pair) for pair in selected.chosen[:, 0] if pair >= 0]
    model = ordered(chosen)
    fitted = ChosenModel(
        name_of(model, problem.table.lists),
        float(selected.dark[0]),
        padded([model], n_lists)[:, 0],
    )
    estimator = partial(stepwise_unseen, n_lists=n_lists, threshold=threshold)
    result, trace = with_bootstrap(problem, "stepwise", fitted, estimator)
    path = _path(problem.table, chosen, selected.path[:, 0])
    return result, Trace(trace.draws, None, path)


def stepwise_unseen(counts: Floats, n_lists: int, threshold: float) -> Floats:
    """Unseen persons of every table, the pairs chosen anew for each."""
    selected = select(counts, n_lists, threshold=threshold)
    return np.where(selected.is_fitted, selected.dark, np.nan)


def _path(
    table: CaptureTable, chosen: list[int], unseen: Floats
) -> tuple[tuple[str, float, float], ...]:
    steps = ["independence"]
    steps += [f"+ {'×'.join(lists_of(pair, table.lists))}" for pair in chosen]
    return tuple(
        (step, table.n_observed + float(dark), float("nan"))
        for step, dark in zip(steps, unseen, strict=False)
    )
