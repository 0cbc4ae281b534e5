"""Bayesian threshold: pairs that stand out of a fit of all pairs (Silverman 2020)."""

from collections.abc import Mapping

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.chains import MIXED
from zicht.estimation.models import Model, name_of, ordered
from zicht.estimation.posterior import monte_carlo_note, posterior_result, unmixed
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.estimation.threshold import TAU, posterior_draws, threshold_posterior
from zicht.vocabulary.estimates import lists_of
from zicht.vocabulary.text import Text

MOST_TOGGLED = 2
"""Pairs near the threshold that are tried on the other side."""
NEAR_TAU = 0.15
"""A pair this near the threshold may fall on either side of it by chance."""


def threshold(problem: Problem) -> Outcome:
    """Keep the pairs that stand out of a Bayesian fit of all."""
    table, rng = problem.table, problem.rng("threshold")
    fitted = threshold_posterior(problem.counts, table.n_lists, rng)
    level = problem.settings.level
    words = name_of(fitted.model, table.lists)
    if not fitted.rhat <= MIXED:
        return refused("threshold", level, unmixed(fitted.rhat), words)
    population = table.n_observed + fitted.unseen
    notes = [monte_carlo_note(population)]
    notes += _near_threshold_notes(problem, fitted.model, fitted.ratios, rng)
    return posterior_result(
        "threshold", population.ravel(), level=level, words=words, notes=tuple(notes)
    )


def _near_threshold_notes(
    problem: Problem,
    model: Model,
    ratios: Mapping[int, float],
    rng: np.random.Generator,
) -> list[Text]:
    """Return what the estimate would be with a doubtful pair on the other side."""
    by_distance = sorted(ratios, key=lambda pair: abs(abs(ratios[pair]) - TAU))
    notes = []
    for pair in by_distance[:MOST_TOGGLED]:
        if abs(abs(ratios[pair]) - TAU) < NEAR_TAU:
            median = _toggled_median(problem, model, pair, rng)
            is_in = pair in model
            notes.append(
                _toggled_note(problem, pair, ratios[pair], median, is_in=is_in)
            )
    return notes


def _toggled_median(
    problem: Problem, model: Model, pair: int, rng: np.random.Generator
) -> float:
    terms = ordered(set(model) ^ {pair})
    draws = posterior_draws(problem.counts, terms, problem.table.n_lists, rng)
    unseen = np.exp(np.clip(draws[:, :, 0], -60, 60))
    return problem.table.n_observed + float(np.median(unseen))


def _toggled_note(
    problem: Problem, pair: int, ratio: float, median: float, *, is_in: bool
) -> Text:
    name = "×".join(lists_of(pair, problem.table.lists))
    key = "estimate_note.near_without" if is_in else "estimate_note.near_with"
    return sentence(key, name=name, ratio=ratio, median=median, threshold=TAU)
