"""Best BIC: the hierarchical model with the lowest BIC (Silverman and others 2024)."""

from dataclasses import replace
from functools import partial

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.existence import check
from zicht.estimation.fitting import parameters_of
from zicht.estimation.models import Model, brackets, name_of, padded
from zicht.estimation.parallel import BatchEstimator
from zicht.estimation.problem import Outcome, Problem, Trace, refused
from zicht.estimation.profile import ChosenModel
from zicht.estimation.resampled import with_bootstrap
from zicht.estimation.search import (
    Ranking,
    downhill_unseen,
    order_of,
    score_columns,
    search,
)
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.text import Text

WALKED_LISTS = 10
"""Up to this many lists the downhill search is redone in every resample."""
FEW_MODELS = 20
"""Beyond, so many of the best models of the table compete again in every resample."""
MOST_REPLICATES = 2000
"""A search in every resample takes long; its limits rest on so many at most."""
SHOWN_MODELS = 40
LEAST_WEIGHT = 0.001


def bic(problem: Problem) -> Outcome:
    """Take the hierarchical model with the best BIC."""
    n_lists = problem.table.n_lists
    ranking = search(problem.counts, n_lists, max_order=problem.settings.max_order)
    if not ranking.models:
        reason = check(problem.counts, parameters_of((), n_lists), n_lists).reason
        return refused("bic", problem.settings.level, reason)
    best = ranking.models[0]
    chosen = ChosenModel(
        name_of(best, problem.table.lists),
        float(ranking.dark[0]),
        padded([best], n_lists)[:, 0],
    )
    result, trace = with_bootstrap(
        problem, "bic", chosen, _estimator(problem, ranking), most=MOST_REPLICATES
    )
    notes = (*result.notes, _note(ranking, n_lists))
    path = _path(problem.table, ranking)
    return replace(result, notes=notes), Trace(trace.draws, None, path)


def _estimator(problem: Problem, ranking: Ranking) -> BatchEstimator:
    """Return how the search is redone in a resample."""
    # Intervals that keep the model of the table covered 61% where they claim 95% (Chan,
    # Silverman & Vincent 2021): models compete again in every resample.
    n_lists, settings = problem.table.n_lists, problem.settings
    if ranking.is_complete:
        n_top = settings.n_top
    elif n_lists > WALKED_LISTS:
        n_top = min(settings.n_top, FEW_MODELS)
    else:
        order = order_of(n_lists, settings.max_order)
        return partial(downhill_unseen, n_lists=n_lists, max_order=order)
    top = ranking.models[:n_top]
    return partial(top_models_unseen, models=top, n_lists=n_lists)


def top_models_unseen(
    counts: Floats, models: tuple[Model, ...], n_lists: int
) -> Floats:
    """Unseen persons of every table under the model with the best BIC for it."""
    n_tables = counts.shape[1]
    best, unseen = np.full(n_tables, np.inf), np.full(n_tables, np.nan)
    for model in models:
        parameters = np.repeat(padded([model], n_lists), n_tables, axis=1)
        value, dark = score_columns(counts, parameters, n_lists)
        better = value < best
        best[better], unseen[better] = value[better], dark[better]
    return unseen


def _path(
    table: CaptureTable, ranking: Ranking
) -> tuple[tuple[str, float, float], ...]:
    weights = ranking.weights[:SHOWN_MODELS]
    return tuple(
        (
            name_of(ranking.models[i], table.lists),
            table.n_observed + float(ranking.dark[i]),
            float(ranking.bic[i] - ranking.bic[0]),
        )
        for i in np.flatnonzero(weights >= LEAST_WEIGHT)
    )


def _note(ranking: Ranking, n_lists: int) -> Text:
    n_sound = len(ranking.models)
    best = brackets(ranking.models[0], n_lists)
    if ranking.is_complete:
        return sentence(
            "estimate_note.best_of_all",
            n_sound=str(n_sound),
            n_tried=str(ranking.n_tried),
            best=best,
        )
    return sentence("estimate_note.best_found", n_tried=str(ranking.n_tried), best=best)
